import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Watch } from '../blind-spots/watch.ts';
import { decodeWatch, encodeWatch } from '../blind-spots/watch-codec.ts';
import { type StoredWatch, type WatchStore, watchExpiresAt } from '../blind-spots/watch-store.ts';
import { TABLE, WATCH_KEY } from '../contract/names.ts';

const VERSION = 'version';
const BODY = 'body';
const WRITE = 'write';

/** One item in the table of incidents, with the attributes of the others: version, text, and the very write that made it. */
export function watchTable(client: DynamoDBClient, tableName: string): WatchStore {
  const read = async () => {
    const command = new GetItemCommand({
      TableName: tableName,
      Key: { [TABLE.key]: { S: WATCH_KEY } },
      ConsistentRead: true,
    });
    return (await client.send(command)).Item;
  };
  return {
    load: async () => storedOf(await read()),
    async save(watch, version, now) {
      const write = randomUUID();
      try {
        await client.send(new PutItemCommand({ TableName: tableName, ...putOf(watch, version, write, now) }));
        return 'saved';
      } catch (thrown) {
        if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
        // Of a write whose answer was lost the SDK makes another, which finds the first one there.
        if ((thrown.$metadata.attempts ?? 1) < 2) return 'conflict';
        return (await read())?.[WRITE]?.S === write ? 'saved' : 'conflict';
      }
    },
  };
}

function storedOf(item: Readonly<Record<string, AttributeValue>> | undefined): StoredWatch {
  if (item === undefined) return { version: 0, watch: undefined };
  const version = Number(item[VERSION]?.N ?? 0);
  const body = item[BODY]?.S;
  const decoded = body === undefined ? { ok: false as const, error: 'it has no text' } : decodeWatch(body);
  return decoded.ok
    ? { version, watch: decoded.value }
    : { version, watch: undefined, unreadable: `the item ${WATCH_KEY} cannot be read: ${decoded.error}` };
}

/** A write that holds only while the version is the one that was read; what has none counts as 0. */
function putOf(watch: Watch, version: number, write: string, now: number) {
  const names = { '#version': VERSION };
  return {
    Item: {
      [TABLE.key]: { S: WATCH_KEY },
      [TABLE.expiresAt]: { N: String(watchExpiresAt(now)) },
      [VERSION]: { N: String(version + 1) },
      [BODY]: { S: encodeWatch(watch) },
      [WRITE]: { S: write },
    },
    ConditionExpression: version === 0 ? 'attribute_not_exists(#version)' : '#version = :version',
    ExpressionAttributeNames: names,
    ...(version === 0 ? {} : { ExpressionAttributeValues: { ':version': { N: String(version) } } }),
  };
}
