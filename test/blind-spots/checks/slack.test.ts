import { describe, expect, it } from '@jest/globals';
import { functionRuntime } from '../../../shared/blind-spots/checks/function-runtime.ts';
import { ownKeys } from '../../../shared/blind-spots/checks/own-keys.ts';
import { slack } from '../../../shared/blind-spots/checks/slack.ts';
import { isCopyable } from '../../../shared/blind-spots/copyable.ts';
import { digestOf } from '../../../shared/blind-spots/deployed-settings.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import type { Facts, ParameterFacts, SubscribedQueueFacts } from '../../../shared/blind-spots/facts.ts';
import { ENVIRONMENT } from '../../../shared/contract/environment.ts';
import {
  NAMES,
  SLACK_NAMES,
  SLACK_PARAMETER,
  slackQueuePolicy,
  slackSubscription,
  withSlack,
} from '../../builders/account.ts';
import {
  withKey,
  withMapping,
  withNotifySlack,
  withOutput,
  withSlackParts,
  withSlackReader,
  withTopic,
} from '../breaking.ts';
import { asItIs, judges, type Situation } from './situations.ts';

const withQueue = (facts: Facts, changes: Partial<SubscribedQueueFacts>): Facts =>
  withSlackParts(facts, ({ queue }) => ({
    queue: queue.known && queue.value !== 'missing' ? fact({ ...queue.value, ...changes }) : queue,
  }));
const withWebhook = (facts: Facts, webhook: ParameterFacts | 'missing'): Facts =>
  withSlackParts(facts, () => ({ webhook: fact(webhook) }));

const STORE =
  'aws ssm put-parameter --region eu-west-1 --name /kms-deletion-guard/slack-webhook --type SecureString --value file:///dev/stdin';
const UPDATE = `update-event-source-mapping --region eu-west-1 --uuid ${SLACK_NAMES.mappingId}`;
const KEY = NAMES.usedKeyArn;

describe('slack', () => {
  judges(slack, [
    ['no Slack', asItIs, 'pass', 'slackWebhookParameter is not set'],
    ['as deployed', withSlack, 'pass', 'both topics send to its queue'],
  ]);
});

describe('the subscriptions of Slack', () => {
  judges(slack, [
    [
      'none on the alert topic',
      (facts) => withSlackReader(facts, 'alertTopic'),
      'fail',
      `aws sns subscribe --region eu-west-1 --topic-arn ${NAMES.alertTopicArn} --protocol sqs --notification-endpoint ${SLACK_NAMES.queueArn}`,
    ],
    [
      'one that is not confirmed',
      (facts) => withSlackReader(facts, 'backstopTopic', slackSubscription({ state: 'pending' })),
      'fail',
      'is not subscribed to the backstop topic',
    ],
    [
      'one of another queue',
      (facts) => withSlackReader(facts, 'alertTopic', slackSubscription({ endpoint: 'arn:aws:sqs:eu-west-1:1:x' })),
      'fail',
    ],
    [
      'one with a filter policy by which its owner hears of high severities',
      (facts) =>
        withSlackReader(
          facts,
          'alertTopic',
          slackSubscription({ filterPolicy: fact('{"severity":["high","critical"]}') }),
        ),
      'pass',
    ],
    [
      'one on a topic of another Region',
      (facts) => withTopic(withSlackReader(facts, 'alertTopic'), 'alertTopic', { arn: 'arn:aws:sns:us-east-1:1:ops' }),
      'fail',
      'subscribe --region us-east-1',
    ],
    [
      'not known',
      (facts) => withTopic(withSlack(facts), 'alertTopic', { subscriptions: notKnown('no', 'sns:X') }),
      'unknown',
      'sns:X',
    ],
    [
      'a topic that is gone',
      (facts) => ({ ...withSlack(facts), backstopTopic: fact('missing') }),
      'unknown',
      'see backstop-readers',
    ],
  ]);
});

