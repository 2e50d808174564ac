import { describe, expect, it } from '@jest/globals';
import { containerMemory } from '../../../functions/notify-slack/memory.ts';
import { snsMessageOf } from '../../../shared/alert/sns-message.ts';
import { NOW } from '../../builders/alert.ts';
import { figuresIn } from '../tools.ts';
import { envelopeOf } from './envelope.ts';
import { aContainer, anAlert, failedIn, LATER, REFUSED, received, TAKEN, wait } from './function.ts';

const batch = (...ids: readonly string[]) => ids.map((id) => received(id));
const denied = () =>
  Promise.reject(Object.assign(new Error('User: arn:... is not authorized'), { name: 'AccessDenied' }));

describe('a batch', () => {
  it('is sent one after the other, 1.2 s apart', async () => {
    const world = aContainer();
    expect(failedIn(await world.invoke(...batch('a', 'b', 'c', 'd', 'e')))).toEqual([]);
    expect(world.posts.map(({ at }) => at)).toEqual([0, 1200, 2400, 3600, 4800]);
    expect(world.lines).toMatchObject([
      { message: 'slack batch', level: 'info', received: 5, sent: 5, handedBack: 0, refused: 0, reasons: [], ms: 5000 },
    ]);
    expect(figuresIn(world.lines[0])).toEqual({ SlackSent: 5 });
  });

  it('keeps that distance to the one before', async () => {
    const world = aContainer();
    await world.invoke(...batch('a'));
    await world.invoke(...batch('b'));
    expect(world.posts.map(({ at }) => at)).toEqual([0, 1200]);
  });

  it('may be empty', async () => {
    const world = aContainer();
    expect(failedIn(await world.invoke())).toEqual([]);
    expect(world.posts).toEqual([]);
  });

  it.each([[undefined], [null], [{}], [{ Records: {} }], [{ Records: [{}] }], [[]], ['x']])(
    'that is none, %j, is thrown, so that it stays in the queue',
    async (event) => {
      await expect(aContainer().invokeBy(event)).rejects.toThrow(/^got an event whose .* is not as SQS has it/);
    },
  );

  it('is never quoted by what is thrown', async () => {
    const event = { Records: [{ ...received('a'), body: { secret: 'MARKED' }, receiptHandle: 7 }] };
    await expect(aContainer().invokeBy(event)).rejects.not.toThrow(/MARKED/);
  });

  it('in which somebody else’s message lies is sent whole', async () => {
    const world = aContainer();
    const other = received('b', { body: '\u0000<!channel> no JSON' });
    expect(failedIn(await world.invoke(received('a'), other, received('c')))).toEqual([]);
    expect(world.posts).toHaveLength(3);
    expect(JSON.stringify(world.posts[1])).not.toContain('<!channel>');
  });
});

describe('an answer of 429', () => {
  it('is waited out, and the message is tried again', async () => {
    const world = aContainer([wait(5000), TAKEN]);
    expect(failedIn(await world.invoke(...batch('a', 'b')))).toEqual([]);
    expect(world.posts.map(({ at }) => at)).toEqual([0, 5200, 6400]);
  });

  it('is waited out as often as there is time, and a try is over 45 s after the start', async () => {
    const world = aContainer([wait(1000)]);
    expect(failedIn(await world.invoke(...batch('a')))).toEqual(['message-a']);
    expect(world.posts.at(-1)?.at).toBeGreaterThan(35_000);
    expect(world.posts.at(-1)?.at).toBeLessThanOrEqual(37_000);
  });

  it('that asks for more than there is time gives back the whole rest, until then', async () => {
    const world = aContainer([TAKEN, wait(60_000)]);
    expect(failedIn(await world.invoke(...batch('a', 'b', 'c', 'd')))).toEqual(['message-b', 'message-c', 'message-d']);
    expect(world.posts).toHaveLength(2);
    expect(world.handedBack.map(({ receipt, seconds }) => [receipt, seconds])).toEqual([
      ['receipt-b', 65],
      ['receipt-c', 65],
      ['receipt-d', 65],
    ]);
    expect(world.lines).toMatchObject([{ level: 'error', sent: 1, handedBack: 3, reasons: ['HTTP status 429'] }]);
  });

  it('that asks for a day is handed back for an hour, as the message would not outlast many days', async () => {
    const world = aContainer([wait(86_400_000)]);
    await world.invoke(...batch('a'));
    expect(world.handedBack.map(({ seconds }) => seconds)).toEqual([3600]);
  });

  it('that does not say how long is tried three times', async () => {
    const world = aContainer([wait(undefined)]);
    await world.invoke(...batch('a'));
    expect(world.posts).toHaveLength(3);
    expect(world.handedBack.map(({ seconds }) => seconds)).toEqual([26]);
  });
});

