import type { BlindSpotAlert } from '../alert.ts';
import { blindSpotOpening, changedBy, keysAtRisk, unknownPartsOfCheck, whenFound } from '../blind-spot-words.ts';
import { forChatCode, forChatText } from '../inert-chat.ts';
import { CHAT } from './medium.ts';
import { closing, item, linkItems } from './words.ts';

/** A check that has turned: what it means, why, since when, by whom, which keys are at risk. */
export function aboutBlindSpot(alert: BlindSpotAlert, now: Date): string[] {
  const { state, found, check, accountId, accountName } = alert;
  const { heading, text } = blindSpotOpening(alert, now, forChatText, CHAT);
  const [risk, ...keys] = keysAtRisk(alert, now, CHAT);
  const unknown = unknownPartsOfCheck(alert, CHAT);
  return [
    `${heading}. ${text}`,
    '',
    ...item(state === 'failed' ? 'Why' : 'Found now', forChatCode(found, 400)),
    ...item('Check', forChatCode(`${check.title} (${check.id})`, 150)),
    ...item('Guard of', forChatCode(accountName === undefined ? accountId : `${accountName} (${accountId})`)),
    ...item(state === 'failed' ? 'Since' : 'Failed', whenFound(alert, now, CHAT)),
    ...item('Changed', changedBy(alert, now, CHAT)),
    ...item('At risk', risk),
    ...keys.map((key) => `- ${key}`),
    ...linkItems(alert),
    '',
    ...(unknown.length > 0 ? [`Not known: ${unknown.join('; ')}.`] : []),
    ...closing(alert),
  ];
}
