import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SlackMessage } from '../../shared/alert/slack/message.ts';
import { renderSlack } from '../../shared/alert/slack/render-slack.ts';
import { parseNotification } from '../../shared/notification/parse.ts';
import { slackMessageOf } from '../../shared/notification/slack.ts';
import { alertOf, knownDetails, NOW } from '../builders/alert.ts';
import { hostileText } from '../builders/hostile.ts';
import { ACCOUNT, aRefusal } from '../builders/record.ts';
import { envelopeOf, published } from '../functions/notify-slack/envelope.ts';
import { faultsOf } from '../slack/validate-message.ts';
import { anAlarm, COMPOSITE } from './alarms.ts';

const NOBODY = { mention: 'none' } as const;
const slackOf = (body: string): SlackMessage => slackMessageOf(parseNotification(body), NOW, NOBODY);
const ofAlarm = (overrides: Record<string, unknown> = {}) => slackOf(envelopeOf(JSON.stringify(anAlarm(overrides))));

/** All texts of a message, as they are sent. */
const textsOf = (value: unknown): readonly { readonly type: string; readonly text: string }[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && 'text' in value && typeof value.text === 'string')
    return [{ type: String(value.type), text: value.text }];
  return Object.values(value).flatMap(textsOf);
};
const wordsOf = (message: SlackMessage): string =>
  textsOf(message.blocks)
    .map(({ text }) => text)
    .join('\n');

const expectTaken = (message: SlackMessage): void => expect(faultsOf(message)).toEqual([]);

