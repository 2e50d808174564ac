import type { KnownBlock } from '@slack/types';
import type { BlindSpotAlert, NextStep } from '../alert.ts';
import { blindSpotOpening, changedBy, keysAtRisk, unknownPartsOfCheck, whenFound } from '../blind-spot-words.ts';
import { forSlackCode, forSlackText } from '../inert.ts';
import { codeBlock, context, header, isCopyable, link, plainSection, section } from './blocks.ts';
import { compose, needed, type Piece, spare } from './compose.ts';
import type { SlackMessage } from './message.ts';
import { fittingAbove, idOf, linksOf, nextOf, notificationOf, SLACK, severityWord } from './parts.ts';

const SMALL_PRINT = 2000;

/** A check that has turned: what it means, why, since when, by whom, which keys are at risk, and what mends it. */
export function blindSpotMessage(alert: BlindSpotAlert, now: Date, mention: string): SlackMessage {
  const title = `${severityWord(alert)} - ${alert.title}`;
  const { heading, text } = blindSpotOpening(alert, now, forSlackText, SLACK);
  const pieces: Piece[] = [
    ...needed(header(title), section(`${mention}*${heading}.* ${text}`, ...facts(alert, now))),
    ...alert.nextSteps.flatMap((step, at) => spare(...stepBlocks(step, at))),
    ...needed(...linksOf(alert), smallPrint(alert)),
  ];
  const leftOut = () => 'Shortened: the e-mail and the JSON of this alert have all steps.';
  return compose(notificationOf(title, alert.accountName ?? alert.accountId), pieces, leftOut);
}

function facts(alert: BlindSpotAlert, now: Date): string[] {
  const { accountId, accountName, check, found, state } = alert;
  const [risk, ...keys] = keysAtRisk(alert, now, SLACK);
  const changed = changedBy(alert, now, SLACK);
  const account = accountName === undefined ? '' : `${forSlackCode(accountName, 40)} `;
  return [
    `*${state === 'failed' ? 'Why' : 'Found now'}* ${forSlackCode(found, 400)}`,
    `*${state === 'failed' ? 'Since' : 'Failed'}* ${whenFound(alert, now, SLACK)}`,
    ...(changed === undefined ? [] : [`*Changed* ${changed}`]),
    ...(risk === undefined ? [] : [`*At risk* ${risk}`, ...keys.map((key) => `• ${key}`)]),
    `*Account* ${account}${forSlackCode(accountId)}`,
    `*Check* ${forSlackText(check.title, 100)} (${forSlackCode(check.id, 40)})`,
  ];
}

/** Titles hold names, so they stand in a block without markup. */
function stepBlocks({ title, command, url }: NextStep, at: number): KnownBlock[] {
  const words = `${at + 1}. ${title}`;
  const read = url === undefined ? [] : link('Open the page', url).map((line) => section(line));
  if (command === undefined) return [plainSection(`${words}${read.length > 0 ? ':' : '.'}`), ...read];
  return isCopyable(command)
    ? [plainSection(`${words}:`), section(codeBlock(command)), ...read]
    : [plainSection(`${words} (the command cannot stand here: see the e-mail or the JSON of this alert).`), ...read];
}

function smallPrint(alert: BlindSpotAlert): KnownBlock {
  const unknown = unknownPartsOfCheck(alert, SLACK).map((part) => `Not known: ${part}`);
  return context(...fittingAbove([...unknown, ...nextOf(alert)], idOf(alert), SMALL_PRINT));
}
