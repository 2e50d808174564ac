import { isCount } from '../about-key.ts';
import type { AlertOfKey } from '../alert.ts';
import { nobodyYet } from '../count-words.ts';
import { fateOf, goesWhen } from '../fate.ts';
import { forChatCode } from '../inert-chat.ts';
import { goesAndThen, openingOf } from '../opening.ts';
import { END_NOT_KNOWN_TO_US, foreignKeyNeeded, onlyOwnerCancels } from '../other-account-words.ts';
import { besides, callerWithVia, DRILL, lastUse, NOT_SURE, scheduledBy, unknownParts } from '../particulars.ts';
import { rescueFacts } from '../rescue-facts.ts';
import { rescueAbove, rescueBelow } from '../rescue-line.ts';
import { isToBeSaved, type Situation, situationOf } from '../situation.ts';
import { keyName, placeOf, whatFor } from '../wording.ts';
import { callsOf } from './calls.ts';
import { CHAT } from './medium.ts';
import { closing, item, linkItems } from './words.ts';

/** An alert about a key: what happens, then what is known, most important first. */
export function aboutKey(alert: AlertOfKey, now: Date): string[] {
  const situation = situationOf(alert);
  const unknown = unknownParts(alert, CHAT);
  return [
    ...(alert.kind === 'test' ? [DRILL[0], ''] : []),
    ...notSaved(alert, situation),
    lead(alert, situation, now),
    ...(isToBeSaved(situation) ? [NOT_SURE] : []),
    ...lineOf(rescueAbove(alert, situation, now, CHAT)),
    '',
    ...facts(alert, situation, now),
    ...linkItems(linksOf(alert)),
    '',
    ...(situation === 'management' ? [] : lineOf(rescueBelow(alert, situation, now, CHAT))),
    ...(unknown.length > 0 ? [`Not known: ${unknown.join('; ')}.`] : []),
    ...closing(alert),
  ];
}

/** The first words of a count. */
function notSaved(alert: AlertOfKey, situation: Situation): string[] {
  const first = isCount(alert) ? nobodyYet(alert, situation) : undefined;
  return first === undefined ? [] : [first, ''];
}

function lead(alert: AlertOfKey, situation: Situation, now: Date): string {
  const who = callerWithVia(alert, CHAT);
  switch (situation) {
    case 'unreadable':
    case 'unconfirmed':
    case 'rescued':
    case 'not-pending': {
      const { heading, text } = openingOf(alert, situation, now, CHAT);
      return `${heading}. ${text}`;
    }
    case 'other-account':
      return `${foreignKeyNeeded(alert, CHAT)} ${END_NOT_KNOWN_TO_US} ${onlyOwnerCancels(alert, CHAT)}`;
    case 'enable-refused':
      return `${who} tries to save a key in the wrong order: KMS refuses EnableKey until the deletion is cancelled.`;
    case 'management':
      return `No data use: ${who} called ${forChatCode(alert.operation.name, 40)} and was refused. Usual cause: an infrastructure-as-code tool still owns the key.`;
    case 'inventory':
    case 'delegation':
    case 'use':
      return use(alert, situation, who);
  }
}

function use(alert: AlertOfKey, situation: Situation, who: string): string {
  if (alert.kind === 'reminder' || alert.kind === 'remediation')
    return 'Somebody needed it while it was pending deletion.';
  if (alert.kind === 'digest') return 'Still refused: whatever needs this key keeps failing.';
  if (situation === 'inventory')
    return `${who}, which reads every resource, was refused ${whatFor(alert, CHAT)}: what it read depends on this key.`;
  return `${who} was refused ${whatFor(alert, CHAT)}: whatever needed it failed.`;
}

const lineOf = (line: string | undefined): string[] => (line === undefined ? [] : [line]);

function facts(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  const { key } = alert;
  return [
    ...rescueFacts(alert, now, CHAT).flatMap(([label, text]) => item(label, text)),
    ...item('Key', keyName(alert, 60, CHAT)),
    ...item(situation === 'other-account' ? 'Account of the key' : 'Account', placeOf(alert, CHAT)),
    ...item('Owner', key.owner && forChatCode(key.owner, 60)),
    ...item('Goes', goes(alert, situation, now)),
    ...callsOf(alert, situation, now),
    ...item('Besides', besides(alert).join(', ')),
    ...item('Scheduled', scheduledBy(alert, now, CHAT)),
    ...item('Last used successfully', lastUse(alert, now, CHAT)),
  ];
}

/** When it goes and what that means; of administration alone nothing is lost. */
function goes({ key }: AlertOfKey, situation: Situation, now: Date): string | undefined {
  switch (situation) {
    case 'rescued':
    case 'not-pending':
    case 'other-account':
      return undefined;
    case 'unreadable':
    case 'unconfirmed':
      return fateOf(key, now).kind === 'unknown' ? undefined : goesAndThen(key, now);
    case 'management':
      return goesWhen(key, now);
    default:
      return goesAndThen(key, now);
  }
}

/** The console of our account does not find a key of another. */
const linksOf = ({ key, links }: AlertOfKey): Pick<AlertOfKey, 'links'> => ({
  links: links.filter(({ title }) => !key.otherAccount || title !== 'Open the key'),
});