/** Outside of code spans, markup of ours is all that acts: bold labels, and one link. */
function expectInert(message: SlackMessage): void {
  expect(message.text).not.toMatch(/[<>*`~]|:[\w+-]+:/);
  for (const { type, text } of textsOf(message.blocks)) {
    const link = /^<https:\/\/eu-west-1\.console\.aws\.amazon\.com\/[\w/?=#:%.-]+\|Open the alarm>$/;
    const around = type === 'mrkdwn' ? text.replace(/`[^`\n]*`/g, '') : text;
    if (link.test(around)) continue;
    expect(around).not.toMatch(/[<>`~]|:[\w+-]+:/);
    expect(around.replace(/^\*[A-Z][a-z]+\*$/gm, '')).not.toContain('*');
  }
}

describe('an alarm in Slack', () => {
  it('says which, in which state, what to do, why, since when and where', () => {
    const message = ofAlarm();
    expectTaken(message);
    expect(message.text).toBe('ALARM - KmsDeletionGuard-FailureQueueNotEmpty');
    expect(message.blocks[0]).toMatchObject({ type: 'header', text: { text: message.text } });
    const words = wordsOf(message);
    expect(words).toMatch(/What to do: docs\/runbook(\.|\[\.\])md, "The failure queue is not empty"\./);
    expect(words).toContain('Sun 22 Nov 2026 03:11 UTC');
    expect(words).toContain(ACCOUNT);
    expect(words).toContain('eu-west-1');
    expect(words).toContain('was greater than or equal to the threshold (1.0).`');
    expect(words).toContain(
      '<https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/KmsDeletionGuard-FailureQueueNotEmpty|Open the alarm>',
    );
  });

  it.each([
    ['OK', 'OK - '],
    ['INSUFFICIENT_DATA', 'NO DATA - '],
    ['constructor', 'constructor - '],
  ])('in state %s begins with %s', (NewStateValue, beginning) => {
    expect(ofAlarm({ NewStateValue }).text.startsWith(beginning)).toBe(true);
  });

  it('that is composite, or of which little is known, is told all the same', () => {
    for (const alarm of [COMPOSITE, { AlarmName: 'x', NewStateValue: 'ALARM' }]) {
      const message = slackOf(JSON.stringify(alarm));
      expectTaken(message);
      expect(message.text).toContain(String(alarm.AlarmName));
    }
    expect(wordsOf(slackOf(JSON.stringify({ AlarmName: 'x', NewStateValue: 'ALARM' })))).toBe('ALARM - x');
  });

  it.each([
    ['cn', 'arn:aws-cn:cloudwatch:cn-north-1:111122223333:alarm:x', 'cn-north-1.console.amazonaws.cn/'],
    [
      'GovCloud',
      'arn:aws-us-gov:cloudwatch:us-gov-west-1:111122223333:alarm:x',
      'us-gov-west-1.console.amazonaws-us-gov.com/',
    ],
    ['a partition whose console is not known', 'arn:aws-iso:cloudwatch:us-iso-east-1:111122223333:alarm:x', undefined],
    ['a Region that is none', 'arn:aws:cloudwatch:evil.example.com/:111122223333:alarm:x', undefined],
    ['a partition that every object has', 'arn:toString:cloudwatch:eu-west-1:111122223333:alarm:x', undefined],
    ['nothing', undefined, undefined],
  ])('of %s has a link only where it leads to AWS', (_where, AlarmArn, host) => {
    const words = wordsOf(ofAlarm({ AlarmName: 'x', AlarmArn }));
    if (host === undefined) expect(words).not.toContain('Open the alarm');
    else expect(words).toContain(`<https://${host}`);
  });

  it('acts on nothing, and is never too long, whatever stands in it', () => {
    const text = fc.oneof(
      hostileText(),
      hostileText().map((one) => one.repeat(200)),
      fc.constant('&'.repeat(5000)),
    );
    const fields = ['AlarmName', 'AlarmDescription', 'AWSAccountId', 'NewStateValue', 'NewStateReason', 'AlarmArn'];
    const alarm = fc.record(Object.fromEntries(fields.map((name) => [name, text])));
    fc.assert(
      fc.property(alarm, fc.boolean(), (overrides, ofOurs) => {
        const { AlarmArn } = anAlarm();
        const message = ofAlarm({ ...overrides, ...(ofOurs ? { AlarmArn } : {}) });
        expectTaken(message);
        expectInert(message);
      }),
      { numRuns: 300 },
    );
  });
});

describe('anything else in Slack', () => {
  it('is shown line by line under its subject', () => {
    const message = slackOf(envelopeOf('Dear team,\r\nthe trail is off.\n\n- Ops', { Subject: 'Trail' }));
    expectTaken(message);
    expect(message).toMatchObject({ text: 'Trail', blocks: [{ type: 'header', text: { text: 'Trail' } }, {}, {}] });
    expect(message.blocks[1]).toEqual({
      type: 'section',
      text: { type: 'plain_text', text: 'Dear team,\nthe trail is off.\n\n- Ops', emoji: false },
    });
  });

  it('has a header and a text even where there is nothing', () => {
    for (const body of ['', ' \n ', envelopeOf('', { Subject: ' ' })]) {
      const message = slackOf(body);
      expectTaken(message);
      expect(message.text).toBe('A message without a subject');
      expect(wordsOf(message)).toContain('(no text)');
    }
  });

  it.each([
    ['plain', 'a'.repeat(10_000)],
    ['of pairs of characters', `a${'🔥'.repeat(5000)}`],
    ['of what is escaped', '&'.repeat(1000)],
  ])('that is long and %s is cut, and says by how much', (_what, text) => {
    const message = slackOf(text);
    expectTaken(message);
    const [, shown = ''] = textsOf(message.blocks).map((one) => one.text);
    const [, kept = '', left = ''] = /^(.*)\nand ([\d,]+) more characters$/s.exec(shown) ?? [];
    expect(kept.replaceAll('&amp;', '&')).toBe(text.slice(0, text.length - Number(left.replaceAll(',', ''))));
    expect(kept.length).toBeGreaterThan(2500);
  });

  it('acts on nothing, and is never too long, whatever stands in it', () => {
    const text = fc.oneof(
      hostileText(),
      hostileText().map((one) => one.repeat(300)),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, text, (Subject, body) => {
        for (const message of [slackOf(body), slackOf(envelopeOf(body, { Subject }))]) {
          expectTaken(message);
          expectInert(message);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('may be a quarter of a megabyte', () => {
    const message = slackOf(envelopeOf('\u0000\u202e"&<'.repeat(52_429)));
    expectTaken(message);
    expect(wordsOf(message)).toMatch(/and 26\d,\d{3} more characters/);
  });
});

describe('an alert in Slack', () => {
  it('is what is rendered of it', () => {
    const alert = alertOf([aRefusal()], knownDetails());
    expect(slackOf(published(alert))).toEqual(renderSlack(JSON.parse(JSON.stringify(alert)), NOW, NOBODY));
  });

  it('is told in its own words when it cannot be rendered, since its times are none', () => {
    const alert = alertOf([aRefusal()], knownDetails());
    const { key, event, occurrences } = alert;
    const odd = {
      ...alert,
      key: { ...key, deletionDate: 'soon', scheduledBy: { principal: 'x', time: 'once' } },
      event: { ...event, time: 'yesterday' },
      occurrences: { ...occurrences, firstSeen: '', lastSeen: 'x' },
    };
    const message = slackOf(envelopeOf(JSON.stringify(odd)));
    expectTaken(message);
    expect(message.text).toContain(alert.severity.toUpperCase());
  });
});
