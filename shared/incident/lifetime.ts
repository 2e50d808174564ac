import { type IncidentItem, MARKS, pendingOf, REMINDERS } from './item.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** KMS destroys a key up to 24 hours after its date; a day more for what the trail delivers late. */
const AFTER_THE_END = 2 * DAY;
/** Longer than the longest waiting period, 30 days, and its delays. Source: KMS API Reference, ScheduleKeyDeletion. */
const LONGEST = 40 * DAY;
/** So long a key that somebody used is looked at after its deletion was cancelled. */
const WATCHED_AFTER_CANCEL = 30 * DAY;
/** Time to tell what is still to be told. */
const KEPT_AFTER = 7 * DAY;

/** So long the guard knows that it cancelled a deletion, and does not cancel the next one of that key. */
const CANCEL_REMEMBERED = 400 * DAY;

/** When an incident ends: with its key, some time after the deletion was cancelled, or after 40 days of which nothing is known. */
export function endOf(item: IncidentItem): number {
  const { drill, openedAt, closedAt, learned } = item;
  if (drill) return openedAt + DAY;
  // Scheduled again while nobody calls, such a key would go without a last chance if nobody looked.
  if (closedAt !== undefined) return closedAt + (hasUse(item) ? WATCHED_AFTER_CANCEL : AFTER_THE_END);
  if (learned.deletionDate !== undefined) return learned.deletionDate + AFTER_THE_END;
  // A primary key may wait for its replicas without end.
  const waits = learned.state === 'PendingReplicaDeletion' ? learned.readAt : undefined;
  return (waits ?? openedAt) + LONGEST;
}

/** Whether its time is over. It may still be in the table: DynamoDB deletes when it has time. */
export const isOver = (item: IncidentItem, now: number): boolean => now >= endOf(item);

/** Whether nothing is left to be told of it. */
export const isTold = (item: IncidentItem): boolean =>
  item.outbox.length === 0 && pendingOf(item) === 0 && item.hidden.every(({ pending }) => pending === 0);

/** When DynamoDB may delete it, in seconds since 1970. What waits to be told is kept for as long as somebody tries. */
export function expiryOf(item: IncidentItem, now: number): number {
  const { cancelled, wouldSince } = item.rescue ?? {};
  const end = isTold(item) ? endOf(item) + DAY : Math.max(endOf(item), now) + KEPT_AFTER;
  const whenSummed = wouldSince === undefined ? 0 : wouldSince + LONGEST;
  const whenForgotten = cancelled === undefined ? 0 : cancelled.at + CANCEL_REMEMBERED;
  return Math.ceil(Math.max(end, whenSummed, whenForgotten) / 1000);
}

/** How many of the marks before the end have been passed. */
export const marksPassedAt = (deletionDate: number | undefined, now: number): number =>
  deletionDate === undefined ? 0 : MARKS.filter((hours) => deletionDate - now <= hours * HOUR).length;

/** The reminders whose time has come, in hours before the end, the last one last. */
export const remindersAt = (deletionDate: number | undefined, now: number): readonly number[] =>
  deletionDate === undefined ? [] : REMINDERS.filter((hours) => deletionDate - now <= hours * HOUR);

/**
 * Whether somebody must be reminded before the key goes: it was used, or a use of data was hidden by a silence that does not last
 * until then.
 */
export const hasUse = ({ facets, hidden }: IncidentItem): boolean =>
  facets.some(({ operation }) => operation.class !== 'management') ||
  hidden.some(
    ({ hiddenBy }) => hiddenBy.kind === 'silence' && hiddenBy.class !== 'management' && !hiddenBy.untilDeletion,
  );

/** Whether the key should be read though nothing is to be told: its end is not known yet, or was read long ago. */
export function shouldBeRead(item: IncidentItem, now: number): boolean {
  const { at, deletionDate } = item.learned;
  if (item.drill || item.key.kind !== 'arn' || isOver(item, now)) return false;
  if (at === undefined) return true;
  if (item.closedAt !== undefined) return hasUse(item) && now - at >= DAY;
  const young = now - item.openedAt < DAY;
  return now - at >= (deletionDate !== undefined ? DAY : young ? HOUR : 6 * HOUR);
}
