import type { Finding } from '../finding/finding.ts';
import type { Incident } from './incident.ts';

/**
 * Where the findings of a key are counted until they are told. An adapter may be durable; every one of them passes
 * test/contracts/incident-store.ts.
 */
export interface IncidentStore {
  /** Counts findings, each once; answers how many of them had been counted before. */
  count(findings: readonly Finding[]): Promise<{ readonly duplicates: number }>;
  /** Hands over what was counted and not yet told, the incident of the gravest finding first, and forgets it. */
  take(): Promise<readonly Incident[]>;
}
