import type { KnownBlock } from '@slack/types';
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
import { goesWhen } from '../fate.ts';
import { forSlackCode } from '../inert.ts';
import { openingOf } from '../opening.ts';
import { besides, lastUse, NOT_SURE, scheduledBy } from '../particulars.ts';
import { rescueFacts } from '../rescue-facts.ts';
import { rescueAbove, rescueBelow } from '../rescue-line.ts';
import { isToBeSaved, type Situation, situationOf } from '../situation.ts';
import { keyName, placeOf, titleWith } from '../wording.ts';
import { context, fields, section } from './blocks.ts';
import { meantToGoLine } from './meant-to-go.ts';
import { SLACK_LIMITS } from './message.ts';
import { ownerBlocks } from './other-account.ts';
import {
  fittingAbove,
  following,
  idsOf,
  linkLine,
  linksOf,
  onceIfSame,
  SLACK,
  severityWord,
  smallPrint,
} from './parts.ts';
import { stepsInline, stepsOf } from './steps.ts';
import { destroyed, type Field, given, lineOf } from './use.ts';

/** A count without a header and a mention: it interrupts nobody. Of management calls alone, small print. */
export function digestBlocks(alert: AlertOfKey, now: Date): KnownBlock[] {
  const situation = situationOf(alert);
  const saved = nobodyYet(alert, situation);
  const lines = [
    `*${severityWord(alert)}* ${titleWith(keyName(alert, 60, SLACK), alert, now, SLACK)}`,
    `${placeOf(alert, SLACK)}.`,
    ...asLines(goes(alert, situation, now)),
    `New: ${onceIfSame(freshCalls(alert, now, SLACK))}.`,
    ...callersCounted(alert, SLACK).map((line) => `• ${line}`),
    ...asLines([...rest(alert, now), ...whose(alert, now)]),
    ...(saved === undefined ? [] : [`*${saved}*`]),
    ...beginning(alert, situation, now),
    ...asLines(rescueFacts(alert, now, SLACK)),
    ...lineOf(rescueAbove(alert, situation, now, SLACK)),
  ];
  if (situation === 'management') {
    const steps = [...stepsInline(alert), ...meantToGoLine(alert, now)];
    const print = [...lines, ...steps, ...following(alert), ...linkLine(alert)];
    return [context(...fittingAbove(print, idsOf(alert, now), SLACK_LIMITS.text))];
  }
  return [section(...lines), ...ending(alert, situation, now)];
}

/** The last chance, below the header: what ends when, who needed it, that nobody has saved it. */
export function reminderBlocks(alert: AlertOfKey, now: Date, mention: string): KnownBlock[] {
  const situation = situationOf(alert);
  const saved = nobodyYet(alert, situation);
  const callers = callersCounted(alert, SLACK);
  const first = [...(saved === undefined ? [] : [`*${saved}*`]), ...beginning(alert, situation, now)];
  const rescue = lineOf(rescueAbove(alert, situation, now, SLACK));
  const [top = '', ...below] = [...first, ...rescue, `${placeOf(alert, SLACK)}.`];
  return [
    section(`${mention}${top}`, ...below),
    ...fields(rescueFacts(alert, now, SLACK)),
    ...fields([
      ...(saysWhen(situation) ? [] : goes(alert, situation, now)),
      ['New', onceIfSame(freshCalls(alert, now, SLACK))],
      ...given('Who', callers.length === 0 ? undefined : callers.join('\n')),
      ...rest(alert, now),
      ...whose(alert, now),
      ...given('Last used successfully', lastUse(alert, now, SLACK)),
    ]),
    ...ending(alert, situation, now),
  ];
}

/** Whether the first words say when the key goes, or that it does not. */
const saysWhen = (situation: Situation): boolean =>
  isToBeSaved(situation) || situation === 'other-account' || situation === 'not-pending' || situation === 'rescued';

/** What the counted calls are, where that is not plain use; of a reminder, what ends. */
function beginning(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  switch (situation) {
    case 'management':
      return [ONLY_ADMINISTRATION];
    case 'enable-refused':
      return [stillWrongOrder(alert, now)];
    case 'unreadable':
    case 'unconfirmed':
    case 'not-pending':
    case 'rescued': {
      const { heading, text } = openingOf(alert, situation, now, SLACK);
      return [`${heading}. ${text}`];
    }
    case 'other-account':
    case 'delegation':
    case 'inventory':
    case 'use': {
      const { heading, text } = openingOf(alert, situation, now, SLACK);
      return alert.kind === 'digest' ? [] : [`*${heading}*${/^[a-z]/.test(text) ? ',' : '.'} ${text}`];
    }
  }
}

const asLines = (facts: readonly Field[]): string[] =>
  facts.map(([label, markup]) => `${label}: ${markup.replaceAll('\n', '; ')}`);

/** When the key goes; of its administration alone nothing is lost, so not what that means. */
const goes = (alert: AlertOfKey, situation: Situation, now: Date): Field[] =>
  given('Destroyed', situation === 'management' ? goesWhen(alert.key, now) : destroyed(alert, situation, now));

const whose = (alert: AlertOfKey, now: Date): Field[] => [
  ...given('Scheduled', scheduledBy(alert, now, SLACK)),
  ...given('Owner', alert.key.owner && forSlackCode(alert.key.owner, 60)),
];

const rest = (alert: AlertOfKey, now: Date): Field[] => [
  ...given('In all', allCalls(alert, now, SLACK)),
  ...given('Data', dataCounted(alert, SLACK)),
  ...given('Besides', besides(alert).join('\n') || undefined),
];

function ending(alert: AlertOfKey, situation: Situation, now: Date): KnownBlock[] {
  const toSave = isToBeSaved(situation);
  const isForeign = situation === 'other-account';
  return [
    ...(isForeign ? ownerBlocks(alert) : [stepsOf(alert, ...(toSave ? [`*${NOT_SURE}*`] : []))]),
    ...meantToGoLine(alert, now).map((line) => context(line)),
    ...linksOf(alert),
    smallPrint(alert, now, ...lineOf(rescueBelow(alert, situation, now, SLACK))),
  ];
}
