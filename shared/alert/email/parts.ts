import type { Alert } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { clockWithSeconds, count, elapsed, timeSeenFrom } from '../time.ts';
import { hanging, wrap } from './layout.ts';

/** "role billing-batch (ECS task)", with its account where that is not the key's. */
export function callerWithVia(alert: Alert): string {
  const { name, via } = alert.caller;
  const who = `${forEmail(name, 60)}${accountOfCaller(alert)}`;
  return via === undefined ? who : `${who} (${forEmail(via, 60)})`;
}

function accountOfCaller({ caller, key }: Alert): string {
  const { accountId, accountName } = caller;
  if (accountId === undefined || accountId === key.accountId || caller.name.includes(accountId)) return '';
  return ` of ${accountName === undefined ? `account ${forEmail(accountId)}` : forEmail(accountName, 40)}`;
}

/** When the told call was made: "today 03:11:40 UTC". */
export const whenTold = (alert: Alert, now: Date): string =>
  alert.event.time === undefined
    ? 'at a time that the record does not give'
    : timeSeenFrom(new Date(alert.event.time), now);

/** "4 times since today 03:11:40 UTC, last today 03:14:02 UTC". */
export function howOften({ occurrences }: Alert, now: Date): string {
  const { firstSeen, lastSeen } = occurrences;
  const times = count(occurrences.count, 'time');
  if (occurrences.count === 1 || firstSeen === undefined || lastSeen === undefined) return times;
  if (firstSeen === lastSeen) return `${times}, ${timeSeenFrom(new Date(firstSeen), now)}`;
  return `${times} since ${timeSeenFrom(new Date(firstSeen), now)}, last ${timeSeenFrom(new Date(lastSeen), now)}`;
}

/** The other callers and operations, two by name and the rest as a number. */
export function otherCallers({ occurrences }: Alert): string[] {
  const [, ...others] = occurrences.callers;
  const named = others
    .slice(0, 2)
    .map(
      ({ caller, operation, count: times }) =>
        `${forEmail(caller, 60)}, ${forEmail(operation, 40)}, ${count(times, 'time')}`,
    );
  const rest = others.length - named.length + occurrences.callersNotListed;
  return rest > 0 ? [...named, `and ${rest.toLocaleString('en-US')} more`] : named;
}

/** What must be done, each step with its command on a line of its own, unwrapped and flush left. */
export function steps(alert: Alert): string[] {
  return alert.nextSteps.flatMap(({ title, command }, at) => [
    ...wrap(`${at + 1}. ${title}${command === undefined ? '.' : ':'}`),
    ...(command === undefined ? [] : [command]),
  ]);
}

/** The link to the key, with the words above it. */
export function keyLink(alert: Alert): string[] {
  const link = alert.links.find(({ title }) => title === 'Open the key');
  if (link === undefined) return [];
  const where = alert.key.accountName ?? alert.key.accountId ?? 'the account';
  return [...wrap(`Sign in to ${forEmail(where, 40)} and open the key:`), link.url];
}

/** The guard does nothing by itself: said in every alert that asks for a decision. */
export const AUTOMATIC_CANCEL_OFF = 'Automatic cancel is OFF: nothing happens unless you act.';

// Parts that a person misses in the mail. Others, such as the key's description, are named in the JSON alert only.
const PART_NAMES: Readonly<Record<string, string>> = {
  'key.arn': 'the key ARN',
  'key.state': 'the key state',
  'key.deletionDate': 'the deletion date',
  'key.aliases': 'aliases',
  'key.tags': 'tags',
  'key.lastUsed': 'last successful use',
  'key.scheduledBy': 'who scheduled the deletion',
  record: 'the whole record',
};

/** "Not known: tags (no right kms:ListResourceTags)." Parts that are missing for one reason share it. */
export function notKnown(alert: Alert): string[] {
  const byReason = new Map<string, string[]>();
  for (const { part, reason } of alert.unavailable) {
    const name = Object.hasOwn(PART_NAMES, part) ? PART_NAMES[part] : undefined;
    if (name !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  if (byReason.size === 0) return [];
  const parts = [...byReason].map(([reason, names]) => `${names.join(', ')} (${forEmail(reason, 120)})`);
  return hanging(`Not known: ${parts.join('; ')}.`);
}

/** The line that proves where this came from: event, its time, how late we are, the runbook. */
export function footer(alert: Alert, now: Date): string[] {
  const { id, time } = alert.event;
  const told = time === undefined ? undefined : now.getTime() - new Date(time).getTime();
  const when = time === undefined ? '' : ` ${clockWithSeconds(new Date(time))} UTC`;
  // A replay tells nobody, so nothing was late.
  const late = told === undefined || told < 0 || alert.guard.stack === 'replay' ? '' : `, told ${elapsed(told)} later`;
  const runbook = alert.links.find(({ title }) => title === 'Runbook');
  return [
    ...wrap(`Event ${forEmail(id ?? 'without id', 40)}${when}${late}.`),
    `Alert ${alert.id}.`,
    ...(runbook === undefined ? [] : ['Runbook:', runbook.url]),
  ];
}
