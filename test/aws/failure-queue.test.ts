import { describe, expect, it } from '@jest/globals';
import { ASK_QUEUE, failureQueueAt } from '../../shared/aws/failure-queue.ts';
import { awsError, json, useFakeAws } from '../fakes/aws.ts';
import { answerQueue } from '../fakes/sqs.ts';

const aws = useFakeAws();

describe('the failure queue', () => {
  const open = () => {
    const fake = answerQueue(aws);
    return { fake, queue: failureQueueAt(fake.url, { region: undefined, profile: undefined }) };
  };

  it('gives ten at once, for longer than ten invocations take, and waits for all of SQS to answer', async () => {
    const { fake, queue } = open();
    fake.put(...Array.from({ length: 12 }, (_, at) => `body ${at}`));
    const messages = await queue.receive();
    expect(messages).toHaveLength(10);
    expect(messages[0]).toEqual({ id: 'm-1', body: 'body 0', receipt: 'r-1' });
    expect(await queue.receive()).toHaveLength(2);
    expect(await queue.receive()).toEqual([]);
    expect(aws.requests[0]?.parameters).toEqual({
      QueueUrl: fake.url,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 900,
      WaitTimeSeconds: 3,
    });
  });

  it('forgets what is removed, and gives again what is released', async () => {
    const { fake, queue } = open();
    fake.put('a', 'b');
    const [one, other] = await queue.receive();
    if (one === undefined || other === undefined) throw new Error('wanted two messages');
    await queue.remove(one);
    await queue.release(other);
    expect(fake.messages.map(({ body, hidden }) => [body, hidden])).toEqual([['b', false]]);
    expect((await queue.receive())[0]).toMatchObject({ id: other.id, receipt: 'r-3' });
    await expect(queue.remove(one)).rejects.toThrow('ReceiptHandleIsInvalid');
  });

  it('has nothing when SQS leaves the list out, and passes on what it refuses', async () => {
    const { queue } = open();
    aws.answer('ReceiveMessage', json({}));
    expect(await queue.receive()).toEqual([]);
    aws.answer('ReceiveMessage', awsError(400, 'AccessDenied'));
    await expect(queue.receive()).rejects.toThrow('AccessDenied');
  });

  it('is asked with an end, and its waiting for messages is no time-out', async () => {
    const { fake } = open();
    const place = { region: undefined, profile: undefined };
    const queue = failureQueueAt(fake.url, place, { maxAttempts: 2, connectionTimeout: 100, requestTimeout: 100 });
    aws.answer('ReceiveMessage', 'hang');
    await expect(queue.receive()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(aws.requests).toHaveLength(2);
    expect(ASK_QUEUE).toEqual({ maxAttempts: 3, connectionTimeout: 3000, requestTimeout: 13_000 });
  });
});
