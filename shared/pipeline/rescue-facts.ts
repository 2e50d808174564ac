import { enrich } from '../enrichment/enrich.ts';
import type { KeyDetails } from '../kms/key-details.ts';
import { isPendingState } from '../kms/key-state.ts';
import type { DecisionFacts } from '../remediation/facts.ts';
import { hiddenNow } from './hidden-now.ts';
import type { Work } from './rescue-work.ts';

/**
 * Looking up the history takes seconds, in which people may have acted: what was decided before is no answer to that.
 * @param period deletion date that the decision rests on, in milliseconds since 1970
 * @returns how the key has changed, or why that is not known, in words; undefined: it has not
 */
export async function changedSince(
  { key, remediation }: Work,
  period: number | undefined,
): Promise<string | undefined> {
  const readBack = await remediation.readState(key);
  if (readBack.kind === 'unread') return `the key could not be read again before the cancel (${readBack.reason})`;
  return isPendingState(readBack.state) && readBack.deletionDate === period
    ? undefined
    : `the key changed while it was decided: it was read as ${readBack.state}`;
}

/** All that a decision rests on, read now. */
export async function factsOf(work: Work, evidence: DecisionFacts['evidence']) {
  const { rescue, ports, remediation, settings } = work;
  const read = ports.freshReader?.() ?? ports.readKey;
  const [details, killSwitch, neverNow, silences] = await Promise.all([
    enrich(work.item.key, read),
    remediation.killSwitch(),
    remediation.neverNow(),
    ports.silences(),
  ]);
  const facts: DecisionFacts = {
    now: ports.now(),
    policy: settings.remediation,
    killSwitch,
    neverNow,
    ownAccount: settings.ownRoleArn?.split(':')[4],
    evidence,
    hiddenBy: hiddenNow(evidence, silences, details, settings, ports.now()),
    metadata: details.metadata,
    aliases: details.aliases,
    tags: details.tags,
    scheduledAt: details.scheduledBy.status === 'known' ? details.scheduledBy.value.time : undefined,
    period: rescue.period,
    cancelled: rescue.cancelled,
  };
  return { details: details satisfies KeyDetails, facts };
}
