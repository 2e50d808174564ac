import { beforeEach, describe, expect, it } from '@jest/globals';
import { createClients } from '../../shared/aws/clients.ts';
import { scheduleLookup } from '../../shared/aws/schedule-lookup.ts';
import { NOW } from '../builders/alert.ts';
import { aPayload } from '../builders/payload.ts';
import { ACCOUNT, aRecord, aRefusal, KEY, OTHER_ACCOUNT, userIdentity } from '../builders/record.ts';
import { type Answer, awsError, useFakeAws } from '../fakes/aws.ts';
import { answerParameters } from '../fakes/ssm.ts';
import { aContainer, answerTable, BUDGET_MS, ONCE, TWICE } from './container.ts';
import { ROLE } from './tools.ts';

const aws = useFakeAws();
beforeEach(() => {
  answerTable(aws);
  answerParameters(aws, NOW);
});

const invoke = (event: unknown) => aContainer(aws).invoke(event);

const scheduling = aRecord({
  eventName: 'ScheduleKeyDeletion',
  userIdentity: userIdentity('terraform'),
  eventTime: '2026-11-20T14:02:00Z',
  requestParameters: { keyId: KEY, pendingWindowInDays: 8 },
});
const historyOf = (...records: unknown[]): Answer => ({
  status: 200,
  body: JSON.stringify({ Events: records.map((record) => ({ CloudTrailEvent: JSON.stringify(record) })) }),
  headers: { 'content-type': 'application/x-amz-json-1.1' },
});

describe('a healthy AWS', () => {
  it('gives an alert in which everything is known', async () => {
    aws.answer('LookupEvents', historyOf(aRecord(), scheduling));
    const { published, thrown } = await invoke(aPayload([aRefusal()]));
    expect(thrown).toBeUndefined();
    expect(published).toHaveLength(1);
    expect(published[0]).toMatchObject({
      kind: 'key-use',
      unavailable: [],
      key: {
        state: 'PendingDeletion',
        deletionDate: '2026-11-28T14:02:00.000Z',
        aliases: ['alias/ledger-prod'],
        tags: { team: 'ledger' },
        lastUsed: { used: true, operation: 'Decrypt' },
        scheduledBy: { principal: 'user terraform', time: '2026-11-20T14:02:00.000Z' },
      },
    });
  });

  it('is told everything that design.md promises of a message', async () => {
    await invoke(aPayload([aRefusal()]));
    const publish = aws.requests.find(({ operation }) => operation === 'Publish')?.parameters ?? {};
    expect(publish.MessageStructure).toBe('json');
    expect(Object.keys(JSON.parse(String(publish.Message))).sort()).toEqual(['default', 'email']);
    const names = Object.entries(publish).filter(([name]) => /^MessageAttributes\.entry\.\d+\.Name$/.test(name));
    expect(names.map(([, value]) => value).sort()).toEqual([
      'accountId',
      'keyArn',
      'kind',
      'operation',
      'region',
      'severity',
    ]);
    expect(String(publish.Subject)).toMatch(/^[\x20-\x7e]{1,99}$/);
  });

  it('is asked for who scheduled a deletion by event name, in a bounded window, two pages at most', async () => {
    aws.answer('LookupEvents', {
      ...(historyOf(aRecord()) as object),
      body: JSON.stringify({ Events: [], NextToken: 'more' }),
    } as Answer);
    await invoke(aPayload([aRefusal()]));
    const asked = aws.requests
      .filter(({ operation }) => operation === 'LookupEvents')
      .map(({ parameters }) => parameters);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'ScheduleKeyDeletion' }],
    });
    expect(Number(asked[0]?.EndTime) - Number(asked[0]?.StartTime)).toBe(31 * 24 * 3600);
  });

  it('is asked in the Region of the key, and only DescribeKey about a key of another account', async () => {
    const foreign = KEY.replace(ACCOUNT, OTHER_ACCOUNT);
    const { told } = await invoke(aPayload([aRefusal({ errorMessage: `${foreign} is pending deletion.` })]));
    const reads = new Set(READS.map(([operation]) => operation as string));
    const asked = aws.requests.map(({ operation }) => operation).filter((operation) => reads.has(operation));
    expect(asked).toEqual(['DescribeKey']);
    expect(told[0]?.unavailable.map(({ reason }) => reason)).toEqual(
      Array(4).fill(expect.stringMatching(/^only account 444455556666 itself can read it$/)),
    );
  });

  it('is asked once for who scheduled the deletions of all keys of a Region, and not again in the next batch', async () => {
    const keys = Array.from({ length: 12 }, (_, at) => KEY.replace('1234abcd', `${at}234abcd`.slice(-8)));
    const clients = createClients(ONCE, TWICE);
    const lookup = scheduleLookup(clients, () => NOW);
    const signal = AbortSignal.timeout(1000);
    const ask = (arn: string) =>
      lookup(
        { arn, partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT, keyId: 'x', multiRegion: false },
        signal,
      );
    await Promise.all(keys.map(ask));
    await Promise.all(keys.map(ask));
    expect(aws.requests).toHaveLength(1);
  });

  it('is left alone for a minute after LookupEvents was throttled', async () => {
    let time = NOW.getTime();
    const lookup = scheduleLookup(createClients(ONCE, TWICE), () => new Date(time));
    const key = { arn: KEY, partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT, keyId: 'x', multiRegion: false };
    const ask = () => lookup(key, AbortSignal.timeout(1000));
    aws.answer('LookupEvents', awsError(400, 'ThrottlingException'));
    expect([await ask(), await ask()]).toEqual(Array(2).fill(expect.objectContaining({ failure: 'throttled' })));
    expect(aws.requests).toHaveLength(1);
    time += 61_000;
    aws.answer('LookupEvents', historyOf(scheduling));
    expect(await ask()).toMatchObject({ principal: 'user terraform' });
  });

  it('is not asked twice for who scheduled the deletion of a key, as long as the container lives', async () => {
    const clients = createClients(ONCE, TWICE);
    const lookup = scheduleLookup(clients, () => NOW);
    aws.answer('LookupEvents', historyOf(scheduling));
    const key = { arn: KEY, partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT, keyId: 'x', multiRegion: false };
    const signal = AbortSignal.timeout(1000);
    expect(await lookup(key, signal)).toEqual(await lookup(key, signal));
    expect(aws.requests).toHaveLength(1);
  });
});

