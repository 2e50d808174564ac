import type { Alert } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { type Situation, situationOf } from '../situation.ts';
import { count, dayAndTime, elapsed, span, timeSeenFrom } from '../time.ts';
import { accountOf, keyName, whatFor } from '../wording.ts';
import { field, wrap } from './layout.ts';
import {
  AUTOMATIC_CANCEL_OFF,
  callerWithVia,
  footer,
  howOften,
  keyLink,
  notKnown,
  otherCallers,
  steps,
  whenTold,
} from './parts.ts';

/** The body for a use of the key: what ends when, who was refused what, what to do. */
export function useBody(alert: Alert, now: Date): string[] {
  const situation = situationOf(alert);
  return [
    ...heading(alert, situation, now),
    '',
    ...facts(alert, situation, now),
    '',
    'WHAT TO DO',
    ...advice(situation),
    ...steps(alert),
    ...keyLink(alert),
    ...(situation === 'use' || situation === 'inventory' || situation === 'delegation'
      ? wrap('Meant to go? Agree it with the owner, and move what still uses it first.')
      : []),
    '',
    ...(situation === 'not-pending' ? [] : [AUTOMATIC_CANCEL_OFF]),
    ...notKnown(alert),
    ...footer(alert, now),
  ];
}

function heading(alert: Alert, situation: Situation, now: Date): string[] {
  switch (situation) {
    case 'unreadable':
      return [
        'A RECORD ABOUT A KEY PENDING DELETION COULD NOT BE READ',
        ...wrap(
          'It says that a key is pending deletion, and that is all that is sure. What could be read of it stands below; look at the record itself.',
        ),
      ];
    case 'unconfirmed':
      return [
        'A MESSAGE SAYS THAT A KEY PENDING DELETION WAS USED: CHECK IT',
        ...wrap(
          'The words stand inside a longer message, which may repeat what a caller wrote: KMS itself may have said no such thing.',
        ),
      ];
    case 'not-pending':
      return [
        `NO LONGER PENDING DELETION: THE KEY IS ${forEmail(alert.key.state ?? 'in another state', 30).toUpperCase()} NOW`,
        ...wrap(sinceThen(alert.key.state)),
      ];
    default:
      return [...fateHeading(alert, what(situation), now)];
  }
}

function sinceThen(state: string | undefined): string {
  if (state === 'Enabled') return 'Its deletion has been cancelled since the call below, and it works again.';
  if (state === 'Disabled') return 'Its deletion has been cancelled since. Callers keep failing until it is enabled.';
  return 'It was read in that state after the call below; the CancelKeyDeletion record in CloudTrail says who changed it.';
}

function what(situation: Situation): string {
  if (situation === 'inventory') return 'A KEY THAT STILL PROTECTS SOMETHING';
  return situation === 'delegation' ? 'A KEY THAT SOMEBODY STILL WANTS TO USE' : 'A KEY THAT IS STILL IN USE';
}

function fateHeading({ key }: Alert, subject: string, now: Date): string[] {
  const after = afterThat(key);
  if (key.state === 'PendingReplicaDeletion') {
    const window = key.pendingWindowInDays === undefined ? '' : ` of ${count(key.pendingWindowInDays, 'day')}`;
    return [
      `${subject} IS WAITING FOR ITS REPLICAS TO BE DELETED`,
      ...wrap(`Its waiting period${window} has not started: it starts when the last replica key is deleted. ${after}`),
    ];
  }
  if (key.deletionDate === undefined) {
    return [
      `${subject} IS PENDING DELETION`,
      ...wrap(
        `When it will be destroyed is not known to us; a waiting period lasts 7 to 30 days from its scheduling. ${after}`,
      ),
    ];
  }
  const date = new Date(key.deletionDate);
  const left = date.getTime() - now.getTime();
  if (left <= -DAY_MS) {
    return [
      `${subject} SHOULD BE GONE BY NOW`,
      ...wrap(
        `Its waiting period ended ${dayAndTime(date)}, ${elapsed(-left)} ago, and AWS takes at most 24 hours more: see whether it is still there. ${after}`,
      ),
    ];
  }
  if (left <= 0) {
    return [
      `${subject} MAY BE DESTROYED AT ANY MOMENT`,
      ...wrap(
        `Its waiting period ended ${dayAndTime(date)}, ${elapsed(-left)} ago; AWS may take up to 24 hours more. ${after}`,
      ),
    ];
  }
  return [
    `${subject} WILL BE DESTROYED IN ${inHeading(span(left))}`,
    ...wrap(`not before ${dayAndTime(date)}. ${after}`),
  ];
}

