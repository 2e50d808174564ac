import type { Alert } from '../../../shared/alert/alert.ts';
import { snsMessageOf } from '../../../shared/alert/sns-message.ts';
import { NOW } from '../../builders/alert.ts';
import { ACCOUNT } from '../../builders/record.ts';

/**
 * What a queue gets of a message on a topic, where delivery is not raw. Source: SNS Developer Guide, "Amazon SNS raw message delivery".
 */
export const envelopeOf = (message: string, rest: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: 'dc1e94d9-56c5-5e96-808d-cc7f68faa162',
    TopicArn: `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`,
    Message: message,
    Timestamp: '2026-11-22T03:15:45.978Z',
    SignatureVersion: '1',
    Signature: 'FMG5tlZhJNHLHUXvZgtZzlk24FzVa7oX0T4P03neeXw8',
    SigningCertURL:
      'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-010a507c1833636cd94bdb98bd93083a.pem',
    UnsubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:eu-west-1:${ACCOUNT}:alerts:e1`,
    ...rest,
  });

/** The body of an alert that was published: SQS gets the `default` of its message. */
export function published(alert: Alert): string {
  const { subject, message, attributes } = snsMessageOf(alert, NOW);
  return envelopeOf(JSON.parse(message).default, {
    Subject: subject,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { Type: 'String', Value: value }]),
    ),
  });
}
