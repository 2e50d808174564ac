import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type Subscription,
} from '@aws-sdk/client-sns';
import { type Fact, fact } from '../../blind-spots/fact.ts';
import type { SubscriptionFacts, TopicFacts } from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask, askUnless, whenKnown, whenThere } from './ask.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { allPages } from './pages.ts';

type Sns = Pick<GuardClients, 'sns'>;

/** A topic that is shared may have thousands of subscriptions. */
const AT_ONCE = 8;

/** A topic with all its subscriptions. Source: SNS API Reference, GetTopicAttributes and ListSubscriptionsByTopic. */
export async function readTopic({ sns }: Sns, arn: string, budget: AbortSignal): Promise<Fact<TopicFacts | 'missing'>> {
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
  { sns }: Sns,
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
  { sns }: Sns,
  subscription: Subscription,
  budget: AbortSignal,
): Promise<SubscriptionFacts> {
  const { Endpoint: endpoint = '', Protocol: protocol = '', SubscriptionArn: arn = '' } = subscription;
  const state = stateOf(arn);
  const filterPolicy =
    state === 'confirmed' ? await readFilterPolicy({ sns }, arn, budget) : fact<string | undefined>(undefined);
  return { endpoint, protocol, state, filterPolicy };
}

/** Instead of an ARN, SNS gives a word for a subscription that has none. */
function stateOf(arn: string): SubscriptionFacts['state'] {
  if (arn === 'Deleted') return 'deleted';
  return arn.startsWith('arn:') ? 'confirmed' : 'pending';
}

const readFilterPolicy = ({ sns }: Sns, arn: string, budget: AbortSignal): Promise<Fact<string | undefined>> =>
  ask('sns:GetSubscriptionAttributes', budget, async () => {
    const command = new GetSubscriptionAttributesCommand({ SubscriptionArn: arn });
    const { Attributes: attributes = {} } = await sns.send(command, { abortSignal: budget });
    return attributes.FilterPolicy || undefined;
  });