const DAY_MS = 24 * 3_600_000;

const inHeading = (left: string) =>
  left
    .toUpperCase()
    .replace(/\b1 H$/, '1 HOUR')
    .replace(/ H$/, ' HOURS');

/** A replica holds the same key material as its primary, which outlives it (KMS Developer Guide, "Deleting multi-Region keys"). */
function afterThat({ multiRegion, state }: Alert['key']): string {
  return multiRegion === true && state !== 'PendingReplicaDeletion'
    ? 'After that only a related multi-Region key in another Region, if there is one, can read what it encrypted.'
    : 'After that nobody, AWS included, can read what it encrypted.';
}

function facts(alert: Alert, situation: Situation, now: Date): string[] {
  const { key, occurrences } = alert;
  const aliases = key.aliases ?? [];
  const more = aliases.length > 1 ? ` (${aliases.length} aliases)` : '';
  return [
    ...field('Key', `${keyName(alert)}${more}`),
    ...field('Account', `${accountOf(alert)}, ${key.region === undefined ? 'Region unknown' : forEmail(key.region)}`),
    ...ownerOf(alert),
    ...field('Used by', `${callerWithVia(alert)}, ${ofThem(alert)}${whenTold(alert, now)}`),
    ...otherCallers(alert).flatMap((caller) => field('', caller)),
    ...field('For', whatFor(alert)),
    ...(alert.data.length === 0 && situation !== 'unreadable' ? field('Data', 'not named in the record') : []),
    ...field('Result', result(alert, situation, now)),
    ...message(alert, situation),
    ...(occurrences.ownCalls > 0
      ? field('Of these', `${count(occurrences.ownCalls, 'call')} by KMS Deletion Guard itself`)
      : []),
    ...(situation === 'inventory'
      ? field('Note', 'an inventory reader needs no data itself, but what it read depends on this key')
      : []),
    ...scheduled(alert, now),
    ...lastUsed(alert, now),
  ];
}

function result(alert: Alert, situation: Situation, now: Date): string {
  if (situation === 'unreadable' || situation === 'unconfirmed')
    return `seen ${howOften(alert, now)}; not confirmed by KMS`;
  return `REFUSED, ${howOften(alert, now)}: whatever needed it failed`;
}

/** The words themselves, where they are all that there is to judge by. */
function message({ error }: Alert, situation: Situation): string[] {
  const shown = error.message !== undefined && (situation === 'unreadable' || situation === 'unconfirmed');
  return shown ? field('Message', forEmail(error.message ?? '', 400)) : [];
}

function ownerOf({ key }: Alert): string[] {
  return key.owner === undefined ? [] : field('Owner', forEmail(key.owner, 60));
}

/** How many of the calls are the first caller's, when there are others. */
function ofThem({ occurrences }: Alert): string {
  const [first, second] = occurrences.callers;
  if (first === undefined || second === undefined) return '';
  return `${count(first.count, 'time')}, ${first.count > 1 ? 'first ' : ''}`;
}

function scheduled({ key }: Alert, now: Date): string[] {
  if (key.scheduledBy === undefined) return [];
  const { principal, time } = key.scheduledBy;
  return field('Scheduled', `${timeSeenFrom(new Date(time), now)} by ${forEmail(principal, 60)}`);
}

function lastUsed({ key }: Alert, now: Date): string[] {
  const { lastUsed: last } = key;
  if (last === undefined) return [];
  if (last.used && last.time !== undefined) {
    const operation = last.operation === undefined ? '' : ` (${forEmail(last.operation, 40)})`;
    return field('Last used successfully', `${timeSeenFrom(new Date(last.time), now)}${operation}`);
  }
  const since = last.trackedSince === undefined ? '' : ` since ${timeSeenFrom(new Date(last.trackedSince), now)}`;
  return field('Last used successfully', `not seen${since}, which is no proof`);
}

function advice(situation: Situation): string[] {
  switch (situation) {
    case 'use':
    case 'delegation':
    case 'inventory':
      return wrap('Not sure? Save the key: that can be undone at any time, deletion cannot.');
    default:
      return [];
  }
}
