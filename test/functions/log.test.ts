import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GUARD_METRICS } from '../../shared/contract/metrics.ts';
import { createLog } from '../../shared/log.ts';
import { NOW } from '../builders/alert.ts';
import { aJunkLine } from '../builders/arbitrary.ts';
import { copiesOfRecord } from '../builders/finding.ts';
import { hostileText } from '../builders/hostile.ts';
import { aPayload } from '../builders/payload.ts';
import { aRecord, eventId, type Json, OTHER_KEY, roleIdentity } from '../builders/record.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { fakeMessagePace } from '../fakes/message-pace.ts';
import { byRole, keyNumber, ofKey, ofKeys, refusal } from '../pipeline/guard.ts';
import { aFunction, figuresIn, type Line } from './tools.ts';

function lineOf(...args: Parameters<ReturnType<typeof createLog>>): { text: string; line: Line } {
  const lines: string[] = [];
  createLog(
    (line) => void lines.push(line),
    'KmsDeletionGuard',
    () => NOW,
  )(...args);
  const [text = '', ...more] = lines;
  expect(more).toEqual([]);
  return { text, line: JSON.parse(text) };
}

const batchLine = (lines: readonly Line[]) => lines.find(({ message }) => message === 'batch');

/** What became of the records: these add up to those that came in. */
const FATES = ['Notified', 'Counted', 'Silenced', 'Failed', 'NotFinding', 'Rejected', 'Duplicate', 'Unaccounted'];
const sumOf = (figures: Readonly<Record<string, number>>) => FATES.reduce((sum, name) => sum + (figures[name] ?? 0), 0);

describe('a log line', () => {
  it('is one line of JSON whatever stands in it', () => {
    fc.assert(
      fc.property(hostileText(), fc.array(hostileText()), (text, list) => {
        const written = lineOf('batch', { text, list, number: 1, absent: undefined }, { recordsIn: 1 });
        expect(written.text).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\n$/u);
        expect(written.line).toMatchObject({ message: 'batch', number: 1 });
      }),
    );
  });

  // Source: CloudWatch User Guide, "Specification: Embedded metric format".
  it('holds its figures as CloudWatch makes metrics of them', () => {
    const { line } = lineOf(
      'batch',
      { level: 'info' },
      { recordsIn: 7, publishLatency: 250, deliveryLag: 1000, sweepRan: 1 },
    );
    expect(line._aws).toEqual({
      Timestamp: NOW.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'KmsDeletionGuard',
          Dimensions: [['Stack']],
          Metrics: [
            { Name: 'RecordsIn', Unit: 'Count' },
            { Name: 'PublishLatency', Unit: 'Milliseconds' },
            { Name: 'DeliveryLag', Unit: 'Milliseconds' },
            { Name: 'SweepRan', Unit: 'Count' },
          ],
        },
      ],
    });
    expect(line).toMatchObject({
      Stack: 'KmsDeletionGuard',
      RecordsIn: 7,
      PublishLatency: 250,
      DeliveryLag: 1000,
      SweepRan: 1,
    });
  });

  it('holds no zero, and nothing at all for CloudWatch when there is no figure', () => {
    const { line } = lineOf('batch', {}, { recordsIn: 3, notified: 0, failed: undefined });
    expect(figuresIn(line)).toEqual({ RecordsIn: 3 });
    expect(line).not.toHaveProperty('Notified');
    for (const figures of [{}, { recordsIn: 0 }, { sweepRan: undefined }])
      expect(lineOf('sweep', {}, figures).line).toEqual({ message: 'sweep' });
  });

  it('keeps a figure from being taken for a field, whatever the field is called', () => {
    const names = Object.values(GUARD_METRICS);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
  });
});

