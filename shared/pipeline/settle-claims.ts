import type { IncidentItem } from '../incident/item.ts';
import { type Settlement, settle } from '../incident/settle.ts';
import type { PipelinePorts } from './ports.ts';
import { backoff } from './track.ts';

const MOST_TRIES = 12;

/**
 * Writes what became of claims, on top of whatever others wrote meanwhile. False when that did not succeed: then the claims stand
 * as they were, and whoever finds them sends them again.
 */
export async function settleClaims(
  item: IncidentItem,
  settlement: Settlement,
  { store, now, wait, random }: Pick<PipelinePorts, 'store' | 'now' | 'wait' | 'random'>,
): Promise<boolean> {
  let current: IncidentItem | undefined = item;
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      // Gone: there is nothing left to settle.
      if (current === undefined) return true;
      const next = settle(current, settlement, now().getTime());
      if (next === current || (await store.save(next, now().getTime())) === 'saved') return true;
      await wait(backoff(tries, random()));
      current = await store.load(item.id);
    }
  } catch {
    // The reason is logged where the next call meets it; what matters is that the claims are still there.
  }
  return false;
}
