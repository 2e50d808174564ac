import type { IncidentItem } from './item.ts';

/**
 * Where incidents are remembered between invocations, one item a key. Rejects when it cannot be reached, with a GuardError
 * `incident-unreadable` for an item that is not as it was written, and `incidents-busy` when it pays to wait and try again. Every one of
 * them passes test/contracts/incident-store.ts.
 */
export interface IncidentStore {
  /** The item of an incident; undefined when there is none. Always the newest: what has been written is read. */
  load(id: string): Promise<IncidentItem | undefined>;
  /**
   * Writes an item, if the one that is there still has the version that it was made from (0: there is none); the version that is
   * then stored is one higher. `conflict`: somebody else has written meanwhile, and nothing was changed.
   */
  save(item: IncidentItem, now: number): Promise<'saved' | 'conflict'>;
  /** All items, in any order; `unreadable` counts those that cannot be read. */
  all(): Promise<{ readonly items: readonly IncidentItem[]; readonly unreadable: number }>;
}
