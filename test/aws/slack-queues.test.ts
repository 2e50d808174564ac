import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { slackClients } from '../../shared/aws/slack-clients.ts';
import { slackQueues } from '../../shared/aws/slack-queues.ts';
import { awsError, json, type Request, useFakeAws } from '../fakes/aws.ts';

const aws = useFakeAws();
const SHORT = { maxAttempts: 2, connectionTimeout: 200, requestTimeout: 300 };

function open() {
  const urls = {
    queueUrl: `${process.env.AWS_ENDPOINT_URL}/111122223333/slack`,
    failureQueueUrl: `${process.env.AWS_ENDPOINT_URL}/111122223333/failures`,
  };
  return { ...urls, queues: slackQueues(slackClients('eu-west-1', SHORT).sqs, urls) };
}

/** SendMessage answers with digests of what it took, which the SDK checks. */
const taken = ({ parameters: { MessageBody } }: Request) =>
  json({ MessageId: 'm-1', MD5OfMessageBody: createHash('md5').update(String(MessageBody)).digest('hex') });

describe('the queues of notify-slack', () => {
  it('hand a message back for so many seconds', async () => {
    const { queues, queueUrl } = open();
    aws.answer('ChangeMessageVisibility', json({}));
    await queues.handBack('receipt', 26);
    expect(aws.requests.map(({ operation, parameters }) => [operation, parameters])).toEqual([
      ['ChangeMessageVisibility', { QueueUrl: queueUrl, ReceiptHandle: 'receipt', VisibilityTimeout: 26 }],
    ]);
  });

  it('keep a message as it came, with the reason as one line of bounded length', async () => {
    const { queues, failureQueueUrl } = open();
    aws.answer('SendMessage', taken);
    const body = '{"Type":"Notification",\n"Message":"é 🔥"}';
    for (const reason of ['invalid_blocks', 'a\u0000\n'.repeat(500), '']) await queues.keep(body, reason);
    for (const { parameters } of aws.requests)
      expect(parameters).toMatchObject({ QueueUrl: failureQueueUrl, MessageBody: body });
    const reasons = aws.requests.map(({ parameters }) => {
      const { reason } = parameters.MessageAttributes as { reason: { DataType: string; StringValue: string } };
      expect(reason.DataType).toBe('String');
      expect(reason.StringValue).toMatch(/^[^\p{Cc}]{1,256}$/u);
      return reason.StringValue;
    });
    expect([reasons[0], reasons[2]]).toEqual(['invalid_blocks', 'not known']);
  });

  it('pass on what SQS refuses', async () => {
    const { queues } = open();
    aws.answer('ChangeMessageVisibility', awsError(400, 'ReceiptHandleIsInvalid'));
    aws.answer('SendMessage', awsError(403, 'AccessDenied'));
    await expect(queues.handBack('receipt', 1)).rejects.toThrow('ReceiptHandleIsInvalid');
    await expect(queues.keep('x', 'y')).rejects.toThrow('AccessDenied');
  });

  it('give up on an SQS that hangs', async () => {
    const { queues } = open();
    aws.answer('ChangeMessageVisibility', 'hang');
    await expect(queues.handBack('receipt', 1)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(aws.requests).toHaveLength(2);
  });
});
