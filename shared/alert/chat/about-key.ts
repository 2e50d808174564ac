import { isPendingState } from '../../kms/key-state.ts';
import type { AlertOfKey } from '../alert.ts';
import { goesWhen } from '../fate.ts';
import { forChatCode } from '../inert-chat.ts';
import {
  AUTOMATIC_CANCEL_OFF,
  besides,
  callerWithVia,
  DRILL,
  howOften,
  inAll,
  lastUse,
  otherCallers,
  scheduledBy,
  unknownParts,
} from '../particulars.ts';
import { type Situation, situationOf } from '../situation.ts';
import { count } from '../time.ts';
import { keyName, ourCaller, placeOf, whatFor } from '../wording.ts';
import { CHAT } from './medium.ts';
import { closing, item, linkItems } from './words.ts';

const MOST_CALLERS = 3;

/** An alert about a key: what happens, then what is known, most important first. */
export function aboutKey(alert: AlertOfKey, now: Date): string[] {
  const situation = situationOf(alert);
  const unknown = unknownParts(alert, CHAT);
  return [
    ...(alert.kind === 'test' ? [DRILL[0], ''] : []),
    ...notSaved(alert, situation),
    lead(alert, situation),
    ...(isUse(situation) ? ['Not sure? Save the key: that can be undone at any time, deletion cannot.'] : []),
    '',
    ...facts(alert, situation, now),
    ...linkItems(alert),
    '',
    ...(asksForDecision(situation) ? [AUTOMATIC_CANCEL_OFF] : []),
    ...(unknown.length > 0 ? [`Not known: ${unknown.join('; ')}.`] : []),
    ...closing(alert),
  ];
}

/** That nobody has cancelled is said only where the key has just been read. */
function notSaved({ kind, key, unavailable }: AlertOfKey, situation: Situation): string[] {
  if ((kind !== 'digest' && kind !== 'reminder') || situation === 'not-pending') return [];
  const isUnread = unavailable.some(({ part }) => part === 'key' || part === 'key.deletionDate');
  if (!isUnread && isPendingState(key.state)) return ['NOT SAVED: nobody has cancelled the deletion of this key.', ''];
  return kind === 'reminder' ? ['Whether somebody has cancelled it could not be read now.', ''] : [];
}

function lead(alert: AlertOfKey, situation: Situation): string {
  const { key, operation } = alert;
  const who = callerWithVia(alert, CHAT);
  switch (situation) {
    case 'unreadable':
      return 'A record says that a key is pending deletion, and could not be read whole: look at the record itself.';
    case 'unconfirmed':
      return 'A message says that a key pending deletion was used. KMS itself may have said no such thing: check it.';
    case 'not-pending':
      return `No longer pending deletion: the key is ${forChatCode(key.state ?? '', 30)} now.${stillFailing(key.state)}`;
    case 'other-account':
      return `${capital(ourCaller(alert, CHAT))} was refused ${whatFor(alert, CHAT)} by a key of ANOTHER account: only ${forChatCode(key.accountId ?? '')} can save it.`;
    case 'enable-refused':
      return `${who} tries to save a key in the wrong order: KMS refuses EnableKey until the deletion is cancelled.`;
    case 'management':
      return `No data use: ${who} called ${forChatCode(operation.name, 40)} and was refused. Usual cause: an infrastructure-as-code tool still owns the key.`;
    case 'inventory':
    case 'delegation':
    case 'use':
      return use(alert, situation, who);
  }
}

function use(alert: AlertOfKey, situation: Situation, who: string): string {
  if (alert.kind === 'reminder') return 'Somebody needed it while it was pending deletion.';
  if (alert.kind === 'digest') return 'Still refused: whatever needs this key keeps failing.';
  if (situation === 'inventory')
    return `${who}, which reads every resource, was refused ${whatFor(alert, CHAT)}: what it read depends on this key.`;
  return `${who} was refused ${whatFor(alert, CHAT)}: whatever needed it failed.`;
}

const isUse = (situation: Situation): boolean =>
  situation === 'use' || situation === 'inventory' || situation === 'delegation';

const capital = (text: string): string => text.replace(/^our /, 'Our ');

const stillFailing = (state: string | undefined): string =>
  state === 'Disabled' ? ' Its callers keep failing until it is enabled.' : '';

const asksForDecision = (situation: Situation): boolean =>
  situation !== 'not-pending' && situation !== 'other-account' && situation !== 'management';

function facts(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  const { key, error, operation, occurrences } = alert;
  const isDoubtful = situation === 'unreadable' || situation === 'unconfirmed';
  const often = occurrences.count === 0 ? 'not again' : howOften(alert, now, CHAT);
  return [
    ...item('Key', keyName(alert, 60, CHAT)),
    ...item('Account', placeOf(alert, CHAT)),
    ...item('Owner', key.owner && forChatCode(key.owner, 60)),
    ...(situation === 'not-pending' ? [] : item('Goes', goesWhen(key, now))),
    ...item(operation.confirmed ? 'Refused' : 'Reported', `${often}${once(alert, now)}`),
    ...item('In all', inAll(alert, now, CHAT)),
    ...callers(alert),
    ...item('Message', isDoubtful && error.message !== undefined ? forChatCode(error.message, 300) : undefined),
    ...item('Besides', besides(alert).join(', ')),
    ...item('Scheduled', scheduledBy(alert, now, CHAT)),
    ...item('Last used successfully', lastUse(alert, now, CHAT)),
  ];
}

/** When, where once says no more. */
const once = ({ occurrences: { count: fresh, lastSeen } }: AlertOfKey, now: Date): string =>
  fresh === 1 && lastSeen !== undefined ? `, ${CHAT.time(new Date(lastSeen), now)}` : '';

/** Who else was refused; where numbers are told, who all. */
function callers(alert: AlertOfKey): string[] {
  const { kind, occurrences } = alert;
  if (kind !== 'digest' && kind !== 'reminder')
    return otherCallers(alert, CHAT).map((other) => (other.startsWith('and ') ? `- ${other}` : `- Also: ${other}`));
  const rest = Math.max(0, occurrences.callers.length - MOST_CALLERS) + occurrences.callersNotListed;
  return [
    ...occurrences.callers.slice(0, MOST_CALLERS).flatMap((one) => {
      const times = kind === 'reminder' ? one.total : one.count;
      const often = times > 0 ? count(times, 'time') : 'not counted here';
      const isNew = one.isNew ? ' (NEW)' : '';
      return item('By', `${forChatCode(one.caller, 60)}, ${forChatCode(one.operation, 40)}, ${often}${isNew}`);
    }),
    ...(rest > 0 ? [`- and at least ${rest.toLocaleString('en-US')} more`] : []),
  ];
}
