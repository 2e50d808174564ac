import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { type Fact, fact } from '../../blind-spots/fact.ts';
import type { SubscriptionFacts, TopicFacts } from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask, askUnless, whenKnown, whenThere } from './ask.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { allPages } from './pages.ts';

type Sns = Pick<GuardClients, 'sns'>;
interface Client {
  readonly sns: SNSClient;
}

/** A topic that is shared may have thousands of subscriptions. */
const AT_ONCE = 8;

/** A topic with all its subscriptions, asked for in its own Region. Source: SNS API Reference, GetTopicAttributes and ListSubscriptionsByTopic. */
export async function readTopic(clients: Sns, arn: string, budget: AbortSignal): Promise<Fact<TopicFacts | 'missing'>> {
  const sns = clients.sns(arn.split(':')[3] || undefined);
  const [described, subscriptions] = await Promise.all([
    askUnless(/^NotFound/, 'missing' as const, 'sns:GetTopicAttributes', budget, async () => {
      const answer = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }), { abortSignal: budget });
      return answer.Attributes ?? {};
    }),
    readSubscriptions({ sns }, arn, budget),
  ]);
  return whenThere(described, async ({ Policy: policy, KmsMasterKeyId: keyId }) => ({
    arn,
    policy: policy || undefined,
    keyId: keyId || undefined,
    subscriptions,
  }));
}

async function readSubscriptions(
  { sns }: Client,
  arn: string,
  budget: AbortSignal,
): Promise<Fact<readonly SubscriptionFacts[]>> {
  const listed = await ask('sns:ListSubscriptionsByTopic', budget, () =>
    allPages(async (token) => {
      const command = new ListSubscriptionsByTopicCommand({ TopicArn: arn, ...(token && { NextToken: token }) });
      const { Subscriptions: items, NextToken: next } = await sns.send(command, { abortSignal: budget });
      return { items, next };
    }),
  );
  return whenKnown(listed, (all) => fewAtATime(AT_ONCE, all, (one) => subscriptionOf({ sns }, one, budget)));
}

async function subscriptionOf(
  { sns }: Client,
  subscription: Subscription,
  budget: AbortSignal,
): Promise<SubscriptionFacts> {
  const { Endpoint: endpoint = '', Protocol: protocol = '', SubscriptionArn: arn = '' } = subscription;
  const state = stateOf(arn);
  const attributes = state === 'confirmed' ? await readAttributes({ sns }, arn, budget) : fact<Attributes>({});
  return {
    endpoint: withoutPath(endpoint, protocol),
    protocol,
    state,
    filterPolicy: attributes.known ? fact(attributes.value.FilterPolicy || undefined) : attributes,
    filterPolicyScope:
      attributes.known && attributes.value.FilterPolicyScope === 'MessageBody' ? 'MessageBody' : 'MessageAttributes',
  };
}

/** Scheme and host of a URL: the path of a webhook is a secret, and what is not known here cannot be told anywhere. */
function withoutPath(endpoint: string, protocol: string): string {
  if (!/^https?$/i.test(protocol) && !/^https?:/i.test(endpoint)) return endpoint;
  return `${protocol}://${URL.canParse(endpoint) ? new URL(endpoint).host : ''}/...`;
}

/** Instead of an ARN, SNS gives a word for a subscription that has none. */
function stateOf(arn: string): SubscriptionFacts['state'] {
  if (arn === 'Deleted') return 'deleted';
  return arn.startsWith('arn:') ? 'confirmed' : 'pending';
}

type Attributes = Readonly<Record<string, string>>;

/** Source: SNS API Reference, GetSubscriptionAttributes: a filter policy is on attributes unless its scope says otherwise. */
const readAttributes = ({ sns }: Client, arn: string, budget: AbortSignal): Promise<Fact<Attributes>> =>
  ask('sns:GetSubscriptionAttributes', budget, async () => {
    const command = new GetSubscriptionAttributesCommand({ SubscriptionArn: arn });
    return (await sns.send(command, { abortSignal: budget })).Attributes ?? {};
  });
