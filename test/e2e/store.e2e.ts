import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { incidentTable } from '../../shared/aws/incident-table.ts';
import { messagePace } from '../../shared/aws/message-pace.ts';
import { TABLE } from '../../shared/contract/names.ts';
import { incidentStoreContract } from '../contracts/incident-store.ts';
import { messagePaceContract } from '../contracts/message-pace.ts';
import { deployment } from './deployment.ts';

const dynamoDb = new DynamoDBClient();
let tableName: string;
let deployed: TableDescription;
beforeAll(async () => {
  ({ tableName } = await deployment());
  const { Table: table = {} } = await dynamoDb.send(new DescribeTableCommand({ TableName: tableName }));
  deployed = table;
});

describe('the deployed table of incidents', () => {
  it('has one key, no index, and no capacity to pay for', () => {
    expect(deployed).toMatchObject({
      KeySchema: [{ AttributeName: TABLE.key, KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: TABLE.key, AttributeType: 'S' }],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
    expect(deployed.GlobalSecondaryIndexes ?? []).toEqual([]);
    expect(deployed.LocalSecondaryIndexes ?? []).toEqual([]);
  });
});

/** An empty table like the deployed one. */
async function aTable(): Promise<string> {
  const { KeySchema, AttributeDefinitions } = deployed;
  const TableName = `incidents-${randomUUID()}`;
  await dynamoDb.send(
    new CreateTableCommand({ TableName, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' }),
  );
  return TableName;
}

incidentStoreContract("the emulator's DynamoDB", async () => incidentTable(dynamoDb, await aTable()));

messagePaceContract(
  "the emulator's DynamoDB",
  async () => {
    const TableName = await aTable();
    const setNext = async (nextAt: number) => {
      const Item = { [TABLE.key]: { S: 'pace' }, nextAt: { N: String(nextAt) } };
      await dynamoDb.send(new PutItemCommand({ TableName, Item }));
    };
    return { pace: messagePace(dynamoDb, TableName), setNext };
  },
  3,
);
