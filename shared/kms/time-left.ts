import type { KeyMetadata, Part } from './key-details.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How much of the waiting period is left, in the steps that severity knows. */
export type TimeLeft =
  /** More than 7 days, or a multi-Region primary whose clock has not started (PendingReplicaDeletion). */
  | 'more-than-7-days'
  /** 7 days or less, more than 72 hours. */
  | 'up-to-7-days'
  /** 72 hours or less, or the date has passed. */
  | 'up-to-72-hours'
  /** Nobody could tell us. */
  | 'unknown';

/**
 * The step for a key whose deletion date is known or not.
 * @param stateInRecord the state that KMS itself named in the record, for when it could not be read
 */
export function timeLeft(metadata: Part<KeyMetadata>, stateInRecord: string | undefined, now: Date): TimeLeft {
  if (metadata.status === 'unavailable') return timeLeftUntil(undefined, stateInRecord, now.getTime());
  const { deletionDate, state } = metadata.value;
  return timeLeftUntil(deletionDate?.getTime(), state, now.getTime());
}

/** The same for a date in milliseconds since 1970. */
export function timeLeftUntil(deletionDate: number | undefined, state: string | undefined, now: number): TimeLeft {
  if (state === 'PendingReplicaDeletion') return 'more-than-7-days';
  if (deletionDate === undefined) return 'unknown';
  const left = deletionDate - now;
  if (left > 7 * DAY) return 'more-than-7-days';
  return left > 72 * HOUR ? 'up-to-7-days' : 'up-to-72-hours';
}
