import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { GuardTopic } from './constructs/guard-topic.ts';
import type { GuardSettings } from './settings.ts';

/**
 * The topic that the functions publish to: one of the stack's own, or the owner's. CDK cannot change the policy of a topic that is
 * there already: its owner must let nobody but this account publish.
 */
export function alertTopicOf(scope: Construct, { topic, emails }: GuardSettings): ITopic {
  if (topic === undefined) return new GuardTopic(scope, 'Alerts', { displayName: 'KMS Deletion Guard', emails }).topic;
  const existing = Topic.fromTopicArn(scope, 'Alerts', topic.arn);
  for (const address of emails) existing.addSubscription(new EmailSubscription(address));
  return existing;
}

/**
 * Lets these use the key that encrypts the owner's topic, as SNS asks of a publisher. Source: SNS Developer Guide, "Managing Amazon
 * SNS encryption keys and costs".
 */
export function grantTopicKey(scope: Construct, { topic }: GuardSettings, ...grantees: readonly IGrantable[]): void {
  if (topic?.keyArn === undefined) return;
  const key = Key.fromKeyArn(scope, 'AlertTopicKey', topic.keyArn);
  for (const grantee of grantees) key.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey*');
}
