import { describe, expect, it } from '@jest/globals';
import { readFacts } from '../../../shared/aws/blind-spots/read-facts.ts';
import { guardClients } from '../../../shared/aws/guard-clients.ts';
import { notKnown, type UnknownFact } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { keysUsedBy } from '../../../shared/blind-spots/own-keys.ts';
import { s3Error } from '../../fakes/account/keys.ts';
import { answerAccount, onHost } from '../../fakes/account-over-http.ts';
import { type Answer, awsError, snsError, useFakeAws } from '../../fakes/aws.ts';
import { richAccount } from './accounts.ts';
import { once } from './once.ts';

const aws = useFakeAws();
const clients = once(() => guardClients({ region: undefined, profile: undefined }));

const JSON_ERROR = awsError(400, 'AccessDeniedException');
const SNS_ERROR = snsError(403, 'AuthorizationError');

/** A right, the error by which its service refuses it, and the parts of the facts that are not known without, as paths. */
const RIGHTS: readonly (readonly [right: string, refusal: Answer, error: string, parts: readonly string[]])[] = [
  [
    'cloudformation:ListStackResources',
    snsError(403, 'AccessDenied'),
    'AccessDenied',
    ['stack.resources', 'alarms', 'slack.mapping'],
  ],
  ['cloudtrail:GetTrailStatus', JSON_ERROR, 'AccessDeniedException', ['trails.value.*.status']],
  ['cloudtrail:GetEventSelectors', JSON_ERROR, 'AccessDeniedException', ['trails.value.*.selectors']],
  ['logs:DescribeLogGroups', JSON_ERROR, 'AccessDeniedException', ['logGroup']],
  ['logs:DescribeLogStreams', JSON_ERROR, 'AccessDeniedException', ['logGroup.value.lastIngestedAt']],
  ['logs:GetTransformer', JSON_ERROR, 'AccessDeniedException', ['logGroup.value.hasTransformer']],
  ['logs:DescribeMetricFilters', JSON_ERROR, 'AccessDeniedException', ['metricFilters']],
  ['logs:DescribeSubscriptionFilters', JSON_ERROR, 'AccessDeniedException', ['subscriptionFilters']],
  ['logs:DescribeAccountPolicies', JSON_ERROR, 'AccessDeniedException', ['accountFilterPolicies']],
  ['logs:TestMetricFilter', JSON_ERROR, 'AccessDeniedException', ['patternTests']],
  ['cloudwatch:DescribeAlarms', JSON_ERROR, 'AccessDeniedException', ['alarms']],
  ['cloudwatch:GetMetricData', JSON_ERROR, 'AccessDeniedException', ['figures', 'delivery', 'slack.runs']],
  ['sns:GetTopicAttributes', SNS_ERROR, 'AuthorizationErrorException', ['alertTopic', 'backstopTopic']],
  [
    'sns:ListSubscriptionsByTopic',
    SNS_ERROR,
    'AuthorizationErrorException',
    ['alertTopic.value.subscriptions', 'backstopTopic.value.subscriptions'],
  ],
  [
    'sns:GetSubscriptionAttributes',
    SNS_ERROR,
    'AuthorizationErrorException',
    [
      ...[0, 3, 4].map((at) => `alertTopic.value.subscriptions.value.${at}.filterPolicy`),
      'backstopTopic.value.subscriptions.value.0.filterPolicy',
    ],
  ],
  [
    'lambda:GetFunctionConfiguration',
    awsError(403, 'AccessDeniedException'),
    'AccessDeniedException',
    ['detectKeyUse', 'checkBlindSpots', 'slack.function'],
  ],
  [
    'lambda:GetPolicy',
    awsError(403, 'AccessDeniedException'),
    'AccessDeniedException',
    ['detectKeyUse.value.policy', 'checkBlindSpots.value.policy', 'slack.function.value.policy'],
  ],
  [
    'lambda:GetFunctionConcurrency',
    awsError(403, 'AccessDeniedException'),
    'AccessDeniedException',
    [
      'detectKeyUse.value.reservedConcurrency',
      'checkBlindSpots.value.reservedConcurrency',
      'slack.function.value.reservedConcurrency',
    ],
  ],
  [
    'lambda:GetFunctionEventInvokeConfig',
    awsError(403, 'AccessDeniedException'),
    'AccessDeniedException',
    ['detectKeyUse.value.onFailure', 'checkBlindSpots.value.onFailure', 'slack.function.value.onFailure'],
  ],
  [
    'sqs:GetQueueAttributes',
    awsError(403, 'AccessDenied'),
    'AccessDenied',
    ['failureQueue', 'slack.queue', 'slack.failureQueue'],
  ],
  ['lambda:GetEventSourceMapping', awsError(403, 'AccessDeniedException'), 'AccessDeniedException', ['slack.mapping']],
  ['ssm:DescribeParameters', JSON_ERROR, 'AccessDeniedException', ['slack.webhook']],
  ['dynamodb:DescribeTable', JSON_ERROR, 'AccessDeniedException', ['table']],
  ['ssm:GetParametersByPath', JSON_ERROR, 'AccessDeniedException', ['silences']],
  ['s3:GetEncryptionConfiguration', s3Error(403, 'AccessDenied'), 'AccessDenied', ['bucketKeys.*']],
  ['kms:DescribeKey', JSON_ERROR, 'AccessDeniedException', ['keys.*']],
  ['kms:GetKeyPolicy', JSON_ERROR, 'AccessDeniedException', ['keys.alias/alerts.value.policy']],
  ['account:ListRegions', awsError(403, 'AccessDeniedException'), 'AccessDeniedException', ['otherRegions']],
];

