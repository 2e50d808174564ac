import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertPublisher } from '../alert/publisher.ts';
import { snsMessageOf } from '../alert/sns-message.ts';
import type { Pacer } from './pacer.ts';

/** Sends alerts to a topic. Rejects when SNS did not take one; the same alert is sent once for as long as the container lives. */
export function alertTopic(sns: SNSClient, topicArn: string, pacer: Pacer, now: () => Date): AlertPublisher {
  const sent = new Set<string>();
  return async (alert) => {
    if (sent.has(alert.id)) return 'sent-before';
    await pacer();
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
}

const MOST_REMEMBERED = 1000;
