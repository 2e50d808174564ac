import type { KnownBlock } from '@slack/types';
import type { AlertOfKey } from '../alert.ts';
import { fateOf } from '../fate.ts';
import { goesAndThen, openingOf } from '../opening.ts';
import {
  besides,
  callerWithVia,
  dataOfOthers,
  howOften,
  inAll,
  lastUse,
  NOT_SURE,
  otherCallers,
  scheduledBy,
  whenTold,
} from '../particulars.ts';
import { rescueFacts } from '../rescue-facts.ts';
import { rescueAbove, rescueBelow } from '../rescue-line.ts';
import { isToBeSaved, type Situation, situationOf } from '../situation.ts';
import { placeOf, whatFor } from '../wording.ts';
import { context, fields, section } from './blocks.ts';
import { meantToGoLine } from './meant-to-go.ts';
import { linksOf, SLACK, smallPrint } from './parts.ts';
import { stepsOf } from './steps.ts';

/** The blocks for a use of the key, below the header: who was refused what, until when it can be saved, how. */
export function useBlocks(alert: AlertOfKey, now: Date, mention: string): KnownBlock[] {
  const situation = situationOf(alert);
  const toSave = isToBeSaved(situation);
  return [
    section(
      `${mention}${lead(alert, situation, now)}`,
      ...words(alert, situation),
      ...lineOf(rescueAbove(alert, situation, now, SLACK)),
    ),
    ...fields(rescueFacts(alert, now, SLACK)),
    ...fields(facts(alert, situation, now)),
    stepsOf(alert, ...(toSave ? [`*${NOT_SURE}*`] : [])),
    ...meantToGoLine(alert, now).map((line) => context(line)),
    ...linksOf(alert),
    smallPrint(alert, now, ...lineOf(rescueBelow(alert, situation, now, SLACK))),
  ];
}

/** One sentence: who was refused what; before it what is sure, where that is less. */
function lead(alert: AlertOfKey, situation: Situation, now: Date): string {
  const who = callerWithVia(alert, SLACK);
  const place = placeOf(alert, SLACK);
  const forWhat = whatFor(alert, SLACK);
  switch (situation) {
    case 'unreadable':
    case 'unconfirmed': {
      const { heading, text } = openingOf(alert, situation, now, SLACK);
      return `*${heading}.* ${text}\n${place}: ${who}, ${forWhat}.`;
    }
    case 'rescued': {
      const { heading, text } = openingOf(alert, situation, now, SLACK);
      return `*${heading}.* ${text}\n${place}: ${who} was refused ${forWhat}.`;
    }
    case 'not-pending': {
      const { heading, text } = openingOf(alert, situation, now, SLACK);
      return `${heading}. ${text}\n${place}: ${who} was refused ${forWhat}. Whatever needed it failed.`;
    }
    case 'inventory':
      return `${place}: ${who} was refused ${forWhat}. An inventory reader needs no data itself, but what it read depends on this key.`;
    default:
      return `${place}: ${who} was refused ${forWhat}. Whatever needed it failed.`;
  }
}

/** The message itself, where it is all that there is to judge by. */
const words = ({ error }: AlertOfKey, situation: Situation): string[] =>
  error.message !== undefined && (situation === 'unreadable' || situation === 'unconfirmed')
    ? [`Message: ${SLACK.text(error.message, 400)}`]
    : [];

/** What stands under a label. */
export type Field = readonly [label: string, markup: string];

function facts(alert: AlertOfKey, situation: Situation, now: Date): Field[] {
  const confirmed = situation !== 'unreadable' && situation !== 'unconfirmed';
  const others = otherCallers(alert, SLACK);
  return [
    ...given('Destroyed', destroyed(alert, situation, now)),
    ...given('Scheduled', scheduledBy(alert, now, SLACK)),
    [confirmed ? 'Refused' : 'Seen, not confirmed by KMS', often(alert, now)],
    ...given('Last used successfully', lastUse(alert, now, SLACK)),
    ...given('Owner', alert.key.owner && SLACK.text(alert.key.owner, 60)),
    ...given('Also', others.length === 0 ? undefined : others.join('\n')),
    ...given('Also for', dataOfOthers(alert, SLACK)),
    ...given('In all', inAll(alert, now, SLACK)),
    ...given('Besides', besides(alert).join('\n') || undefined),
  ];
}

/** A line, where there is something to say. */
export const lineOf = (line: string | undefined): string[] => (line === undefined ? [] : [line]);

/** A field, where there is something to say. */
export const given = (label: string, markup: string | undefined): Field[] =>
  markup === undefined ? [] : [[label, markup]];

/** When the key goes and what that means, where it goes at all and something is known of it. */
export function destroyed({ key }: AlertOfKey, situation: Situation, now: Date): string | undefined {
  const isSure = situation !== 'unreadable' && situation !== 'unconfirmed';
  if (situation === 'rescued' || situation === 'not-pending' || (!isSure && fateOf(key, now).kind === 'unknown'))
    return undefined;
  return goesAndThen(key, now);
}

/** "1 time, today 03:11 UTC". */
export function often(alert: AlertOfKey, now: Date): string {
  const times = howOften(alert, now, SLACK);
  return alert.occurrences.count === 1 ? `${times}, ${whenTold(alert, now, SLACK)}` : times;
}
