import { type Check, fail, pass, type Verdict } from '../check.ts';
import type { Facts, TableFacts } from '../facts.ts';
import { byAws, restoreByHand } from '../fixes.ts';
import { isUsable, keyFact } from '../key-facts.ts';
import { see, unread } from '../verdicts.ts';

/** Source: DynamoDB API Reference, TableDescription. */
export const table: Check = {
  id: 'table',
  title: 'The incident table can be used',
  meaning: 'Repeats cannot be counted, and counts, last chances and hidden calls are not told.',
  concerns: 'telling',
  changedBy: ['DeleteTable', 'UpdateTable'],
  judge,
};

function judge(facts: Facts): Verdict {
  if (!facts.table.known) return unread(facts.table);
  const its = facts.table.value;
  if (its === 'missing') return fail('the incident table is gone', restoreByHand('the incident table'));
  if (isWell(its)) return pass(`it is in state ${its.status}`);
  const key = its.keyId === undefined ? undefined : keyFact(facts, its.keyId);
  if (key?.known && (key.value === 'missing' || !isUsable(key.value.state)))
    return see('the key under the incident table cannot be used', 'own-keys');
  const name = facts.stack.outputs.TableName;
  return fail(
    `the incident table is in state ${its.status}`,
    byAws('see why', 'dynamodb', 'describe-table', facts.region, { '--table-name': name ?? '' }),
  );
}

/** Whether items can be read and written: they can while a table is being updated. */
export const isWell = (its: TableFacts | 'missing'): boolean =>
  its !== 'missing' && (its.status === 'ACTIVE' || its.status === 'UPDATING');
