import type { KeyFindings } from '../incident/collector.ts';
import { isOver } from '../incident/lifetime.ts';
import { wasRescued } from '../incident/rescue.ts';
import type { RecordCounts } from './collect-records.ts';
import type { PipelinePorts } from './ports.ts';

/** What KMS refused because a key is Disabled, sorted by whether it is the guard's to tell. */
export interface StillRefused {
  /** Keys whose deletion the guard cancelled, or of which that could not be found out. */
  readonly keys: readonly KeyFindings[];
  /** Records that do not count: their keys were disabled by somebody else. */
  readonly notOurs: number;
  /** Records of keys of which the store cannot say it: the batch must come again. */
  readonly failed: number;
}

/** Those of keys whose deletion the guard itself cancelled, or is about to. Never rejects. */
export async function refusedAfterRescue(
  disabled: readonly KeyFindings[],
  { store, now }: Pick<PipelinePorts, 'store' | 'now'>,
): Promise<StillRefused> {
  const keys: KeyFindings[] = [];
  let [notOurs, failed] = [0, 0];
  for (const found of disabled) {
    try {
      const item = await store.load(found.id);
      const isOurs = item !== undefined && wasRescued(item.rescue) && !isOver(item, now().getTime());
      if (isOurs) keys.push(found);
      else notOurs += found.count;
    } catch {
      failed += found.count;
    }
  }
  return { keys, notOurs, failed };
}

/** The figures of the records, now that it is known which of these count. */
export const withStillRefused = (counts: RecordCounts, { notOurs }: StillRefused): RecordCounts => ({
  ...counts,
  notFinding: counts.notFinding + notOurs,
  findings: counts.findings + counts.disabled - notOurs,
  disabled: 0,
});
