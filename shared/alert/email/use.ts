import type { AlertOfKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import {
  besides,
  callerWithVia,
  dataOfOthers,
  inAll,
  NOT_SURE,
  ofThem,
  otherCallers,
  result,
  whenTold,
} from '../particulars.ts';
import { isToBeSaved, type Situation, situationOf } from '../situation.ts';
import { keyName, placeOf, whatFor } from '../wording.ts';
import { heading } from './heading.ts';
import { field, wrap } from './layout.ts';
import { footer, keyLink, labelled, lastUsed, meantToGo, nextMessage, notKnown, scheduled, steps } from './parts.ts';
import { rescuedAbove, rescuedBelow, rescueFields } from './rescue.ts';

/** The body for a use of the key: what ends when, who was refused what, what to do. */
export function useBody(alert: AlertOfKey, now: Date): string[] {
  const situation = situationOf(alert);
  return [
    ...heading(alert, situation, now),
    ...rescuedAbove(alert, situation, now),
    '',
    ...facts(alert, situation, now),
    '',
    'WHAT TO DO',
    ...(isToBeSaved(situation) ? wrap(NOT_SURE) : []),
    ...steps(alert),
    ...keyLink(alert),
    ...meantToGo(alert, now),
    '',
    ...rescuedBelow(alert, situation, now),
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
    ...field('Account', placeOf(alert)),
    ...ownerOf(alert),
    ...rescueFields(alert, now),
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
function otherData(alert: AlertOfKey, situation: Situation): string[] {
  if (alert.data.length === 0) return situation === 'unreadable' ? [] : field('Data', 'not named in the record');
  return labelled('Also for', dataOfOthers(alert));
}

/** The words themselves, where they are all that there is to judge by. */
function message({ error }: AlertOfKey, situation: Situation): string[] {
  const shown = error.message !== undefined && (situation === 'unreadable' || situation === 'unconfirmed');
  return shown ? field('Message', forEmail(error.message ?? '', 400)) : [];
}

function ownerOf({ key }: AlertOfKey): string[] {
  return key.owner === undefined ? [] : field('Owner', forEmail(key.owner, 60));
}
