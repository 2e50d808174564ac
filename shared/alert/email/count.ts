import type { AlertOfKey } from '../alert.ts';
import {
  allCalls,
  callersCounted,
  dataCounted,
  freshCalls,
  nobodyYet,
  ONLY_ADMINISTRATION,
  stillWrongOrder,
} from '../count-words.ts';
import { forEmail } from '../inert.ts';
import { besides, NOT_SURE } from '../particulars.ts';
import { isToBeSaved, type Situation, situationOf } from '../situation.ts';
import { keyName, placeOf } from '../wording.ts';
import { heading } from './heading.ts';
import { field, wrap } from './layout.ts';
import { keyLink, labelled, lastUsed, meantToGo, nextMessage, notKnown, origin, scheduled, steps } from './parts.ts';
import { rescuedAbove, rescuedBelow, rescueFields } from './rescue.ts';

/** The body of a digest and of a reminder: who was refused how often, since the last count and in all, and that nobody saved it. */
export function countBody(alert: AlertOfKey, now: Date): string[] {
  const situation = situationOf(alert);
  const { key } = alert;
  const first = nobodyYet(alert, situation);
  return [
    ...(first === undefined ? [] : [...wrap(first), '']),
    ...opening(alert, situation, now),
    ...rescuedAbove(alert, situation, now),
    '',
    ...field('Key', keyName(alert)),
    ...field('Account', placeOf(alert)),
    ...(key.owner === undefined ? [] : field('Owner', forEmail(key.owner, 60))),
    ...rescueFields(alert, now),
    ...field('New', freshCalls(alert, now)),
    ...labelled('In all', allCalls(alert, now)),
    ...callersCounted(alert).flatMap((line, at) => field(at === 0 ? 'Who' : '', line)),
    ...labelled('Data', dataCounted(alert)),
    ...besides(alert).flatMap((other) => field('Besides', other)),
    ...scheduled(alert, now),
    ...lastUsed(alert, now),
    '',
    'WHAT TO DO',
    ...(isToBeSaved(situation) ? wrap(NOT_SURE) : []),
    ...steps(alert),
    ...(situation === 'other-account' ? [] : keyLink(alert)),
    ...meantToGo(alert, now),
    '',
    ...rescuedBelow(alert, situation, now),
    ...notKnown(alert),
    ...nextMessage(alert),
    ...origin(alert),
  ];
}

function opening(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  switch (situation) {
    case 'management':
      return wrap(ONLY_ADMINISTRATION);
    case 'enable-refused':
      return wrap(stillWrongOrder(alert, now));
    default:
      return heading(alert, situation, now);
  }
}
