import { messageOf } from '../errors.ts';
import { digest } from '../incident/incident.ts';
import type { IncidentItem } from '../incident/item.ts';
import { type Intent, isRescueDue, type Rescue } from '../incident/rescue.ts';
import { known } from '../kms/key-details.ts';
import { decide } from '../remediation/decide.ts';
import type { Decision } from '../remediation/facts.ts';
import { periodOfUse } from '../remediation/rules.ts';
import { afterDecision, afterDryRun, withIntent } from '../remediation/steps.ts';
import { wasEnabled } from '../remediation/was-enabled.ts';
import { cancel, finishIntent } from './apply-rescue.ts';
import type { PipelinePorts, PipelineSettings } from './ports.ts';
import { changedSince, factsOf } from './rescue-facts.ts';
import type { Work } from './rescue-work.ts';
import { saveRescue } from './save-rescue.ts';

/** The time that an invocation has for it: then alerts go out, whatever came of it. */
export const REMEDIATE_WITHIN_MS = 15_000;

/**
 * Decides about saving a key, where that is due, and saves it. Answers the incident as it is then, for the alert to tell. Never rejects:
 * whatever fails costs the rescue, which the next sweep tries again, and not the alert.
 * @param until milliseconds since 1970 after which nothing more is begun
 */
export async function remediate(
  item: IncidentItem,
  ports: PipelinePorts,
  settings: PipelineSettings,
  until: number,
): Promise<IncidentItem> {
  const { remediation } = ports;
  const now = ports.now().getTime();
  if (remediation === undefined || settings.drill || item.drill || settings.remediation.mode === 'off') return item;
  if (!isRescueDue(item.rescue, now) || item.key.kind !== 'arn') return item;
  const { rescue } = item;
  const work: Work = { item, rescue, key: item.key.key, ports, remediation, settings, until };
  try {
    if (rescue.intent !== undefined) return await finishIntent(work, rescue.intent);
    if (now >= until) return await note(work, skipped('no-time', 'no time was left in this invocation'));
    return await decideNow(work);
  } catch (thrown) {
    return await note(work, skipped('unexpected', `it failed unexpectedly (${messageOf(thrown)})`)).catch(() => item);
  }
}

type NotNow = Exclude<Decision, { kind: 'cancel' }>;

const skipped = (
  cause: 'no-time' | 'unexpected' | 'not-remembered' | 'limit-unread' | 'key-unread',
  reason: string,
): NotNow => ({
  kind: 'skip',
  mode: 'off',
  cause,
  reason,
  unknown: true,
});

async function decideNow(work: Work): Promise<IncidentItem> {
  const { rescue, ports, settings } = work;
  const evidence = rescue.evidence;
  if (evidence === undefined) return work.item;
  const { details, facts } = await factsOf(work, evidence);
  const decision = decide(facts);
  const period = details.metadata.status === 'known' ? details.metadata.value.deletionDate?.getTime() : undefined;
  // Only what is shown to belong together is bound together.
  const bound = periodOfUse(facts) === 'this' ? period : undefined;
  if (decision.kind !== 'cancel') return note(work, decision, bound);
  if (ports.now().getTime() >= work.until)
    return note(work, skipped('no-time', 'no time was left in this invocation'), period);

  const id = digest(JSON.stringify([work.item.id, period ?? evidence.id, evidence.event.time]), 16);
  const allowance = isRehearsed(rescue, decision.mode, period)
    ? known('allowed' as const)
    : await work.remediation.allow(purposeOf(decision.mode), id, ports.now(), settings.remediation.dailyLimit);
  if (allowance.status === 'unavailable')
    return note(
      work,
      skipped('limit-unread', `how many were cancelled today could not be read (${allowance.reason})`),
      period,
    );
  if (allowance.value === 'spent') return note(work, limitSpent(decision.mode, settings, ports.now(), period), period);
  if (decision.mode === 'dry-run') {
    const next = afterDryRun(rescue, decision.reason, period, ports.now().getTime());
    return noteStep(work, next);
  }
  // Also where the guard will not enable it: then a person has to know before they do.
  const before = wasEnabled({ ...details, now: ports.now(), history: await work.remediation.stateHistory(work.key) });
  const changed = await changedSince(work, period);
  if (changed !== undefined) return note(work, skipped('key-unread', changed), period);
  const intent: Intent = {
    id,
    at: ports.now().getTime(),
    mode: decision.mode,
    period,
    reason: decision.reason,
    cancelledAt: undefined,
    enable: decision.mode === 'cancel-and-enable' && before.state === 'Enabled',
    before,
  };
  if (ports.now().getTime() >= work.until)
    return note(work, skipped('no-time', 'no time was left in this invocation'), period);
  // Written down before the write, so that whoever comes after a crash knows whose it was; and only if nobody else was faster.
  const written = await saveRescue(work.item, withIntent(rescue, intent), ports);
  switch (written.kind) {
    case 'others-wrote':
      return { ...work.item, rescue: written.rescue };
    case 'failed':
      return note(work, skipped('not-remembered', 'the guard could not write down that it is about to act'), period);
    case 'saved':
      return cancel({ ...work, item: written.item, rescue: written.item.rescue ?? rescue }, intent);
  }
}

const purposeOf = (mode: Decision['mode']) => (mode === 'dry-run' ? 'dry-run' : 'cancel');

/** A dry run that has had its place among the day's: saved, the key would not come again. */
const isRehearsed = (rescue: Rescue, mode: Decision['mode'], period: number | undefined): boolean =>
  mode === 'dry-run' && rescue.last?.outcome === 'would-cancel' && period !== undefined && rescue.period === period;

/** The next day, UTC, has cancels of its own. */
function limitSpent(
  mode: Decision['mode'],
  { remediation }: PipelineSettings,
  now: Date,
  end: number | undefined,
): NotNow {
  const tomorrow = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
  const reason = `the day's limit of ${remediation.dailyLimit} is used up`;
  // Whoever reads that it waits must not wait with it.
  if (end !== undefined && end <= tomorrow.getTime())
    return {
      kind: 'skip',
      mode,
      cause: 'daily-limit',
      reason: `${reason}, and the key goes before the next day`,
      unknown: false,
    };
  return { kind: 'wait', mode, cause: 'daily-limit', reason, actAt: tomorrow };
}

/** Remembers a decision that is followed by no write. */
const note = (work: Work, decision: NotNow, period?: number): Promise<IncidentItem> =>
  noteStep(work, afterDecision(work.rescue, decision, period, work.ports.now().getTime()));

async function noteStep(work: Work, next: Rescue): Promise<IncidentItem> {
  if (next.last !== undefined) work.remediation.noted({ kind: 'decision', keyArn: work.key.arn, step: next.last });
  const saved = await saveRescue(work.item, next, work.ports);
  switch (saved.kind) {
    case 'saved':
      return saved.item;
    case 'others-wrote':
      return { ...work.item, rescue: saved.rescue };
    case 'failed':
      // Told all the same; who comes next decides it anew.
      return { ...work.item, rescue: next };
  }
}
