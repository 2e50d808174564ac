import { randomUUID } from 'node:crypto';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { eventually } from './eventually.ts';

const sns = new SNSClient();
// The emulator's queue URLs name it by another host.
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });

/** One message of a topic, as a queue that is subscribed to it gets it. */
export interface Notification {
  /** When SNS took it. */
  readonly time: Date;
  readonly subject: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A queue that is subscribed to a topic. */
export interface Inbox {
  /** Waits for the message that is wanted, and gives each message once. Others stay for whoever wants them. */
  readonly receive: (wanted: string, isIt: (notification: Notification) => boolean) => Promise<Notification>;
  /** Gives all that have come of those that are wanted, each message once. */
  readonly take: (isIt: (notification: Notification) => boolean) => Promise<readonly Notification[]>;
  /** What has come and nobody has wanted. */
  readonly unclaimed: () => Promise<readonly Notification[]>;
}

/** Subscribes a queue of its own to a topic, with the queue policy that AWS asks for. */
export async function openInbox(topicArn: string): Promise<Inbox> {
  const name = `inbox-${randomUUID()}`;
  const { QueueUrl: queueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { Policy: policyFor(topicArn) } }),
  );
  const { Attributes: { QueueArn: queueArn } = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn }));

  const waiting: Notification[] = [];
  const collect = async () => waiting.push(...(await takeAll(queueUrl)).map(notificationOf));
  return {
    receive: (wanted, isIt) =>
      eventually(wanted, async () => {
        await collect();
        const at = waiting.findIndex(isIt);
        return at < 0 ? undefined : waiting.splice(at, 1)[0];
      }),
    take: async (isIt) => {
      await collect();
      const wanted = waiting.filter(isIt);
      waiting.splice(0, waiting.length, ...waiting.filter((notification) => !wanted.includes(notification)));
      return wanted;
    },
    unclaimed: async () => {
      await collect();
      return waiting;
    },
  };
}

/** What a queue holds now, ten messages at most, which stay in it. */
export async function lookInto(queueUrl: string): Promise<string[]> {
  const { Messages: messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return messages.map(({ Body: body = '' }) => body);
}

/** Takes what a queue holds now, out of it. */
export async function takeAll(queueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
    );
    if (messages.length === 0) return bodies;
    for (const { ReceiptHandle: handle, Body: body = '' } of messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: handle }));
      bodies.push(body);
    }
  }
}

/** Source: SNS Developer Guide, "Subscribing an Amazon SQS queue to an Amazon SNS topic". */
const policyFor = (topicArn: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  });

function notificationOf(body: string): Notification {
  const {
    Timestamp: time,
    Subject: subject = '',
    Message: message,
    MessageAttributes: attributes = {},
  } = JSON.parse(body);
  return {
    time: new Date(time),
    subject,
    message,
    attributes: Object.fromEntries(
      Object.entries(attributes as Record<string, { Value: string }>).map(([name, { Value }]) => [name, Value]),
    ),
  };
}
