import { randomUUID } from 'node:crypto';
import { type Json, roleIdentity } from '../builders/record.ts';
import { HOME_REGION } from './deployment.ts';
import { createPendingKey, type PendingKey, recordOf, useKey } from './pending-key.ts';

/** Callers and operations of a storm. */
const FACETS = [
  { caller: 'billing-batch', operation: 'Decrypt' },
  { caller: 'billing-batch', operation: 'GenerateDataKey' },
  { caller: 'report-api', operation: 'Decrypt' },
] as const;
export const FACETS_OF_KEY = FACETS.length;

/** A key that is pending deletion, and what was refused to be done with it: one record for each caller and operation. */
export interface Refused {
  readonly key: PendingKey;
  readonly records: readonly Json[];
}

export const refusedKeys = (howMany: number): Promise<readonly Refused[]> =>
  Promise.all(
    Array.from({ length: howMany }, async () => {
      const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/storm' });
      const records: Json[] = [];
      for (const { caller, operation } of FACETS)
        records.push(recordOf(await useKey(key, operation), { userIdentity: roleIdentity(caller) }));
      return { key, records };
    }),
  );

/**
 * The records of one batch of a storm: refusals of all keys in turn, by one caller and operation, the next one in the next batch, so
 * that it is certain how many alerts they make.
 */
export const stormBatch = (batch: number, records: number, keys: readonly Refused[]): Json[] =>
  Array.from({ length: records }, (_, at) => ({
    ...keys[at % keys.length]?.records[batch % FACETS_OF_KEY],
    eventID: randomUUID(),
  }));
