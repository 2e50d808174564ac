import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkForBlindSpots, type Tools } from '../../functions/check-blind-spots/check-blind-spots.ts';
import { portsOfInvocation } from '../../functions/check-blind-spots/ports.ts';
import type { BlindSpotAlert } from '../../shared/alert/alert.ts';
import { alertTopic } from '../../shared/aws/alert-topic.ts';
import { createClients } from '../../shared/aws/clients.ts';
import { guardClients } from '../../shared/aws/guard-clients.ts';
import { watchTable } from '../../shared/aws/watch-store.ts';
import { fact } from '../../shared/blind-spots/fact.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { createOwnPace } from '../../shared/incident/own-pace.ts';
import { createLog } from '../../shared/log.ts';
import { aTrail, healthyAccount, NAMES } from '../builders/account.ts';
import { type TestClock, testClock } from '../builders/ports.ts';
import { aRecord, KEY, roleIdentity } from '../builders/record.ts';
import { answerAccount, onHost } from '../fakes/account-over-http.ts';
import { awsError, json, snsError, useFakeAws } from '../fakes/aws.ts';
import { type LocalDynamoDb, startDynamoDb } from '../fakes/dynamo-db.ts';
import { figuresIn, type Line, ROLE } from './tools.ts';

const PATIENCE = { maxAttempts: 1, connectionTimeout: 500, requestTimeout: 5000 };
const TEN_MINUTES = 600_000;
const aws = useFakeAws();
let dynamoDb: LocalDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
afterAll(() => dynamoDb.close());

/** A trail that leaves KMS out, to save money. */
const withoutKms = aTrail({
  selectors: fact({
    kind: 'basic',
    selectors: [
      {
        readWriteType: 'All',
        includeManagementEvents: true,
        excludeManagementEventSources: ['kms.amazonaws.com'],
        hasDataResources: false,
      },
    ],
  }),
});

