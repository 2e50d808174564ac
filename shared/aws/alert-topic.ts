import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertPublisher } from '../alert/publisher.ts';
import { snsMessageOf } from '../alert/sns-message.ts';

/** A topic that alerts are sent to, and its memory for as long as the container lives. */
export interface AlertTopic {
  /** Rejects when SNS did not take it; sends the same alert once. */
  readonly publish: AlertPublisher;
  readonly wasSent: (alertId: string) => boolean;
}

/** The alert topic by its ARN. */
export function alertTopic(sns: SNSClient, topicArn: string, now: () => Date): AlertTopic {
  const sent = new Set<string>();
  const publish: AlertPublisher = async (alert) => {
    if (sent.has(alert.id)) return 'sent-before';
    const { subject, message, attributes } = snsMessageOf(alert, now());
    await sns.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        Message: message,
        MessageStructure: 'json',
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
        ),
      }),
    );
    if (sent.size >= MOST_REMEMBERED) sent.clear();
    sent.add(alert.id);
    return 'sent';
  };
  return { publish, wasSent: (alertId) => sent.has(alertId) };
}

const MOST_REMEMBERED = 1000;
