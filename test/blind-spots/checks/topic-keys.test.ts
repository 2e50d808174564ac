import { describe } from '@jest/globals';
import { topicKeys } from '../../../shared/blind-spots/checks/topic-keys.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { NAMES } from '../../builders/account.ts';
import { type TopicName, withKey, withOutput, withStack, withTopic } from '../breaking.ts';
import { KEY_POLICY_FOR_ACCOUNT, KEY_POLICY_FOR_ONE_ALARM } from '../sabotages-of-topics.ts';
import { asItIs, judges } from './situations.ts';

const KEY = NAMES.topicKeyArn;

/** The key policy of AWS's page, for CloudWatch. Source: SNS Developer Guide, "Managing Amazon SNS encryption keys and costs". */
const keyPolicy = (...statements: readonly object[]) =>
  fact(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: statements.map((one) => ({
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        ...one,
      })),
    }),
  );
const CLOUDWATCH = { Principal: { Service: 'cloudwatch.amazonaws.com' } };
const ROLES = { Principal: { AWS: [NAMES.detectKeyUseRoleArn, NAMES.checkBlindSpotsRoleArn] } };

// IAM User Guide, "AWS JSON policy elements: Principal", role sessions.
const SESSION = `${NAMES.checkBlindSpotsRoleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/check`;

const under = (facts: Facts, topic: TopicName, policy: Parameters<typeof withKey>[2]['policy']): Facts =>
  withKey(withTopic(facts, topic, { keyId: KEY }), KEY, { policy });

describe('topic-keys', () => {
  judges(topicKeys, [
    ['no topic encrypted', asItIs, 'pass'],
    [
      'backstop: CloudWatch and the role let in',
      (facts) => under(facts, 'backstopTopic', keyPolicy(CLOUDWATCH, ROLES)),
      'pass',
    ],
    [
      'backstop: CloudWatch not let in',
      (facts) => under(facts, 'backstopTopic', keyPolicy(ROLES)),
      'fail',
      'CloudWatch',
      'get-key-policy',
    ],
    [
      'backstop: one alarm let in by its ARN, and no other',
      (facts) => under(facts, 'backstopTopic', fact(KEY_POLICY_FOR_ONE_ALARM)),
      'fail',
      `does not let alarm ${NAMES.wideAlarm}, alarm`,
      /^(?!.*alarm KMSKeyPendingDeletionErrorAlarm,)/s,
    ],
    [
      'backstop: a session of the role let in, which may be another',
      (facts) => under(facts, 'backstopTopic', keyPolicy(CLOUDWATCH, { Principal: { AWS: SESSION } })),
      'unknown',
      'function check-blind-spots',
    ],
    [
      'backstop: a session of another role let in',
      (facts) =>
        under(
          facts,
          'backstopTopic',
          keyPolicy(CLOUDWATCH, { Principal: { AWS: SESSION.replace('/check', 'x/check') } }),
        ),
      'fail',
    ],
    [
      'backstop: the role not let in',
      (facts) => under(facts, 'backstopTopic', keyPolicy(CLOUDWATCH)),
      'fail',
      'function check-blind-spots',
    ],
    [
      'backstop: for Decrypt alone',
      (facts) => under(facts, 'backstopTopic', keyPolicy({ ...CLOUDWATCH, Action: 'kms:Decrypt' }, ROLES)),
      'fail',
    ],
    [
      'backstop: for the topics of another account',
      (facts) =>
        under(
          facts,
          'backstopTopic',
          keyPolicy({ ...CLOUDWATCH, Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } }, ROLES),
        ),
      'fail',
    ],
    [
      'backstop: CloudWatch not let in, whichever alarms there are',
      (facts) => withStack(under(facts, 'backstopTopic', keyPolicy(ROLES)), { resources: notKnown('no right') }),
      'fail',
    ],
    [
      'backstop: under alias/aws/sns',
      (facts) => withTopic(facts, 'backstopTopic', { keyId: 'alias/aws/sns' }),
      'fail',
      'CloudWatch may not use',
      "--attribute-name KmsMasterKeyId --attribute-value ''",
    ],
    ['alert topic: under alias/aws/sns', (facts) => withTopic(facts, 'alertTopic', { keyId: 'alias/aws/sns' }), 'pass'],
    ['alert topic: the roles named', (facts) => under(facts, 'alertTopic', keyPolicy(ROLES)), 'pass'],
    [
      'alert topic: left to IAM, without the setting',
      (facts) => under(facts, 'alertTopic', fact(KEY_POLICY_FOR_ACCOUNT)),
      'fail',
      'topicKeyArn',
    ],
    [
      'alert topic: left to IAM, with the setting',
      (facts) =>
        withOutput(
          under(facts, 'alertTopic', fact(KEY_POLICY_FOR_ACCOUNT)),
          'Settings',
          JSON.stringify({ topicKeyArn: KEY }),
        ),
      'pass',
    ],
    ['alert topic: a policy that is no JSON', (facts) => under(facts, 'alertTopic', fact('{')), 'unknown'],
    [
      'alert topic: its policy not known',
      (facts) => under(facts, 'alertTopic', notKnown('no right', 'kms:GetKeyPolicy')),
      'unknown',
      'kms:GetKeyPolicy',
    ],
    [
      'a key that is disabled',
      (facts) => withKey(under(facts, 'alertTopic', keyPolicy(ROLES)), KEY, { state: 'Disabled' }),
      'unknown',
      'see own-keys',
    ],
    ['a key that was not read', (facts) => withTopic(facts, 'alertTopic', { keyId: KEY }), 'unknown'],
  ]);
});
