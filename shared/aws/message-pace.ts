import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../contract/names.ts';
import { MESSAGE_SPACING_MS, type MessagePace } from '../incident/pace.ts';

const KEY = 'pace';
const NEXT_AT = 'nextAt';

/** How far ahead moments are reserved: longer than an invocation lasts. */
const FURTHEST_MS = 4 * 60_000;
/** A moment further ahead than this was reserved by a clock that is wrong, and holds nobody back. */
const WRONG_CLOCK_MS = 5 * 60_000;
/** How long the item outlives the last message. */
const KEPT_SECONDS = 24 * 3600;
/** One conditional update of the next free moment. */
interface Move {
  readonly to: string;
  readonly condition: string;
  readonly values: Readonly<Record<`:${string}`, number>>;
}

/**
 * The pace of messages in one item of the table of incidents: the next free moment. It is moved by single conditional updates only,
 * so that no moment is handed out twice. An update whose answer was lost and that is made again wastes a moment, no more.
 */
export function messagePace(client: DynamoDBClient, tableName: string): MessagePace {
  return {
    async next(now, latest) {
      if (now > latest) return undefined;
      const furthest = Math.min(latest, now + FURTHEST_MS);
      const moves = [takeNow(now), queueUntil(now, furthest)];
      // Somebody may move it between two updates, or DynamoDB delete it.
      for (const move of [...moves, ...moves, ...moves]) {
        const { moved, nextAt } = await tryTo(move, client, tableName, now);
        if (moved) return nextAt - MESSAGE_SPACING_MS;
        if (nextAt !== undefined && nextAt > furthest && nextAt <= now + WRONG_CLOCK_MS) return undefined;
      }
      return undefined;
    },
  };
}

type Tried = { readonly moved: true; readonly nextAt: number } | { readonly moved: false; readonly nextAt?: number };

/** Whether the moment was moved, and where it stands then, if the table says so. */
async function tryTo(
  { to, condition, values }: Move,
  client: DynamoDBClient,
  tableName: string,
  now: number,
): Promise<Tried> {
  const numbers = { ...values, ':expiresAt': Math.ceil(now / 1000) + KEPT_SECONDS };
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { [TABLE.key]: { S: KEY } },
        UpdateExpression: `SET #nextAt = ${to}, #expiresAt = :expiresAt`,
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#nextAt': NEXT_AT, '#expiresAt': TABLE.expiresAt },
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(numbers).map(([name, value]) => [name, { N: String(value) }]),
        ),
        ReturnValues: 'UPDATED_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    const nextAt = numberIn(Attributes);
    if (nextAt === undefined) throw new Error(`got an answer without ${NEXT_AT}`);
    return { moved: true, nextAt };
  } catch (thrown) {
    if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
    const nextAt = numberIn(thrown.Item);
    return { moved: false, ...(nextAt === undefined ? {} : { nextAt }) };
  }
}

const numberIn = (attributes: Record<string, AttributeValue> | undefined): number | undefined => {
  const text = attributes?.[NEXT_AT]?.N;
  return text === undefined ? undefined : Number(text);
};

/** Where nobody waits. */
const takeNow = (now: number): Move => ({
  to: ':after',
  condition: 'attribute_not_exists(#nextAt) OR #nextAt <= :now OR #nextAt > :wrong',
  values: { ':now': now, ':after': now + MESSAGE_SPACING_MS, ':wrong': now + WRONG_CLOCK_MS },
});

/** Behind those who wait. */
const queueUntil = (now: number, furthest: number): Move => ({
  to: '#nextAt + :spacing',
  condition: '#nextAt BETWEEN :now AND :furthest',
  values: { ':now': now, ':furthest': furthest, ':spacing': MESSAGE_SPACING_MS },
});
