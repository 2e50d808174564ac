import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { detectKeyUse } from '../../functions/detect-key-use/detect-key-use.ts';
import type { Alert } from '../../shared/alert/alert.ts';
import { alertTopic } from '../../shared/aws/alert-topic.ts';
import { createClients, type Patience } from '../../shared/aws/clients.ts';
import { kmsReads } from '../../shared/aws/key-reads.ts';
import { scheduleLookup } from '../../shared/aws/schedule-lookup.ts';
import { createKeyReader } from '../../shared/enrichment/read-key.ts';
import { NOW } from '../builders/alert.ts';
import { aPayload } from '../builders/payload.ts';
import { ACCOUNT, aRecord, aRefusal, eventId, KEY, OTHER_ACCOUNT, userIdentity } from '../builders/record.ts';
import { type Answer, awsError, type FakeAws, snsError, useFakeAws } from '../fakes/aws.ts';

const ONCE: Patience = { maxAttempts: 1, connectionTimeout: 200, requestTimeout: 5000 };
const TWICE: Patience = { maxAttempts: 2, connectionTimeout: 200, requestTimeout: 150 };
const BUDGET_MS = 400;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/guard`;

const aws = useFakeAws();

/** The function over its real adapters, as one container that is invoked once. */
async function invoke(
  payload: unknown,
  config: Partial<Parameters<typeof detectKeyUse>[1]['config']> = {},
  publish?: Parameters<typeof detectKeyUse>[1]['publish'],
) {
  const clients = createClients(ONCE, TWICE);
  const reads = { ...kmsReads(clients), scheduledBy: scheduleLookup(clients, () => NOW) };
  const lines: Record<string, unknown>[] = [];
  let thrown: unknown;
  try {
    await detectKeyUse(payload, {
      config: {
        topicArn: `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`,
        stackName: 'KmsDeletionGuard',
        ownRoleArn: ROLE,
        accountNames: {},
        consoleLinkTemplate: undefined,
        runbookUrl: undefined,
        ownerTag: undefined,
        managementCalls: 'notify',
        ...config,
      },
      version: '0.0.0-test',
      readerOfInvocation: () =>
        createKeyReader(reads, {
          startBudget: () => AbortSignal.timeout(BUDGET_MS),
          budgetMs: BUDGET_MS,
          ownRoleArn: ROLE,
        }),
      publish:
        publish ??
        alertTopic(
          clients.sns('eu-west-1'),
          `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`,
          async () => undefined,
          () => NOW,
        ),
      now: () => NOW,
      log: (message, fields) => void lines.push({ message, ...fields }),
    });
  } catch (error) {
    thrown = error;
  }
  return { thrown, lines, published: publishedBy(aws) };
}

const publishedBy = ({ requests }: Pick<FakeAws, 'requests'>): Alert[] =>
  requests
    .filter(({ operation }) => operation === 'Publish')
    .map(({ parameters }) => JSON.parse(JSON.parse(String(parameters.Message)).default));

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
    const { published } = await invoke(aPayload([aRefusal({ errorMessage: `${foreign} is pending deletion.` })]));
    const asked = aws.requests.map(({ operation }) => operation).filter((operation) => operation !== 'Publish');
    expect(asked).toEqual(['DescribeKey']);
    expect(published[0]?.unavailable.map(({ reason }) => reason)).toEqual(
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
      const { published, thrown } = await invoke(aPayload([aRefusal()]));
      expect(thrown).toBeUndefined();
      expect(published).toHaveLength(1);
      const missing = published[0]?.unavailable ?? [];
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
  const { published } = await invoke(aPayload([aRefusal()]));
  const fix = published[0]?.unavailable.find(({ part }) => part === 'key.tags')?.fix;
  expect(JSON.parse(fix ?? '')).toEqual({
    Effect: 'Allow',
    Principal: { AWS: ROLE },
    Action: 'kms:ListResourceTags',
    Resource: '*',
  });
});

it('sends the alert within the budget when all of AWS but SNS hangs', async () => {
  for (const [operation] of READS) aws.answer(operation, 'hang');
  const started = performance.now();
  const { published } = await invoke(aPayload([aRefusal()]));
  expect(published).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(BUDGET_MS + 2000);
});

describe('Publish', () => {
  it.each([
    ['AccessDenied', snsError(403, 'AuthorizationError')],
    ['throttled', snsError(400, 'Throttling')],
    ['5xx', snsError(500, 'InternalFailure')],
    ['time-out', 'hang'],
    ['reset', 'reset'],
    ['malformed answer', { status: 500, body: 'not xml' }],
  ] as [string, Answer][])(
    'answered by %s: one short throw, after every other alert was tried',
    async (_fault, answer) => {
      const other = KEY.replace('1234abcd', '99999999');
      aws.answer('Publish', ({ parameters }) =>
        String(parameters.Message).includes('99999999') ? answer : { status: 200, body: PUBLISHED },
      );
      const { thrown, lines, published } = await invoke(
        aPayload([aRefusal({ errorMessage: `${other} is pending deletion.`, eventID: eventId(1) }), aRefusal()]),
      );
      expect(String(thrown)).toBe('Error: 1 of 2 alerts were not sent; see the log line of this request');
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatchObject({ message: 'batch', level: 'error', sent: 1, failed: 1, findings: 2 });
      expect(published.map(({ key }) => key.arn)).toContain(KEY);
    },
  );
});

const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>';

describe('a batch that Lambda tries again in the same container', () => {
  it('sends what was not sent, and counts apart what was', async () => {
    const other = KEY.replace('1234abcd', '99999999');
    const clients = createClients(ONCE, TWICE);
    const publish = alertTopic(
      clients.sns('eu-west-1'),
      `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`,
      async () => undefined,
      () => NOW,
    );
    const payload = aPayload([
      aRefusal({ errorMessage: `${other} is pending deletion.`, eventID: eventId(1) }),
      aRefusal(),
    ]);
    aws.answer('Publish', ({ parameters }) =>
      String(parameters.Message).includes('99999999')
        ? snsError(500, 'InternalFailure')
        : { status: 200, body: PUBLISHED },
    );
    expect((await invoke(payload, {}, publish)).lines[0]).toMatchObject({ sent: 1, sentBefore: 0, failed: 1 });
    aws.reset();
    expect((await invoke(payload, {}, publish)).lines[0]).toMatchObject({ sent: 1, sentBefore: 1, failed: 0 });
    expect(aws.requests.filter(({ operation }) => operation === 'Publish')).toHaveLength(1);
  });
});

describe('one invocation', () => {
  it('logs one line, without payload or access key', async () => {
    const { lines } = await invoke(aPayload([aRefusal(), '{"broken', aRecord({ eventID: eventId(2) })]));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'info', recordsIn: 3, findings: 1, notFinding: 1, rejected: 1, sent: 1 });
    expect(JSON.stringify(lines)).not.toMatch(/AKIA|ASIA|errorMessage|awslogs/);
  });

  it('puts nothing of a record or payload that it cannot read into its log or its error', async () => {
    const secret = 'hunter2-AKIAIOSFODNN7EXAMPLE';
    const broken = [
      `{"SecretString":"${secret}`,
      `{"eventTime":"${secret}","eventSource":"s","eventName":"n"}`,
      `${secret} is pending deletion`,
    ];
    const { lines } = await invoke(aPayload(broken));
    expect(lines[0]).toMatchObject({ recordsIn: 3, rejected: 2, findings: 1 });
    expect(JSON.stringify(lines)).not.toMatch(/hunter|AKIA/);
    const { thrown, lines: refused } = await invoke({
      awslogs: { data: gzipSync(`{"x":"${secret}`).toString('base64') },
    });
    expect(`${thrown} ${JSON.stringify(refused)}`).not.toMatch(/hunter|AKIA/);
  });

  it('answers a control message without a word to SNS', async () => {
    const { thrown, published } = await invoke(
      aPayload(['CWL CONTROL MESSAGE: Checking health'], { messageType: 'CONTROL_MESSAGE' }),
    );
    expect([thrown, published]).toEqual([undefined, []]);
  });

  it('throws on a payload that it cannot decode, so that the failure queue gets it', async () => {
    const { thrown } = await invoke({ awslogs: { data: 'rubbish' } });
    expect(thrown).toMatchObject({ code: 'payload-not-base64-gzip' });
  });

  it('tells no management call when the settings ignore them, but a refused EnableKey', async () => {
    const tag = aRefusal({ eventName: 'TagResource' });
    const enable = aRefusal({
      eventName: 'EnableKey',
      errorMessage: `${KEY.replace('1234abcd', '99999999')} is pending deletion.`,
      eventID: eventId(1),
    });
    const { published, lines } = await invoke(aPayload([tag, enable]), { managementCalls: 'ignore' });
    expect(published.map(({ operation }) => operation.name)).toEqual(['EnableKey']);
    expect(lines[0]).toMatchObject({ ignored: 1, sent: 1 });
  });

  it('makes a drill a test, by a marker beside the payload and never by a record', async () => {
    const payload = aPayload([aRefusal({ kmsDeletionGuardDrill: true })]);
    const { published } = await invoke({ ...(payload as object), kmsDeletionGuardDrill: { id: 'd-1' } });
    expect(published[0]?.kind).toBe('test');
    aws.reset();
    expect((await invoke(payload)).published[0]?.kind).toBe('key-use');
  });

  it('never tells of its own calls alone', async () => {
    const own = {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/guard/x`,
      sessionContext: { sessionIssuer: { arn: ROLE, userName: 'guard' } },
    };
    const { published, lines } = await invoke(aPayload([aRefusal({ userIdentity: own })]));
    expect(published).toEqual([]);
    expect(lines[0]).toMatchObject({ findings: 1, sent: 0 });
  });
});
