import { describe, expect, it } from '@jest/globals';
import { readLogGroup } from '../../../shared/aws/blind-spots/log-group.ts';
import { readFacts } from '../../../shared/aws/blind-spots/read-facts.ts';
import { readTopic } from '../../../shared/aws/blind-spots/topics.ts';
import { guardClients } from '../../../shared/aws/guard-clients.ts';
import { examine } from '../../../shared/blind-spots/examine.ts';
import { fact } from '../../../shared/blind-spots/fact.ts';
import { OUTPUTS } from '../../../shared/contract/names.ts';
import { withKey } from '../../blind-spots/breaking.ts';
import { aSubscription, aTopic, healthyAccount, NAMES } from '../../builders/account.ts';
import { answerAccount, onHost } from '../../fakes/account-over-http.ts';
import { json, useFakeAws } from '../../fakes/aws.ts';
import { once } from './once.ts';

const aws = useFakeAws();
const clients = once(() => guardClients({ region: 'eu-west-1', profile: undefined }));
const budget = () => AbortSignal.timeout(8000);

const read = (facts: ReturnType<typeof healthyAccount>) =>
  readFacts(clients(), {
    stack: facts.stack.name,
    profile: undefined,
    packageVersion: '0.1.0',
    now: facts.now,
    budget: budget(),
  });

describe('a webhook that is subscribed', () => {
  const SECRET = 'MARKEDSECRET';
  const endpoints = [
    ['https', `https://hooks.example.com/services/T0/${SECRET}`],
    ['https', `https://user:${SECRET}@hooks.example.com:8443/?token=${SECRET}`],
    ['http', `http://${SECRET} no url`],
    ['HTTPS', `https://hooks.example.com/${SECRET}`],
  ] as const;

  it.each(endpoints)('by %s keeps its secret from all that follows from the facts', async (protocol, endpoint) => {
    for (const state of ['confirmed', 'pending', 'deleted'] as const) {
      const subscriptions = fact([aSubscription({ protocol, endpoint, state })]);
      const topic = (arn: string) => fact({ ...aTopic(arn), subscriptions });
      const account = { alertTopic: topic(NAMES.alertTopicArn), backstopTopic: topic(NAMES.backstopTopicArn) };
      const facts = onHost(healthyAccount(account));
      answerAccount(aws, facts);
      const found = await read(facts);
      expect(JSON.stringify([found, examine(found)])).not.toContain(SECRET);
    }
  });

  it('is told by its scheme and host', async () => {
    const subscriptions = fact(
      endpoints.slice(0, 2).map(([protocol, endpoint]) => aSubscription({ protocol, endpoint })),
    );
    answerAccount(aws, healthyAccount({ alertTopic: fact({ ...aTopic(NAMES.alertTopicArn), subscriptions }) }));
    expect(await readTopic(clients(), NAMES.alertTopicArn, budget())).toMatchObject({
      value: {
        subscriptions: {
          value: [{ endpoint: 'https://hooks.example.com/...' }, { endpoint: 'https://hooks.example.com:8443/...' }],
        },
      },
    });
  });
});

describe('an alert topic of another Region', () => {
  it('is asked for there, with its key, and mended there', async () => {
    const arn = 'arn:aws:sns:us-east-1:111122223333:ops';
    const healthy = healthyAccount();
    const stack = { ...healthy.stack, outputs: { ...healthy.stack.outputs, [OUTPUTS.alertTopicArn]: arn } };
    const facts = withKey(
      onHost({ ...healthy, stack, alertTopic: fact({ ...aTopic(arn), keyId: 'alias/ops' }) }),
      'alias/ops',
      { arn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab', policy: fact('{}') },
    );
    answerAccount(aws, facts);
    const found = await read(facts);
    expect(found).toEqual(facts);
    const regionsOf = (name: string, wanted: string) =>
      aws.requests
        .filter(({ parameters }) => String(parameters[name]).startsWith(wanted))
        .map(({ operation, region }) => `${operation} ${region}`)
        .toSorted();
    const all = [
      'GetSubscriptionAttributes us-east-1',
      'GetTopicAttributes us-east-1',
      'ListSubscriptionsByTopic us-east-1',
    ];
    expect([...regionsOf('SubscriptionArn', arn), ...regionsOf('TopicArn', arn)]).toEqual(all);
    expect(regionsOf('KeyId', 'alias/ops')).toEqual(['DescribeKey us-east-1']);
    expect(regionsOf('TopicArn', NAMES.backstopTopicArn)).toContain('GetTopicAttributes eu-west-1');
  });
});

// CloudWatch Logs API Reference, DescribeAccountPolicies: a policy of the account may transform what any log group takes.
describe('a log group without a transformer of its own', () => {
  it.each([
    ['none', [], false],
    ['one', [{ policyName: 'all' }], true],
  ])('of an account with %s', async (_, accountPolicies, hasTransformer) => {
    answerAccount(aws, healthyAccount());
    aws.answer('DescribeAccountPolicies', ({ parameters: { policyType } }) =>
      json({ accountPolicies: policyType === 'TRANSFORMER_POLICY' ? accountPolicies : [] }),
    );
    const found = await readLogGroup(clients(), NAMES.logGroup, budget());
    expect(found).toMatchObject({ value: { hasTransformer: fact(hasTransformer) } });
  });
});