// SNS Developer Guide, "Subscribing an Amazon SQS queue to an Amazon SNS topic": the queue's policy lets the topic in.
describe('the policy of the Slack queue', () => {
  const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const ALLOW = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: SLACK_NAMES.queueArn };
  const given = (
    name: string,
    text: string | undefined,
    state: Situation[2],
    ...words: readonly string[]
  ): Situation => [name, (facts) => withQueue(facts, { policy: text }), state, ...words];
  judges(slack, [
    given('none', undefined, 'fail', 'from the alert topic and backstop topic', 'aws sqs set-queue-attributes'),
    given('for one topic', slackQueuePolicy(NAMES.alertTopicArn), 'fail', 'what comes from the backstop topic'),
    given(
      'for topics of the account',
      policy({
        ...ALLOW,
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': NAMES.accountId } },
      }),
      'pass',
    ),
    given(
      'for topics of another account',
      policy({
        ...ALLOW,
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } },
      }),
      'fail',
    ),
    given('with a Deny', policy({ ...ALLOW, Principal: '*' }, { ...ALLOW, Effect: 'Deny', Principal: '*' }), 'fail'),
    given(
      'with a condition on an organization',
      policy({ ...ALLOW, Principal: '*', Condition: { StringEquals: { 'aws:SourceOrgID': 'o-1' } } }),
      'unknown',
    ),
    given('that is none', '{', 'unknown', 'cannot be read'),
  ]);
});

// Lambda API Reference, GetEventSourceMapping: the states.
describe('the event source mapping of Slack', () => {
  const inState = (name: string, state: Situation[2], ...words: readonly string[]): Situation => [
    name,
    (facts) => withMapping(facts, { state: name }),
    state,
    ...words,
  ];
  judges(slack, [
    ...['Creating', 'Enabling', 'Enabled', 'Updating'].map((name) => inState(name, 'pass')),
    inState('Disabled', 'fail', 'is Disabled (USER_INITIATED)', `update-event-source-mapping --enabled --region`),
    inState('Disabling', 'fail'),
    inState('Deleting', 'fail'),
    [
      'gone',
      (facts) => withSlackParts(facts, () => ({ mapping: fact('missing') })),
      'fail',
      'bring the event source mapping back',
    ],
    [
      'of another function',
      (facts) => withMapping(facts, { functionArn: NAMES.detectKeyUseArn }),
      'fail',
      `invokes ${NAMES.detectKeyUseArn}`,
      `${UPDATE} --function-name ${SLACK_NAMES.functionArn}`,
    ],
    [
      'that deletes what was handed back',
      (facts) => withMapping(facts, { takesMessagesBack: false }),
      'fail',
      `${UPDATE} --function-response-types ReportBatchItemFailures`,
    ],
    ['with a filter', (facts) => withMapping(facts, { hasFilters: true }), 'fail', `${UPDATE} --filter-criteria '{}'`],
    [
      'with all of it: each is said',
      (facts) => withMapping(facts, { state: 'Disabled', functionArn: undefined, hasFilters: true }),
      'fail',
      'is Disabled',
      'invokes nothing',
      'has filters',
    ],
  ]);
});

describe('the function of Slack', () => {
  judges(slack, [
    ['gone', (facts) => withSlackParts(facts, () => ({ function: fact('missing') })), 'fail', 'notify-slack is gone'],
    [
      'Failed',
      (facts) => withNotifySlack(facts, { state: 'Failed', stateReason: 'KMSAccessDenied' }),
      'fail',
      'KMSAccessDenied',
    ],
    [
      'a concurrency of 0',
      (facts) => withNotifySlack(facts, { reservedConcurrency: fact(0) }),
      'fail',
      'delete-function-concurrency',
    ],
    ['in a state that nobody knows', (facts) => withNotifySlack(facts, { state: 'New' }), 'warn'],
  ]);
  judges(functionRuntime, [
    [
      'on an old runtime',
      (facts) => withNotifySlack(facts, { runtime: 'nodejs20.x' }),
      'warn',
      `function ${SLACK_NAMES.function} runs on nodejs20.x`,
    ],
  ]);
});

