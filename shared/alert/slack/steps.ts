import type { KnownBlock } from '@slack/types';
import { parseStrictKeyArn } from '../../kms/key-arn.ts';
import type { AlertOfKey, NextStep } from '../alert.ts';
import { escapeSlack, forSlackText } from '../inert.ts';
import { KMS_COMMANDS, kmsCommand } from '../kms-command.ts';
import { isToBeSaved, situationOf } from '../situation.ts';
import { codeBlock, section } from './blocks.ts';

/**
 * What to do about a key. Where each command follows from the one before, all stand in one code block and are copied at once;
 * where one must be judged first, each has its own.
 */
export function stepsOf(alert: AlertOfKey, ...above: readonly string[]): KnownBlock {
  const titles = alert.nextSteps.map(({ title }, at) => `${at + 1}. ${forSlackText(title, 200)}`);
  const commands = alert.nextSteps.map((step) => commandOf(step, alert));
  const isRun = isOneRun(alert) && commands.every((command) => command !== undefined);
  return isRun
    ? section(...above, ...titles, codeBlock(...commands.filter((command) => command !== undefined)))
    : section(
        ...above,
        ...titles.map((title, at) => {
          const command = commands[at];
          return command === undefined ? `${title}.` : `${title}:\n${codeBlock(command)}`;
        }),
      );
}

/** The same as sentences, for small print. */
export const stepsInline = (alert: AlertOfKey): string[] =>
  alert.nextSteps.map((step, at) => {
    const command = commandOf(step, alert);
    const title = `${at + 1}. ${forSlackText(step.title, 200)}`;
    return command === undefined ? `${title}.` : `${title}: \`${escapeSlack(command)}\``;
  });

/** After the deletion is cancelled the key is enabled: nothing to judge between the two. */
function isOneRun(alert: AlertOfKey): boolean {
  const situation = situationOf(alert);
  const isSure = isToBeSaved(situation) || situation === 'enable-refused';
  return isSure && !alert.nextSteps.some(({ command }) => command?.includes('describe-key'));
}

/** A command that is one of ours, for the key of the alert, whoever made the alert. */
function commandOf({ command }: NextStep, { key }: AlertOfKey): string | undefined {
  const arn = parseStrictKeyArn(key.arn);
  if (arn === undefined) return undefined;
  const ours = KMS_COMMANDS.map((name) => kmsCommand(name, arn));
  return ours.find((one) => one === command);
}