const read = (facts: Facts): Promise<Facts> =>
  readFacts(clients(), {
    stack: facts.stack.name,
    profile: undefined,
    packageVersion: facts.packageVersion,
    now: facts.now,
    budget: AbortSignal.timeout(8000),
  });

/** The account, where an operation is refused. */
function standWithout(operation: string, refusal: Answer): Facts {
  const facts = onHost(richAccount());
  answerAccount(aws, facts);
  aws.answer(operation, refusal);
  return facts;
}

/** A value with the part at a path replaced; `*` is any name. */
function replaced(value: unknown, [name, ...rest]: readonly string[], by: UnknownFact): unknown {
  if (name === undefined) return by;
  if (typeof value !== 'object' || value === null) throw new Error(`wanted a part ${name}`);
  const entries = Object.entries(value).map(
    ([own, part]) => [own, name === '*' || name === own ? replaced(part, rest, by) : part] as const,
  );
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

describe('a right that is missing', () => {
  it.each(RIGHTS)('%s: costs what it is for, says so, and nothing else', async (right, refusal, error, parts) => {
    const operation = right === 's3:GetEncryptionConfiguration' ? 'GetBucketEncryption' : right.replace(/^.*:/, '');
    const facts = standWithout(operation, refusal);
    const found = await read(facts);
    const unknown = notKnown(`AWS does not allow it (${error})`, right);
    // What is under a key can be known no longer; then nobody asks for the key.
    const keys = Object.fromEntries(Object.entries(facts.keys).filter(([id]) => Object.hasOwn(found.keys, id)));
    expect(Object.keys(found.keys).sort()).toEqual(
      keysUsedBy(found)
        .map(({ keyId }) => keyId)
        .sort(),
    );
    const expected = parts.reduce<unknown>((all, part) => replaced(all, part.split('.'), unknown), { ...facts, keys });
    expect(found).toEqual(expected);
    expect(found).not.toEqual(facts);
  });

  it('cloudtrail:DescribeTrails: nobody asks what hangs on the trails', async () => {
    const facts = standWithout('DescribeTrails', JSON_ERROR);
    const { trails, otherRegions, bucketKeys, keys, ...rest } = await read(facts);
    const unknown = notKnown('AWS does not allow it (AccessDeniedException)', 'cloudtrail:DescribeTrails');
    expect([trails, otherRegions, bucketKeys]).toEqual([unknown, unknown, {}]);
    expect(Object.keys(keys)).toHaveLength(Object.keys(facts.keys).length - 2);
    expect(facts).toMatchObject(rest);
  });

  it.each(['ListKeys', 'ListAliases'])(
    'kms:%s: the other Regions are not known, but for what others show',
    async (operation) => {
      const facts = standWithout(operation, JSON_ERROR);
      const denied = notKnown('ap-south-1: AWS does not allow it (AccessDeniedException)', `kms:${operation}`);
      expect(await read(facts)).toEqual({ ...facts, otherRegions: denied });
    },
  );

  it('kms:ListKeys of one Region leaves what others have', async () => {
    const facts = onHost(richAccount());
    const answers = new Map<string, Parameters<typeof aws.answer>[1]>();
    answerAccount({ answer: (name, answer) => void answers.set(name, answer) }, facts);
    for (const [name, answer] of answers) aws.answer(name, answer);
    const list = answers.get('ListKeys');
    aws.answer('ListKeys', (request) =>
      request.region === 'us-east-1' || typeof list !== 'function' ? JSON_ERROR : list(request),
    );
    const { otherRegions } = await read(facts);
    expect(otherRegions).toEqual({ known: true, value: [{ region: 'eu-central-1', customerKeys: 3 }] });
  });
});
