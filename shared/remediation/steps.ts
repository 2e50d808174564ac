import type { RemediationMode } from '../contract/remediation.ts';
import type { Intent, Rescue, RescueOutcome, RescueStep, Write } from '../incident/rescue.ts';
import { isPendingState } from '../kms/key-state.ts';
import type { Cause, Decision } from './facts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** So often a decision that lacks a fact, or a write that failed, is tried again by the next sweeps. */
export const MOST_TRIES = 3;
/** So often a key that is not saved is looked at again: tags cannot change while it is pending, all other parts of the policy can. */
const LOOK_AGAIN_MS = 6 * HOUR;

/** What is remembered of a decision that is followed by no write. */
export function afterDecision(
  rescue: Rescue,
  decision: Exclude<Decision, { kind: 'cancel' }>,
  period: number | undefined,
  now: number,
): Rescue {
  const step = stepOf(decision.kind, decision.mode, decision.cause, decision.reason, now);
  const next = { ...rescue, period: rescue.period ?? period };
  if (decision.kind === 'wait') {
    const actAt = decision.actAt.getTime();
    return { ...next, attempts: 0, last: { ...step, actAt }, dueAt: Math.min(actAt, now + LOOK_AGAIN_MS) };
  }
  if (decision.cause === 'evidence-outdated' || decision.cause === 'not-pending')
    return { ...next, last: step, evidence: undefined, period: undefined, attempts: 0, dueAt: undefined };
  return decision.unknown
    ? afterFailure({ ...next, last: step }, now)
    : { ...next, last: step, attempts: 0, dueAt: now + LOOK_AGAIN_MS };
}

/** Decided again at once by the next sweep, so often as {@link MOST_TRIES}; then as seldom as everything else. */
export function afterFailure(rescue: Rescue, now: number): Rescue {
  const attempts = rescue.attempts + 1;
  return attempts > MOST_TRIES
    ? { ...rescue, attempts: 0, dueAt: now + LOOK_AGAIN_MS }
    : { ...rescue, attempts, dueAt: now };
}

/** The same for the dry run of a cancel. */
export function afterDryRun(rescue: Rescue, reason: string, period: number | undefined, now: number): Rescue {
  const step = stepOf('cancel', 'dry-run', 'in-use', reason, now);
  return {
    ...rescue,
    period: rescue.period ?? period,
    last: { ...step, outcome: 'would-cancel' },
    attempts: 0,
    dueAt: now + LOOK_AGAIN_MS,
    wouldSince: rescue.last?.outcome === 'would-cancel' ? rescue.wouldSince : (rescue.wouldSince ?? now),
  };
}

/** The intent, written down before the write. */
export const withIntent = (rescue: Rescue, intent: Intent): Rescue => ({
  ...rescue,
  period: rescue.period ?? intent.period,
  intent,
});

/** What came of a write. While nobody knows, the intent stands, so that the next sweep reads the key again. */
export function afterWrite(
  rescue: Rescue,
  intent: Intent,
  {
    outcome,
    write,
    reason,
    cancelled,
  }: { outcome: RescueOutcome; write: Write; reason: string; cancelled: Rescue['cancelled'] },
  now: number,
): Rescue {
  const decision = intent.enable ? 'cancel-and-enable' : 'cancel';
  const step = { ...stepOf(decision, intent.mode, 'in-use', reason, now), outcome, write };
  const next: Rescue = { ...rescue, last: step, cancelled: cancelled ?? rescue.cancelled, intent: undefined };
  switch (outcome) {
    case 'refused':
      return afterFailure(wasDoubt(rescue, write) ? { ...next, cancelled: undefined } : next, now);
    case 'unclear':
      return rescue.attempts >= MOST_TRIES ? saved(next) : { ...next, intent, attempts: rescue.attempts + 1 };
    case 'cancelled':
      return intent.enable && isStillToEnable(write, intent.period) && rescue.attempts < MOST_TRIES
        ? {
            ...saved(next),
            intent: { ...intent, at: now, cancelledAt: intent.cancelledAt ?? write.at },
            attempts: rescue.attempts + 1,
          }
        : saved(next);
    case 'answer-lost':
    case 'restored':
    case 'not-pending':
      return saved(next);
    case 'nothing-done':
    case 'would-cancel':
      throw new Error(`a write cannot have the outcome ${outcome}`);
  }
}

/**
 * Whether the cancel that is remembered is this very write, of which nobody knew what came of it, and the key is pending until the same
 * moment: then it took no effect. A deletion without a date may be another one.
 */
const wasDoubt = ({ last, cancelled }: Rescue, { id, readBack }: Write): boolean =>
  last?.outcome === 'unclear' &&
  last.write?.id === id &&
  last.write.at === cancelled?.at &&
  readBack.kind === 'read' &&
  isPendingState(readBack.state) &&
  readBack.deletionDate !== undefined &&
  readBack.deletionDate === cancelled.period;

/**
 * Not where the key was read as anything that people made of it since, such as Enabled; nor where a try may have enabled it after all, and
 * people may have disabled it since.
 */
const isStillToEnable = ({ enable, readBack }: Write, period: number | undefined): boolean => {
  if (enable === undefined || enable.outcome === 'enabled') return false;
  if (readBack.kind === 'unread') return enable.outcome === 'not-tried';
  if (readBack.state === 'Disabled') return true;
  // Another date is another scheduling: people have decided.
  return isPendingState(readBack.state) && period !== undefined && readBack.deletionDate === period;
};

const saved = (rescue: Rescue): Rescue => ({
  ...rescue,
  evidence: undefined,
  period: undefined,
  attempts: 0,
  dueAt: undefined,
  wouldSince: undefined,
});

const stepOf = (
  decision: RescueStep['decision'],
  mode: RemediationMode,
  cause: Cause,
  reason: string,
  at: number,
): RescueStep => ({ at, mode, decision, cause, reason, outcome: 'nothing-done', actAt: undefined, write: undefined });
