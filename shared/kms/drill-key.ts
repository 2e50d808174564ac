import { DRILL_TAG } from '../contract/names.ts';
import type { KeyDetails, KeyMetadata } from './key-details.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The dates of one key may be rounded, each in its own way. */
const ROUNDING = 60_000;

/** The least waiting period, in days. Source: KMS API Reference, ScheduleKeyDeletion, PendingWindowInDays. */
export const LEAST_WINDOW_DAYS = 7;

/** The longest. Source: the same. */
export const LONGEST_WINDOW_DAYS = 30;

/**
 * Whether a key was made for a drill and for nothing else: it has the tag {@link DRILL_TAG}, and it lived for less than an hour before
 * its deletion was scheduled. The tag alone proves nothing, since somebody may tag a key of production to hide what becomes of it. The
 * dates do: both are KMS's own, and the waiting period lasts 7 days at least, so that a key that lived for longer cannot pass,
 * whatever its waiting period. What is not known makes it no drill: then the alert is a real one.
 */
export function isDrillKey({ metadata, tags }: Pick<KeyDetails, 'metadata' | 'tags'>): boolean {
  if (metadata.status === 'unavailable' || tags.status === 'unavailable') return false;
  return hasDrillTag(tags.value) && livedLikeDrill(metadata.value);
}

/** Whether the tags say so. */
export const hasDrillTag = (tags: Readonly<Record<string, string>>): boolean =>
  Object.hasOwn(tags, DRILL_TAG) && tags[DRILL_TAG] === 'true';

/** Whether the dates show that the key lived for less than an hour before its deletion was scheduled. */
export function livedLikeDrill({ createdAt, deletionDate }: Pick<KeyMetadata, 'createdAt' | 'deletionDate'>): boolean {
  if (createdAt === undefined || deletionDate === undefined) return false;
  const livedAtMost = deletionDate.getTime() - LEAST_WINDOW_DAYS * DAY - createdAt.getTime();
  return livedAtMost > -ROUNDING && livedAtMost < HOUR;
}
