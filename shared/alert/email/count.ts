import type { AlertOfKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { type Situation, situationOf } from '../situation.ts';
import { count, timeSeenFrom } from '../time.ts';
import { accountOf, keyName } from '../wording.ts';
import { heading } from './heading.ts';
import { field, wrap } from './layout.ts';
import {
  AUTOMATIC_CANCEL_OFF,
  besides,
  keyLink,
  lastUsed,
  meantToGo,
  nextMessage,
  notKnown,
  origin,
  scheduled,
  steps,
} from './parts.ts';

const MOST_CALLERS = 5;

/** The body of a digest and of a reminder: who was refused how often, since the last count and in all, and that nobody saved it. */
export function countBody(alert: AlertOfKey, now: Date): string[] {
  const situation = situationOf(alert);
  const { key } = alert;
  return [
    ...nobodyYet(alert, situation),
    ...opening(alert, situation, now),
    '',
    ...field('Key', keyName(alert)),
    ...field('Account', `${accountOf(alert)}, ${key.region === undefined ? 'Region unknown' : forEmail(key.region)}`),
    ...(key.owner === undefined ? [] : field('Owner', forEmail(key.owner, 60))),
    ...counts(alert, now),
    ...who(alert),
    ...data(alert),
    ...besides(alert).flatMap((other) => field('Besides', other)),
    ...scheduled(alert, now),
    ...lastUsed(alert, now),
    '',
    'WHAT TO DO',
    ...(isUse(situation) ? wrap('Not sure? Save the key: that can be undone at any time, deletion cannot.') : []),
    ...steps(alert),
    ...(situation === 'other-account' ? [] : keyLink(alert)),
    ...(isUse(situation) || situation === 'management' ? meantToGo(alert, now) : []),
    '',
    ...(situation === 'not-pending' || situation === 'other-account' ? [] : [AUTOMATIC_CANCEL_OFF]),
    ...notKnown(alert),
    ...nextMessage(alert),
    ...origin(alert),
  ];
}

const PENDING = new Set(['PendingDeletion', 'PendingReplicaDeletion']);

/** That nobody has cancelled is said only where the key has just been read. */
function nobodyYet({ kind, key, unavailable }: AlertOfKey, situation: Situation): string[] {
  if (situation === 'not-pending') return [];
  const isUnread = unavailable.some(({ part }) => part === 'key' || part === 'key.deletionDate');
  const read = !isUnread && PENDING.has(key.state ?? '');
  const chance = kind === 'reminder' ? 'LAST CHANCE. ' : '';
  const known = read ? 'NOT SAVED: nobody has cancelled the deletion of this key.' : '';
  if (known === '' && chance === '') return [];
  return [...wrap(`${chance}${known || `Whether somebody has cancelled it could not be read now.`}`), ''];
}

const isUse = (situation: Situation): boolean =>
  situation === 'use' || situation === 'inventory' || situation === 'delegation';

function opening(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  return situation === 'management'
    ? wrap('No data use: these calls only administer a key that is pending deletion. KMS refused each of them.')
    : heading(alert, situation, now);
}

function counts({ occurrences }: AlertOfKey, now: Date): string[] {
  const { count: fresh, total, totalSince, totalLast, since, firstSeen, lastSeen } = occurrences;
  const at = (time: string) => timeSeenFrom(new Date(time), now);
  const between = firstSeen === undefined || lastSeen === undefined ? '' : `, ${at(firstSeen)} to ${at(lastSeen)}`;
  const quiet = since === undefined ? 'none' : `none since ${at(since)}, which is no proof that nothing needs it`;
  const from = totalSince === undefined ? '' : ` since ${at(totalSince)}`;
  const last = totalLast === undefined || fresh > 0 ? '' : `, the last ${at(totalLast)}`;
  return [
    ...field('New', fresh === 0 ? quiet : `${count(fresh, 'refusal')}${between}`),
    ...(total === undefined || total === 0 ? [] : field('In all', `${count(total, 'refusal')}${from}${last}`)),
  ];
}

function who({ kind, occurrences }: AlertOfKey): string[] {
  const { callers, callersNotListed, callsNotListed } = occurrences;
  const rest = callers.length - Math.min(callers.length, MOST_CALLERS) + callersNotListed;
  const atLeast = callsNotListed > 0 ? 'at least ' : '';
  const lines = callers.slice(0, MOST_CALLERS).map(({ caller, operation, count: fresh, total, isNew }) => {
    const times = total === 0 ? 'hidden by a silence' : count(kind === 'reminder' ? total : fresh, 'time');
    return `${forEmail(caller, 60)}, ${forEmail(operation, 40)}, ${times}${isNew ? ' (NEW)' : ''}`;
  });
  if (rest > 0) lines.push(`and ${atLeast}${rest.toLocaleString('en-US')} more`);
  return lines.flatMap((line, at) => field(at === 0 ? 'Who' : '', line));
}

function data({ data: items }: AlertOfKey): string[] {
  const [first, ...others] = items;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` and at least ${others.length} more`;
  return field('Data', `${forEmail(first.type, 40)} ${forEmail(first.id, 60)}${more}`);
}
