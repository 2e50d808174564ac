import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AttributeValue, type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClients } from '../../shared/aws/clients.ts';
import { incidentTable } from '../../shared/aws/incident-table.ts';
import { messagePace } from '../../shared/aws/message-pace.ts';
import { TABLE } from '../../shared/contract/names.ts';
import { expiryOf } from '../../shared/incident/lifetime.ts';
import type { IncidentStore } from '../../shared/incident/store.ts';
import { aLargeIncident, lifeOf, openIncidentOfKey, START, useAt } from '../builders/incident.ts';
import { KEY } from '../builders/record.ts';
import { incidentStoreContract } from '../contracts/incident-store.ts';
import { awsError, useFakeAws } from '../fakes/aws.ts';
import { clientOf, type LocalDynamoDb, startDynamoDb } from '../fakes/dynamo-db.ts';

let dynamoDb: LocalDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
afterAll(() => dynamoDb.close());

incidentStoreContract('a DynamoDB table', async () => incidentTable(dynamoDb.client, await dynamoDb.createTable()));

describe('an item of the table', () => {
  let tableName: string;
  let store: IncidentStore;
  beforeEach(async () => {
    tableName = await dynamoDb.createTable();
    store = incidentTable(dynamoDb.client, tableName);
  });
  const rows = async () => (await dynamoDb.client.send(new ScanCommand({ TableName: tableName }))).Items ?? [];
  const put = (Item: Record<string, AttributeValue>) =>
    dynamoDb.client.send(new PutItemCommand({ TableName: tableName, Item }));

  it('stands under the key ARN, with its version and the second in which it may go', async () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    await store.save({ ...life.item, version: 0 }, START);
    expect(await rows()).toEqual([
      expect.objectContaining({
        [TABLE.key]: { S: `incident#${KEY}` },
        [TABLE.expiresAt]: { N: String(expiryOf(life.item, START)) },
        version: { N: '1' },
      }),
    ]);
    expect(expiryOf(life.item, START)).toBeGreaterThan(START / 1000);
    expect(expiryOf(life.item, START)).toBeLessThan(START / 1000 + 60 * 24 * 3600);
  });

  it('fits, also when it is large', async () => {
    expect(await store.save({ ...aLargeIncident(), version: 0 }, START)).toBe('saved');
    expect(JSON.stringify(await rows()).length).toBeGreaterThan(40_000);
  });

  it.each([
    ['no JSON', { body: { S: '{' } }],
    ['another shape', { body: { S: '{"schema":1}' } }],
    ['a later version', { body: { S: JSON.stringify({ ...openIncidentOfKey(), schema: 2 }) } }],
    ['no text', { body: { N: '5' } }],
    ['nothing', {}],
  ])('that holds %s is not taken for no incident', async (_, attributes) => {
    await put({ [TABLE.key]: { S: `incident#${KEY}` }, version: { N: '1' }, ...attributes });
    await expect(store.load(KEY)).rejects.toMatchObject({ code: 'incident-unreadable' });
    expect(await store.save({ ...openIncidentOfKey(), version: 0 }, START)).toBe('conflict');
  });

  it('is not mixed up with one whose id looks like the digest of another', async () => {
    const long = { ...openIncidentOfKey(), id: 'x'.repeat(5000), count: 1 };
    await store.save(long, START);
    const [row] = await rows();
    const id = row?.[TABLE.key]?.S?.replace('incident#', '') ?? '';
    expect(id.length).toBeLessThan(100);
    expect(await store.load(id)).toBeUndefined();
    expect(await store.save({ ...long, id, count: 2 }, START)).toBe('saved');
    expect(await store.load(long.id)).toMatchObject({ count: 1 });
  });

  it('that cannot be read hides no other', async () => {
    await put({ [TABLE.key]: { S: 'incident#broken' }, version: { N: '1' }, body: { S: '{' } });
    await put({ [TABLE.key]: { S: 'incident#bare' } });
    await store.save(openIncidentOfKey(), START);
    const { items, unreadable } = await store.all();
    expect([items.map(({ id }) => id), unreadable]).toEqual([[KEY], 2]);
  });

  it('that is no incident is left out', async () => {
    await messagePace(dynamoDb.client, tableName).next(START, START);
    await put({ [TABLE.key]: { S: 'incident' } });
    await store.save(openIncidentOfKey(), START);
    expect(await rows()).toHaveLength(3);
    expect(await store.all()).toMatchObject({ items: [{ id: KEY }], unreadable: 0 });
  });

  it('says what is wrong with it without quoting it', async () => {
    await put({ [TABLE.key]: { S: `incident#${KEY}` }, version: { N: '1' }, body: { S: 'secret-of-a-caller' } });
    await expect(store.load(KEY)).rejects.not.toThrow('secret');
  });
});

