import { fact } from '../../shared/blind-spots/fact.ts';
import type { FunctionFacts, SubscriptionFacts, TopicFacts } from '../../shared/blind-spots/facts.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { STACK_NAME } from '../../shared/contract/names.ts';
import type { Silence } from '../../shared/silence/silence.ts';
import { NAMES } from './account-names.ts';

export const aSubscription = (changes: Partial<SubscriptionFacts> = {}): SubscriptionFacts => ({
  endpoint: 'ops@example.com',
  protocol: 'email',
  state: 'confirmed',
  filterPolicy: fact(undefined),
  filterPolicyScope: 'MessageAttributes',
  ...changes,
});

/** The policy that GuardTopic deploys. */
export const topicPolicy = (topicArn: string, ...more: readonly object[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AllowPublishThroughSSLOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: topicArn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'AllowAlarmsOfThisAccount',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: topicArn,
        Condition: { StringEquals: { 'aws:SourceAccount': NAMES.accountId } },
      },
      ...more,
    ],
  });

/** A topic as GuardTopic deploys it, with one confirmed address. */
export const aTopic = (arn: string): TopicFacts => ({
  arn,
  policy: topicPolicy(arn),
  keyId: undefined,
  subscriptions: fact([aSubscription()]),
});

/** The permission of one source to invoke a function, as Lambda writes it into the function's policy. */
export const permission = (service: string, functionArn: string, sourceArn: string, sourceAccount?: string) => ({
  Sid: `KmsDeletionGuard-${service}`,
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'lambda:InvokeFunction',
  Resource: functionArn,
  Condition: {
    ...(sourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
    ArnLike: { 'AWS:SourceArn': sourceArn },
  },
});

export const functionPolicy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });

/** A function as GuardFunction deploys it, but for what differs. */
export const theFunction = (
  name: string,
  arn: string,
  roleArn: string,
): Omit<FunctionFacts, 'environment' | 'policy'> => ({
  name,
  arn,
  runtime: 'nodejs24.x',
  state: 'Active',
  stateReason: undefined,
  roleArn,
  keyId: undefined,
  reservedConcurrency: fact(undefined),
  onFailure: fact(NAMES.failureQueueArn),
});

export const detectKeyUse = (): FunctionFacts => ({
  ...theFunction(NAMES.detectKeyUse, NAMES.detectKeyUseArn, NAMES.detectKeyUseRoleArn),
  environment: {
    [ENVIRONMENT.topicArn]: NAMES.alertTopicArn,
    [ENVIRONMENT.tableName]: NAMES.table,
    [ENVIRONMENT.stackName]: STACK_NAME,
    [ENVIRONMENT.ownRoleArn]: NAMES.detectKeyUseRoleArn,
  },
  policy: fact(
    functionPolicy(
      permission('logs.amazonaws.com', NAMES.detectKeyUseArn, `${NAMES.logGroupArn}:*`, NAMES.accountId),
      permission('events.amazonaws.com', NAMES.detectKeyUseArn, `${NAMES.ruleArn}-SweepRule8B8671D3-1A2B3C4D5E6F`),
    ),
  ),
});

export const checkBlindSpots = (): FunctionFacts => ({
  ...theFunction(NAMES.checkBlindSpots, NAMES.checkBlindSpotsArn, NAMES.checkBlindSpotsRoleArn),
  environment: {
    [ENVIRONMENT.topicArn]: NAMES.alertTopicArn,
    [ENVIRONMENT.backstopTopicArn]: NAMES.backstopTopicArn,
    [ENVIRONMENT.tableName]: NAMES.table,
    [ENVIRONMENT.stackName]: STACK_NAME,
    [ENVIRONMENT.ownRoleArn]: NAMES.checkBlindSpotsRoleArn,
  },
  policy: fact(
    functionPolicy(
      permission('events.amazonaws.com', NAMES.checkBlindSpotsArn, `${NAMES.ruleArn}-CheckBlindSpotsRule-1A2B3C4D5E6F`),
    ),
  ),
});

/** A silence that hides all use of one key by one caller, for two days more. */
export const aSilence = (changes: Partial<Silence> = {}): Silence => ({
  name: 'migration',
  key: NAMES.usedKeyArn,
  account: undefined,
  class: undefined,
  caller: 'role billing-batch',
  until: new Date('2026-11-24T00:00:00Z'),
  untilDeletion: false,
  reason: 'moves to another key',
  by: 'ops',
  writtenAt: new Date('2026-11-20T00:00:00Z'),
  ...changes,
});
