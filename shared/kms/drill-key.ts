import { DRILL_TAG } from '../contract/names.ts';
import type { KeyDetails } from './key-details.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The dates of one key may be rounded, each in its own way. */
const ROUNDING = 60_000;

/** The least waiting period, in days. Source: KMS API Reference, ScheduleKeyDeletion, PendingWindowInDays. */
export const LEAST_WINDOW_DAYS = 7;

/**
 * Whether a key was made for a drill and for nothing else: it has the tag {@link DRILL_TAG}, and it lived for less than an hour before
 * its deletion was scheduled. The tag alone proves nothing, since somebody may tag a key of production to hide what becomes of it. The
 * dates do: both are KMS's own, and the waiting period lasts 7 days at least, so that a key that lived for longer cannot pass,
 * whatever its waiting period. What is not known makes it no drill: then the alert is a real one.
 */
export function isDrillKey({ metadata, tags }: Pick<KeyDetails, 'metadata' | 'tags'>): boolean {
  if (metadata.status === 'unavailable' || tags.status === 'unavailable') return false;
  const { createdAt, deletionDate } = metadata.value;
  if (createdAt === undefined || deletionDate === undefined) return false;
  if (!Object.hasOwn(tags.value, DRILL_TAG) || tags.value[DRILL_TAG] !== 'true') return false;
  const livedAtMost = deletionDate.getTime() - LEAST_WINDOW_DAYS * DAY - createdAt.getTime();
  return livedAtMost > -ROUNDING && livedAtMost < HOUR;
}
