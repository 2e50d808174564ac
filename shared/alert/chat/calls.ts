import { isCount } from '../about-key.ts';
import type { AlertOfKey } from '../alert.ts';
import { allCalls, callersCounted, dataCounted, freshCalls } from '../count-words.ts';
import { forChatCode } from '../inert-chat.ts';
import { callerWithVia, dataOfOthers, howOften, inAll, otherCallers } from '../particulars.ts';
import type { Situation } from '../situation.ts';
import { onceIfSame } from '../slack/parts.ts';
import { whatFor } from '../wording.ts';
import { CHAT } from './medium.ts';
import { item } from './words.ts';

/** Who was refused what, when and how often. */
export function callsOf(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  return [...(isCount(alert) ? counted(alert, now) : told(alert, situation, now)), ...message(alert, situation)];
}

/** What the first words do not say, for the record that is told, and the other calls. */
function told(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  const { occurrences, operation } = alert;
  const { count, lastSeen } = occurrences;
  const when = count === 1 && lastSeen !== undefined ? `, ${CHAT.time(new Date(lastSeen), now)}` : '';
  return [
    ...(isDoubtful(situation) || isSettled(situation) ? item('Caller', callerWithVia(alert, CHAT)) : []),
    ...(isSaidAbove(situation) ? [] : item('For', whatFor(alert, CHAT))),
    ...item(operation.confirmed ? 'Refused' : 'Reported', `${howOften(alert, now, CHAT)}${when}`),
    ...item('In all', inAll(alert, now, CHAT)),
    ...otherCallers(alert, CHAT).map((other) => (isRest(other) ? `- ${other}` : `- Also: ${other}`)),
    ...item('Also for', dataOfOthers(alert, CHAT)),
  ];
}

/** Where numbers are told: those that are new, all, and whose. */
const counted = (alert: AlertOfKey, now: Date): string[] => [
  ...item('New', onceIfSame(freshCalls(alert, now, CHAT))),
  ...item('In all', allCalls(alert, now, CHAT)),
  ...callersCounted(alert, CHAT).map((line) => (isRest(line) ? `- ${line}` : `- By: ${line}`)),
  ...item('Data', dataCounted(alert, CHAT)),
];

/** The words themselves, where they are all that there is to judge by. */
const message = ({ error }: AlertOfKey, situation: Situation): string[] =>
  item('Message', isDoubtful(situation) && error.message !== undefined ? forChatCode(error.message, 300) : undefined);

const isDoubtful = (situation: Situation): boolean => situation === 'unreadable' || situation === 'unconfirmed';

/** Whether the first words say what was refused for what. */
const isSaidAbove = (situation: Situation): boolean =>
  !isDoubtful(situation) && !isSettled(situation) && situation !== 'other-account';

const isSettled = (situation: Situation): boolean => situation === 'not-pending' || situation === 'rescued';

/** Names stand in code spans, so that a line of words is about the rest. */
const isRest = (line: string): boolean => !line.startsWith('`');
