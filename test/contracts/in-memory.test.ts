import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { fakeMessagePace } from '../fakes/message-pace.ts';
import { fakeWatchStore } from '../fakes/watch-store.ts';
import { incidentStoreContract } from './incident-store.ts';
import { messagePaceContract } from './message-pace.ts';
import { watchStoreContract } from './watch-store.ts';

incidentStoreContract('in memory', () => fakeIncidentStore());
messagePaceContract('in memory', () => {
  const pace = fakeMessagePace();
  return { pace, setNext: pace.setNext };
});
watchStoreContract('in memory', () => fakeWatchStore());
