import { isPendingState } from '../kms/key-state.ts';
import { namesEverybody } from './about-key.ts';
import type { AlertOfKey } from './alert.ts';
import { EMAIL, type Medium } from './medium.ts';
import { automaticOf } from './rescue-standing.ts';
import type { Situation } from './situation.ts';
import { count } from './time.ts';
import { fate } from './wording.ts';

/** The first words of a count; that nobody has cancelled is said only where the key has just been read. */
export function nobodyYet(alert: AlertOfKey, situation: Situation): string | undefined {
  const { kind, key, unavailable } = alert;
  if (situation === 'not-pending' || situation === 'rescued' || isToldElsewhere(alert)) return undefined;
  const isUnread = unavailable.some(({ part }) => part === 'key' || part === 'key.deletionDate');
  const read = !isUnread && isPendingState(key.state);
  const chance = kind === 'reminder' ? 'LAST CHANCE. ' : '';
  const known = read ? 'NOT SAVED: nobody has cancelled the deletion of this key.' : '';
  if (known === '' && chance === '') return undefined;
  return `${chance}${known || 'Whether somebody has cancelled it could not be read now.'}`;
}

/** What the guard did, or could not do, is told in other words: that nobody has cancelled it would be wrong, or said twice. */
function isToldElsewhere(alert: AlertOfKey): boolean {
  const { outcome, cause } = automaticOf(alert) ?? {};
  const isOpen = outcome === 'unclear' || outcome === 'in-progress' || outcome === 'refused';
  return alert.kind !== 'reminder' && (isOpen || cause === 'scheduled-again');
}

/** What is counted: KMS's own words, or somebody's. */
const calls = (number: number, { operation }: AlertOfKey): string =>
  count(number, operation.confirmed ? 'refusal' : 'report');

/** What no message has told before: "1,191 refusals, today 02:46:06 UTC to today 03:07:45 UTC". */
export function freshCalls(alert: AlertOfKey, now: Date, { time }: Medium = EMAIL): string {
  const { count: fresh, since, firstSeen, lastSeen } = alert.occurrences;
  const at = (seen: string) => time(new Date(seen), now);
  if (fresh === 0)
    return since === undefined ? 'none' : `none since ${at(since)}, which is no proof that nothing needs it`;
  const between = firstSeen === undefined || lastSeen === undefined ? '' : `, ${at(firstSeen)} to ${at(lastSeen)}`;
  return `${calls(fresh, alert)}${between}`;
}

/** All since the incident began: "1,402 refusals since Sat 21 Nov 07:15 UTC"; undefined when that is none or not known. */
export function allCalls(alert: AlertOfKey, now: Date, { time }: Medium = EMAIL): string | undefined {
  const { count: fresh, total, totalSince, totalLast } = alert.occurrences;
  if (total === undefined || total === 0) return undefined;
  const at = (seen: string) => time(new Date(seen), now);
  const from = totalSince === undefined ? '' : ` since ${at(totalSince)}`;
  const last = totalLast === undefined || fresh > 0 ? '' : `, the last ${at(totalLast)}`;
  return `${calls(total, alert)}${from}${last}`;
}

const MOST_CALLERS = 5;

/** Who was refused what, how often: the first by name, the others as a number. */
export function callersCounted(alert: AlertOfKey, { text }: Medium = EMAIL): string[] {
  const { occurrences } = alert;
  const { callers, callersNotListed, callsNotListed, count: fresh, total = 0 } = occurrences;
  const isAllHidden = fresh === 0 && total === 0;
  const times = (caller: (typeof callers)[number]) => (namesEverybody(alert) ? caller.total : caller.count);
  const counted = isAllHidden ? callers : callers.filter((caller) => times(caller) > 0);
  const rest = Math.max(0, counted.length - MOST_CALLERS) + callersNotListed;
  const atLeast = callsNotListed > 0 ? 'at least ' : '';
  const lines = counted.slice(0, MOST_CALLERS).map((caller) => {
    const often = isAllHidden ? 'hidden by a silence' : count(times(caller), 'time');
    return `${text(caller.caller, 60)}, ${text(caller.operation, 40)}, ${often}${caller.isNew ? ' (NEW)' : ''}`;
  });
  if (rest > 0)
    lines.push(`${lines.length > 0 ? 'and ' : ''}${atLeast}${rest.toLocaleString('en-US')} more, not listed`);
  return lines;
}

/** The data that the gravest finding names, and how much more is known of. */
export function dataCounted({ data: items }: AlertOfKey, medium: Medium = EMAIL): string | undefined {
  const [first, ...others] = items;
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : ` and at least ${others.length} more`;
  return `${medium.data(first.type, first.id)}${more}`;
}

export const ONLY_ADMINISTRATION =
  'No data use: these calls only administer a key that is pending deletion. KMS refused each of them.';

export const stillWrongOrder = (alert: AlertOfKey, now: Date): string =>
  `Somebody still tries to save a key in the wrong order: KMS refuses EnableKey until the deletion is cancelled. The key: ${fate(alert, now)}.`;