/** Passes requests on and answers those that are to be lost by breaking the connection, after they were carried out. */
async function lossyProxy(target: string): Promise<{ url: string; lose: Set<string>; close: () => Promise<void> }> {
  const lose = new Set<string>();
  const server: Server = createServer(async (incoming, response) => {
    const { status, body, type } = await passOn(incoming, target);
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    if (lose.delete(operation)) incoming.socket.destroy();
    else response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lose,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function passOn(incoming: IncomingMessage, target: string) {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = Object.fromEntries(
    ['authorization', 'content-type', 'x-amz-date', 'x-amz-target'].map((name) => [
      name,
      String(incoming.headers[name]),
    ]),
  );
  const answer = await fetch(target, { method: 'POST', headers, body: Buffer.concat(chunks) });
  return {
    status: answer.status,
    body: await answer.text(),
    type: answer.headers.get('content-type') ?? 'application/x-amz-json-1.0',
  };
}

describe('a write whose answer is lost', () => {
  let proxy: Awaited<ReturnType<typeof lossyProxy>>;
  let client: DynamoDBClient;
  let tableName: string;
  let store: IncidentStore;
  beforeEach(async () => {
    proxy = await lossyProxy(dynamoDb.url);
    client = clientOf(proxy.url, { maxAttempts: 2 });
    tableName = await dynamoDb.createTable();
    store = incidentTable(client, tableName);
  });
  afterEach(async () => {
    client.destroy();
    await proxy.close();
  });

  it('is saved: the second try finds the first one there', async () => {
    proxy.lose.add('PutItem');
    expect(await store.save({ ...openIncidentOfKey(), count: 3 }, START)).toBe('saved');
    expect(await store.load(KEY)).toMatchObject({ version: 1, count: 3 });
    proxy.lose.add('PutItem');
    expect(await store.save({ ...openIncidentOfKey(), version: 1, count: 4 }, START)).toBe('saved');
    expect(await store.load(KEY)).toMatchObject({ version: 2, count: 4 });
  });

  it('is a conflict when somebody else had written before, be it the very same', async () => {
    await incidentTable(dynamoDb.client, tableName).save(openIncidentOfKey(), START);
    proxy.lose.add('PutItem');
    expect(await store.save(openIncidentOfKey(), START)).toBe('conflict');
  });

  it('rejects when nobody can say afterwards whose it was', async () => {
    proxy.lose.add('PutItem');
    proxy.lose.add('GetItem');
    const once = clientOf(proxy.url, { maxAttempts: 1 });
    await expect(incidentTable(once, tableName).save(openIncidentOfKey(), START)).rejects.toThrow();
    once.destroy();
    expect(await incidentTable(dynamoDb.client, tableName).load(KEY)).toMatchObject({ version: 1 });
  });

  it('of which each try is lost rejects', async () => {
    const losing = createServer(async (incoming) => {
      await passOn(incoming, dynamoDb.url);
      incoming.socket.destroy();
    });
    await new Promise<void>((resolve) => losing.listen(0, '127.0.0.1', resolve));
    const lost = clientOf(`http://127.0.0.1:${(losing.address() as AddressInfo).port}`, { maxAttempts: 2 });
    await expect(incidentTable(lost, tableName).save(openIncidentOfKey(), START)).rejects.toThrow();
    lost.destroy();
    losing.close();
  });
});

describe('a table that fails', () => {
  const aws = useFakeAws();
  const PATIENT = { maxAttempts: 2, connectionTimeout: 200, requestTimeout: 300 };
  const client = () => createClients(undefined, undefined, {}, PATIENT).dynamoDb(undefined);
  const store = () => incidentTable(client(), 'incidents');

  const OPERATIONS = [
    ['load', 'GetItem', () => store().load(KEY)],
    ['save', 'PutItem', () => store().save(openIncidentOfKey(), START)],
    ['all', 'Scan', () => store().all()],
  ] as const;
  const FAULTS = [
    ['refuses', awsError(400, 'AccessDeniedException'), 'AccessDeniedException'],
    ['is not there', awsError(400, 'ResourceNotFoundException'), 'ResourceNotFoundException'],
    ['is ill', awsError(500, 'InternalServerError'), 'InternalServerError'],
    ['answers no JSON', { status: 200, body: '<html>', headers: {} }, 'SyntaxError'],
    ['breaks the connection', 'reset', undefined],
    ['hangs', 'hang', 'TimeoutError'],
  ] as const;

  for (const [name, operation, run] of OPERATIONS) {
    it.each(FAULTS)(`rejects ${name} when it %s`, async (_, answer, error) => {
      aws.answer(operation, answer);
      const thrown: unknown = await run().catch((caught: unknown) => caught);
      expect(thrown).toBeInstanceOf(Error);
      if (error !== undefined) expect((thrown as Error).name).toBe(error);
    });
  }

  for (const [name, operation, run] of OPERATIONS) {
    it.each(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'])(
      `says of ${name} that it pays to wait when it answers %s`,
      async (error) => {
        aws.answer(operation, awsError(400, error));
        await expect(run()).rejects.toMatchObject({ code: 'incidents-busy', cause: { name: error } });
      },
    );
  }

  it('says that it pays to wait also when it has too much to do to say whose a write was', async () => {
    let tries = 0;
    aws.answer('PutItem', () => {
      tries += 1;
      return tries === 1 ? 'reset' : awsError(400, 'ConditionalCheckFailedException');
    });
    aws.answer('GetItem', awsError(400, 'ThrottlingException'));
    await expect(store().save(openIncidentOfKey(), START)).rejects.toMatchObject({ code: 'incidents-busy' });
  });

  it('is not waited for any longer than two tries take', async () => {
    aws.answer('GetItem', 'hang');
    const started = Date.now();
    await expect(store().load(KEY)).rejects.toThrow();
    expect(Date.now() - started).toBeLessThan(5000);
    expect(aws.requests).toHaveLength(2);
  });

  it('is tried again when it throttles once', async () => {
    let tries = 0;
    aws.answer('PutItem', () => {
      tries += 1;
      return tries === 1 ? awsError(400, 'ThrottlingException') : { status: 200, body: '{}' };
    });
    expect(await store().save(openIncidentOfKey(), START)).toBe('saved');
    expect(tries).toBe(2);
  });

  it('is not asked whose write it was when the first try found a conflict', async () => {
    aws.answer('PutItem', awsError(400, 'ConditionalCheckFailedException'));
    expect(await store().save(openIncidentOfKey(), START)).toBe('conflict');
    expect(aws.requests.map(({ operation }) => operation)).toEqual(['PutItem']);
  });

  it('rejects a write when it cannot say whose it was', async () => {
    let tries = 0;
    aws.answer('PutItem', () => {
      tries += 1;
      return tries === 1 ? 'reset' : awsError(400, 'ConditionalCheckFailedException');
    });
    aws.answer('GetItem', awsError(400, 'AccessDeniedException'));
    await expect(store().save(openIncidentOfKey(), START)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('hands over nothing when a later page fails', async () => {
    let pages = 0;
    aws.answer('Scan', () => {
      pages += 1;
      const body = { Items: [], LastEvaluatedKey: { [TABLE.key]: { S: 'incident#x' } } };
      return pages === 1 ? { status: 200, body: JSON.stringify(body) } : awsError(400, 'AccessDeniedException');
    });
    await expect(store().all()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('goes on to the next page also when one holds nothing', async () => {
    aws.answer('Scan', ({ parameters }) => {
      const isFirst = parameters.ExclusiveStartKey === undefined;
      const body = isFirst
        ? { Items: [], LastEvaluatedKey: { [TABLE.key]: { S: 'incident#x' } } }
        : { Items: [{ body: { S: 'spoilt' } }] };
      return { status: 200, body: JSON.stringify(body) };
    });
    expect(await store().all()).toEqual({ items: [], unreadable: 1 });
    expect(aws.requests.at(-1)?.parameters.ExclusiveStartKey).toEqual({ [TABLE.key]: { S: 'incident#x' } });
  });

  it('is read as it stands now, never as it stood', async () => {
    aws.answer('GetItem', { status: 200, body: '{}' });
    aws.answer('Scan', { status: 200, body: '{"Items":[]}' });
    await store().load(KEY);
    await store().all();
    expect(aws.requests.map(({ parameters }) => parameters.ConsistentRead)).toEqual([true, true]);
  });
});
