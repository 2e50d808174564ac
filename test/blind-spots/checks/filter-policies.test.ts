import { describe } from '@jest/globals';
import { alertReaders } from '../../../shared/blind-spots/checks/alert-readers.ts';
import { backstopReaders } from '../../../shared/blind-spots/checks/backstop-readers.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import { aSubscription, aTopic, NAMES } from '../../builders/account.ts';
import { withReaders } from '../breaking.ts';
import { judges, type Situation } from './situations.ts';

const policy = (text: string) => aSubscription({ filterPolicy: fact(text) });

const onBody = (text: string) => aSubscription({ filterPolicy: fact(text), filterPolicyScope: 'MessageBody' });

const PENDING = aSubscription({ state: 'pending' });

/** The only reader has this filter policy. */
const alone = (text: string, state: Situation[2], ...words: readonly string[]): Situation => [
  `a filter policy ${text}`,
  (facts) => withReaders(facts, 'alertTopic', policy(text)),
  state,
  ...words,
];

// SNS Developer Guide, "Subscription filter policies" and "String value matching", on the attributes of sns-message.ts.
describe('alert-readers', () => {
  judges(alertReaders, [
    [
      'a filter policy, which our messages meet or not as its owner wants',
      (facts) => withReaders(facts, 'alertTopic', policy('{"severity":["high"]}')),
      'pass',
    ],
    // String value matching is case-sensitive.
    alone('{"severity":["HIGH","CRITICAL"]}', 'fail', 'nobody reads', 'nor of blind spots', 'message-filtering'),
    alone('{"team":["payments"]}', 'fail', 'nobody reads'),
    alone('{"kind":["digest"]}', 'fail'),
    alone('{"severity":["high"],"team":["payments"]}', 'fail'),
    alone('{"team":[{"exists":true}]}', 'fail'),
    alone('{"severity":[{"anything-but":["high","medium","critical"]}]}', 'fail'),
    alone('{"severity":[{"prefix":"H"}]}', 'fail'),
    alone('{"severity":[7,null,true]}', 'fail'),
    alone('{', 'fail'),
    alone('{"severity":["low","high"]}', 'pass'),
    alone('{"severity":[{"anything-but":"low"}]}', 'pass'),
    alone('{"severity":[{"anything-but":{"prefix":"l"}}]}', 'pass'),
    alone('{"kind":[{"prefix":"key-"}]}', 'pass'),
    alone('{"team":[{"exists":false}]}', 'pass'),
    alone('{"keyArn":[{"exists":true}]}', 'pass'),
    alone('{"accountId":["444455556666"],"operation":[{"anything-but":"Encrypt"}]}', 'pass'),
    alone('{"kind":["blind-spot"]}', 'warn', 'no alert of severity high on the use of a key'),
    alone('{"severity":["critical"]}', 'warn', 'no alert of severity high'),
    alone('{"severity":[{"wildcard":"h*"}]}', 'warn', 'conditions that are not judged here'),
    alone('{"$or":[{"kind":["x"]},{"severity":["high"]}]}', 'warn', 'conditions that are not judged here'),
    alone('{"$or":[{"kind":["x"]},{"severity":["high"]}],"team":["payments"]}', 'fail'),
    [
      'one on the message body, of the only reader',
      (facts) => withReaders(facts, 'alertTopic', onBody('{"severity":["high"]}')),
      'warn',
      'not judged here',
    ],
    [
      'policies of others on a topic that is shared, beside one who hears all',
      (facts) =>
        withReaders(
          facts,
          'alertTopic',
          aSubscription(),
          aSubscription({ endpoint: 'x@example.com', filterPolicy: fact('{"team":["payments"]}') }),
        ),
      'pass',
      'ops@example.com reads the alert topic',
    ],
    [
      'a command for the Region of the topic',
      (facts) => ({
        ...facts,
        alertTopic: fact({ ...aTopic('arn:aws:sns:us-east-1:111122223333:ops'), subscriptions: fact([PENDING]) }),
      }),
      'fail',
      'aws sns subscribe --region us-east-1 --topic-arn arn:aws:sns:us-east-1:111122223333:ops',
    ],
  ]);
});

// SNS Developer Guide, "Subscription filter policies": a policy on attributes rejects messages without them.
describe('backstop-readers', () => {
  judges(backstopReaders, [
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
      'one with alternatives',
      (facts) => withReaders(facts, 'backstopTopic', policy('{"$or":[{"a":["b"]},{"c":[{"exists":false}]}]}')),
      'warn',
      'conditions that are not judged here',
    ],
    // SNS Developer Guide, "Subscription filter policy scope". Messages of alarms are JSON, so that it may let them through.
    [
      'one on the message body, of the only reader',
      (facts) => withReaders(facts, 'backstopTopic', onBody('{"NewStateValue":["ALARM"]}')),
      'warn',
      'ops@example.com has a filter policy on the message body, which is not judged here',
      'JSON of alarms',
      /^(?!.*nobody reads)/s,
    ],
    [
      'one on the body, of one of two readers',
      (facts) =>
        withReaders(facts, 'backstopTopic', aSubscription({ endpoint: 'x@example.com' }), onBody('{"a":["b"]}')),
      'warn',
      'not judged here',
    ],
    [
      'no policy, whatever the scope',
      (facts) => withReaders(facts, 'backstopTopic', aSubscription({ filterPolicyScope: 'MessageBody' })),
      'pass',
    ],
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
