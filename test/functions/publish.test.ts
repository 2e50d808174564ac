import { beforeEach, describe, expect, it } from '@jest/globals';
import { NOW } from '../builders/alert.ts';
import { aPayload } from '../builders/payload.ts';
import { aRefusal, KEY } from '../builders/record.ts';
import { type Answer, snsError, useFakeAws } from '../fakes/aws.ts';
import { answerParameters } from '../fakes/ssm.ts';
import { ofKey } from '../pipeline/guard.ts';
import { aContainer, answerTable } from './container.ts';

const aws = useFakeAws();
beforeEach(() => {
  answerTable(aws);
  answerParameters(aws, NOW);
});

const REFUSED = KEY.replace('1234abcd', '99999999');
const batch = aPayload([ofKey(REFUSED, 1), aRefusal()]);

const TAKEN: Answer = {
  status: 200,
  body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
};

/** Answers so to the alert about one of two keys. */
const answerOne = (answer: Answer) =>
  aws.answer('Publish', ({ parameters }) => (String(parameters.Message).includes('99999999') ? answer : TAKEN));

describe('Publish', () => {
  it.each([
    ['AccessDenied', snsError(403, 'AuthorizationError')],
    ['throttled', snsError(400, 'Throttling')],
    ['5xx', snsError(500, 'InternalFailure')],
    ['time-out', 'hang'],
    ['reset', 'reset'],
    ['malformed answer', { status: 500, body: 'not xml' }],
  ] as [string, Answer][])(
    'answered by %s: one short throw, after every other alert was tried',
    async (_fault, answer) => {
      answerOne(answer);
      const { thrown, lines, told } = await aContainer(aws).invoke(batch);
      expect(String(thrown)).toBe('Error: 1 finding and 1 alert failed; see the log line of this request');
      expect(lines.filter(({ message }) => message === 'batch')).toMatchObject([
        { level: 'error', sent: 1, failed: 1, notified: 1, messagesFailed: 1, unaccounted: 0 },
      ]);
      expect(told.map(({ key }) => key.arn)).toContain(KEY);
    },
  );
});

describe('a batch that Lambda tries again in the same container', () => {
  it('sends what was not sent, and counts apart what was', async () => {
    const container = aContainer(aws);
    answerOne(snsError(500, 'InternalFailure'));
    const first = await container.invoke(batch);
    expect(first.lines.at(-1)).toMatchObject({ sent: 1, sentBefore: 0, messagesFailed: 1 });
    answerOne(TAKEN);
    const again = await container.invoke(batch);
    expect(again.lines.at(-1)).toMatchObject({ sent: 1, sentBefore: 1, messagesFailed: 0 });
    expect(again.told.map(({ key }) => key.arn)).toEqual([REFUSED]);
    expect(again.answered).toMatchObject({ sent: 2 });
  });
});
