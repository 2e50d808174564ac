import { DAY_MS, isYounger } from '../ages.ts';
import { type Check, type Fix, fail, type Verdict } from '../check.ts';
import { queueArnOf } from '../deployed-names.ts';
import { expectedEmails } from '../deployed-settings.ts';
import type { Fact } from '../fact.ts';
import type { Facts, SubscriptionFacts, TopicFacts } from '../facts.ts';
import { type Fault, grave, slight, verdictOn } from '../findings.ts';
import { byAws, restoreByHand } from '../fixes.ts';
import { carries } from '../slack/carries.ts';
import { listed, unread } from '../verdicts.ts';
import { regionOfTopic } from './region.ts';

/** What differs between the two topics. */
export interface TopicOfPeople {
  /** "alert topic" */
  readonly name: string;
  readonly topic: Fact<TopicFacts | 'missing'>;
  readonly hearing: (subscription: SubscriptionFacts) => Hearing;
  /** Who hears less is told of only where nobody hears all. */
  readonly toldOnlyWhenAlone?: true;
}

/** What a confirmed subscription hears of the topic, and why not all. */
export type Hearing =
  | { readonly hears: 'all' }
  | { readonly hears: 'nothing' | 'perhaps'; readonly why: string; readonly fix: Fix };

/** Judges who reads a topic. Source of the states: SNS API Reference, Subscription; SNS Developer Guide, "Email notifications". */
export function judgeReaders(of: TopicOfPeople, facts: Facts): Verdict {
  const { name, topic } = of;
  if (!topic.known) return unread(topic);
  if (topic.value === 'missing') return fail(`the ${name} is gone`, restoreByHand(`the ${name}`));
  const { subscriptions, arn } = topic.value;
  if (!subscriptions.known) return unread(subscriptions);
  const confirmed = subscriptions.value.filter(({ state }) => state === 'confirmed');
  const hearing = confirmed.filter((subscription) => of.hearing(subscription).hears !== 'nothing');
  const readers = hearing.filter((subscription) => mayReachPeople(subscription, facts));
  const certain = readers.filter(({ filterPolicy }) => filterPolicy.known);
  const [unclear] = readers.flatMap(({ filterPolicy }) => (filterPolicy.known ? [] : [filterPolicy]));
  // Nobody is known to hear, but somebody may.
  if (certain.length === 0 && unclear !== undefined) return unread(unclear, 'whether a filter policy drops messages');
  const faults = [...hearingFaults(confirmed, readers, of, facts), ...absentees(subscriptions.value, arn, facts)];
  if (readers.length > 0)
    return verdictOn(
      faults,
      `${listed(namesOf(readers, facts))} ${readers.length === 1 ? 'reads' : 'read'} the ${name}`,
    );
  return verdictOn([nobody(name, subscriptions.value, hearing, faults, facts), ...faults], '');
}

/**
 * A queue or a stream is an archive where people were to be told by e-mail. The guard's own is none: out of it a function posts to Slack,
 * where that works. Source of the protocols: SNS API Reference, Subscribe.
 */
const mayReachPeople = (subscription: SubscriptionFacts, facts: Facts): boolean =>
  isSlack(subscription, facts)
    ? carries(facts)
    : !ARCHIVES.has(subscription.protocol) || (expectedEmails(facts.stack) ?? []).length === 0;

/** Whether it is the guard's own way to Slack. */
export const isSlack = ({ endpoint, protocol }: SubscriptionFacts, facts: Facts): boolean =>
  protocol === 'sqs' && endpoint === queueArnOf(facts, 'slackQueueUrl');

const ARCHIVES = new Set(['sqs', 'firehose']);

/** SNS keeps a confirmation open so long. Source: SNS Developer Guide, "Email notifications". */
const CONFIRMATION_MS = 2 * DAY_MS;

