import { isPendingState } from '../../kms/key-state.ts';
import type { AlertOfKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { type Situation, situationOf } from '../situation.ts';
import { count, timeSeenFrom } from '../time.ts';
import { accountOf, fate, keyName } from '../wording.ts';
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

/** That nobody has cancelled is said only where the key has just been read. */
function nobodyYet({ kind, key, unavailable }: AlertOfKey, situation: Situation): string[] {
  if (situation === 'not-pending') return [];
  const isUnread = unavailable.some(({ part }) => part === 'key' || part === 'key.deletionDate');
  const read = !isUnread && isPendingState(key.state);
  const chance = kind === 'reminder' ? 'LAST CHANCE. ' : '';
  const known = read ? 'NOT SAVED: nobody has cancelled the deletion of this key.' : '';
  if (known === '' && chance === '') return [];
  return [...wrap(`${chance}${known || `Whether somebody has cancelled it could not be read now.`}`), ''];
}

const isUse = (situation: Situation): boolean =>
  situation === 'use' || situation === 'inventory' || situation === 'delegation';

function opening(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  switch (situation) {
    case 'management':
      return wrap('No data use: these calls only administer a key that is pending deletion. KMS refused each of them.');
    case 'enable-refused':
      return wrap(
        `Somebody still tries to save a key in the wrong order: KMS refuses EnableKey until the deletion is cancelled. The key: ${fate(alert, now)}.`,
      );
    default:
      return heading(alert, situation, now);
  }
}

/** What is counted: KMS's own words, or somebody's. */
const calls = (number: number, { operation }: AlertOfKey): string =>
  count(number, operation.confirmed ? 'refusal' : 'report');

function counts(alert: AlertOfKey, now: Date): string[] {
  const { occurrences } = alert;
  const { count: fresh, total, totalSince, totalLast, since, firstSeen, lastSeen } = occurrences;
  const at = (time: string) => timeSeenFrom(new Date(time), now);
  const between = firstSeen === undefined || lastSeen === undefined ? '' : `, ${at(firstSeen)} to ${at(lastSeen)}`;
  const quiet = since === undefined ? 'none' : `none since ${at(since)}, which is no proof that nothing needs it`;
  const from = totalSince === undefined ? '' : ` since ${at(totalSince)}`;
  const last = totalLast === undefined || fresh > 0 ? '' : `, the last ${at(totalLast)}`;
  return [
    ...field('New', fresh === 0 ? quiet : `${calls(fresh, alert)}${between}`),
    ...(total === undefined || total === 0 ? [] : field('In all', `${calls(total, alert)}${from}${last}`)),
  ];
}

function who({ kind, occurrences }: AlertOfKey): string[] {
  const { callers, callersNotListed, callsNotListed, count: fresh, total = 0 } = occurrences;
  const isAllHidden = fresh === 0 && total === 0;
  const times = (caller: (typeof callers)[number]) => (kind === 'reminder' ? caller.total : caller.count);
  const counted = isAllHidden ? callers : callers.filter((caller) => times(caller) > 0);
  const rest = Math.max(0, counted.length - MOST_CALLERS) + callersNotListed;
  const atLeast = callsNotListed > 0 ? 'at least ' : '';
  const lines = counted.slice(0, MOST_CALLERS).map((caller) => {
    const often = isAllHidden ? 'hidden by a silence' : count(times(caller), 'time');
    return `${forEmail(caller.caller, 60)}, ${forEmail(caller.operation, 40)}, ${often}${caller.isNew ? ' (NEW)' : ''}`;
  });
  if (rest > 0)
    lines.push(`${lines.length > 0 ? 'and ' : ''}${atLeast}${rest.toLocaleString('en-US')} more, not listed`);
  return lines.flatMap((line, at) => field(at === 0 ? 'Who' : '', line));
}

function data({ data: items }: AlertOfKey): string[] {
  const [first, ...others] = items;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` and at least ${others.length} more`;
  return field('Data', `${forEmail(first.type, 40)} ${forEmail(first.id, 60)}${more}`);
}
