import { type Check, type Fix, fail, type Verdict } from '../check.ts';
import { expectedEmails } from '../deployed-settings.ts';
import type { Fact } from '../fact.ts';
import type { Facts, SubscriptionFacts, TopicFacts } from '../facts.ts';
import { type Fault, grave, slight, verdictOn } from '../findings.ts';
import { byAws, restoreByHand } from '../fixes.ts';
import { listed, unread } from '../verdicts.ts';

/** What differs between the two topics. */
export interface TopicOfPeople {
  /** "alert topic" */
  readonly name: string;
  readonly topic: Fact<TopicFacts | 'missing'>;
  /** Why a confirmed subscription does not hear everything; undefined: it does. */
  readonly deaf: (subscription: SubscriptionFacts) => string | undefined;
}

/** Judges who reads a topic. Source of the states: SNS API Reference, Subscription; SNS Developer Guide, "Email notifications". */
export function judgeReaders({ name, topic, deaf }: TopicOfPeople, facts: Facts): Verdict {
  if (!topic.known) return unread(topic);
  if (topic.value === 'missing') return fail(`the ${name} is gone`, restoreByHand(`the ${name}`));
  const { subscriptions, arn } = topic.value;
  if (!subscriptions.known) return unread(subscriptions);
  const confirmed = subscriptions.value.filter(({ state }) => state === 'confirmed');
  const hearing = confirmed.filter((subscription) => deaf(subscription) === undefined);
  const certain = hearing.filter(({ filterPolicy }) => filterPolicy.known);
  const [unclear] = hearing.flatMap(({ filterPolicy }) => (filterPolicy.known ? [] : [filterPolicy]));
  // Nobody is known to hear, but somebody may.
  if (certain.length === 0 && unclear !== undefined) return unread(unclear, 'whether a filter policy drops messages');
  const faults = [
    ...confirmed.flatMap((subscription) => deafFault(subscription, deaf(subscription))),
    ...absentees(subscriptions.value, arn, facts),
  ];
  if (hearing.length > 0)
    return verdictOn(faults, `${listed(hearing.map(shown))} ${hearing.length === 1 ? 'reads' : 'read'} the ${name}`);
  const fixes = faults.flatMap((fault) => fault.fixes);
  return verdictOn(
    [grave(`nobody reads the ${name}`, ...(fixes.length > 0 ? [] : [SUBSCRIBE_SOMEBODY])), ...faults],
    '',
  );
}

const deafFault = ({ endpoint }: SubscriptionFacts, why: string | undefined): readonly Fault[] =>
  why === undefined
    ? []
    : [
        slight(`${endpoint} ${why}`, {
          title: 'take its filter policy away, or subscribe another address without one',
          url: 'https://docs.aws.amazon.com/sns/latest/dg/message-filtering-policy-remove.html',
        }),
      ];

/** Those who have not confirmed, and those whose subscription is gone. */
function absentees(subscriptions: readonly SubscriptionFacts[], arn: string, facts: Facts): readonly Fault[] {
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
const subscribe = (title: string, arn: string, endpoint: string, { region, stack }: Facts): Fix =>
  expectedEmails(stack)?.includes(endpoint)
    ? byAws(title, 'sns', 'subscribe', region, {
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

const shown = ({ endpoint, protocol }: SubscriptionFacts): string =>
  protocol.startsWith('email') ? endpoint : `${protocol} ${endpoint}`;

/** Events by which somebody may have closed the way to people. */
export const READERS_CHANGED_BY: Check['changedBy'] = [
  'Unsubscribe',
  'DeleteTopic',
  'SetSubscriptionAttributes',
  'Subscribe',
];
