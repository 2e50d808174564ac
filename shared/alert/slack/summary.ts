import type { SummaryAlert, SummaryKey } from '../alert.ts';
import { forSlackCode } from '../inert.ts';
import { NOT_SURE } from '../particulars.ts';
import { summaryAutomatic, summaryRescue } from '../rescue-summary.ts';
import {
  SUMMARY_ADVICE,
  savingOf,
  silencesAdvice,
  summaryGoes,
  summaryHidden,
  summaryKeyName,
  summaryOpening,
  summaryRefused,
  summarySeen,
} from '../summary-words.ts';
import { count } from '../time.ts';
import { codeBlock, context, header, isCopyable, section } from './blocks.ts';
import { compose, needed, type Piece, spare } from './compose.ts';
import type { SlackMessage } from './message.ts';
import { idOf, linksOf, nextOf, notificationOf, onceIfSame, SLACK, severityWord } from './parts.ts';
import { lineOf } from './use.ts';

/** Keys that are told in full; of the others, when they go. */
const MOST_KEYS = 10;

/** Many keys in one message: the one that goes first, first, each with what saves it. */
export function summaryMessage(alert: SummaryAlert, now: Date, mention: string): SlackMessage {
  const { heading, text } = summaryOpening(alert);
  const title = `${severityWord(alert)} - ${alert.title}`;
  const brief = alert.keys.slice(MOST_KEYS);
  const pieces: Piece[] = [
    ...needed(header(title), section(`${mention}*${heading}.* ${text}`, ...advice(alert))),
    ...alert.keys.slice(0, MOST_KEYS).flatMap((key) => spare(section(...entry(key, alert, now)))),
    ...(brief.length === 0 ? [] : needed(section('*Also, more briefly*', ...brief.map((key) => shortEntry(key, now))))),
    ...needed(
      ...linksOf(alert),
      context(...lineOf(summaryAutomatic(alert)), ...nextOf(alert), ...notListed(alert), idOf(alert)),
    ),
  ];
  const leftOut = (keys: number) =>
    `${count(keys, 'key')} left out for want of room: the e-mail and the JSON of this alert name them.`;
  return compose(notificationOf(title), pieces, leftOut);
}

function advice(alert: SummaryAlert): string[] {
  if (alert.reason !== 'weekly') return [`*${NOT_SURE}* ${SUMMARY_ADVICE}`];
  const { text, command } = silencesAdvice(alert);
  return isCopyable(command) ? [text, codeBlock(command)] : [text, forSlackCode('kms-deletion-guard silence list')];
}

function entry(key: SummaryKey, { reason }: SummaryAlert, now: Date): string[] {
  const [often, ...who] = summaryRefused(key, SLACK);
  const seen = onceIfSame(summarySeen(key, now, SLACK) ?? '');
  const when = seen === '' ? '' : `, ${seen}`;
  return [
    `${summaryKeyName(key, SLACK)}: ${summaryGoes(key, now, SLACK)}`,
    ...(reason === 'weekly'
      ? [...summaryHidden(key, SLACK).map((line) => `• Hidden: ${line}`), ...(seen === '' ? [] : [`• Seen: ${seen}`])]
      : [
          `• ${key.confirmed ? 'Refused' : 'Reported'}: ${often}${when}`,
          ...who.map((line) => `• ${line}`),
          ...lineOf(summaryRescue(key, now, SLACK)).map((line) => `• Guard: ${line}`),
          ...saving(key),
        ]),
  ];
}

const shortEntry = (key: SummaryKey, now: Date): string =>
  `• ${summaryKeyName(key, SLACK)}: ${summaryGoes(key, now, SLACK)}`;

function saving(key: SummaryKey): string[] {
  const what = savingOf(key);
  switch (what?.kind) {
    case undefined:
      return [];
    case 'command':
    case 'enable':
      return [codeBlock(what.command)];
    case 'tell-owner':
      return [`Tell account ${forSlackCode(what.accountId)}: only they can cancel`, codeBlock(what.arn)];
    case 'look-up':
      return [`Key ${forSlackCode(what.arn, 256)}`];
  }
}

const notListed = ({ keysNotListed }: SummaryAlert): string[] =>
  keysNotListed > 0 ? [`And ${count(keysNotListed, 'key')} more, which the JSON of this alert names.`] : [];