describe('no answer of use', () => {
  it('is tried three times, 0.5 to 4 s apart, and handed back the longer the more often it was', async () => {
    for (const [times, seconds] of [
      [1, 26],
      [2, 53],
      [50, 2363],
    ] as const) {
      const world = aContainer([LATER]);
      expect(failedIn(await world.invoke(received('a', {}, times)))).toEqual(['message-a']);
      expect(world.posts.map(({ at }) => at)).toEqual([0, 2450, 4900]);
      expect(world.handedBack).toMatchObject([{ receipt: 'receipt-a', seconds }]);
    }
  });

  it('twice in a row leaves the rest of the batch untried', async () => {
    const world = aContainer([LATER]);
    expect(failedIn(await world.invoke(...batch('a', 'b', 'c', 'd', 'e')))).toHaveLength(5);
    expect(world.posts).toHaveLength(6);
    expect(world.handedBack).toHaveLength(5);
  });

  it('of one alone keeps no other back', async () => {
    const world = aContainer([LATER, LATER, LATER, TAKEN, LATER, LATER, LATER, TAKEN]);
    expect(failedIn(await world.invoke(...batch('a', 'b', 'c', 'd')))).toEqual(['message-a', 'message-c']);
  });

  it('does not make an invocation last longer than the function may', async () => {
    // Reading the webhook twice, and trying twice, takes 13 s at most; here it takes for ever.
    const world = aContainer([LATER], {}, () => 1e9);
    expect(failedIn(await world.invoke(...batch('a', 'b', 'c')))).toHaveLength(3);
    for (const { at } of world.handedBack) expect(at).toBeLessThanOrEqual(50_000);
    const slow = aContainer([LATER], {}, () => 13_000);
    await slow.invoke(...batch('a', 'b', 'c'));
    expect(slow.handedBack).toHaveLength(3);
    for (const { at } of slow.handedBack) expect(at).toBeLessThanOrEqual(50_000);
  });

  it('is late ten minutes after the message was sent, and only then a figure', async () => {
    const sentBefore = (ms: number) => ({
      attributes: { ApproximateReceiveCount: '9', SentTimestamp: String(NOW.getTime() - ms) },
    });
    const world = aContainer([LATER]);
    await world.invoke(received('old', sentBefore(600_000)), received('new', sentBefore(500_000)));
    expect(figuresIn(world.lines[0])).toEqual({ SlackLate: 1 });
    const sent = aContainer();
    await sent.invoke(received('old', sentBefore(600_000)));
    expect(figuresIn(sent.lines[0])).toEqual({ SlackSent: 1 });
  });

  it('that cannot even be handed back is reported all the same', async () => {
    const world = aContainer([LATER], { handBack: denied });
    expect(failedIn(await world.invoke(...batch('a')))).toEqual(['message-a']);
    expect(world.lines).toMatchObject([
      { level: 'error', reasons: ['HTTP status 503', 'not handed back (AccessDenied)'] },
    ]);
  });
});

describe('an answer that is for good', () => {
  it('puts the message aside as it came, with the reason, and the others go on', async () => {
    const world = aContainer([REFUSED, TAKEN]);
    expect(failedIn(await world.invoke(...batch('a', 'b')))).toEqual([]);
    expect(world.posts).toHaveLength(2);
    expect(world.kept).toEqual([{ body: received('a').body, reason: 'invalid_blocks' }]);
    expect(world.lines).toMatchObject([{ level: 'error', sent: 1, refused: 1, reasons: ['invalid_blocks'] }]);
    expect(figuresIn(world.lines[0])).toEqual({ SlackSent: 1, SlackRefused: 1 });
  });

  it('hands it back when it cannot be put aside', async () => {
    const world = aContainer([REFUSED, TAKEN], { keep: denied });
    expect(failedIn(await world.invoke(...batch('a', 'b')))).toEqual(['message-a']);
    expect(world.handedBack).toMatchObject([{ receipt: 'receipt-a', seconds: 26 }]);
    expect(figuresIn(world.lines[0])).toEqual({ SlackSent: 1 });
    expect(world.lines[0]?.reasons).toEqual(['invalid_blocks; not put aside (AccessDenied)']);
  });
});

describe('an alert that Slack has taken', () => {
  it('is not sent again by the same container, from whichever topic and however often it comes', async () => {
    const world = aContainer();
    await world.invoke(received('a'));
    const again = received('a', { messageId: 'other', receiptHandle: 'other', body: JSON.stringify(anAlert('a')) });
    expect(failedIn(await world.invoke(received('a'), again, received('b')))).toEqual([]);
    expect(world.posts).toHaveLength(2);
    expect(world.lines.at(-1)).toMatchObject({ level: 'info', sent: 1, sentBefore: 2 });
    expect(figuresIn(world.lines.at(-1))).toEqual({ SlackSent: 1 });
  });

  it('is known when it is published once more, later and to the other topic', async () => {
    const world = aContainer();
    const later = new Date(NOW.getTime() + 90 * 60_000);
    const again = envelopeOf(JSON.parse(snsMessageOf(anAlert('a'), later).message).default, {
      TopicArn: 'arn:aws:sns:eu-west-1:111122223333:backstop',
      MessageId: 'another',
      Timestamp: later.toISOString(),
    });
    await world.invoke(received('a'), received('b', { body: again }));
    expect(world.posts).toHaveLength(1);
  });

  it('is no reason to keep another back that has its id', async () => {
    const world = aContainer();
    const other = JSON.stringify({ ...anAlert('a'), title: 'another title' });
    await world.invoke(received('a'), received('b', { body: other }), received('c', { body: envelopeOf(other) }));
    expect(world.posts).toHaveLength(2);
    expect(world.lines).toMatchObject([{ sent: 2, sentBefore: 1 }]);
  });

  it('is not handed back with those that were not', async () => {
    const world = aContainer([TAKEN, wait(60_000)]);
    expect(failedIn(await world.invoke(received('a'), received('b'), received('a', { messageId: 'again' })))).toEqual([
      'message-b',
    ]);
  });

  it('shows its id, by which people tell it from another', async () => {
    const world = aContainer();
    await world.invoke(received('0123456789abcdef'));
    expect(JSON.stringify(world.posts[0]?.message)).toContain('0123456789abcdef');
  });

  it('is remembered, and five hundred with it', () => {
    const memory = containerMemory(500);
    for (let id = 0; id < 501; id += 1) memory.taken(String(id));
    memory.taken('1');
    memory.taken('501');
    expect(['0', '1', '2', '3', '500', '501'].map((id) => memory.wasTaken(id))).toEqual([
      ...[false, true, false, true, true, true],
    ]);
  });
});
