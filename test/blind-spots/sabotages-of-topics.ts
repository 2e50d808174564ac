import { fact } from '../../shared/blind-spots/fact.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { DOCUMENTED_ALARM } from '../../shared/contract/metrics.ts';
import { aSubscription, NAMES, topicPolicy } from '../builders/account.ts';
import { withKey, withOutput, withReaders, withTopic } from './breaking.ts';
import type { Sabotage } from './sabotage.ts';

const denyAll = (Resource: string) => ({ Effect: 'Deny', Principal: '*', Action: 'sns:*', Resource });

/** A key policy that leaves everything to IAM, as the KMS console makes it: it lets no service of AWS in. */
export const KEY_POLICY_FOR_ACCOUNT = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Action: 'kms:*',
    Resource: '*',
  },
});

/** Lets in the roles of the functions, and one alarm by its ARN. */
export const KEY_POLICY_FOR_ONE_ALARM = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: NAMES.checkBlindSpotsRoleArn }, Action: 'kms:*', Resource: '*' },
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: {
        ArnEquals: { 'aws:SourceArn': `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${DOCUMENTED_ALARM.alarmName}` },
      },
    },
  ],
});

const ARCHIVE = 'arn:aws:sqs:eu-west-1:111122223333:archive';

/** The way to people. */
export const TOPIC_SABOTAGES: readonly Sabotage[] = [
  {
    name: 'nobody confirmed the alert topic',
    found: 'alert-readers',
    break: (facts) => withReaders(facts, 'alertTopic', aSubscription({ state: 'pending' })),
  },
  {
    name: 'a link scanner unsubscribed the only address of the alert topic',
    found: 'alert-readers',
    break: (facts) => withReaders(facts, 'alertTopic', aSubscription({ state: 'deleted' })),
  },
  {
    name: 'the only reader of the alert topic has a filter policy that nothing meets',
    found: 'alert-readers',
    break: (facts) =>
      withReaders(facts, 'alertTopic', aSubscription({ filterPolicy: fact('{"severity":["CRITICAL"]}') })),
  },
  {
    name: 'an archive alone is left on the alert topic',
    found: 'alert-readers',
    break: (facts) => withReaders(facts, 'alertTopic', aSubscription({ protocol: 'sqs', endpoint: ARCHIVE })),
  },
  {
    name: 'an archive alone is left on the backstop topic',
    found: 'backstop-readers',
    break: (facts) => withReaders(facts, 'backstopTopic', aSubscription({ protocol: 'sqs', endpoint: ARCHIVE })),
  },
  {
    name: 'the alert topic is deleted',
    found: 'alert-readers',
    break: (facts) => ({ ...facts, alertTopic: fact('missing') }),
  },
  {
    name: 'one of two addresses vanished from the alert topic',
    found: 'alert-readers',
    as: 'warn',
    break: (facts) => withReaders(facts, 'alertTopic', aSubscription({ endpoint: 'night@example.com' })),
  },
  {
    name: 'nobody is subscribed to the backstop topic',
    found: 'backstop-readers',
    break: (facts) => withReaders(facts, 'backstopTopic'),
  },
  {
    name: 'a filter policy on the backstop drops the messages of alarms',
    found: 'backstop-readers',
    break: (facts) =>
      withReaders(facts, 'backstopTopic', aSubscription({ filterPolicy: fact('{"severity":["critical"]}') })),
  },
  {
    name: 'a filter policy on the backstop is held against what alarms say',
    found: 'backstop-readers',
    as: 'warn',
    break: (facts) =>
      withReaders(
        facts,
        'backstopTopic',
        aSubscription({ filterPolicy: fact('{"Region":["EU (Ireland)"]}'), filterPolicyScope: 'MessageBody' }),
      ),
  },
  {
    name: 'the backstop topic is deleted',
    found: 'backstop-readers',
    break: (facts) => ({ ...facts, backstopTopic: fact('missing') }),
  },
  {
    name: 'the policy of the alert topic denies everybody',
    found: 'alert-topic-policy',
    break: (facts) =>
      withTopic(facts, 'alertTopic', { policy: topicPolicy(NAMES.alertTopicArn, denyAll(NAMES.alertTopicArn)) }),
  },
  {
    name: 'the policy of the backstop topic no longer lets CloudWatch in',
    found: 'backstop-topic-policy',
    break: (facts) =>
      withTopic(facts, 'backstopTopic', {
        policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 'sns:Publish',
              Resource: NAMES.backstopTopicArn,
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        }),
      }),
  },
  {
    name: 'the backstop topic is encrypted under alias/aws/sns',
    found: 'topic-keys',
    break: (facts) =>
      withKey(withTopic(facts, 'backstopTopic', { keyId: 'alias/aws/sns' }), 'alias/aws/sns', { manager: 'AWS' }),
  },
  {
    name: 'the backstop topic is encrypted under a key that does not let CloudWatch in',
    found: 'topic-keys',
    break: (facts) =>
      withKey(withTopic(facts, 'backstopTopic', { keyId: NAMES.topicKeyArn }), NAMES.topicKeyArn, {
        policy: fact(KEY_POLICY_FOR_ACCOUNT),
      }),
  },
  {
    name: 'the backstop topic is encrypted under a key that lets one alarm in',
    found: 'topic-keys',
    break: (facts) =>
      withKey(withTopic(facts, 'backstopTopic', { keyId: NAMES.topicKeyArn }), NAMES.topicKeyArn, {
        policy: fact(KEY_POLICY_FOR_ONE_ALARM),
      }),
  },
  {
    name: 'the alert topic is encrypted under a key to which the deployment gives no right',
    found: 'topic-keys',
    break: (facts) =>
      withKey(withTopic(facts, 'alertTopic', { keyId: ALERT_KEY }), ALERT_KEY, {
        policy: fact(KEY_POLICY_FOR_ACCOUNT),
      }),
  },
  {
    name: 'the key of the alert topic is pending deletion',
    found: 'own-keys',
    break: (facts) =>
      withKey(withTopic(withTopicKeySetting(facts), 'alertTopic', { keyId: ALERT_KEY }), ALERT_KEY, {
        policy: fact(KEY_POLICY_FOR_ACCOUNT),
        state: 'PendingDeletion',
        deletionDate: new Date('2026-11-25T00:00:00Z'),
      }),
  },
];

const ALERT_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/ccccdddd-12ab-34cd-56ef-1234567890ab';
/** Whatever else was deployed. */
const withTopicKeySetting = (facts: Facts): Facts =>
  withOutput(
    facts,
    'Settings',
    JSON.stringify({ ...JSON.parse(facts.stack.outputs.Settings ?? '{}'), topicKeyArn: ALERT_KEY }),
  );
