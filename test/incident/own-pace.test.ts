import { createOwnPace } from '../../shared/incident/own-pace.ts';
import { MESSAGE_SPACING_MS } from '../../shared/incident/pace.ts';
import { messagePaceContract } from '../contracts/message-pace.ts';

messagePaceContract('of this process alone', () => {
  const pace = createOwnPace();
  return {
    pace,
    setNext: async (nextAt) => {
      await pace.next(nextAt - MESSAGE_SPACING_MS, nextAt);
    },
  };
});