describe('the parameter of the webhook', () => {
  const usedBy = (environment: Readonly<Record<string, string>>, setting: string) => (facts: Facts) =>
    withOutput(
      withNotifySlack(facts, { environment }),
      'Settings',
      JSON.stringify({ slackWebhookParameter: setting, emails: 'ops@example.com' }),
    );
  const OURS = { [ENVIRONMENT.slackWebhookParameter]: SLACK_PARAMETER };
  judges(slack, [
    ['gone', (facts) => withWebhook(facts, 'missing'), 'fail', SLACK_PARAMETER, STORE],
    [
      'in clear: its type cannot be changed',
      (facts) => withWebhook(facts, { type: 'String', keyId: undefined }),
      'fail',
      `aws ssm delete-parameter --region eu-west-1 --name ${SLACK_PARAMETER}`,
      'revoke the old one',
      STORE,
    ],
    [
      'under a key of the account',
      (facts) => withKey(withWebhook(facts, { type: 'SecureString', keyId: KEY }), KEY, {}),
      'fail',
      KEY,
      STORE.replace('put-parameter', 'put-parameter --overwrite'),
    ],
    [
      "under SSM's own key, by its ARN",
      (facts) => withKey(withWebhook(facts, { type: 'SecureString', keyId: KEY }), KEY, { manager: 'AWS' }),
      'pass',
    ],
    [
      'under a key that cannot be looked at',
      (facts) => withWebhook(facts, { type: 'SecureString', keyId: KEY }),
      'unknown',
    ],
    ['not known', (facts) => withSlackParts(facts, () => ({ webhook: notKnown('no', 'ssm:X') })), 'unknown', 'ssm:X'],
    ['another than was set', usedBy(OURS, '/other'), 'fail', `from parameter ${SLACK_PARAMETER}, which nobody set`],
    ['as it was set, by its digest', usedBy(OURS, digestOf(SLACK_PARAMETER)), 'pass'],
    ['in an environment that cannot be decrypted', usedBy({}, '/other'), 'pass'],
  ]);
  judges(ownKeys, [
    [
      'under a key that is going',
      (facts) => withKey(withWebhook(facts, { type: 'SecureString', keyId: KEY }), KEY, { state: 'PendingDeletion' }),
      'fail',
      "the key of Slack's webhook parameter",
    ],
  ]);
});

describe('the failure queue of Slack', () => {
  const holds = (messages: number) => (facts: Facts) =>
    withSlackParts(facts, () => ({ failureQueue: fact({ messages, keyId: undefined }) }));
  judges(slack, [
    [
      'one message',
      holds(1),
      'fail',
      '1 message that Slack did not take waits',
      `aws sqs receive-message --region eu-west-1 --queue-url ${SLACK_NAMES.failureQueueUrl}`,
      `aws sqs start-message-move-task --region eu-west-1 --source-arn ${SLACK_NAMES.failureQueueArn} --destination-arn ${SLACK_NAMES.queueArn}`,
    ],
    ['two', holds(2), 'fail', '2 messages that Slack did not take wait in'],
    ['gone', (facts) => withSlackParts(facts, () => ({ failureQueue: fact('missing') })), 'fail', 'is gone'],
  ]);
});

describe('a command of Slack', () => {
  it('may read the terminal in an alert, and no other file', () => {
    expect(isCopyable(STORE)).toBe(true);
    expect(isCopyable(STORE.replace('/dev/stdin', '/etc/passwd'))).toBe(false);
    expect(isCopyable(`${STORE}.example.com`)).toBe(false);
  });

  it('may name a queue of AWS there, and no other address', () => {
    const receive = (url: string) =>
      `aws sqs receive-message --region eu-west-1 --queue-url ${url} --visibility-timeout 0`;
    expect(isCopyable(receive(SLACK_NAMES.failureQueueUrl))).toBe(true);
    for (const url of [
      SLACK_NAMES.failureQueueUrl.replace('amazonaws.com', 'amazonaws.com.evil.example.com'),
      SLACK_NAMES.failureQueueUrl.replace('sqs.', 'sqs.evil.'),
      `${SLACK_NAMES.failureQueueUrl}/evil.example.com`,
    ])
      expect([url, isCopyable(receive(url))]).toEqual([url, false]);
  });
});
