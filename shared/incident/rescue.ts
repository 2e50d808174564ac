import type { RemediationMode } from '../contract/remediation.ts';
import type { Finding } from '../finding/finding.ts';
import { boundedFinding } from './bounded.ts';

/** What the guard remembers of saving a key by itself. Times are milliseconds since 1970. */
export interface Rescue {
  /** The refused use that the key would be saved for, of this waiting period; undefined: none. */
  readonly evidence: Finding | undefined;
  /** Deletion date of the waiting period that the evidence is of, once it was read. */
  readonly period: number | undefined;
  /** What was decided last, and what came of it. */
  readonly last: RescueStep | undefined;
  /** {@link newsOf} the last step that people were told. */
  readonly told: string | undefined;
  /** Decisions in a row that a fact was missing for, or that failed. */
  readonly attempts: number;
  /** When it is decided again; undefined: not before there is evidence again. */
  readonly dueAt: number | undefined;
  /** A write that was about to be made. While it stands here, nobody knows what came of it. */
  readonly intent: Intent | undefined;
  /** The guard's own latest cancel. The deletion is not cancelled again while this is remembered. */
  readonly cancelled: Cancelled | undefined;
  /** The key's deletion would have been cancelled in a dry run, and the month's summary has not said so yet: since when. */
  readonly wouldSince: number | undefined;
}

/** A write that is about to be made, written down before it. */
export interface Intent {
  /** Tells the write apart in CloudTrail: part of its user agent. */
  readonly id: string;
  readonly at: number;
  readonly mode: RemediationMode;
  readonly period: number | undefined;
  /** Why: the caller and operation that the key is saved for. */
  readonly reason: string;
  /** KMS answered that the deletion is cancelled, and only enabling is left; undefined: not yet. */
  readonly cancelledAt: number | undefined;
  /** The key is to be enabled as well, and why that is so, or is not. */
  readonly enable: boolean;
  readonly before: StateBefore;
}

/** Whether the key was Enabled when its deletion was scheduled, and how that is known, or why not. */
export interface StateBefore {
  readonly state: 'Enabled' | 'Disabled' | 'unknown';
  readonly reason: string;
}

/** A deletion that the guard has cancelled. */
export interface Cancelled {
  readonly at: number;
  /** Deletion date that it had, where it had one. */
  readonly period: number | undefined;
}

/** What the guard chose. */
export const DECISIONS = ['skip', 'wait', 'cancel', 'cancel-and-enable'] as const;
export type RescueDecision = (typeof DECISIONS)[number];

/**
 * What came of it.
 * - `nothing-done`: nothing was to be done, or not yet;
 * - `would-cancel`: a dry run: in a mode that acts it would have been done;
 * - `cancelled`: KMS answered that the deletion is cancelled;
 * - `answer-lost`: KMS's answer did not come, and the key was read in a state that shows that it was cancelled;
 * - `restored`: cancelled, enabled, and read as Enabled;
 * - `not-pending`: somebody else was faster;
 * - `refused`: KMS refused it, or could not be asked; the key was not changed, as far as that was read;
 * - `unclear`: nobody knows: neither answer nor key could be read.
 */
export const OUTCOMES = [
  'nothing-done',
  'would-cancel',
  'cancelled',
  'answer-lost',
  'restored',
  'not-pending',
  'refused',
  'unclear',
] as const;
export type RescueOutcome = (typeof OUTCOMES)[number];

/** One decision and what came of it. */
export interface RescueStep {
  readonly at: number;
  /** The mode that held for this key: that of the deployment, lowered by kill switch and tag. */
  readonly mode: RemediationMode;
  readonly decision: RescueDecision;
  /** Stable name of the reason. */
  readonly cause: string;
  /** One clause in plain words, without a full stop. */
  readonly reason: string;
  readonly outcome: RescueOutcome;
  /** In `wait`: when the deletion will be cancelled. */
  readonly actAt: number | undefined;
  /** The write, where one was made. */
  readonly write: Write | undefined;
}

/** A write to KMS, and what the key was read as after it. */
export interface Write {
  readonly id: string;
  /** When KMS answered, or should have. */
  readonly at: number;
  /** What KMS calls the request, as in CloudTrail. */
  readonly requestId: string | undefined;
  readonly before: StateBefore;
  /** What became of EnableKey; undefined: it was not to be called. */
  readonly enable: { readonly outcome: 'enabled' | 'refused' | 'not-tried'; readonly reason: string } | undefined;
  readonly readBack: ReadBack;
}

