import { describe } from '@jest/globals';
import { alertTopicPolicy } from '../../../shared/blind-spots/checks/alert-topic-policy.ts';
import { backstopTopicPolicy } from '../../../shared/blind-spots/checks/backstop-topic-policy.ts';
import { fact } from '../../../shared/blind-spots/fact.ts';
import { NAMES, topicPolicy } from '../../builders/account.ts';
import { type TopicName, withFunction, withTopic } from '../breaking.ts';
import { asItIs, judges, type Situation } from './situations.ts';

const policyOn =
  (topic: TopicName, Resource: string) =>
  (name: string, statements: readonly object[], state: Situation[2], ...words: readonly string[]): Situation => [
    name,
    (facts) =>
      withTopic(facts, topic, {
        policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: statements.map((one) => ({ Action: 'sns:Publish', Resource, ...one })),
        }),
      }),
    state,
    ...words,
  ];

// The policy that SNS gives a topic at first. Source: SNS Developer Guide, "Example cases for Amazon SNS access control".
const DEFAULT = {
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: ['SNS:GetTopicAttributes', 'SNS:Publish', 'SNS:Subscribe'],
  Condition: { StringEquals: { 'AWS:SourceOwner': '111122223333' } },
};
const NOT_OUR_ORG = { Effect: 'Deny', Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } };

describe('alert-topic-policy', () => {
  const policy = policyOn('alertTopic', NAMES.alertTopicArn);
  judges(alertTopicPolicy, [
    ['as deployed', asItIs, 'pass'],
    policy('nothing in it: the rights of the roles are enough', [], 'pass'),
    policy("SNS's default", [DEFAULT], 'pass'),
    policy(
      'denied to all',
      [{ Effect: 'Deny', Principal: '*' }],
      'fail',
      'detect-key-use and function check-blind-spots',
    ),
    policy(
      'denied to one role',
      [{ Effect: 'Deny', Principal: { AWS: NAMES.checkBlindSpotsRoleArn } }],
      'fail',
      'function check-blind-spots',
    ),
    policy('denied to the account', [{ Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::111122223333:root' } }], 'fail'),
    policy(
      'denied without TLS',
      [{ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      'pass',
    ),
    policy('denied by another action', [{ Effect: 'Deny', Principal: '*', Action: 'sns:Subscribe' }], 'pass'),
    policy(
      'denied but for other roles',
      [
        {
          Effect: 'Deny',
          Principal: '*',
          Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/admin' } },
        },
      ],
      'fail',
    ),
    policy(
      'denied but for ours',
      [
        {
          Effect: 'Deny',
          Principal: '*',
          Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/KmsDeletionGuard-*' } },
        },
      ],
      'pass',
    ),
    policy(
      'denied but for an ARN that is cut short',
      [{ Effect: 'Deny', Principal: '*', Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam' } } }],
      'fail',
    ),
    policy('denied by what is not known here', [NOT_OUR_ORG], 'unknown', 'cannot be judged'),
    policy('denied by NotPrincipal', [{ Effect: 'Deny', NotPrincipal: { AWS: 'x' } }], 'unknown'),
    policy(
      'denied but for other actions',
      [{ Effect: 'Deny', Principal: '*', Action: undefined, NotAction: 'sns:Subscribe' }],
      'fail',
    ),
    policy('open to the world', [{ Effect: 'Allow', Principal: '*' }], 'warn', 'anybody, in any account'),
    policy('open to a service', [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } }], 'pass'),
    ['no JSON', (facts) => withTopic(facts, 'alertTopic', { policy: '{' }), 'unknown', 'cannot be read'],
    [
      'of another account, which says nothing of us',
      (facts) => withTopic(facts, 'alertTopic', { arn: FOREIGN, policy: topicPolicy(FOREIGN) }),
      'fail',
      'of another account',
    ],
    [
      'of another account, which lets us in',
      (facts) =>
        withTopic(facts, 'alertTopic', {
          arn: FOREIGN,
          policy: topicPolicy(FOREIGN, {
            Effect: 'Allow',
            Principal: { AWS: '111122223333' },
            Action: 'sns:Publish',
            Resource: FOREIGN,
          }),
        }),
      'pass',
    ],
    [
      'the role is not known',
      (facts) => ({ ...withFunction(facts, { roleArn: undefined }), checkBlindSpots: undefined }),
      'unknown',
    ],
    ['the topic is gone', (facts) => ({ ...facts, alertTopic: fact('missing') }), 'unknown', 'see alert-readers'],
  ]);
});

const FOREIGN = 'arn:aws:sns:eu-west-1:444455556666:alerts';

// SNS Developer Guide, "Allow Amazon CloudWatch alarms to publish to a topic".
describe('backstop-topic-policy', () => {
  const policy = policyOn('backstopTopic', NAMES.backstopTopicArn);
  const CLOUDWATCH = { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } };
  judges(backstopTopicPolicy, [
    ['as deployed', asItIs, 'pass'],
    policy("SNS's default", [DEFAULT], 'pass'),
    policy('for CloudWatch', [CLOUDWATCH], 'pass'),
    policy(
      'for the alarms of this account',
      [
        {
          ...CLOUDWATCH,
          Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*' } },
        },
      ],
      'pass',
    ),
    policy(
      'for some alarms',
      [
        {
          ...CLOUDWATCH,
          Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:KMS*' } },
        },
      ],
      'fail',
      'SweepMissing',
    ),
    policy(
      'for another account',
      [{ ...CLOUDWATCH, Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } }],
      'fail',
      'set-topic-attributes',
      'AllowAlarmsOfThisAccount',
    ),
    policy('nothing in it', [], 'fail'),
    policy(
      'TLS alone, as enforceSSL leaves it',
      [{ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      'fail',
    ),
    policy('denied beside', [CLOUDWATCH, { Effect: 'Deny', Principal: '*' }], 'fail'),
    policy(
      'denied to all but services',
      [CLOUDWATCH, { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } } }],
      'fail',
      'function check-blind-spots',
    ),
    policy('denied by what is not known here', [CLOUDWATCH, NOT_OUR_ORG], 'unknown'),
    ['no JSON', (facts) => withTopic(facts, 'backstopTopic', { policy: 'x' }), 'unknown'],
    ['the topic is gone', (facts) => ({ ...facts, backstopTopic: fact('missing') }), 'unknown', 'see backstop-readers'],
  ]);
});
