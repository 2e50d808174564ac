import type { BlindSpotAlert } from '../alert.ts';
import { blindSpotOpening, changedBy, keysAtRisk, unknownPartsOfCheck, whenFound } from '../blind-spot-words.ts';
import { forEmail } from '../inert.ts';
import { field, hanging, wrap } from './layout.ts';
import { labelled, nextMessage, origin } from './parts.ts';

/** The body for a check that has turned: what it means, why, since when, by whom, which keys are at risk, and what mends it. */
export function blindSpotBody(alert: BlindSpotAlert, now: Date): string[] {
  const { heading, text } = blindSpotOpening(alert, now, plain);
  return [
    heading.toUpperCase(),
    ...wrap(text),
    '',
    ...field(alert.state === 'failed' ? 'Why' : 'Found now', forEmail(alert.found, 400)),
    ...field('Check', `${forEmail(alert.check.title, 100)} (${forEmail(alert.check.id, 40)})`),
    ...field(alert.state === 'failed' ? 'Since' : 'Failed', whenFound(alert, now)),
    ...labelled('Changed', changedBy(alert, now)),
    ...keysAtRisk(alert, now).flatMap((line, at) => field(at === 0 ? 'At risk' : '', line)),
    '',
    'WHAT TO DO',
    ...steps(alert),
    ...eventLink(alert),
    '',
    ...notKnown(alert),
    ...nextMessage(alert),
    ...origin(alert),
  ];
}

/** As in alerts about keys, but that titles hold names, so that no line after the first may be flush left. */
const steps = ({ nextSteps }: BlindSpotAlert): string[] =>
  nextSteps.flatMap(({ title, command, url }, at) => [
    ...hanging(`${at + 1}. ${title}${command === undefined && url === undefined ? '.' : ':'}`),
    ...(command === undefined ? [] : [command]),
    ...(url === undefined ? [] : [url]),
  ]);

function eventLink({ links }: BlindSpotAlert): string[] {
  const link = links.find(({ title }) => title === 'Event');
  return link === undefined ? [] : ['The call that changed it:', link.url];
}

function notKnown(alert: BlindSpotAlert): string[] {
  const parts = unknownPartsOfCheck(alert);
  return parts.length === 0 ? [] : hanging(`Not known: ${parts.join('; ')}.`);
}

/** Our own words, which may break anywhere. */
const plain = (text: string, most: number): string => forEmail(text, most).replaceAll('\u00a0', ' ');
