import { MOST_DATA } from '../incident/incident.ts';
import type { AlertOfKey } from './alert.ts';
import { EMAIL, type Medium } from './medium.ts';
import type { Situation } from './situation.ts';
import { count, elapsed } from './time.ts';

/** "role billing-batch (ECS task)", with its account where that is not the key's. */
export function callerWithVia(alert: AlertOfKey, medium: Medium = EMAIL): string {
  const { name, via } = alert.caller;
  const who = `${medium.text(name, 60)}${accountOfCaller(alert, medium)}`;
  return via === undefined ? who : `${who} (${medium.text(via, 60)})`;
}

function accountOfCaller({ caller, key }: AlertOfKey, { text }: Medium): string {
  const { accountId, accountName } = caller;
  if (accountId === undefined || accountId === key.accountId || caller.name.includes(accountId)) return '';
  return ` of ${accountName === undefined ? `account ${text(accountId)}` : text(accountName, 40)}`;
}

/** When the told call was made: "today 03:11:40 UTC". */
export const whenTold = (alert: AlertOfKey, now: Date, { time }: Medium = EMAIL): string =>
  alert.event.time === undefined ? 'at a time that the record does not give' : time(new Date(alert.event.time), now);

/** "4 times since today 03:11:40 UTC, last today 03:14:02 UTC". */
export function howOften({ occurrences }: AlertOfKey, now: Date, { time }: Medium = EMAIL): string {
  const { firstSeen, lastSeen } = occurrences;
  const times = count(occurrences.count, 'time');
  if (occurrences.count === 1 || firstSeen === undefined || lastSeen === undefined) return times;
  if (firstSeen === lastSeen) return `${times}, ${time(new Date(firstSeen), now)}`;
  return `${times} since ${time(new Date(firstSeen), now)}, last ${time(new Date(lastSeen), now)}`;
}

/** The other callers and operations, two by name and the rest as a number. */
export function otherCallers({ occurrences }: AlertOfKey, { text }: Medium = EMAIL): string[] {
  const [, ...others] = occurrences.callers;
  const named = others
    .slice(0, 2)
    .map(
      ({ caller, operation, count: times }) => `${text(caller, 60)}, ${text(operation, 40)}, ${count(times, 'time')}`,
    );
  const rest = others.length - named.length + occurrences.callersNotListed;
  const atLeast = occurrences.callsNotListed > 0 ? 'at least ' : '';
  return rest > 0 ? [...named, `and ${atLeast}${rest.toLocaleString('en-US')} more`] : named;
}

/** How many of the calls are the first caller's, when there are others; with what joins it to when that was. */
export function ofThem({ occurrences }: AlertOfKey): string {
  const [first, second] = occurrences.callers;
  if (first === undefined || second === undefined) return '';
  return `${count(first.count, 'time')}, ${first.count > 1 ? 'first ' : ''}`;
}

/** What came of the calls, as far as that is sure, and how often. */
export function result(alert: AlertOfKey, situation: Situation, now: Date, medium: Medium = EMAIL): string {
  const often = howOften(alert, now, medium);
  return situation === 'unreadable' || situation === 'unconfirmed'
    ? `seen ${often}; not confirmed by KMS`
    : `REFUSED, ${often}: whatever needed it failed`;
}

/** Data that other calls of this alert name, where there is any. */
export function dataOfOthers({ data }: AlertOfKey, medium: Medium = EMAIL): string | undefined {
  const [first, ...others] = data.filter(({ byToldRecord }) => !byToldRecord);
  if (first === undefined) return undefined;
  const atLeast = data.length >= MOST_DATA ? 'at least ' : '';
  const more = others.length > 0 ? ` and ${atLeast}${others.length} more` : '';
  return `${medium.data(first.type, first.id)}${more}, in the other calls`;
}

