import { count, elapsed, timeSeenFrom } from '../alert/time.ts';
import type { LastUsage } from '../kms/key-details.ts';
import type { Fact } from './fact.ts';
import type { Refused, Sourced } from './refusals.ts';

/** What is known of a key pending deletion that speaks for or against its use. */
export interface KeyEvidence {
  readonly createdAt: Date | undefined;
  /** When its deletion was scheduled, where CloudTrail's event history still tells. */
  readonly scheduledAt: Date | undefined;
  /** From when on refusals were looked for: at the scheduling or before it, unless nobody knows when that was. */
  readonly watchedFrom: Date;
  readonly lastUsage: Fact<LastUsage>;
  readonly refusals: Fact<Sourced>;
  /** Use that was refused before it was scheduled this time, as far as anything remembers it. */
  readonly refusedBefore: Refused;
  /** Its public half may be used outside KMS, where nobody sees it. */
  readonly hasPublicKey: boolean;
  /** Made by `drill --real`: its refused use was the test. */
  readonly drill: boolean;
}

/** What to think of it, in words for people. */
export type VerdictOnKey =
  /** KMS has refused use of it since it was scheduled: do not let it go. */
  | { readonly kind: 'in-use'; readonly words: string }
  /** No refusal since is known, but it was used within {@link LATELY_DAYS} before it was scheduled, or was refused use before. */
  | { readonly kind: 'used-lately'; readonly words: string }
  /** All that can be looked at was looked at, and shows nothing. */
  | { readonly kind: 'no-sign'; readonly words: string }
  /** Something that would decide is not known. */
  | { readonly kind: 'cannot-tell'; readonly words: string };

/** What runs once a quarter was used that lately. */
export const LATELY_DAYS = 100;

const DAY_MS = 24 * 3_600_000;

/**
 * The verdict on a key. In use if and only if KMS refused use or delegation; no sign of use only where refusals and last use are both
 * known. Texts hold operations as AWS named them; whoever shows them makes them inert.
 */
export function verdictOn(evidence: KeyEvidence, now: Date): VerdictOnKey {
  const { refusals, lastUsage } = evidence;
  const refused = refusals.known ? refusals.value.refusals : undefined;
  if (refusals.known && refused !== undefined && refused.use.count > 0)
    return {
      kind: 'in-use',
      words: `${refusedWords(refusals.value, now)}${lastGood(evidence, now)}: ${evidence.drill ? 'that was the drill, let it go' : 'do not delete'}`,
    };
  const doubts = doubtsOf(evidence);
  const lately = [
    ...(lastUsage.known && lastUsage.value.used && isLate(lastUsage.value.time, evidence, now)
      ? [lastGood(evidence, now).slice(2)]
      : []),
    ...(evidence.refusedBefore.count > 0 ? [refusedBeforeWords(evidence.refusedBefore, now)] : []),
  ];
  if (lately.length > 0) {
    const since = doubts.length === 0 ? 'no use refused since' : doubts.join('; ');
    return { kind: 'used-lately', words: `${lately.join(', ')}; ${since}: find out first who used it` };
  }
  if (doubts.length > 0) return { kind: 'cannot-tell', words: `cannot tell: ${doubts.join('; ')}` };
  const unseen = `quiet data keys${evidence.hasPublicKey ? ', caches and public keys' : ' and caches'} are not seen`;
  return { kind: 'no-sign', words: `${noSignSince(evidence, now)}; not proof, because ${unseen}` };
}

const refusedWords = ({ refusals: { use }, atLeast }: Sourced, now: Date): string =>
  `refused ${atLeast ? 'at least ' : ''}${count(use.count, 'time')}${use.first === undefined ? '' : ` since ${timeSeenFrom(use.first, now)}`}`;

const refusedBeforeWords = ({ count: times, last }: Refused, now: Date): string =>
  `refused ${count(times, 'time')} before it was scheduled${last === undefined ? '' : `, last ${timeSeenFrom(last, now)}`}`;

/** ", last good use 3 h before scheduling"; nothing where none is known. */
function lastGood({ lastUsage, scheduledAt }: KeyEvidence, now: Date): string {
  if (!lastUsage.known || !lastUsage.value.used) return '';
  const { time } = lastUsage.value;
  if (scheduledAt === undefined) return `, last good use ${timeSeenFrom(time, now)}`;
  const before = scheduledAt.getTime() - time.getTime();
  return `, last good use ${elapsed(Math.abs(before))} ${before >= 0 ? 'before' : 'after'} scheduling`;
}

/** Why nobody can say that there is no sign of use. */
function doubtsOf({ refusals, lastUsage }: KeyEvidence): readonly string[] {
  const unconfirmed = refusals.known ? refusals.value.refusals.unconfirmed.count : 0;
  return [
    ...(refusals.known ? [] : [`refusals are not known (${refusals.reason})`]),
    ...(unconfirmed === 0 ? [] : [`${count(unconfirmed, 'record')} may be of use, unconfirmed: look with \`explain\``]),
    ...(lastUsage.known ? [] : [`its last good use is not known (${lastUsage.reason})`]),
    ...(lastUsage.known && !lastUsage.value.used && lastUsage.value.trackedSince === undefined
      ? ['AWS knows of no good use, and not since when']
      : []),
  ];
}

const isLate = (used: Date, { scheduledAt }: KeyEvidence, now: Date): boolean =>
  (scheduledAt ?? now).getTime() - used.getTime() <= LATELY_DAYS * DAY_MS;

/**
 * Since the scheduling and no longer: what was refused before, as while the key was disabled, nobody searches for, and KMS remembers good
 * uses only, which are named beside it.
 */
function noSignSince({ lastUsage, scheduledAt, watchedFrom }: KeyEvidence, now: Date): string {
  const since = `${scheduledAt === undefined ? '' : 'it was scheduled, '}${timeSeenFrom(watchedFrom, now)}`;
  return `no sign of use since ${since}${goodUse(lastUsage, now)}`;
}

function goodUse(lastUsage: KeyEvidence['lastUsage'], now: Date): string {
  if (!lastUsage.known) return '';
  if (lastUsage.value.used) return `, the last good one was ${timeSeenFrom(lastUsage.value.time, now)}`;
  const { trackedSince } = lastUsage.value;
  return trackedSince === undefined ? '' : `, and no good one since ${timeSeenFrom(trackedSince, now)}`;
}
