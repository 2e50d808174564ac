import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { fakeMessagePace } from '../fakes/message-pace.ts';
import { incidentStoreContract } from './incident-store.ts';
import { messagePaceContract } from './message-pace.ts';

incidentStoreContract('in memory', () => fakeIncidentStore());
messagePaceContract('in memory', () => {
  const pace = fakeMessagePace();
  return { pace, setNext: pace.setNext };
});
