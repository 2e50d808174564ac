import type { Telling } from '../incident/telling.ts';
import type { KeyDetails } from '../kms/key-details.ts';
import { isPendingState } from '../kms/key-state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** When people hear of an incident again, in one sentence; undefined when nothing is sure to follow. */
export function nextMessageOf(telling: Telling, { metadata }: KeyDetails, now: Date): string | undefined {
  const { nextCounts, incident, rescue } = telling;
  const state = metadata.status === 'known' ? metadata.value.state : incident.lead.keyState;
  // What is refused after the guard's own cancel is counted on.
  const isOurs = rescue?.cancelled !== undefined && state === 'Disabled';
  if (nextCounts.length === 0 || (state !== undefined && !isPendingState(state) && !isOurs)) return undefined;
  if (isOurs)
    return `Next message: at once for a new caller or operation; while callers still fail, a count ${countsIn(nextCounts)}.`;
  const end = metadata.status === 'known' ? metadata.value.deletionDate : undefined;
  const reminders = telling.remindersAt.filter(
    (hours) => end !== undefined && end.getTime() - now.getTime() > hours * HOUR,
  );
  const before =
    reminders.length === 0 ? '' : `; a reminder ${reminders.map((hours) => `${hours} h`).join(' and ')} before the end`;
  return `Next message: at once for a new caller or operation; if it goes on, a count ${countsIn(nextCounts)}${before}.`;
}

/** "in 15 min, 1 h, 6 h, then daily". */
function countsIn(intervals: readonly number[]): string {
  const last = intervals.at(-1) ?? 0;
  const daily = last === 24 * HOUR;
  const steps = [...new Set(daily ? intervals.slice(0, -1) : intervals)].filter(
    (interval) => !daily || interval !== last,
  );
  const words = steps.map((interval) => (interval % HOUR === 0 ? `${interval / HOUR} h` : `${interval / MINUTE} min`));
  if (!daily) return `in ${words.join(', ')}, and so on`;
  return words.length === 0 ? 'daily' : `in ${words.join(', ')}, then daily`;
}
