import { MOST_DATA } from '../../incident/incident.ts';
import type { AlertOfKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { type Situation, situationOf } from '../situation.ts';
import { count } from '../time.ts';
import { accountOf, keyName, whatFor } from '../wording.ts';
import { heading } from './heading.ts';
import { field, wrap } from './layout.ts';
import {
  AUTOMATIC_CANCEL_OFF,
  besides,
  callerWithVia,
  footer,
  howOften,
  inAll,
  keyLink,
  lastUsed,
  meantToGo,
  nextMessage,
  notKnown,
  otherCallers,
  scheduled,
  steps,
  whenTold,
} from './parts.ts';

/** The body for a use of the key: what ends when, who was refused what, what to do. */
export function useBody(alert: AlertOfKey, now: Date): string[] {
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
    ...(situation === 'use' || situation === 'inventory' || situation === 'delegation' ? meantToGo(alert, now) : []),
    '',
    ...(situation === 'not-pending' ? [] : [AUTOMATIC_CANCEL_OFF]),
    ...notKnown(alert),
    ...nextMessage(alert),
    ...footer(alert, now),
  ];
}

function facts(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  const { key } = alert;
  const aliases = key.aliases ?? [];
  const more = aliases.length > 1 ? ` (${aliases.length} aliases)` : '';
  return [
    ...field('Key', `${keyName(alert)}${more}`),
    ...field('Account', `${accountOf(alert)}, ${key.region === undefined ? 'Region unknown' : forEmail(key.region)}`),
    ...ownerOf(alert),
    ...field('Used by', `${callerWithVia(alert)}, ${ofThem(alert)}${whenTold(alert, now)}`),
    ...otherCallers(alert).flatMap((caller) => field('', caller)),
    ...field('For', whatFor(alert)),
    ...otherData(alert, situation),
    ...field('Result', result(alert, situation, now)),
    ...message(alert, situation),
    ...labelled('In all', inAll(alert, now)),
    ...besides(alert).flatMap((other) => field('Besides', other)),
    ...(situation === 'inventory'
      ? field('Note', 'an inventory reader needs no data itself, but what it read depends on this key')
      : []),
    ...scheduled(alert, now),
    ...lastUsed(alert, now),
  ];
}

/** Data that other calls of this alert name; or that none was named. */
function otherData({ data }: AlertOfKey, situation: Situation): string[] {
  if (data.length === 0) return situation === 'unreadable' ? [] : field('Data', 'not named in the record');
  const [first, ...others] = data.filter(({ byToldRecord }) => !byToldRecord);
  if (first === undefined) return [];
  const atLeast = data.length >= MOST_DATA ? 'at least ' : '';
  const more = others.length > 0 ? ` and ${atLeast}${others.length} more` : '';
  return field('Also for', `${forEmail(first.type, 40)} ${forEmail(first.id, 60)}${more}, in the other calls`);
}

function result(alert: AlertOfKey, situation: Situation, now: Date): string {
  if (situation === 'unreadable' || situation === 'unconfirmed')
    return `seen ${howOften(alert, now)}; not confirmed by KMS`;
  return `REFUSED, ${howOften(alert, now)}: whatever needed it failed`;
}

/** The words themselves, where they are all that there is to judge by. */
function message({ error }: AlertOfKey, situation: Situation): string[] {
  const shown = error.message !== undefined && (situation === 'unreadable' || situation === 'unconfirmed');
  return shown ? field('Message', forEmail(error.message ?? '', 400)) : [];
}

const labelled = (label: string, text: string | undefined): string[] => (text === undefined ? [] : field(label, text));

function ownerOf({ key }: AlertOfKey): string[] {
  return key.owner === undefined ? [] : field('Owner', forEmail(key.owner, 60));
}

/** How many of the calls are the first caller's, when there are others. */
function ofThem({ occurrences }: AlertOfKey): string {
  const [first, second] = occurrences.callers;
  if (first === undefined || second === undefined) return '';
  return `${count(first.count, 'time')}, ${first.count > 1 ? 'first ' : ''}`;
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