describe('the figures of a batch', () => {
  const OWN = 'arn:aws:iam::111122223333:role/guard';
  const mixed = aPayload([
    aRecord({ eventID: eventId(90) }),
    'hello',
    byRole('billing-batch', 1),
    byRole('billing-batch', 1),
    byRole('report-api', 2),
    byRole('guard', 3),
    refusal(4, { eventName: 'TagResource' }),
    ...copiesOfRecord(9),
    ofKey(OTHER_KEY, 5),
  ]);

  it('are in the one line of the batch, and add up to what came in', async () => {
    const { invoke } = aFunction({}, undefined, { managementCalls: 'ignore', ownRoleArn: OWN });
    await invoke(aPayload([byRole('billing-batch', 50)]));
    const { lines } = await invoke(mixed);
    expect(lines.filter((line) => '_aws' in line)).toHaveLength(1);
    const figures = figuresIn(batchLine(lines));
    expect(figures).toMatchObject({
      RecordsIn: 10,
      Notified: 3,
      Counted: 1,
      Silenced: 2,
      NotFinding: 1,
      Rejected: 1,
      Duplicate: 2,
      MessagesSent: 2,
      DeliveryLag: expect.any(Number),
    });
    expect(figures).not.toHaveProperty('Failed');
    expect(figures).not.toHaveProperty('Unaccounted');
    expect(sumOf(figures)).toBe(10);
  });

  it.each([
    ['the topic refuses', {}, () => true],
    ['the table is gone', { store: fakeIncidentStore({ failing: () => true }) }, () => false],
    [
      'nobody can be asked',
      { store: fakeIncidentStore({ failing: () => true }), pace: fakeMessagePace({ failing: () => true }) },
      () => true,
    ],
    [
      'others write all the time',
      { store: { ...fakeIncidentStore(), save: async () => 'conflict' as const } },
      () => false,
    ],
  ])('add up when %s', async (_, overrides, refuses) => {
    const { invoke } = aFunction(overrides, refuses, { managementCalls: 'ignore', ownRoleArn: OWN });
    for (let tries = 0; tries < 2; tries += 1) {
      const figures = figuresIn(batchLine((await invoke(mixed)).lines));
      expect(figures.RecordsIn).toBe(10);
      expect(figures).not.toHaveProperty('Unaccounted');
      expect(sumOf(figures)).toBe(10);
    }
  });

  it('add up whatever comes', async () => {
    const roles = fc.constantFrom('billing-batch', 'report-api', 'guard');
    const record: fc.Arbitrary<unknown> = fc.oneof(
      { weight: 1, arbitrary: aJunkLine() },
      {
        weight: 4,
        arbitrary: fc
          .tuple(fc.nat(6), roles, fc.nat(2), fc.constantFrom('Decrypt', 'TagResource', 'CreateGrant'), fc.boolean())
          .map(([n, role, key, eventName, isShared]): Json => {
            const parts = { eventName, errorMessage: `${keyNumber(key)} is pending deletion.` };
            if (isShared) return copiesOfRecord(n, parts)[n % 2] ?? {};
            return refusal(n, { ...parts, userIdentity: roleIdentity(role) });
          }),
      },
    );
    const batches = fc.array(fc.array(record, { maxLength: 10 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        const { invoke } = aFunction({}, undefined, { managementCalls: 'ignore', ownRoleArn: OWN });
        for (const records of all) {
          const { lines } = await invoke(aPayload(records));
          const figures = figuresIn(batchLine(lines));
          expect([figures.RecordsIn ?? 0, figures.Unaccounted]).toEqual([records.length, undefined]);
          expect(sumOf(figures)).toBe(records.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of a batch without findings are what it was, and no more', async () => {
    const { invoke } = aFunction();
    const { lines } = await invoke(aPayload([aRecord()]));
    expect(figuresIn(batchLine(lines))).toEqual({ RecordsIn: 1, NotFinding: 1 });
  });

  it('say how long the last alert took, from when the function began', async () => {
    const { invoke } = aFunction();
    const figures = figuresIn(batchLine((await invoke(aPayload(ofKeys(4)))).lines));
    // One message a second.
    expect(figures.PublishLatency).toBe(3000);
    expect(figures.MessagesSent).toBe(4);
  });
});

describe('the level of a batch', () => {
  it('is error when what was delivered again could not be sent again', async () => {
    const { invoke } = aFunction({}, () => true);
    for (const [duplicate, failed] of [
      [0, 1],
      [1, 0],
    ]) {
      const { lines, thrown } = await invoke(aPayload([refusal(1)]));
      expect(batchLine(lines)).toMatchObject({ level: 'error', messagesFailed: 1, duplicate, failed });
      expect(String(thrown)).toMatch(/ 1 alerts? failed/);
    }
  });

  it.each([
    [
      'silences could not be read',
      { silences: async () => ({ silences: [], malformed: [], unread: 'no right' }) },
      'error',
    ],
    [
      'a silence is malformed',
      { silences: async () => ({ silences: [], malformed: [{ name: 'a', fault: 'x' }] }) },
      'info',
    ],
    ['the table is gone', { store: fakeIncidentStore({ failing: () => true }) }, 'error'],
    ['a claim could not be taken out', { store: fakeIncidentStore({ failing: afterWrites(1) }) }, 'error'],
    ['all is well', {}, 'info'],
  ])('when %s', async (_, overrides, level) => {
    const { lines } = await aFunction(overrides).invoke(aPayload([refusal(1)]));
    expect(batchLine(lines)?.level).toBe(level);
  });
});

/** A store that fails from the nth write on. */
function afterWrites(most: number) {
  let writes = 0;
  return (operation: string) => {
    if (operation === 'save') writes += 1;
    return operation === 'save' && writes > most;
  };
}

it('no secret that stands in a record gets into the log', async () => {
  const secrets = ['AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE', 'hooks.slack.com/services/T0/B0/xyz', 'hunter2'];
  const planted = {
    userIdentity: { ...roleIdentity('billing-batch', secrets[3]), accessKeyId: secrets[0] },
    userAgent: `curl https://${secrets[2]}`,
    sourceIPAddress: secrets[3],
    requestParameters: { encryptionContext: { password: secrets[3], 'aws:s3:arn': `arn:aws:s3:::b/${secrets[2]}` } },
    additionalEventData: { token: secrets[1] },
  };
  const broken = JSON.stringify(refusal(3, planted)).slice(0, -20);
  const batch = aPayload([
    refusal(1, planted),
    refusal(2, { ...planted, eventTime: secrets[3] }),
    broken,
    secrets.join(),
  ]);
  for (const { invoke } of [
    aFunction(),
    aFunction({}, () => true),
    aFunction({ store: fakeIncidentStore({ failing: () => true }) }),
  ]) {
    const { text, thrown } = await invoke(batch);
    expect(text).toContain('"message":"batch"');
    for (const secret of secrets) expect(`${text} ${thrown}`).not.toContain(secret);
    expect(`${text} ${thrown}`).not.toMatch(/awslogs|errorMessage/);
  }
});
