import { type AttributeValue, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClients } from '../../shared/aws/clients.ts';
import { incidentTable } from '../../shared/aws/incident-table.ts';
import { watchTable } from '../../shared/aws/watch-store.ts';
import { FRESH } from '../../shared/blind-spots/watch.ts';
import type { WatchStore } from '../../shared/blind-spots/watch-store.ts';
import { TABLE, WATCH_KEY } from '../../shared/contract/names.ts';
import { NOW } from '../builders/alert.ts';
import { aTurn } from '../builders/blind-spot.ts';
import { openIncidentOfKey } from '../builders/incident.ts';
import { watchStoreContract } from '../contracts/watch-store.ts';
import { awsError, json, useFakeAws } from '../fakes/aws.ts';
import { type LocalDynamoDb, startDynamoDb } from '../fakes/dynamo-db.ts';

let dynamoDb: LocalDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
afterAll(() => dynamoDb.close());

watchStoreContract('a DynamoDB table', async () => watchTable(dynamoDb.client, await dynamoDb.createTable()));

const now = NOW.getTime();
const watching = { checks: [], outbox: [aTurn()] };

describe('the item of the table', () => {
  let tableName: string;
  let store: WatchStore;
  beforeEach(async () => {
    tableName = await dynamoDb.createTable();
    store = watchTable(dynamoDb.client, tableName);
  });
  const rows = async () => (await dynamoDb.client.send(new ScanCommand({ TableName: tableName }))).Items ?? [];
  const put = (attributes: Record<string, AttributeValue>) =>
    dynamoDb.client.send(
      new PutItemCommand({ TableName: tableName, Item: { [TABLE.key]: { S: WATCH_KEY }, ...attributes } }),
    );

  it('stands under its own key, and may go 90 days after the last run', async () => {
    await store.save(FRESH, 0, now);
    await store.save(watching, 1, now + 86_400_000);
    expect(await rows()).toEqual([
      expect.objectContaining({
        [TABLE.key]: { S: WATCH_KEY },
        [TABLE.expiresAt]: { N: String(Math.ceil(now / 1000) + 91 * 86_400) },
        version: { N: '2' },
      }),
    ]);
  });

  it('is no incident, and disturbs none', async () => {
    const incidents = incidentTable(dynamoDb.client, tableName);
    await store.save(watching, 0, now);
    await incidents.save({ ...openIncidentOfKey(), id: WATCH_KEY, version: 0 }, now);
    expect((await incidents.all()).items).toHaveLength(1);
    expect((await incidents.all()).unreadable).toBe(0);
    expect(await store.load()).toEqual({ version: 1, watch: watching });
  });

  it.each([
    ['no JSON', { body: { S: '{' } }],
    ['another shape', { body: { S: '{"schema":1,"checks":[]}' } }],
    ['a later version', { body: { S: '{"schema":2,"checks":[],"outbox":[]}' } }],
    ['a time that is none', { body: { S: JSON.stringify({ schema: 1, checks: [], outbox: [aTurn({ at: 1e300 })] }) } }],
    ['no text', { body: { N: '5' } }],
    ['nothing', {}],
  ])('that holds %s is said to be unreadable, and can be started over', async (_, attributes) => {
    await put({ version: { N: '7' }, ...attributes });
    const loaded = await store.load();
    expect(loaded).toMatchObject({ version: 7, watch: undefined });
    expect(loaded.unreadable).toMatch(/^the item blind-spots cannot be read: /);
    expect(await store.save(FRESH, 7, now)).toBe('saved');
    expect(await store.load()).toEqual({ version: 8, watch: FRESH });
  });

  it('without a version can be started over as well', async () => {
    await put({ body: { S: 'x' } });
    expect(await store.load()).toMatchObject({ version: 0, unreadable: expect.stringContaining('no JSON') });
    expect(await store.save(FRESH, 0, now)).toBe('saved');
  });
});

describe('a table that', () => {
  const aws = useFakeAws();
  const patience = { maxAttempts: 2, connectionTimeout: 200, requestTimeout: 400 };
  const store = () => watchTable(createClients(patience, patience, {}, patience).dynamoDb('eu-west-1'), 'incidents');

  it('does not let us in rejects', async () => {
    aws.answer('GetItem', awsError(400, 'AccessDeniedException'));
    aws.answer('PutItem', awsError(400, 'AccessDeniedException'));
    await expect(store().load()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(store().save(FRESH, 0, now)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('took a write whose answer was lost has saved it', async () => {
    let written: unknown;
    aws.answer('PutItem', ({ parameters }) => {
      if (written !== undefined) return awsError(400, 'ConditionalCheckFailedException');
      written = parameters.Item;
      return 'reset';
    });
    aws.answer('GetItem', () => json({ Item: written }));
    expect(await store().save(FRESH, 3, now)).toBe('saved');
  });

  it('took the write of another meanwhile has not', async () => {
    aws.answer('PutItem', awsError(400, 'ConditionalCheckFailedException'));
    expect(await store().save(FRESH, 3, now)).toBe('conflict');
  });
});
