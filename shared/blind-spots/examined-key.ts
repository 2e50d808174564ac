import { isDrill } from '../incident/drill-use.ts';
import type { KeyDetails, Part } from '../kms/key-details.ts';
import { type Fact, fact, notKnown } from './fact.ts';
import type { PendingKey } from './pending-key.ts';
import { drillUseSaid, refusedBefore, type Sourced, weighRefusals } from './refusals.ts';
import { type VerdictOnKey, verdictOn } from './verdict-on-key.ts';

/** A key pending deletion with all that was learned of it, and the verdict. */
export interface ExaminedKey {
  readonly key: PendingKey;
  readonly details: KeyDetails;
  readonly logs: Fact<Sourced>;
  readonly table: Fact<Sourced>;
  /** The one of the two that says more. */
  readonly told: Fact<Sourced>;
  readonly hasPublicKey: boolean;
  /** Made by `drill --real`, and used by nobody else that is known of. */
  readonly drill: boolean;
  readonly verdict: VerdictOnKey;
}

/** From when on refusals of a key matter. */
export interface Watch {
  /** When its deletion was scheduled, where that is known. */
  readonly scheduledAt: Date | undefined;
  /** That, or the earliest that it can have been. */
  readonly from: Date;
}

const DAY_MS = 24 * 3_600_000;
/** The longest waiting period. Source: KMS API Reference, ScheduleKeyDeletion, PendingWindowInDays. */
const LONGEST_MS = 30 * DAY_MS;

/**
 * From when on to look for refusals of a key: since its deletion was scheduled, else since the earliest moment at which that can have
 * been, which is not before the key was made. A multi-Region key that waits for its replicas may have been scheduled any time ago: then,
 * for 31 days.
 */
export function watchOf(
  { deletionDate, createdAt }: PendingKey,
  { scheduledBy }: Pick<KeyDetails, 'scheduledBy'>,
  now: Date,
): Watch {
  const scheduledAt = scheduledBy.status === 'known' ? scheduledBy.value.time : undefined;
  if (scheduledAt !== undefined) return { scheduledAt, from: scheduledAt };
  const end = deletionDate?.getTime() ?? now.getTime() - DAY_MS;
  return { scheduledAt, from: new Date(Math.max(end - LONGEST_MS, createdAt?.getTime() ?? 0)) };
}

/** Puts together what was learned of a key. `held`: whether the log group holds all since {@link watchOf}, or why that is not known. */
export function examineKey(
  key: PendingKey,
  details: KeyDetails,
  found: { readonly logs: Fact<Sourced>; readonly table: Fact<Sourced>; readonly held: Fact<true> },
  now: Date,
): ExaminedKey {
  const { scheduledAt, from } = watchOf(key, details, now);
  const told = weighRefusals(found.logs, found.table, found.held);
  const hasPublicKey = isAsymmetric(key.keySpec);
  const drill = isDrill(details, drillUseSaid(found.logs, found.table));
  const evidence = {
    createdAt: key.createdAt,
    scheduledAt,
    watchedFrom: from,
    lastUsage: factOf(details.lastUsage),
    refusals: told,
    refusedBefore: refusedBefore(found.logs, found.table),
    hasPublicKey,
    drill,
  };
  const { logs, table } = found;
  return { key, details, logs, table, told, hasPublicKey, drill, verdict: verdictOn(evidence, now) };
}

const factOf = <T>(part: Part<T>): Fact<T> => (part.status === 'known' ? fact(part.value) : notKnown(part.reason));

/** Source: KMS API Reference, CreateKey, KeySpec: all others are pairs of a public and a private key. */
const isAsymmetric = (keySpec: string | undefined): boolean =>
  keySpec !== undefined && keySpec !== 'SYMMETRIC_DEFAULT' && !keySpec.startsWith('HMAC_');
