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
  const state = metadata.status === 'known' ? metadata.value.state : stateInRecord;
  if (state === 'PendingReplicaDeletion') return 'more-than-7-days';
  if (metadata.status === 'unavailable' || metadata.value.deletionDate === undefined) return 'unknown';
  const left = metadata.value.deletionDate.getTime() - now.getTime();
  if (left > 7 * DAY) return 'more-than-7-days';
  return left > 72 * HOUR ? 'up-to-7-days' : 'up-to-72-hours';
}