/** What the key was read as after a write, or why it could not be. */
export type ReadBack =
  | { readonly kind: 'read'; readonly at: number; readonly state: string; readonly deletionDate: number | undefined }
  | { readonly kind: 'unread'; readonly reason: string };

export const NO_RESCUE: Rescue = {
  evidence: undefined,
  period: undefined,
  last: undefined,
  told: undefined,
  attempts: 0,
  dueAt: undefined,
  intent: undefined,
  cancelled: undefined,
  wouldSince: undefined,
};

const MINUTE = 60_000;
/** So long after a cancel KMS may still refuse calls as pending deletion, which is nothing new. */
export const STILL_PENDING_MS = 5 * MINUTE;
/** So soon new evidence brings a new decision where the last one was final. */
const AGAIN_MS = 15 * MINUTE;
/** How long whoever wrote an intent has for it: longer than an invocation lasts. */
export const INTENT_LASTS_MS = 90_000;

/** Remembers a refused use that the key would be saved for, and has it decided, unless that was done a moment ago. */
export function withEvidence(rescue: Rescue | undefined, evidence: Finding, now: number): Rescue {
  const before = rescue ?? NO_RESCUE;
  // KMS is eventually consistent: it may go on refusing calls for a while after the guard's own cancel.
  const savedAt = before.cancelled?.at ?? Number.NEGATIVE_INFINITY;
  if ((evidence.event.time?.getTime() ?? now) <= savedAt + STILL_PENDING_MS) return before;
  const fresh = before.evidence === undefined;
  const lastAt = before.last?.at ?? Number.NEGATIVE_INFINITY;
  const again = fresh || now - lastAt >= AGAIN_MS;
  return {
    ...before,
    // Somebody has decided about the use that was found first, and not about this one.
    evidence: fresh || before.last?.cause === 'silenced' ? boundedFinding(evidence) : before.evidence,
    period: fresh ? undefined : before.period,
    // What was begun is still to be finished, and its tries count on.
    attempts: again && before.intent === undefined ? 0 : before.attempts,
    dueAt: again ? Math.min(now, before.dueAt ?? now) : before.dueAt,
  };
}

/** The key is not pending deletion any more: there is nothing to save, and what was found says nothing of a later deletion. */
export const withoutEvidence = (rescue: Rescue): Rescue => ({
  ...rescue,
  evidence: undefined,
  period: undefined,
  // What was begun is still to be finished, and its tries count on.
  attempts: rescue.intent === undefined ? 0 : rescue.attempts,
  dueAt: undefined,
});

/** Whether something is to be decided, or to be found out, now. */
export function isRescueDue(rescue: Rescue | undefined, now: number): rescue is Rescue {
  if (rescue === undefined) return false;
  if (rescue.intent !== undefined) return now - rescue.intent.at >= INTENT_LASTS_MS;
  return rescue.evidence !== undefined && rescue.dueAt !== undefined && rescue.dueAt <= now;
}

/** What makes two steps the same to people; undefined: there is nothing to tell. */
export function newsOf(rescue: Rescue | undefined): string | undefined {
  const step = rescue?.last;
  if (rescue === undefined || step === undefined) return undefined;
  const enable = step.write?.enable?.outcome ?? '';
  // What came of a write in another waiting period is something else.
  const write = step.write?.id ?? '';
  const isTriedAgain = rescue.attempts > 0 ? AGAIN : FINAL;
  return [step.mode, step.decision, step.cause, step.outcome, write, step.actAt ?? '', enable].join(' ') + isTriedAgain;
}

const AGAIN = ' again';
const FINAL = ' final';

/**
 * What people know once they were told this as well: a failure that they know to be final stays known, although each new use of the key
 * brings new tries of which messages say that they go on.
 */
export const knownAfter = (told: string | undefined, news: string): string =>
  news.endsWith(AGAIN) && told === news.slice(0, -AGAIN.length) + FINAL ? told : news;

/** Whether a step is to be told in a message of its own, when no other message of the key tells it. */
export function isNews(rescue: Rescue | undefined): boolean {
  const step = rescue?.last;
  if (rescue === undefined || step === undefined || newsOf(rescue) === rescue.told) return false;
  // Tried again by the next sweep: then it is told what came of it.
  return rescue.attempts === 0 || (step.outcome !== 'nothing-done' && step.outcome !== 'refused');
}

/** Whether the guard itself saved the key, or may have, so that what is refused since is for it to tell. */
export const wasRescued = (rescue: Rescue | undefined): boolean =>
  rescue?.cancelled !== undefined || rescue?.intent !== undefined;
