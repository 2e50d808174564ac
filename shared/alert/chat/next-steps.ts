import { isAboutKey } from '../about-key.ts';
import type { Alert, AlertOfKey, NextStep } from '../alert.ts';
import { forChatText } from '../inert-chat.ts';
import { meantToGo } from '../meant-to-go.ts';
import { textForOwner } from '../other-account-words.ts';
import { situationOf } from '../situation.ts';
import { fitting } from '../slack/blocks.ts';
import { CHAT_LIMITS } from './custom-notification.ts';
import { CHAT } from './medium.ts';
import { summarySteps } from './summary-steps.ts';
import { isPlainLink } from './words.ts';

const ELSEWHERE = 'see the e-mail or the JSON of this alert';

/** What to do, a command in a code span; those that do not fit are counted. */
export function chatSteps(alert: Alert, now: Date): string[] {
  const steps = stepsOf(alert, now);
  const kept = fitting(steps, CHAT_LIMITS.nextSteps - ELSEWHERE.length - 2).split('\n');
  const last = kept.at(-1);
  return steps.length === 0 || last === steps.at(-1) ? kept : [...kept.slice(0, -1), `${last}: ${ELSEWHERE}`];
}

function stepsOf(alert: Alert, now: Date): string[] {
  if (alert.kind === 'summary') return summarySteps(alert, stepOf);
  const steps = alert.nextSteps.map(stepOf);
  return isAboutKey(alert) ? [...steps, ...ownerStep(alert), ...meantToGoStep(alert, now)] : steps;
}

/** What to write to the owner; key ids, accounts and Regions, so that nothing acts in it. */
const ownerStep = (alert: AlertOfKey): string[] =>
  situationOf(alert) === 'other-account'
    ? [`Text for the owner: ${textForOwner(alert, { ...CHAT, text: forChatText })}`]
    : [];

function meantToGoStep(alert: AlertOfKey, now: Date): string[] {
  const what = meantToGo(alert, now);
  if (what === undefined) return [];
  return [stepOf({ title: what.words, ...(what.command === undefined ? {} : { command: what.command }) })];
}

function stepOf({ title, command, url }: NextStep): string {
  const words = forChatText(title, 300);
  if (command !== undefined) return isCopyable(command) ? `${words}: \`${command}\`` : `${words} (${ELSEWHERE})`;
  return url !== undefined && isPlainLink(url) ? `${words}: ${url}` : words;
}

/**
 * Whether a command can stand in a code span as it is, since one that was changed would do something else: printable, short, without
 * what acts in Slack or Microsoft Teams even there. An `@` within a word is part of an address.
 */
const isCopyable = (command: string): boolean =>
  command.length <= CHAT_LIMITS.command && /^[\x20-\x7e]+$/.test(command) && !/[`<>&\\]|(?<![\w.+-])@/.test(command);
