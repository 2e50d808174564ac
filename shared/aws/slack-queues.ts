import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { visible } from '../alert/inert.ts';

/** Addresses of the queue that messages for Slack come from, and of the one for what Slack will not take. */
export interface SlackQueueUrls {
  readonly queueUrl: string;
  readonly failureQueueUrl: string;
}

/** What is done with messages that Slack did not take. Each rejects with whatever AWS answered. */
export interface SlackQueues {
  /** Hides a message that was received for so many whole seconds from now, at most 43,200. */
  handBack(receiptHandle: string, seconds: number): Promise<void>;
  /** Sends a copy to the failure queue, the body as it came, with the reason as the attribute `reason`. */
  keep(body: string, reason: string): Promise<void>;
}

/** The two queues by a client of SQS. */
export const slackQueues = (sqs: SQSClient, { queueUrl, failureQueueUrl }: SlackQueueUrls): SlackQueues => ({
  async handBack(receiptHandle, seconds) {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  },
  async keep(body, reason) {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: failureQueueUrl,
        MessageBody: body,
        // SQS refuses an empty value, and characters that XML has not.
        MessageAttributes: { reason: { DataType: 'String', StringValue: visible(reason) || 'not known' } },
      }),
    );
  },
});
