import type { Facts, SubscriptionFacts, TopicFacts } from '../../../shared/blind-spots/facts.ts';
import { type Answer, type Request, snsError } from '../aws.ts';
import { type Answering, element, ifKnown, ifThere, type Manner, pageOf, query, tag } from './answers.ts';

const DENIED = snsError(403, 'AccessDenied');

/** CloudFormation on the stack. */
export function answerStack(aws: Answering, facts: Facts, manner: Manner): void {
  const { stack, partition, region, accountId } = facts;
  const outputs = Object.entries(stack.outputs).map(([name, value]) =>
    element('member', tag('OutputKey', name), tag('OutputValue', value)),
  );
  const described = element(
    'member',
    tag('StackId', `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stack.name}/0a1b2c3d`),
    tag('StackName', stack.name),
    tag('CreationTime', stack.createdAt.toISOString()),
    tag('LastUpdatedTime', stack.updatedAt?.toISOString()),
    tag('StackStatus', stack.status),
    element('Outputs', ...outputs),
  );
  aws.answer('DescribeStacks', ({ parameters: { StackName: name } }) =>
    name === stack.name ? query('DescribeStacks', element('Stacks', described)) : noStack(String(name)),
  );
  aws.answer('ListStackResources', ({ parameters: { NextToken: token } }) =>
    ifKnown(
      stack.resources,
      (resources) => {
        const page = pageOf([...resources, REPLACED], token, manner);
        const members = page.items.map(({ logicalId, type, physicalId }) =>
          element(
            'member',
            tag('LogicalResourceId', logicalId),
            tag('PhysicalResourceId', physicalId),
            tag('ResourceType', type),
            tag('ResourceStatus', logicalId === REPLACED.logicalId ? 'DELETE_COMPLETE' : 'CREATE_COMPLETE'),
            tag('LastUpdatedTimestamp', stack.createdAt.toISOString()),
          ),
        );
        const summaries = element('StackResourceSummaries', ...members);
        return query('ListStackResources', summaries, tag('NextToken', page.next));
      },
      DENIED,
    ),
  );
}

/** What an earlier version had. */
const REPLACED = { logicalId: 'OldAlarm', type: 'AWS::CloudWatch::Alarm', physicalId: 'old' };

const noStack = (name: string): Answer => ({
  status: 400,
  headers: { 'content-type': 'text/xml' },
  body: element(
    'ErrorResponse',
    element('Error', tag('Code', 'ValidationError'), tag('Message', `Stack with id ${name} does not exist`)),
  ),
});

/** SNS on both topics. */
export function answerTopics(aws: Answering, facts: Facts, manner: Manner): void {
  const topics = [facts.alertTopic, facts.backstopTopic];
  const [alertArn, backstopArn] = [facts.stack.outputs.AlertTopicArn, facts.stack.outputs.BackstopTopicArn];
  const ofTopic = ({ parameters: { TopicArn: arn } }: Request, answer: (topic: TopicFacts) => Answer): Answer => {
    const topic = topics[[alertArn, backstopArn].indexOf(String(arn))];
    const missing = snsError(404, 'NotFound');
    return topic === undefined ? missing : ifThere(topic, answer, missing, snsError(403, 'AuthorizationError'));
  };
  aws.answer('GetTopicAttributes', (request) =>
    ofTopic(request, ({ arn, policy, keyId }) =>
      query('GetTopicAttributes', attributes({ TopicArn: arn, Policy: policy, KmsMasterKeyId: keyId })),
    ),
  );
  aws.answer('ListSubscriptionsByTopic', (request) =>
    ofTopic(request, ({ arn, subscriptions }) =>
      ifKnown(
        subscriptions,
        (all) => {
          const page = pageOf([...all.entries()], request.parameters.NextToken, manner);
          const members = page.items.map(([at, subscription]) => memberOf(`${arn}:${at}`, subscription));
          return query('ListSubscriptionsByTopic', element('Subscriptions', ...members), tag('NextToken', page.next));
        },
        snsError(403, 'AuthorizationError'),
      ),
    ),
  );
  aws.answer('GetSubscriptionAttributes', (request) => {
    const [, topicArn = '', at] = /^(.*):(\d+)$/.exec(String(request.parameters.SubscriptionArn)) ?? [];
    return ofTopic({ ...request, parameters: { TopicArn: topicArn } }, ({ subscriptions }) => {
      const subscription = subscriptions.known ? subscriptions.value[Number(at)] : undefined;
      if (subscription === undefined) return snsError(404, 'NotFound');
      return ifKnown(
        subscription.filterPolicy,
        (policy) =>
          query(
            'GetSubscriptionAttributes',
            attributes({ FilterPolicy: policy, FilterPolicyScope: policy && subscription.filterPolicyScope }),
          ),
        snsError(403, 'AuthorizationError'),
      );
    });
  });
}

/** As SNS says it: an ARN for who confirmed, a word for who did not. */
function memberOf(arn: string, { endpoint, protocol, state }: SubscriptionFacts): string {
  const words = { confirmed: arn, pending: 'PendingConfirmation', deleted: 'Deleted' };
  return element('member', tag('SubscriptionArn', words[state]), tag('Protocol', protocol), tag('Endpoint', endpoint));
}

const attributes = (values: Readonly<Record<string, string | undefined>>): string =>
  element(
    'Attributes',
    ...Object.entries(values).map(([name, value]) =>
      value === undefined ? '' : element('entry', tag('key', name), tag('value', value)),
    ),
  );