/** Those of a stack that was just deployed are given the time to confirm. */
function nobody(
  name: string,
  subscriptions: readonly SubscriptionFacts[],
  archives: readonly SubscriptionFacts[],
  faults: readonly Fault[],
  facts: Facts,
): Fault {
  const { stack, now } = facts;
  const pending = subscriptions.filter(({ state, protocol }) => state === 'pending' && protocol.startsWith('email'));
  if (pending.length > 0 && isYounger(stack.createdAt, now, CONFIRMATION_MS))
    return slight(`nobody reads the ${name} yet: it waits for confirmation by ${listed(namesOf(pending, facts))}`);
  const but = archives.length === 0 ? '' : `, as ${listed(namesOf(archives, facts))} reaches no people`;
  const named = faults.some(({ fixes }) => fixes.length > 0);
  return grave(`nobody reads the ${name}${but}`, ...(named ? [] : [SUBSCRIBE_SOMEBODY]));
}

/** Of those who were confirmed, and hear less than all. */
function hearingFaults(
  confirmed: readonly SubscriptionFacts[],
  readers: readonly SubscriptionFacts[],
  { hearing, toldOnlyWhenAlone }: TopicOfPeople,
  facts: Facts,
): readonly Fault[] {
  if (toldOnlyWhenAlone && readers.some((subscription) => hearing(subscription).hears === 'all')) return [];
  return confirmed.flatMap((subscription) => hearingFault(subscription, hearing(subscription), facts));
}

const hearingFault = (its: SubscriptionFacts, hearing: Hearing, facts: Facts): readonly Fault[] =>
  hearing.hears === 'all'
    ? []
    : [slight(`${isSlack(its, facts) ? 'Slack' : its.endpoint} ${hearing.why}`, hearing.fix)];

/** Those who have not confirmed, and those whose subscription is gone; of Slack, its own check tells. */
function absentees(all: readonly SubscriptionFacts[], arn: string, facts: Facts): readonly Fault[] {
  const subscriptions = all.filter((subscription) => !isSlack(subscription, facts));
  const inState = (state: SubscriptionFacts['state']) => subscriptions.filter((each) => each.state === state);
  const here = new Set([...inState('confirmed'), ...inState('pending')].map(({ endpoint }) => endpoint.toLowerCase()));
  const expected = expectedEmails(facts.stack) ?? [];
  const gone = [...expected, ...inState('deleted').map(({ endpoint }) => endpoint)].filter(
    (endpoint) => !here.has(endpoint.toLowerCase()),
  );
  const pending = inState('pending').map(({ endpoint }) =>
    slight(
      `${endpoint} has not confirmed`,
      subscribe('have the confirmation sent again, and opened', arn, endpoint, facts),
    ),
  );
  const vanished = [...new Map(gone.map((endpoint) => [endpoint.toLowerCase(), endpoint])).values()].map((endpoint) =>
    slight(`${endpoint} is no longer subscribed`, subscribe('subscribe it again', arn, endpoint, facts), KEEP),
  );
  return [...pending, ...vanished];
}

/**
 * Subscribe also sends the confirmation of a pending subscription again. A command is given only for an address of the settings: nobody
 * should subscribe a stranger by copying one. Source: SNS API Reference, Subscribe.
 */
const subscribe = (title: string, arn: string, endpoint: string, facts: Facts): Fix =>
  expectedEmails(facts.stack)?.includes(endpoint)
    ? byAws(title, 'sns', 'subscribe', regionOfTopic(arn, facts), {
        '--topic-arn': arn,
        '--protocol': 'email',
        '--notification-endpoint': endpoint,
      })
    : { title: `${title}, if it is meant to read this` };

const SUBSCRIBE_SOMEBODY: Fix = {
  title: 'subscribe somebody, and have the confirmation opened',
  url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html',
};

// Link scanners open the unsubscribe link of SNS e-mail. Source: SNS API Reference, ConfirmSubscription.
const KEEP: Fix = {
  title: 'if a scanner of links unsubscribed it: confirm by ConfirmSubscription with AuthenticateOnUnsubscribe=true',
  url: 'https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html',
};

const namesOf = (subscriptions: readonly SubscriptionFacts[], facts: Facts): readonly string[] =>
  subscriptions.map((subscription) => {
    const { endpoint, protocol } = subscription;
    if (isSlack(subscription, facts)) return 'Slack';
    return protocol.startsWith('email') ? endpoint : `${protocol} ${endpoint}`;
  });

/** Events by which somebody may have closed the way to people. */
export const READERS_CHANGED_BY: Check['changedBy'] = [
  'Unsubscribe',
  'DeleteTopic',
  'SetSubscriptionAttributes',
  'Subscribe',
];
