import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostileText } from '../builders/hostile.ts';
import { ACCOUNT } from '../builders/record.ts';
import { anAlarm, COMPOSITE } from './alarms.ts';
import { expectInert, expectTaken, ofAlarm, slackOf, textsOf, wordsOf } from './told.ts';

describe('an alarm in Slack', () => {
  it('says which, in which state, what to do, why, since when and where', () => {
    const message = ofAlarm();
    expectTaken(message);
    expect(message.text).toBe(`ALARM - Alerts could not be sent - ${ACCOUNT}, eu-west-1`);
    expect(message.blocks[0]).toMatchObject({ type: 'header', text: { text: 'ALARM - Alerts could not be sent' } });
    const words = wordsOf(message);
    expect(words.match(/Alerts could not be sent/g)).toHaveLength(1);
    expect(words).toContain(
      'They wait in the failure queue.\n*What to do*\n`docs/runbook.md`, `The failure queue is not empty`',
    );
    expect(words).toContain('*Alarm*\n`KmsDeletionGuard-FailureQueueNotEmpty`');
    expect(words).toContain('Sun 22 Nov 2026 03:11 UTC');
    expect(words).toContain(ACCOUNT);
    expect(words).toContain('eu-west-1');
    expect(words).toContain('was greater than or equal to the threshold (1.0).`');
    expect(words).toContain(
      '<https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/KmsDeletionGuard-FailureQueueNotEmpty|Open the alarm>',
    );
  });

  it.each([
    // Over: its description says what no longer is.
    ['OK', 'OK - KmsDeletionGuard-FailureQueueNotEmpty - 111122223333'],
    ['INSUFFICIENT_DATA', 'NO DATA - Alerts could not be sent - 111122223333'],
    ['constructor', 'constructor - Alerts could not be sent - 111122223333'],
  ])('in state %s begins with %s', (NewStateValue, beginning) => {
    expect(ofAlarm({ NewStateValue }).text.startsWith(beginning)).toBe(true);
  });

  it('whose first sentence is too long for a header has it in the notification, cut', () => {
    const sentence = `The guard ${'has not looked and '.repeat(15)}is blind`;
    const message = ofAlarm({ AlarmDescription: `${sentence}. Rest.` });
    expectTaken(message);
    expect(message.text).toMatch(/^ALARM - The guard has not looked .*… - 111122223333, eu-west-1$/);
    expect(message.blocks[0]).toMatchObject({ text: { text: 'ALARM - KmsDeletionGuard-FailureQueueNotEmpty' } });
    expect(wordsOf(message)).toContain(`${sentence}. Rest.`);
    expect(wordsOf(message)).not.toContain('*Alarm*');
  });

  it.each([
    ['without a full stop', 'The queue is full', 'The queue is full', undefined],
    ['of lines', 'The queue is full\nSee to it.', 'The queue is full', 'See to it.'],
    ['of numbers and names', 'More than 1.5 of queue.fifo? Yes.', 'More than 1.5 of queue[.]fifo?', 'Yes.'],
    ['nobody filled in', ' \n ', 'x', undefined],
  ])('with a description %s says its first sentence first', (_what, AlarmDescription, first, rest) => {
    const { text, blocks } = ofAlarm({ AlarmName: 'x', AlarmDescription });
    expect(text).toBe(`ALARM - ${first} - ${ACCOUNT}, eu-west-1`);
    const [, second] = textsOf(blocks);
    if (rest === undefined) expect(second?.type).toBe('mrkdwn');
    else expect(second).toMatchObject({ type: 'plain_text', text: rest });
  });

  it("keeps the name of our file whole only as our descriptions have it, and nobody else's", () => {
    const words = wordsOf(ofAlarm({ AlarmDescription: 'It ended. See docs/runbook.md or evil.md, "x".' }));
    expect(words).toContain('See docs/runbook[.]md or evil[.]md, "x".');
    const ours = wordsOf(
      ofAlarm({ AlarmDescription: 'It ended. If none came: docs/runbook.md, "The backstop fired".' }),
    );
    expect(ours).toContain('*If none came*\n`docs/runbook.md`, `The backstop fired`');
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
