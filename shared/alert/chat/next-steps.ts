import type { Alert, NextStep } from '../alert.ts';
import { forChatText } from '../inert-chat.ts';
import { fitting } from '../slack/blocks.ts';
import { CHAT_LIMITS } from './custom-notification.ts';
import { isPlainLink } from './words.ts';

/** What to do, a command in a code span; those that do not fit are counted. */
export const chatSteps = ({ nextSteps }: Pick<Alert, 'nextSteps'>): string[] =>
  fitting(nextSteps.map(stepOf), CHAT_LIMITS.nextSteps).split('\n');

function stepOf({ title, command, url }: NextStep): string {
  const words = forChatText(title, 300);
  if (command !== undefined)
    return isCopyable(command)
      ? `${words}: \`${command}\``
      : `${words} (the command stands in the e-mail and in the JSON)`;
  return url !== undefined && isPlainLink(url) ? `${words}: ${url}` : words;
}

/**
 * Whether a command can stand in a code span as it is, since one that was changed would do something else: printable, short, without
 * what acts in Slack or Microsoft Teams even there. An `@` within a word is part of an address.
 */
const isCopyable = (command: string): boolean =>
  command.length <= CHAT_LIMITS.command && /^[\x20-\x7e]+$/.test(command) && !/[`<>&\\]|(?<![\w.+-])@/.test(command);