const READS = [
  ['DescribeKey', 'key.deletionDate', 'kms:DescribeKey'],
  ['ListAliases', 'key.aliases', 'kms:ListAliases'],
  ['ListResourceTags', 'key.tags', 'kms:ListResourceTags'],
  ['GetKeyLastUsage', 'key.lastUsed', 'kms:GetKeyLastUsage'],
  ['LookupEvents', 'key.scheduledBy', 'cloudtrail:LookupEvents'],
] as const;

const FAULTS: readonly (readonly [string, Answer, RegExp])[] = [
  ['AccessDenied', awsError(400, 'AccessDeniedException'), /^no right ACTION$/],
  ['throttled', awsError(400, 'ThrottlingException'), /^ACTION was throttled$/],
  ['5xx', awsError(500, 'InternalFailure'), /^ACTION failed \(.*\)$/],
  ['time-out', 'hang', /^ACTION did not answer within 0\.4 s$/],
  ['reset', 'reset', /^ACTION failed \(.*\)$/],
  [
    'malformed answer',
    { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } },
    /^ACTION failed \(.*\)$/,
  ],
  ['operation that is not there', awsError(400, 'UnknownOperationException'), /^ACTION does not exist in eu-west-1$/],
];

describe.each(READS)('%s', (operation, part, action) => {
  it.each(FAULTS)(
    'answered by %s: the alert goes out and says why the part is missing',
    async (_fault, answer, reason) => {
      aws.answer('LookupEvents', historyOf(scheduling));
      aws.answer(operation, answer);
      const { published, told, thrown } = await invoke(aPayload([aRefusal()]));
      expect(thrown).toBeUndefined();
      expect(published).toHaveLength(1);
      const missing = told[0]?.unavailable ?? [];
      expect(missing.map((one) => one.part)).toContain(part);
      expect(missing.find((one) => one.part === part)?.reason).toMatch(
        new RegExp(reason.source.replace('ACTION', action)),
      );
      expect(new Set(missing.map((one) => one.reason)).size).toBe(1);
    },
  );
});

it('names the key-policy statement that would give a right', async () => {
  aws.answer('ListResourceTags', awsError(400, 'AccessDeniedException'));
  const { told } = await invoke(aPayload([aRefusal()]));
  const fix = told[0]?.unavailable.find(({ part }) => part === 'key.tags')?.fix;
  expect(JSON.parse(fix ?? '')).toEqual({
    Effect: 'Allow',
    Principal: { AWS: ROLE },
    Action: 'kms:ListResourceTags',
    Resource: '*',
  });
});

it('sends the alert within the budget when every read of the key hangs', async () => {
  for (const [operation] of READS) aws.answer(operation, 'hang');
  const started = performance.now();
  const { published } = await invoke(aPayload([aRefusal()]));
  expect(published).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(BUDGET_MS + 2000);
});
