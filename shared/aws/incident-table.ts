import { createHash, randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../contract/names.ts';
import { GuardError } from '../errors.ts';
import type { IncidentItem } from '../incident/item.ts';
import { decodeItem, encodeItem } from '../incident/item-codec.ts';
import { expiryOf } from '../incident/lifetime.ts';
import type { IncidentStore } from '../incident/store.ts';
import { err, type Result } from '../result.ts';

const PREFIX = 'incident#';
const NAMES = { '#key': TABLE.key, '#version': 'version', '#body': 'body', '#write': 'write' } as const;

/**
 * Incidents in a DynamoDB table, one item each: the partition key, the version that the optimistic lock compares, when DynamoDB may
 * delete it, and everything else as one text. `write` names the very write that made the item.
 */
export function incidentTable(client: DynamoDBClient, tableName: string): IncidentStore {
  const read = async (id: string, attribute: keyof typeof NAMES) => {
    const command = new GetItemCommand({
      TableName: tableName,
      Key: { [TABLE.key]: { S: keyOf(id) } },
      ConsistentRead: true,
      ProjectionExpression: attribute,
      ExpressionAttributeNames: namesOf(attribute),
    });
    const { Item } = await unlessBusy(client.send(command));
    return Item;
  };
  return {
    async load(id) {
      const stored = await read(id, '#body');
      if (stored === undefined) return undefined;
      const item = itemOf(stored);
      if (item.ok) return item.value;
      throw new GuardError('incident-unreadable', `the item of an incident cannot be read: ${item.error}`);
    },
    async save(item, now) {
      const write = randomUUID();
      try {
        await unlessBusy(client.send(new PutItemCommand({ TableName: tableName, ...putOf(item, write, now) })));
        return 'saved';
      } catch (thrown) {
        if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
        // Of a write whose answer was lost the SDK makes another, which finds the first one there.
        if ((thrown.$metadata.attempts ?? 1) < 2) return 'conflict';
        const stored = await read(item.id, '#write');
        return stored?.[NAMES['#write']]?.S === write ? 'saved' : 'conflict';
      }
    },
    async all() {
      const items: IncidentItem[] = [];
      let unreadable = 0;
      let from: Record<string, AttributeValue> | undefined;
      do {
        const command: ScanCommand = new ScanCommand({
          TableName: tableName,
          ConsistentRead: true,
          FilterExpression: 'begins_with(#key, :prefix)',
          ProjectionExpression: '#body',
          ExpressionAttributeNames: namesOf('#key', '#body'),
          ExpressionAttributeValues: { ':prefix': { S: PREFIX } },
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        });
        const page = await unlessBusy(client.send(command));
        for (const stored of page.Items ?? []) {
          const item = itemOf(stored);
          if (item.ok) items.push(item.value);
          else unreadable += 1;
        }
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return { items, unreadable };
    },
  };
}

// Source: DynamoDB Developer Guide, "Error handling with DynamoDB": the table is there, and asked too much of.
const BUSY = new Set(['ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'ThrottlingException']);

/** A table that has too much to do is another matter than one that cannot be reached: it pays to wait. */
async function unlessBusy<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (!(thrown instanceof Error && BUSY.has(thrown.name))) throw thrown;
    throw new GuardError('incidents-busy', `the table of incidents has too much to do (${thrown.name})`, thrown);
  }
}

/** A write that holds only while the version is the one that the item was made from. */
function putOf(item: IncidentItem, write: string, now: number): Omit<PutItemCommandInput, 'TableName'> {
  const next = { ...item, version: item.version + 1 };
  const isNew = item.version === 0;
  return {
    Item: {
      [TABLE.key]: { S: keyOf(item.id) },
      [TABLE.expiresAt]: { N: String(expiryOf(item, now)) },
      [NAMES['#version']]: { N: String(next.version) },
      [NAMES['#body']]: { S: encodeItem(next) },
      [NAMES['#write']]: { S: write },
    },
    ConditionExpression: isNew ? 'attribute_not_exists(#key)' : '#version = :version',
    ExpressionAttributeNames: namesOf(isNew ? '#key' : '#version'),
    ...(isNew ? {} : { ExpressionAttributeValues: { ':version': { N: String(item.version) } } }),
  };
}

const namesOf = (...attributes: readonly (keyof typeof NAMES)[]): Record<string, string> =>
  Object.fromEntries(attributes.map((attribute) => [attribute, NAMES[attribute]]));

const itemOf = (stored: Record<string, AttributeValue>): Result<IncidentItem, string> => {
  const body = stored[NAMES['#body']]?.S;
  return body === undefined ? err('it has no text') : decodeItem(body);
};

const MOST_BYTES = 512;
const DIGEST = 'sha256:';

/**
 * The partition key of an incident. DynamoDB takes 2048 bytes of well-formed text, and an id may hold whatever a caller wrote: one
 * that is long, not well-formed or looks like a digest is digested. Source: DynamoDB Developer Guide, "Quotas", partition key length.
 */
function keyOf(id: string): string {
  const bytes = Buffer.from(id);
  const isPlain = bytes.length <= MOST_BYTES && bytes.toString() === id && !id.startsWith(DIGEST);
  // As JSON, since half characters, which JSON escapes, would all be hashed as the same replacement.
  return `${PREFIX}${isPlain ? id : `${DIGEST}${createHash('sha256').update(JSON.stringify(id)).digest('hex')}`}`;
}
