import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface GuardTopicProps {
  /** Sender's name that e-mail programs show, at most 100 characters. */
  readonly displayName: string;
  /**
   * Addresses to subscribe. Each must be confirmed by its owner.
   *
   * @default - nobody is subscribed
   */
  readonly emails?: readonly string[];
}

/**
 * A topic that people read: TLS only, and open to the alarms of this account.
 *
 * The Allow is no ornament. `enforceSSL` writes a policy of its own, which takes the place of SNS's default policy, and with
 * it goes the right by which CloudWatch alarms publish; `SnsAction` does not give it back. Source: SNS Developer Guide,
 * "Allow Amazon CloudWatch alarms to publish to a topic", with aws:SourceAccount against the confused deputy.
 *
 * Not encrypted under a KMS key: the key could itself be the one that is pending deletion.
 */
export class GuardTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: GuardTopicProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { displayName: props.displayName, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarmsOfThisAccount',
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const address of props.emails ?? []) topic.addSubscription(new EmailSubscription(address));
    this.topic = topic;
  }
}
