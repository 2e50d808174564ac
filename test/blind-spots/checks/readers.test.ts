import { describe } from '@jest/globals';
import { alertReaders } from '../../../shared/blind-spots/checks/alert-readers.ts';
import { backstopReaders } from '../../../shared/blind-spots/checks/backstop-readers.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import { aSubscription, NAMES } from '../../builders/account.ts';
import { type TopicName, withOutput, withReaders } from '../breaking.ts';
import { asItIs, judges, type Situation } from './situations.ts';

const policy = (text: string) => aSubscription({ filterPolicy: fact(text) });

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
  judges(alertReaders, [
    ...both('alertTopic'),
    [
      'a filter policy, which our messages meet or not as its owner wants',
      (facts) => withReaders(facts, 'alertTopic', policy('{"severity":["high"]}')),
      'pass',
    ],
  ]);
});

// SNS Developer Guide, "Subscription filter policies": a policy on attributes rejects messages without them.
describe('backstop-readers', () => {
  judges(backstopReaders, [
    ...both('backstopTopic'),
    [
      'a filter policy',
      (facts) => withReaders(facts, 'backstopTopic', policy('{"severity":["high"]}')),
      'fail',
      'nobody reads',
      'drops the messages of alarms',
    ],
    ['an empty one', (facts) => withReaders(facts, 'backstopTopic', policy('{}')), 'pass'],
    [
      'one that wants an attribute to be absent',
      (facts) => withReaders(facts, 'backstopTopic', policy('{"kind":[{"exists":false}]}')),
      'pass',
    ],
    ['one that is no JSON', (facts) => withReaders(facts, 'backstopTopic', policy('{')), 'fail'],
    [
      'one of two readers has one',
      (facts) =>
        withReaders(
          facts,
          'backstopTopic',
          aSubscription(),
          aSubscription({ endpoint: 'x@example.com', filterPolicy: fact('{"a":["b"]}') }),
        ),
      'warn',
      'x@example.com has a filter policy',
    ],
    [
      'whether the only reader has one is not known',
      (facts) =>
        withReaders(
          facts,
          'backstopTopic',
          aSubscription({ filterPolicy: notKnown('no right', 'sns:GetSubscriptionAttributes') }),
        ),
      'unknown',
      'sns:GetSubscriptionAttributes',
    ],
    [
      'of another reader it is known',
      (facts) =>
        withReaders(
          facts,
          'backstopTopic',
          aSubscription(),
          aSubscription({ endpoint: NAMES.table, filterPolicy: notKnown('no right') }),
        ),
      'pass',
    ],
  ]);
});
