import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rescueAllowance } from '../../shared/aws/rescue-allowance.ts';
import { type LocalDynamoDb, startDynamoDb } from '../fakes/dynamo-db.ts';

const NOW = new Date('2026-11-22T23:59:00.000Z');
const TOMORROW = new Date('2026-11-23T00:00:00.000Z');
let dynamoDb: LocalDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
afterAll(() => dynamoDb.close());
const anAllowance = async () => rescueAllowance(dynamoDb.client, await dynamoDb.createTable());

describe('the cancels of a day', () => {
  it('are as many as the limit, whoever asks at the same time', async () => {
    const allow = await anAllowance();
    const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => allow('cancel', `key-${n}`, NOW, 5)));
    const values = answers.map((part) => (part.status === 'known' ? part.value : part.reason));
    expect(values.filter((value) => value === 'allowed')).toHaveLength(5);
    expect(values.filter((value) => value === 'spent')).toHaveLength(11);
  });

  it('are taken once by whoever asks again', async () => {
    const allow = await anAllowance();
    for (const id of ['one', 'one', 'two', 'one'])
      expect(await allow('cancel', id, NOW, 2)).toEqual({ status: 'known', value: 'allowed' });
    expect(await allow('cancel', 'three', NOW, 2)).toEqual({ status: 'known', value: 'spent' });
    // A try that is made again finds its place, also when there is none left.
    expect(await allow('cancel', 'one', NOW, 2)).toEqual({ status: 'known', value: 'allowed' });
  });

  it('are new ones the next day, UTC, and apart from those of dry runs', async () => {
    const allow = await anAllowance();
    await allow('cancel', 'one', NOW, 1);
    expect(await allow('cancel', 'two', NOW, 1)).toEqual({ status: 'known', value: 'spent' });
    expect(await allow('dry-run', 'two', NOW, 1)).toEqual({ status: 'known', value: 'allowed' });
    expect(await allow('cancel', 'two', TOMORROW, 1)).toEqual({ status: 'known', value: 'allowed' });
  });

  it('are not known where the table is not', async () => {
    const allow = rescueAllowance(dynamoDb.client, 'no-such-table');
    expect(await allow('cancel', 'one', NOW, 5)).toEqual({
      status: 'unavailable',
      reason: 'ResourceNotFoundException',
    });
  });
});
