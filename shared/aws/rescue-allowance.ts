import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../contract/names.ts';
import { messageOf } from '../errors.ts';
import { known, type Part, unavailable } from '../kms/key-details.ts';
import type { Allowance } from '../remediation/allowance.ts';

const IDS = 'ids';
const KEPT_SECONDS = 3 * 24 * 3600;

/**
 * The cancels of a day, UTC, in one item of the table of incidents: the ids that have had one. Each is added by a single conditional
 * update, so that no two invocations take the last one; the same id again takes none. Does not reject.
 */
export function rescueAllowance(client: DynamoDBClient, tableName: string) {
  return async (purpose: 'cancel' | 'dry-run', id: string, now: Date, limit: number): Promise<Part<Allowance>> => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: { [TABLE.key]: { S: `rescues#${purpose}#${now.toISOString().slice(0, 10)}` } },
          UpdateExpression: 'ADD #ids :ids SET #expiresAt = :expiresAt',
          ConditionExpression: 'attribute_not_exists(#ids) OR contains(#ids, :id) OR size(#ids) < :limit',
          ExpressionAttributeNames: { '#ids': IDS, '#expiresAt': TABLE.expiresAt },
          ExpressionAttributeValues: {
            ':ids': { SS: [id] },
            ':id': { S: id },
            ':limit': { N: String(limit) },
            ':expiresAt': { N: String(Math.ceil(now.getTime() / 1000) + KEPT_SECONDS) },
          },
        }),
      );
      return known('allowed');
    } catch (thrown) {
      if (thrown instanceof ConditionalCheckFailedException) return known('spent');
      return unavailable(thrown instanceof Error && thrown.name !== 'Error' ? thrown.name : messageOf(thrown));
    }
  };
}
