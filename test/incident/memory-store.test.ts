import { createMemoryStore } from '../../shared/incident/memory-store.ts';
import { incidentStoreContract } from '../contracts/incident-store.ts';

incidentStoreContract('in memory', createMemoryStore);
