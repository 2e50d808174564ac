import { PutItemCommand, ScanCommand, type UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClients } from '../../shared/aws/clients.ts';
import { messagePace } from '../../shared/aws/message-pace.ts';
import { TABLE } from '../../shared/contract/names.ts';
import { MINUTE, START } from '../builders/incident.ts';
import { messagePaceContract } from '../contracts/message-pace.ts';
import { type Answer, awsError, useFakeAws } from '../fakes/aws.ts';
import { type LocalDynamoDb, startDynamoDb } from '../fakes/dynamo-db.ts';

let dynamoDb: LocalDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
afterAll(() => dynamoDb.close());

const aPace = async () => {
  const TableName = await dynamoDb.createTable();
  const pace = messagePace(dynamoDb.client, TableName);
  const setNext = async (nextAt: number) => {
    const Item = { [TABLE.key]: { S: 'pace' }, nextAt: { N: String(nextAt) } };
    await dynamoDb.client.send(new PutItemCommand({ TableName, Item }));
  };
  return { TableName, pace, setNext };
};
messagePaceContract('a DynamoDB table', aPace, 3);

it('keeps one item, which may go when nobody has sent for a day', async () => {
  const TableName = await dynamoDb.createTable();
  const pace = messagePace(dynamoDb.client, TableName);
  await pace.next(START, START);
  await pace.next(START, START + MINUTE);
  await pace.next(START, START);
  const { Items } = await dynamoDb.client.send(new ScanCommand({ TableName }));
  expect(Items).toEqual([
    {
      [TABLE.key]: { S: 'pace' },
      nextAt: { N: String(START + 2000) },
      [TABLE.expiresAt]: { N: String(START / 1000 + 24 * 3600) },
    },
  ]);
});

it('is never before now, also when a clock that is behind has moved it meanwhile', async () => {
  const { TableName, setNext } = await aPace();
  await setNext(START + 3000);
  const meddled = new Proxy(dynamoDb.client, {
    get: (client, name) => {
      if (name !== 'send') return Reflect.get(client, name);
      return async (command: UpdateItemCommand) => {
        // Between the first try and the second.
        return await client.send(command).catch(async (thrown: unknown) => {
          await setNext(START - 5000);
          throw thrown;
        });
      };
    },
  });
  expect(await messagePace(meddled, TableName).next(START, START + MINUTE)).toBe(START);
});

describe('a table that fails', () => {
  const aws = useFakeAws();
  const PATIENT = { maxAttempts: 2, connectionTimeout: 200, requestTimeout: 300 };
  const pace = () => messagePace(createClients(undefined, undefined, {}, PATIENT).dynamoDb(undefined), 'incidents');
  const next = () => pace().next(START, START + MINUTE);

  const moved = (nextAt: number): Answer => ({
    status: 200,
    body: JSON.stringify({ Attributes: { nextAt: { N: String(nextAt) } } }),
  });
  const failed = (nextAt?: number): Answer => ({
    status: 400,
    body: JSON.stringify({
      __type: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      ...(nextAt === undefined ? {} : { Item: { nextAt: { N: String(nextAt) } } }),
    }),
    headers: { 'content-type': 'application/x-amz-json-1.0' },
  });
  const answers = (...all: readonly Answer[]) => {
    let at = -1;
    aws.answer('UpdateItem', () => {
      at += 1;
      return all[at] ?? 'reset';
    });
  };

  it.each([
    ['throttles', awsError(400, 'ThrottlingException')],
    ['refuses', awsError(400, 'AccessDeniedException')],
    ['is not there', awsError(400, 'ResourceNotFoundException')],
    ['is ill', awsError(500, 'InternalServerError')],
    ['says nothing', { status: 200, body: '{}' }],
    ['breaks the connection', 'reset'],
    ['hangs', 'hang'],
  ] as const)('rejects when it %s', async (_, answer) => {
    aws.answer('UpdateItem', answer);
    await expect(next()).rejects.toThrow();
  });

  it('wastes a moment when an answer was lost, and hands out none twice', async () => {
    answers('reset', failed(START + 1000), moved(START + 2000));
    expect(await next()).toBe(START + 1000);
  });

  it('is asked no more when it says that the next free moment is too late', async () => {
    answers(failed(START + 2 * MINUTE));
    expect(await next()).toBeUndefined();
    expect(aws.requests).toHaveLength(1);
  });

  it('is asked again when the moment that was free is taken meanwhile', async () => {
    answers(failed(START + 1000), failed(START - 1), moved(START + 1000));
    expect(await next()).toBe(START);
    expect(aws.requests).toHaveLength(3);
  });

  it('is asked again when the item is deleted meanwhile', async () => {
    answers(failed(START + 1000), failed(), moved(START + 1000));
    expect(await next()).toBe(START);
  });

  it('is not asked for ever', async () => {
    aws.answer('UpdateItem', failed());
    expect(await next()).toBeUndefined();
    expect(aws.requests.length).toBeLessThanOrEqual(6);
  });

  it('reads nothing before it writes', async () => {
    answers(moved(START + 1000));
    expect(await next()).toBe(START);
    expect(aws.requests.map(({ operation }) => operation)).toEqual(['UpdateItem']);
  });
});
