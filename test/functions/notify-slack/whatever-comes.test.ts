import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alertOf, knownDetails, NOW } from '../../builders/alert.ts';
import { hostileText } from '../../builders/hostile.ts';
import { aRefusal } from '../../builders/record.ts';
import type { QueueRecord } from '../../fakes/sqs-queue-in-memory.ts';
import { faultsOf } from '../../slack/validate-message.ts';
import { envelopeOf } from './envelope.ts';
import { aContainer, failedIn, LATER, REFUSED, received, TAKEN, wait } from './function.ts';

/** The most that a message of SQS may have. Source: SQS Developer Guide, "Amazon SQS message quotas". */
const MOST_BYTES = 1024 * 1024;

const hostile = hostileText();
const anything = fc.anything({ withNullPrototype: false }).map((value) => JSON.stringify(value) ?? '');
const alert = alertOf([aRefusal()], knownDetails());

/** An alert one of whose fields is something else: what it is not is shown as plain text. */
const oddAlert = fc
  .tuple(fc.constantFrom(...Object.keys(alert)), fc.oneof(fc.jsonValue(), hostile))
  .map(([field, value]) => JSON.stringify({ ...alert, [field]: value }));
const oddTimes = fc.tuple(hostile, hostile).map(([deletionDate, time]) =>
  JSON.stringify({
    ...alert,
    key: { ...alert.key, deletionDate },
    event: { time },
    occurrences: { ...alert.occurrences, firstSeen: time, lastSeen: deletionDate },
  }),
);
const oddAlarm = fc
  .record({
    AlarmName: hostile,
    NewStateValue: hostile,
    AlarmDescription: fc.jsonValue(),
    AlarmArn: hostile,
  })
  .map((alarm) => JSON.stringify(alarm));
const HUGE = [
  'x'.repeat(MOST_BYTES),
  '['.repeat(MOST_BYTES),
  '{"a":'.repeat(100_000),
  `${'['.repeat(MOST_BYTES / 2)}${']'.repeat(MOST_BYTES / 2)}`,
  '&'.repeat(MOST_BYTES),
  '\n'.repeat(MOST_BYTES),
  JSON.stringify({ ...alert, title: '<'.repeat(MOST_BYTES / 2), summary: '`'.repeat(MOST_BYTES / 4) }),
];
const text = fc.oneof(fc.constant(''), hostile, fc.string(), anything, oddAlert, oddTimes, oddAlarm);
const body = fc.oneof(
  text,
  fc.tuple(text, fc.option(hostile)).map(([message, Subject]) => envelopeOf(message, { Subject })),
);

const anyRecord: fc.Arbitrary<QueueRecord> = fc.record({
  // Few, so that some are the same.
  messageId: fc.constantFrom('one', 'two', 'three', 'four', 'five', 'six'),
  receiptHandle: fc.uuid(),
  body,
  attributes: fc.record({
    ApproximateReceiveCount: fc.constantFrom('0', '1', '50', '51', '1000000000', '999999999999999'),
    SentTimestamp: fc.constantFrom('0', String(NOW.getTime()), String(NOW.getTime() + 1e9), '999999999999999'),
  }),
});
const answers = fc.array(
  fc.constantFrom(TAKEN, LATER, REFUSED, wait(0), wait(1000), wait(1e9), wait(1e15), wait(undefined)),
  { maxLength: 12 },
);

/** What becomes of each, by the messages' ids: reported, put aside, or taken by Slack as a message that it would take. */
async function expectNoneLost(records: readonly QueueRecord[], given: Parameters<typeof aContainer>[0]): Promise<void> {
  const world = aContainer(given);
  const failed = failedIn(await world.invoke(...records));
  expect(new Set(failed).size).toBe(failed.length);
  for (const { message } of world.posts) expect(faultsOf(message)).toEqual([]);
  const [line] = world.lines;
  const { received: all, sent, sentBefore, handedBack, refused, ms } = line as Readonly<Record<string, number>>;
  expect([all, world.lines.length]).toEqual([records.length, 1]);
  expect((sent ?? 0) + (sentBefore ?? 0) + (handedBack ?? 0) + (refused ?? 0)).toBe(records.length);
  expect([world.handedBack.length, world.kept.length]).toEqual([handedBack, refused]);
  for (const { seconds } of world.handedBack) expect(seconds).toBeLessThanOrEqual(3600);
  expect(ms).toBeLessThanOrEqual(50_000);
}

describe('a batch of whatever may lie in a queue', () => {
  it('is told, put aside or given out again, message by message, and never thrown', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyRecord, { maxLength: 10 }), answers, expectNoneLost), {
      numRuns: 300,
    });
  });

  it.each(HUGE.map((text) => [text.slice(0, 10), text] as const))(
    'is told whole where a body is as long as may be: %j...',
    async (_beginning, text) => {
      const bodies = [text, envelopeOf(text), envelopeOf('short', { Subject: text }), received('c').body];
      const records = bodies.map((body, at) => received(String(at), { body }));
      await expectNoneLost(records, [TAKEN]);
      const world = aContainer();
      expect(failedIn(await world.invoke(...records))).toEqual([]);
      expect(world.lines).toMatchObject([{ handedBack: 0, refused: 0 }]);
    },
  );

  it('is reported once a message, also where one comes twice', async () => {
    const world = aContainer([LATER]);
    const twice = [received('a'), received('a', { receiptHandle: 'other' })];
    expect(failedIn(await world.invoke(...twice))).toEqual(['message-a']);
    expect(world.handedBack.map(({ receipt }) => receipt)).toEqual(['receipt-a', 'other']);
  });
});
