import { describe } from '@jest/globals';
import { alertReaders } from '../../../shared/blind-spots/checks/alert-readers.ts';
import { backstopReaders } from '../../../shared/blind-spots/checks/backstop-readers.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { aSubscription, minutesAgo, slackSubscription, withSlack } from '../../builders/account.ts';
import { type TopicName, withOutput, withReaders, withSlackParts, withStack } from '../breaking.ts';
import { asItIs, judges, type Situation } from './situations.ts';

const SQS = aSubscription({ endpoint: 'arn:aws:sqs:eu-west-1:111122223333:archive', protocol: 'sqs' });
const PENDING = aSubscription({ state: 'pending' });

/** On a stack of so many hours. */
const aged = (hours: number, facts: Facts): Facts => withStack(facts, { createdAt: minutesAgo(hours * 60) });

const both = (topic: TopicName): readonly Situation[] => [
  ['one confirmed address', asItIs, 'pass', 'ops@example.com'],
  ['gone', (facts) => ({ ...facts, [topic]: fact('missing') }), 'fail', 'is gone'],
  ['nobody', (facts) => withReaders(facts, topic), 'fail', 'nobody reads', 'ops@example.com is no longer subscribed'],
  [
    'nobody, and nobody was meant to',
    (facts) => withOutput(withReaders(facts, topic), 'Settings', '{}'),
    'fail',
    'subscribe somebody',
  ],
  [
    'one that has not confirmed',
    (facts) => withReaders(facts, topic, aSubscription({ state: 'pending' })),
    'fail',
    'ops@example.com has not confirmed',
    'aws sns subscribe --region eu-west-1 --topic-arn',
    '--protocol email --notification-endpoint ops@example.com',
  ],
  [
    'one confirmed, another not',
    (facts) =>
      withReaders(facts, topic, aSubscription(), aSubscription({ endpoint: 'x@example.com', state: 'pending' })),
    'warn',
    'x@example.com has not confirmed',
  ],
  [
    'a stranger who has not confirmed: no command',
    (facts) =>
      withReaders(facts, topic, aSubscription(), aSubscription({ endpoint: 'x@example.com', state: 'pending' })),
    'warn',
    /^(?!.*"command")/s,
  ],
  [
    'unsubscribed, and listed as deleted',
    (facts) =>
      withReaders(facts, topic, aSubscription({ state: 'deleted' }), aSubscription({ endpoint: 'x@example.com' })),
    'warn',
    'ops@example.com is no longer subscribed',
    'AuthenticateOnUnsubscribe',
  ],
  [
    'unsubscribed and subscribed anew',
    (facts) => withReaders(facts, topic, aSubscription({ state: 'deleted' }), aSubscription()),
    'pass',
  ],
  [
    'an address in other letters is the same',
    (facts) => withReaders(facts, topic, aSubscription({ endpoint: 'Ops@Example.com' })),
    'pass',
  ],
  [
    'no address of the settings, but a queue',
    (facts) =>
      withOutput(
        withReaders(facts, topic, aSubscription({ endpoint: 'arn:aws:sqs:x', protocol: 'sqs' })),
        'Settings',
        '{}',
      ),
    'pass',
    'sqs arn:aws:sqs:x reads',
  ],
  [
    'an address of the settings that is gone, and an archive: nobody reads that',
    (facts) => withReaders(facts, topic, SQS),
    'fail',
    'as sqs arn:aws:sqs:eu-west-1:111122223333:archive reaches no people',
    'ops@example.com is no longer subscribed',
  ],
  [
    'an address that is gone, and a webhook, which may reach people',
    (facts) => withReaders(facts, topic, aSubscription({ endpoint: 'https://x.example.com/...', protocol: 'https' })),
    'warn',
    'ops@example.com is no longer subscribed',
  ],
  // SNS keeps a confirmation for 48 hours. SNS Developer Guide, "Email notifications".
  [
    'one that has not confirmed, of a stack of 47 hours',
    (facts) => aged(47, withReaders(facts, topic, PENDING)),
    'warn',
    'yet: it waits for confirmation by ops@example.com',
    'aws sns subscribe',
  ],
  ['the same of a stack of 49 hours', (facts) => aged(49, withReaders(facts, topic, PENDING)), 'fail', 'nobody reads'],
  ['nobody, of a new stack', (facts) => aged(1, withReaders(facts, topic)), 'fail'],
  ['a confirmed address, and Slack', withSlack, 'pass', /^(?!.*arn:aws:sqs).*ops@example.com and Slack read the/s],
  [
    'Slack alone, where nobody was to be told by e-mail',
    (facts) => withOutput(withReaders(withSlack(facts), topic, slackSubscription()), 'Settings', '{}'),
    'pass',
    'Slack reads the',
  ],
  [
    'one that has not confirmed, of an old stack, and Slack',
    (facts) => withReaders(withSlack(facts), topic, PENDING, slackSubscription()),
    'warn',
    'ops@example.com has not confirmed',
  ],
  [
    'Slack alone, and its function is gone',
    (facts) =>
      withReaders(
        withSlackParts(facts, () => ({ function: fact('missing') })),
        topic,
        slackSubscription(),
      ),
    'fail',
    'as Slack reaches no people',
  ],
  [
    'Slack alone, of which nothing is known',
    (facts) =>
      withReaders(
        withSlackParts(facts, () => ({
          function: notKnown('x'),
          queue: notKnown('x'),
          mapping: notKnown('x'),
          webhook: notKnown('x'),
        })),
        topic,
        slackSubscription(),
      ),
    'warn',
    /^(?!.*nobody)/s,
  ],
  [
    'Slack, whose subscription is gone: its own check tells',
    (facts) => withReaders(withSlack(facts), topic, aSubscription(), slackSubscription({ state: 'deleted' })),
    'pass',
  ],
  [
    'settings that cannot be read: who vanished is not known',
    (facts) => withOutput(withReaders(facts, topic, aSubscription({ endpoint: 'x@example.com' })), 'Settings', 'x'),
    'pass',
  ],
  [
    'subscriptions not known',
    (facts) => {
      const known = facts[topic];
      return known.known && known.value !== 'missing'
        ? {
            ...facts,
            [topic]: fact({ ...known.value, subscriptions: notKnown('no right', 'sns:ListSubscriptionsByTopic') }),
          }
        : facts;
    },
    'unknown',
    'sns:ListSubscriptionsByTopic',
  ],
];

describe('alert-readers', () => {
  judges(alertReaders, both('alertTopic'));
});

describe('backstop-readers', () => {
  judges(backstopReaders, both('backstopTopic'));
});