// The function over its real adapters, for as long as a container lives.
describe('the function check-blind-spots in an account', () => {
  let clock: TestClock;
  const lines: Line[] = [];
  let table: string;
  beforeEach(async () => {
    clock = testClock();
    table = await dynamoDb.createTable();
    lines.length = 0;
  });

  /** Invokes a new container ten minutes later in that account, where one key goes in 6 days. */
  async function invoke(changes: Partial<Facts> = {}, budgets?: Parameters<typeof portsOfInvocation>[3]) {
    clock.move(TEN_MINUTES);
    const now = clock.now();
    answerAccount(aws, onHost(healthyAccount({ ...changes, now })));
    aws.answer('ListKeys', ({ region }) => json({ Keys: region === 'eu-west-1' ? [{ KeyId: KEY.slice(-36) }] : [] }));
    aws.answer('DescribeKey', ({ parameters: { KeyId: id } }) => json({ KeyMetadata: metadataOf(String(id)) }));
    aws.answer('ListAliases', json({ Aliases: [{ AliasName: 'alias/ledger-prod' }], Truncated: false }));
    const before = aws.requests.length;
    const answered = await checkForBlindSpots({}, toolsNow(budgets));
    return { answered, published: published(before) };
  }

  const metadataOf = (id: string) =>
    id.includes(KEY.slice(-36))
      ? { ...METADATA, Arn: KEY, KeyState: 'PendingDeletion', DeletionDate: Date.parse('2026-11-28T14:02:00Z') / 1000 }
      : { ...METADATA, Arn: NAMES.trailKeyArn, KeyState: 'Enabled' };

  const published = (from: number): readonly (BlindSpotAlert & { topic: unknown })[] =>
    aws.requests
      .slice(from)
      .filter(({ operation }) => operation === 'Publish')
      .map(({ parameters: { Message: message, TopicArn: topic } }) => ({
        ...JSON.parse(JSON.parse(String(message)).default),
        topic,
      }));

  function toolsNow(budgets: Parameters<typeof portsOfInvocation>[3]): Tools {
    const clients = createClients(PATIENCE, PATIENCE, {}, PATIENCE);
    const looking = guardClients({ region: 'eu-west-1', profile: undefined }, PATIENCE);
    const topic = (arn: string) => alertTopic(clients.sns('eu-west-1'), arn, clock.now).publish;
    const lasting = {
      store: watchTable(dynamoDb.client, table),
      publish: topic(NAMES.alertTopicArn),
      publishBackstop: topic(NAMES.backstopTopicArn),
      pace: createOwnPace(),
      now: clock.now,
      wait: async () => undefined,
    };
    return {
      config: {
        topicArn: NAMES.alertTopicArn,
        chatTopicArn: undefined,
        backstopTopicArn: NAMES.backstopTopicArn,
        stackName: 'KmsDeletionGuard',
        ownRoleArn: ROLE,
        accountNames: {},
        consoleLinkTemplate: undefined,
        runbookUrl: undefined,
        tableName: table,
        region: 'eu-west-1',
      },
      version: '0.1.0',
      portsOfInvocation: () =>
        portsOfInvocation(looking, { stack: 'KmsDeletionGuard', version: '0.1.0' }, lasting, budgets),
      chat: undefined,
      now: clock.now,
      log: createLog((line) => void lines.push(JSON.parse(line)), 'KmsDeletionGuard', clock.now),
    };
  }

  it('that is healthy tells nothing, and gives its heartbeat', async () => {
    const { answered, published: told } = await invoke();
    expect([answered, told]).toEqual([expect.objectContaining({ kind: 'checked', sent: 0 }), []]);
    expect(lines.map(figuresIn)).toEqual([{ BlindSpotsChecked: 1 }]);
  });

  it('whose trail is made blind tells since when, by whom and what is at risk, once, and its end', async () => {
    await invoke();
    const wellAt = clock.now().toISOString();
    const record = aRecord({
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'PutEventSelectors',
      userIdentity: roleIdentity('cost-saver'),
      requestParameters: { trailName: 'management' },
    });
    aws.answer('LookupEvents', ({ parameters: { LookupAttributes: asked } }) =>
      json({
        Events: JSON.stringify(asked).includes('PutEventSelectors')
          ? [{ CloudTrailEvent: JSON.stringify(record) }]
          : [],
      }),
    );
    const { published: told } = await invoke({ trails: fact([withoutKms]) });
    expect(told).toEqual([
      expect.objectContaining({
        kind: 'blind-spot',
        topic: NAMES.alertTopicArn,
        severity: 'high',
        check: expect.objectContaining({ id: 'trail-records-kms' }),
        state: 'failed',
        since: clock.now().toISOString(),
        lastWell: wellAt,
        changedBy: expect.objectContaining({
          principal: expect.stringContaining('cost-saver'),
          event: 'PutEventSelectors',
        }),
        atRisk: [expect.objectContaining({ arn: KEY, alias: 'alias/ledger-prod', region: 'eu-west-1' })],
        nextSteps: expect.arrayContaining([
          expect.objectContaining({ command: expect.stringMatching(/^aws cloudtrail put-event-selectors /) }),
        ]),
      }),
    ]);
    expect((await invoke({ trails: fact([withoutKms]) })).published).toEqual([]);
    const mended = await invoke();
    expect(mended.published).toMatchObject([
      { check: { id: 'trail-records-kms' }, state: 'recovered', severity: 'low' },
    ]);
    expect((await invoke()).published).toEqual([]);
  });

  it('whose rights are gone tells nothing of what it cannot know, and stops at no failed read', async () => {
    await invoke();
    clock.move(TEN_MINUTES);
    for (const operation of ['DescribeTrails', 'DescribeMetricFilters', 'DescribeAlarms', 'GetPolicy', 'GetMetricData'])
      aws.answer(operation, awsError(403, 'AccessDeniedException'));
    const before = aws.requests.length;
    expect(await checkForBlindSpots({}, toolsNow(undefined))).toMatchObject({ sent: 0, counts: { fail: 0 } });
    expect(published(before)).toEqual([]);
    expect(lines.at(-1)).toMatchObject({
      notKnown: expect.arrayContaining([
        expect.stringMatching(/^trail-delivers: .*right cloudtrail:DescribeTrails/),
        expect.stringMatching(/^alarms: .*right cloudwatch:DescribeAlarms/),
      ]),
    });
  });

  it('whose topic takes nothing throws, tells the backstop, and sends it later under the same id', async () => {
    await invoke();
    aws.answer('Publish', ({ parameters: { TopicArn: topic } }) =>
      topic === NAMES.alertTopicArn ? snsError(403, 'AuthorizationError') : PUBLISHED,
    );
    const before = aws.requests.length;
    await expect(invoke({ trails: fact([withoutKms]) })).rejects.toThrow('1 alert not sent');
    const tried = published(before);
    expect(tried.map(({ topic }) => topic)).toEqual([NAMES.alertTopicArn, NAMES.backstopTopicArn]);
    aws.answer('Publish', PUBLISHED);
    const { published: told } = await invoke({ trails: fact([withoutKms]) });
    expect(told.map(({ id, topic }) => [id, topic])).toEqual([[tried[0]?.id, NAMES.alertTopicArn]]);
  });

  it('whose KMS and event history hang tells in time all the same', async () => {
    const hanging = ['ListRegions', 'LookupEvents'];
    for (const operation of hanging) aws.answer(operation, 'hang');
    const started = Date.now();
    clock.move(TEN_MINUTES);
    answerAccount(aws, onHost(healthyAccount({ now: clock.now(), trails: fact([withoutKms]) })));
    for (const operation of [...hanging, 'ListKeys']) aws.answer(operation, 'hang');
    const before = aws.requests.length;
    await checkForBlindSpots({}, toolsNow({ facts: 5000, keys: 300, history: 300 }));
    expect(Date.now() - started).toBeLessThan(5000);
    expect(published(before)).toMatchObject([{ severity: 'high', atRisk: [] }]);
    expect(published(before)[0]?.unavailable.map(({ part }) => part)).toEqual(['atRisk', 'changedBy']);
  });

  it('without a stack throws', async () => {
    aws.answer('DescribeStacks', snsError(400, 'ValidationError'));
    await expect(checkForBlindSpots({}, toolsNow(undefined))).rejects.toThrow('stack KmsDeletionGuard');
  });
});

const METADATA = { KeyId: 'k', KeyManager: 'CUSTOMER', KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' };
const PUBLISHED = {
  status: 200,
  body: '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>',
  headers: { 'content-type': 'text/xml' },
} as const;
