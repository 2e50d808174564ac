import { expect } from '@jest/globals';
import type { SlackMessage } from '../../shared/alert/slack/message.ts';
import { parseNotification } from '../../shared/notification/parse.ts';
import { slackMessageOf } from '../../shared/notification/slack.ts';
import { NOW } from '../builders/alert.ts';
import { envelopeOf } from '../functions/notify-slack/envelope.ts';
import { faultsOf } from '../slack/validate-message.ts';
import { anAlarm } from './alarms.ts';

export const NOBODY = { mention: 'none' } as const;
/** The message of what came on a queue. */
export const slackOf = (body: string): SlackMessage => slackMessageOf(parseNotification(body), NOW, NOBODY);
export const ofAlarm = (overrides: Record<string, unknown> = {}) =>
  slackOf(envelopeOf(JSON.stringify(anAlarm(overrides))));

/** All texts of a message, as they are sent. */
export const textsOf = (value: unknown): readonly { readonly type: string; readonly text: string }[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && 'text' in value && typeof value.text === 'string')
    return [{ type: String(value.type), text: value.text }];
  return Object.values(value).flatMap(textsOf);
};
export const wordsOf = (message: SlackMessage): string =>
  textsOf(message.blocks)
    .map(({ text }) => text)
    .join('\n');

export const expectTaken = (message: SlackMessage): void => expect(faultsOf(message)).toEqual([]);

/** Outside of code spans, markup of ours is all that acts: bold labels, and one link. */
export function expectInert(message: SlackMessage): void {
  expect(message.text).not.toMatch(/[<>*`~]|:[\w+-]+:/);
  for (const { type, text } of textsOf(message.blocks)) {
    const link = /^<https:\/\/eu-west-1\.console\.aws\.amazon\.com\/[\w/?=#:%.-]+\|Open the alarm>$/;
    const around = type === 'mrkdwn' ? text.replace(/`[^`\n]*`/g, '') : text;
    if (link.test(around)) continue;
    expect(around).not.toMatch(/[<>`~]|:[\w+-]+:/);
    expect(around.replace(/^\*[A-Z][A-Za-z ]+\*$/gm, '')).not.toContain('*');
  }
}
