import { parseStrictKeyArn } from '../../kms/key-arn.ts';
import type { Alert, AlertOfKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { clockWithSeconds, count, elapsed, timeSeenFrom } from '../time.ts';
import { field, hanging, wrap } from './layout.ts';

/** "role billing-batch (ECS task)", with its account where that is not the key's. */
export function callerWithVia(alert: AlertOfKey): string {
  const { name, via } = alert.caller;
  const who = `${forEmail(name, 60)}${accountOfCaller(alert)}`;
  return via === undefined ? who : `${who} (${forEmail(via, 60)})`;
}

function accountOfCaller({ caller, key }: AlertOfKey): string {
  const { accountId, accountName } = caller;
  if (accountId === undefined || accountId === key.accountId || caller.name.includes(accountId)) return '';
  return ` of ${accountName === undefined ? `account ${forEmail(accountId)}` : forEmail(accountName, 40)}`;
}

/** When the told call was made: "today 03:11:40 UTC". */
export const whenTold = (alert: AlertOfKey, now: Date): string =>
  alert.event.time === undefined
    ? 'at a time that the record does not give'
    : timeSeenFrom(new Date(alert.event.time), now);

/** "4 times since today 03:11:40 UTC, last today 03:14:02 UTC". */
export function howOften({ occurrences }: AlertOfKey, now: Date): string {
  const { firstSeen, lastSeen } = occurrences;
  const times = count(occurrences.count, 'time');
  if (occurrences.count === 1 || firstSeen === undefined || lastSeen === undefined) return times;
  if (firstSeen === lastSeen) return `${times}, ${timeSeenFrom(new Date(firstSeen), now)}`;
  return `${times} since ${timeSeenFrom(new Date(firstSeen), now)}, last ${timeSeenFrom(new Date(lastSeen), now)}`;
}

/** The other callers and operations, two by name and the rest as a number. */
export function otherCallers({ occurrences }: AlertOfKey): string[] {
  const [, ...others] = occurrences.callers;
  const named = others
    .slice(0, 2)
    .map(
      ({ caller, operation, count: times }) =>
        `${forEmail(caller, 60)}, ${forEmail(operation, 40)}, ${count(times, 'time')}`,
    );
  const rest = others.length - named.length + occurrences.callersNotListed;
  const atLeast = occurrences.callsNotListed > 0 ? 'at least ' : '';
  return rest > 0 ? [...named, `and ${atLeast}${rest.toLocaleString('en-US')} more`] : named;
}

/** What was told before, where something was: "1,391 times since Sun 22 Nov 03:11 UTC". */
export function inAll({ occurrences }: AlertOfKey, now: Date): string | undefined {
  const { total, totalSince, since } = occurrences;
  if (total === undefined || since === undefined) return undefined;
  const when = totalSince === undefined ? '' : ` since ${timeSeenFrom(new Date(totalSince), now)}`;
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

const MEANT_TO_GO = 'Meant to go? Agree it with the owner, and move what still uses it first.';
const LAST_CHANCE_MS = 72 * 3_600_000;

/** What to do where the key is meant to go; with the command that silences it, where a silence would work. */
export function meantToGo(alert: AlertOfKey, now: Date): string[] {
  const { key, guard, operation } = alert;
  const management = operation.class === 'management';
  // A silence on use ends 72 hours before the key does; nothing of a replay can be silenced; a key of no known form stands in no command.
  const left = key.deletionDate === undefined ? 0 : new Date(key.deletionDate).getTime() - now.getTime();
  const works = management || left > LAST_CHANCE_MS;
  const silenceable = guard.stack !== 'replay' && alert.kind !== 'test' && parseStrictKeyArn(key.arn) !== undefined;
  if (!works || !silenceable) return management ? [] : wrap(MEANT_TO_GO);
  const region = guard.region === undefined ? '' : ` --region ${guard.region}`;
  const scope = management ? ' --class management --for 21d' : ' --for 24h';
  return [
    ...(management
      ? wrap('Not to hear of these calls for a while:')
      : wrap(`${MEANT_TO_GO} Then, not to hear of it for a while:`)),
    `kms-deletion-guard silence add${region} --key ${key.arn}${scope} --reason "..."`,
  ];
}

/** Who asked for the deletion, where that is known. */
export function scheduled({ key }: AlertOfKey, now: Date): string[] {
  if (key.scheduledBy === undefined) return [];
  const { principal, time } = key.scheduledBy;
  return field('Scheduled', `${timeSeenFrom(new Date(time), now)} by ${forEmail(principal, 60)}`);
}

/** When the key was last of use to somebody, where that is known. */
export function lastUsed({ key }: AlertOfKey, now: Date): string[] {
  const { lastUsed: last } = key;
  if (last === undefined) return [];
  if (last.used && last.time !== undefined) {
    const operation = last.operation === undefined ? '' : ` (${forEmail(last.operation, 40)})`;
    return field('Last used successfully', `${timeSeenFrom(new Date(last.time), now)}${operation}`);
  }
  const since = last.trackedSince === undefined ? '' : ` since ${timeSeenFrom(new Date(last.trackedSince), now)}`;
  return field('Last used successfully', `not seen${since}, which is no proof`);
}

/** When people hear of it again. */
export const nextMessage = ({ nextMessage: sentence }: Alert): string[] =>
  sentence === undefined ? [] : wrap(sentence);

/** What must be done, each step with its command on a line of its own, unwrapped and flush left. */
export function steps(alert: AlertOfKey): string[] {
  return alert.nextSteps.flatMap(({ title, command }, at) => [
    ...wrap(`${at + 1}. ${title}${command === undefined ? '.' : ':'}`),
    ...(command === undefined ? [] : [command]),
  ]);
}

/** The link to the key, with the words above it. */
export function keyLink(alert: AlertOfKey): string[] {
  const link = alert.links.find(({ title }) => title === 'Open the key');
  if (link === undefined) return [];
  const where = alert.key.accountName ?? alert.key.accountId ?? 'the account';
  return [...wrap(`Sign in to ${forEmail(where, 40)} and open the key:`), link.url];
}

/** The guard does nothing by itself: said in every alert that asks for a decision. */
export const AUTOMATIC_CANCEL_OFF = 'Automatic cancel is OFF: nothing happens unless you act.';

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
const nameOfPart = (part: string): string | undefined =>
  part.startsWith('silences.')
    ? `silence ${forEmail(part.slice('silences.'.length), 60)}`
    : Object.hasOwn(PART_NAMES, part)
      ? PART_NAMES[part]
      : undefined;

/** "Not known: tags (no right kms:ListResourceTags)." Parts that are missing for one reason share it. */
export function notKnown(alert: AlertOfKey): string[] {
  const byReason = new Map<string, string[]>();
  for (const { part, reason } of alert.unavailable) {
    const name = nameOfPart(part);
    if (name !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  if (byReason.size === 0) return [];
  const parts = [...byReason].map(([reason, names]) => `${names.join(', ')} (${forEmail(reason, 120)})`);
  return hanging(`Not known: ${parts.join('; ')}.`);
}

/** The line that proves where this came from: event, its time, how late we are, the runbook. */
export function footer(alert: AlertOfKey, now: Date): string[] {
  const { id, time } = alert.event;
  const told = time === undefined ? undefined : now.getTime() - new Date(time).getTime();
  const when = time === undefined ? '' : ` ${clockWithSeconds(new Date(time))} UTC`;
  // A replay tells nobody, so nothing was late.
  const late = told === undefined || told < 0 || alert.guard.stack === 'replay' ? '' : `, told ${elapsed(told)} later`;
  return [...wrap(`Event ${forEmail(id ?? 'without id', 40)}${when}${late}.`), ...origin(alert)];
}

/** Which alert this is, and where to read on. */
export function origin({ id, links }: Alert): string[] {
  const runbook = links.find(({ title }) => title === 'Runbook');
  return [`Alert ${id}.`, ...(runbook === undefined ? [] : ['Runbook:', runbook.url])];
}
