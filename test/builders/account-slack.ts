import { fact } from '../../shared/blind-spots/fact.ts';
import type {
  Facts,
  FunctionFacts,
  MappingFacts,
  SlackFacts,
  SubscriptionFacts,
} from '../../shared/blind-spots/facts.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { OUTPUTS, STACK_NAME } from '../../shared/contract/names.ts';
import { SLACK_NAMES, slackResources } from './account-names.ts';
import { aSubscription, theFunction } from './account-readers.ts';

export const SLACK_PARAMETER = '/kms-deletion-guard/slack-webhook';

/** The policy by which NotifySlack lets both topics into its queue. */
export const slackQueuePolicy = (...topicArns: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Resource: SLACK_NAMES.queueArn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      ...topicArns.map((topicArn) => ({
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: SLACK_NAMES.queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      })),
    ],
  });

const notifySlack = (): FunctionFacts => ({
  ...theFunction(SLACK_NAMES.function, SLACK_NAMES.functionArn, SLACK_NAMES.roleArn),
  environment: { [ENVIRONMENT.stackName]: STACK_NAME, [ENVIRONMENT.slackWebhookParameter]: SLACK_PARAMETER },
  policy: fact(undefined),
  onFailure: fact(undefined),
});

export const aMapping = (changes: Partial<MappingFacts> = {}): MappingFacts => ({
  id: SLACK_NAMES.mappingId,
  state: 'Enabled',
  stateReason: 'USER_INITIATED',
  functionArn: SLACK_NAMES.functionArn,
  takesMessagesBack: true,
  hasFilters: false,
  ...changes,
});

/** The subscription of the Slack queue. */
export const slackSubscription = (changes: Partial<SubscriptionFacts> = {}): SubscriptionFacts =>
  aSubscription({ endpoint: SLACK_NAMES.queueArn, protocol: 'sqs', ...changes });

/** The same account with a way to Slack in good health: both topics send to its queue, beside whoever else reads them. Once is enough. */
export function withSlack(facts: Facts): Facts {
  if (facts.slack !== undefined) return facts;
  const { stack } = facts;
  const [alertTopicArn = '', backstopTopicArn = ''] = [
    stack.outputs[OUTPUTS.alertTopicArn],
    stack.outputs[OUTPUTS.backstopTopicArn],
  ];
  return {
    ...facts,
    stack: {
      ...stack,
      outputs: {
        ...stack.outputs,
        [OUTPUTS.slackFunctionName]: SLACK_NAMES.function,
        [OUTPUTS.slackQueueUrl]: SLACK_NAMES.queueUrl,
        [OUTPUTS.slackFailureQueueUrl]: SLACK_NAMES.failureQueueUrl,
        [OUTPUTS.settings]: withWebhook(stack.outputs[OUTPUTS.settings] ?? ''),
      },
      resources: stack.resources.known ? fact([...stack.resources.value, ...slackResources()]) : stack.resources,
    },
    alertTopic: subscribed(facts.alertTopic),
    backstopTopic: subscribed(facts.backstopTopic),
    slack: aWayToSlack(slackQueuePolicy(alertTopicArn, backstopTopicArn)),
  };
}

const aWayToSlack = (policy: string): SlackFacts => ({
  function: fact(notifySlack()),
  runs: fact({ invocations: 40, invocationsInLastHour: 2, errors: 0, errorsInLastHour: 0 }),
  mapping: fact(aMapping()),
  queue: fact({ messages: 0, keyId: undefined, policy }),
  failureQueue: fact({ messages: 0, keyId: undefined }),
  parameter: SLACK_PARAMETER,
  webhook: fact({ type: 'SecureString', keyId: 'alias/aws/ssm' }),
});

const subscribed = (topic: Facts['alertTopic']): Facts['alertTopic'] =>
  topic.known && topic.value !== 'missing' && topic.value.subscriptions.known
    ? fact({ ...topic.value, subscriptions: fact([...topic.value.subscriptions.value, slackSubscription()]) })
    : topic;

const withWebhook = (settings: string): string =>
  JSON.stringify({ ...JSON.parse(settings), slackWebhookParameter: SLACK_PARAMETER });
