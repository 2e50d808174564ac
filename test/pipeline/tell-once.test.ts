import { describe, expect, it } from '@jest/globals';
import type { KeyReader } from '../../shared/enrichment/key-reader.ts';
import { createCollector } from '../../shared/incident/collector.ts';
import { nothingKnown } from '../../shared/kms/key-details.ts';
import { tellOnce } from '../../shared/pipeline/tell-once.ts';
import { knownDetails, NOW, someSettings } from '../builders/alert.ts';
import { findingOf, type Json, KEY, OTHER_KEY } from '../builders/record.ts';
import { byRole, ofKey, refusal } from './guard.ts';

const OFFLINE: KeyReader = async () => nothingKnown('offline');

function told(records: readonly Json[], readKey: KeyReader = OFFLINE) {
  const collector = createCollector();
  for (const record of records) collector.add(findingOf(record));
  return tellOnce(collector, readKey, someSettings(), NOW);
}

describe('telling once', () => {
  it('makes no alert of nothing', async () => {
    expect(await told([])).toEqual([]);
  });

  it('makes one alert a key, with all callers and no promise', async () => {
    const alerts = await told([byRole('a', 1), byRole('b', 2), byRole('b', 2), ofKey(OTHER_KEY, 3)]);
    expect(alerts.map(({ key, occurrences }) => [key.arn, occurrences.count, occurrences.callers.length])).toEqual([
      [KEY, 2, 2],
      [OTHER_KEY, 1, 1],
    ]);
    for (const alert of alerts) {
      expect(alert).not.toHaveProperty('nextMessage');
      expect(alert.occurrences).not.toHaveProperty('total');
    }
  });

  it('puts the gravest first, whatever came first', async () => {
    const alerts = await told([refusal(1, { eventName: 'TagResource' }), ofKey(OTHER_KEY, 2)]);
    expect(alerts.map(({ kind }) => kind)).toEqual(['key-use', 'management-call']);
  });

  it('reads each key once, and says what could not be read', async () => {
    const reads: string[] = [];
    const [first, second] = await told([refusal(1), refusal(2), ofKey(OTHER_KEY, 3)], async ({ arn }) => {
      reads.push(arn);
      if (arn === KEY) throw new Error('socket hang up');
      return knownDetails();
    });
    expect(reads.sort()).toEqual([KEY, OTHER_KEY].sort());
    expect(JSON.stringify(first?.unavailable)).toContain('socket hang up');
    expect(second).toMatchObject({ key: { aliases: ['alias/ledger-prod'] }, unavailable: [] });
  });

  it('gives the same alerts the same ids each time', async () => {
    const ids = async (records: Json[]) => (await told(records)).map(({ id }) => id);
    const records = [refusal(1), refusal(2), ofKey(OTHER_KEY, 3)];
    expect(await ids(records)).toEqual(await ids([...records, ...records]));
    expect(await ids(records)).not.toEqual(await ids(records.slice(1)));
  });
});