/** What was told before, where something was: "1,391 times since Sun 22 Nov 03:11 UTC". */
export function inAll({ occurrences }: AlertOfKey, now: Date, { time }: Medium = EMAIL): string | undefined {
  const { total, totalSince, since } = occurrences;
  if (total === undefined || since === undefined) return undefined;
  const when = totalSince === undefined ? '' : ` since ${time(new Date(totalSince), now)}`;
  return `${count(total, 'time')}${when}`;
}

/** What is in none of the numbers, in words; none of it, mostly. */
export function besides({ occurrences }: AlertOfKey): string[] {
  const { silenced, ignored, ownCalls } = occurrences;
  return [
    ...(silenced > 0 ? [`${count(silenced, 'call')} hidden by silences`] : []),
    ...(ignored > 0 ? [`${count(ignored, 'call')} ignored by the settings`] : []),
    ...(ownCalls > 0 ? [`${count(ownCalls, 'call')} by KMS Deletion Guard itself`] : []),
  ];
}

/** Who asked for the deletion, and when, where that is known. */
export function scheduledBy({ key }: AlertOfKey, now: Date, { text, time }: Medium = EMAIL): string | undefined {
  if (key.scheduledBy === undefined) return undefined;
  return `${time(new Date(key.scheduledBy.time), now)} by ${text(key.scheduledBy.principal, 60)}`;
}

/** When the key was last of use to somebody, where that is known. */
export function lastUse(
  { key: { lastUsed: last } }: AlertOfKey,
  now: Date,
  medium: Medium = EMAIL,
): string | undefined {
  if (last === undefined) return undefined;
  if (last.used && last.time !== undefined) {
    const operation = last.operation === undefined ? '' : ` (${medium.text(last.operation, 40)})`;
    return `${medium.time(new Date(last.time), now)}${operation}`;
  }
  const since = last.trackedSince === undefined ? '' : ` since ${medium.time(new Date(last.trackedSince), now)}`;
  return `not seen${since}, which is no proof`;
}

// Parts that a person misses in the mail. Others, such as the key's description, are named in the JSON alert only.
const PART_NAMES: Readonly<Record<string, string>> = {
  key: 'the key as it is now',
  'key.arn': 'the key ARN',
  'key.state': 'the key state',
  'key.deletionDate': 'the deletion date',
  'key.aliases': 'aliases',
  'key.tags': 'tags',
  'key.lastUsed': 'last successful use',
  'key.scheduledBy': 'who scheduled the deletion',
  record: 'the whole record',
  silences: 'silences',
  'occurrences.total': 'what was refused before',
};

/** What people call a part, if they miss it. */
const nameOfPart = (part: string, { text }: Medium): string | undefined =>
  part.startsWith('silences.')
    ? `silence ${text(part.slice('silences.'.length), 60)}`
    : Object.hasOwn(PART_NAMES, part)
      ? PART_NAMES[part]
      : undefined;

/** "tags (no right kms:ListResourceTags)". Parts that are missing for one reason share it. */
export function unknownParts(alert: AlertOfKey, medium: Medium = EMAIL): string[] {
  const byReason = new Map<string, string[]>();
  for (const { part, reason } of alert.unavailable) {
    const name = nameOfPart(part, medium);
    if (name !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason].map(([reason, names]) => `${names.join(', ')} (${medium.text(reason, 120)})`);
}

/** "told 4 min later". A replay tells nobody, so nothing was late. */
export function lateness({ event, guard }: AlertOfKey, now: Date): string | undefined {
  const told = event.time === undefined ? -1 : now.getTime() - new Date(event.time).getTime();
  return told < 0 || guard.stack === 'replay' ? undefined : `told ${elapsed(told)} later`;
}

/** Above the steps, where somebody still needs the key. */
export const NOT_SURE = 'Not sure? Save the key: that can be undone at any time, deletion cannot.';

/** Beside the steps, where the key is meant to go. */
export const MEANT_TO_GO = 'Meant to go? Agree it with the owner, and move what still uses it first.';

/** What stands over a drill. */
export const DRILL = [
  'THIS IS A DRILL. No key is in danger: somebody tests that alerts get here.',
  'What follows is what a real alert would say.',
] as const;
