import { describe, expect, it } from '@jest/globals';
import { createCollector } from '../../shared/incident/collector.ts';
import { collectRecords, type RecordText, recordTextsOf } from '../../shared/pipeline/collect-records.ts';
import { NOW } from '../builders/alert.ts';
import { aRecord, KEY, roleIdentity } from '../builders/record.ts';
import { refusal } from './guard.ts';
import { disabledRefusal } from './rescuer.ts';

const text = (value: unknown): RecordText => ({ text: JSON.stringify(value), lineId: undefined });

function collected(records: readonly RecordText[], ownRoleArn?: string) {
  const collector = createCollector();
  const rejections: (readonly [string, boolean])[] = [];
  const rejected = ({ path }: { path: string }, told: boolean) => void rejections.push([path, told]);
  const counts = collectRecords(records, collector, { now: () => NOW, rejected }, ownRoleArn);
  return { counts, rejections, keys: collector.keys() };
}

describe('collecting records', () => {
  it('counts each in exactly one way', () => {
    const { counts, rejections } = collected([
      text(refusal(1)),
      text(refusal(1)),
      text(aRecord()),
      text(aRecord({ eventSource: 's3.amazonaws.com' })),
      { text: 'hello', lineId: 'a' },
      { text: `{"eventTime":7,"errorMessage":"${KEY} is pending deletion."`, lineId: 'b' },
    ]);
    expect(counts).toEqual({
      recordsIn: 6,
      fromKms: 3,
      notFinding: 2,
      rejected: 1,
      duplicates: 1,
      findings: 2,
      disabled: 0,
      deliveryLagMs: NOW.getTime() - Date.parse('2026-11-22T03:11:40Z'),
    });
    expect(rejections.map(([, told]) => told)).toEqual([false, true]);
  });

  it('what is refused because a key is Disabled counts only where somebody asks for it, and apart', () => {
    const records = [disabledRefusal(1), disabledRefusal(1), disabledRefusal(2), refusal(3)].map(text);
    expect(collected(records).counts).toMatchObject({ notFinding: 3, findings: 1, disabled: 0, duplicates: 0 });
    const [collector, disabled] = [createCollector(), createCollector()];
    const counts = collectRecords(records, collector, { now: () => NOW }, undefined, disabled);
    expect(counts).toMatchObject({ recordsIn: 4, notFinding: 0, findings: 1, disabled: 2, duplicates: 1 });
    expect([collector.keys()[0]?.count, disabled.keys()[0]?.count]).toEqual([1, 2]);
  });

  it('takes a value that somebody has parsed already', () => {
    const { counts } = collected([{ text: 'not looked at', value: refusal(1), lineId: undefined }]);
    expect(counts).toMatchObject({ findings: 1, fromKms: 1 });
  });

  it('rejects what is known to be broken, and tells it when it speaks of a key pending deletion', () => {
    const broken = { path: 'logEvents[0].message', reason: 'got nothing, wanted text' };
    const { counts, rejections } = collected([
      { text: 'nothing', lineId: undefined, broken },
      { text: `${KEY} is pending deletion.`, lineId: undefined, broken },
    ]);
    expect(counts).toMatchObject({ rejected: 1, findings: 1 });
    expect(rejections).toEqual([
      ['logEvents[0].message', false],
      ['logEvents[0].message', true],
    ]);
  });

  it('knows the own calls by the role', () => {
    const own = refusal(1, { userIdentity: roleIdentity('kms-guard') });
    const { keys } = collected([text(own)], 'arn:aws:iam::111122223333:role/kms-guard');
    expect(keys[0]?.parts[0]?.counter.counted()?.incident.lead.own).toBe(true);
  });

  it('tells no lag of records from the future', () => {
    expect(collected([text(refusal(1, { eventTime: '2027-01-01T00:00:00Z' }))]).counts.deliveryLagMs).toBe(0);
  });

  it('needs nobody who listens for rejections', () => {
    const counts = collectRecords([{ text: 'x', lineId: undefined }], createCollector(), { now: () => NOW }, undefined);
    expect(counts.rejected).toBe(1);
  });
});

it('the texts of a batch are its lines and what is broken of it', () => {
  const batch = {
    kind: 'data',
    owner: '111122223333',
    logGroup: 'trail',
    logStream: 's',
    logEvents: [{ index: 0, text: 'a', id: '1', timestamp: undefined }],
    broken: [{ index: 1, text: 'b', path: 'p', reason: 'r' }],
  } as const;
  expect(recordTextsOf(batch)).toEqual([
    { text: 'a', lineId: '1' },
    { text: 'b', lineId: undefined, broken: { path: 'p', reason: 'r' } },
  ]);
});
