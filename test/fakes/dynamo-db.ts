import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { TABLE } from '../../shared/contract/names.ts';

/** A DynamoDB on a port of this machine. */
export interface LocalDynamoDb {
  readonly url: string;
  readonly client: DynamoDBClient;
  /** Creates an empty table of incidents and answers its name. */
  createTable(): Promise<string>;
  close(): Promise<void>;
}

/** Starts one. Its tables are as the stack makes them. */
export async function startDynamoDb(): Promise<LocalDynamoDb> {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = clientOf(url);
  let tables = 0;
  return {
    url,
    client,
    async createTable() {
      tables += 1;
      const TableName = `incidents-${tables}`;
      await client.send(
        new CreateTableCommand({
          TableName,
          AttributeDefinitions: [{ AttributeName: TABLE.key, AttributeType: 'S' }],
          KeySchema: [{ AttributeName: TABLE.key, KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
      // It is there a moment after the answer, as with the real one.
      const isActive = async () =>
        (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus === 'ACTIVE';
      while (!(await isActive())) await setTimeout(5);
      return TableName;
    },
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A client of a DynamoDB at that address. */
export const clientOf = (url: string, config: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    ...config,
  });
