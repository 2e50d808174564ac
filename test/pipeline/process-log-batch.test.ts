import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../shared/alert/alert.ts';
import { GuardError } from '../../shared/errors.ts';
import { createMemoryStore } from '../../shared/incident/memory-store.ts';
import { known } from '../../shared/kms/key-details.ts';
import { type BatchOutcome, processLogBatch } from '../../shared/pipeline/process-log-batch.ts';
import { knownDetails, NOW } from '../builders/alert.ts';
import { aJunkLine } from '../builders/arbitrary.ts';
import { copiesOfRecord } from '../builders/finding.ts';
import { recordFixture } from '../builders/fixture.ts';
import { aBatch, aPayload, packed } from '../builders/payload.ts';
import { type MemoryPorts, memoryPorts, somePipelineSettings } from '../builders/ports.ts';
import { aRecord, aRefusal, eventId, type Json, KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';

type Data = Extract<BatchOutcome, { kind: 'data' }>;

async function processed(payload: unknown, ports = memoryPorts(), settings = somePipelineSettings()): Promise<Data> {
  const outcome = await processLogBatch(payload, ports, settings);
  if (!outcome.ok) throw outcome.error;
  if (outcome.value.kind !== 'data') throw new Error('wanted records, got a control message');
  return outcome.value;
}

const refusal = (n: number, overrides: Json = {}) => aRefusal({ eventID: eventId(n), ...overrides });
const ofKey = (arn: string, n: number, overrides: Json = {}) =>
  refusal(n, { errorMessage: `${arn} is pending deletion.`, ...overrides });
const success = (n: number) => aRecord({ eventID: eventId(n) });

const summed = ({ notFinding, rejected, duplicates, findings }: Data) => notFinding + rejected + duplicates + findings;
const keysOf = ({ published }: MemoryPorts) => published.map(({ key }) => key.arn);

describe('a log batch', () => {
  it('of one refusal ends in one alert', async () => {
    const ports = memoryPorts();
    expect(await processed(aPayload([aRefusal()]), ports)).toMatchObject({
      kind: 'data',
      recordsIn: 1,
      fromKms: 1,
      notFinding: 0,
      rejected: 0,
      duplicates: 0,
      findings: 1,
      sent: 1,
      failed: [],
    });
    expect(ports.published).toMatchObject([
      { kind: 'key-use', severity: 'high', key: { arn: KEY }, caller: { name: 'role billing-batch' } },
    ]);
  });

  it('that is a reachability check is answered and causes nothing', async () => {
    const ports = memoryPorts();
    const payload = { awslogs: { data: packed(recordFixture('payload-control-message.json')) } };
    expect(await processLogBatch(payload, ports, somePipelineSettings())).toEqual({
      ok: true,
      value: { kind: 'control' },
    });
    expect(ports.published).toEqual([]);
  });

  it('that cannot be decoded is refused by name and causes nothing', async () => {
    const ports = memoryPorts();
    const outcome = await processLogBatch({ awslogs: { data: 'hello' } }, ports, somePipelineSettings());
    expect(outcome).toEqual({ ok: false, error: expect.any(GuardError) });
    expect(ports.published).toEqual([]);
  });

  it('of nothing causes nothing', async () => {
    expect(await processed(aPayload([]))).toMatchObject({ recordsIn: 0, findings: 0, sent: 0 });
  });

  it.each(['payload-broken-inner-json.json', 'payload-delivered-11-minutes-late.json'])(
    '%s causes no alert and is counted',
    async (file) => {
      const outcome = await processed({ awslogs: { data: packed(recordFixture(file)) } });
      expect(outcome).toMatchObject({ recordsIn: 1, findings: 0, sent: 0 });
      expect(summed(outcome)).toBe(1);
    },
  );
});

describe('good among bad', () => {
  const mixed = {
    ...aBatch([]),
    logEvents: [
      { id: 'a', message: JSON.stringify(refusal(1)) },
      { id: 'b', message: 'hello' },
      { id: 'c', message: JSON.stringify(success(2)) },
      { id: 'd', message: null },
      { id: 'e', message: '{"eventVersion":"1.11","userIdentity":{"type":"Root"}' },
      { id: 'f', message: refusal(3) },
      { id: 'g', message: JSON.stringify(refusal(1)) },
      null,
      { id: 'h', message: JSON.stringify({ ...refusal(4), eventTime: 7 }) },
      { id: 'i', message: JSON.stringify(refusal(5)) },
    ],
  };
  const payload = { awslogs: { data: packed(mixed) } };

  it('counts each record in exactly one way', async () => {
    const outcome = await processed(payload);
    expect(outcome).toMatchObject({ recordsIn: 10, notFinding: 1, rejected: 4, duplicates: 1, findings: 4 });
    expect(summed(outcome)).toBe(10);
  });

  it('loses none of the good', async () => {
    const ports = memoryPorts();
    await processed(payload, ports);
    expect(ports.published).toHaveLength(1);
    expect(ports.published[0]?.occurrences.count).toBe(4);
  });

  it('tells of each that could not be read, with path and reason, and whether it was told all the same', async () => {
    const ports = memoryPorts();
    await processed(payload, ports);
    const rejections = ports.rejections.map(({ rejection, told }) => [rejection.path, told]);
    expect(rejections).toHaveLength(5);
    expect(rejections).toEqual(
      expect.arrayContaining([
        ['logEvents[3].message', false],
        ['logEvents[7].message', false],
        ['eventTime', true],
      ]),
    );
    expect(ports.rejections.every(({ rejection }) => /^got .+, wanted /.test(rejection.reason))).toBe(true);
  });

  it('tells a broken log event that speaks of a key pending deletion', async () => {
    const ports = memoryPorts();
    const logEvents = [{ id: 'a', text: `${KEY} is pending deletion.` }];
    const outcome = await processed({ awslogs: { data: packed({ ...aBatch([]), logEvents }) } }, ports);
    expect(outcome).toMatchObject({ recordsIn: 1, findings: 1, rejected: 0, sent: 1 });
    expect(ports.published[0]).toMatchObject({ severity: 'high', key: { arn: KEY }, operation: { confirmed: false } });
    expect(ports.published[0]?.unavailable.length).toBeGreaterThan(0);
  });

  it('is whole without a listener for rejections', async () => {
    const { rejected: _, ...ports } = memoryPorts();
    expect(await processLogBatch(payload, ports, somePipelineSettings())).toMatchObject({
      ok: true,
      value: { findings: 4, sent: 1 },
    });
  });
});

describe('what belongs together', () => {
  it('is told once for each key', async () => {
    const ports = memoryPorts();
    const outcome = await processed(aPayload([ofKey(KEY, 1), ofKey(OTHER_KEY, 2), ofKey(KEY, 3)]), ports);
    expect(outcome).toMatchObject({ findings: 3, sent: 2 });
    expect(ports.published.map(({ key, occurrences }) => [key.arn, occurrences.count])).toEqual([
      [KEY, 2],
      [OTHER_KEY, 1],
    ]);
  });

  it('counts copies across accounts as one call and a duplicate', async () => {
    const ports = memoryPorts();
    const outcome = await processed(aPayload(copiesOfRecord(1)), ports);
    expect(outcome).toMatchObject({ recordsIn: 2, duplicates: 1, findings: 1, sent: 1 });
    expect(ports.published[0]).toMatchObject({ caller: { name: 'role report-api' }, occurrences: { count: 1 } });
  });

  it('is one step graver for three callers', async () => {
    const severityBy = async (...roles: string[]) => {
      const ports = memoryPorts();
      const records = roles.map((role, n) => refusal(n, { userIdentity: roleIdentity(role) }));
      await processed(aPayload(records), ports);
      return ports.published[0]?.severity;
    };
    expect(await severityBy('a', 'b')).toBe('high');
    expect(await severityBy('a', 'b', 'c')).toBe('critical');
  });

  it('is no graver for volume alone: it may be one retry loop', async () => {
    const ports = memoryPorts();
    const outcome = await processed(aPayload(Array.from({ length: 2000 }, (_, n) => refusal(n))), ports);
    expect(outcome).toMatchObject({ findings: 2000, sent: 1 });
    expect(ports.published[0]).toMatchObject({ severity: 'high', occurrences: { count: 2000 } });
  });

  it('is no less grave for a count of 1, and graver when it goes on for more than a day', async () => {
    const lasting = async (lastTime: string) => {
      const ports = memoryPorts();
      await processed(aPayload([refusal(1), refusal(2, { eventTime: lastTime })]), ports);
      return ports.published[0]?.severity;
    };
    expect(await lasting('2026-11-23T03:11:40Z')).toBe('high');
    expect(await lasting('2026-11-23T03:11:41Z')).toBe('critical');
  });
});

it('a record that is delivered again far behind counts once', async () => {
  const records = Array.from({ length: 450 }, (_, n) => refusal(n));
  const outcome = await processed(aPayload([...records, ...records]));
  expect(outcome).toMatchObject({ recordsIn: 900, findings: 450, duplicates: 450, sent: 1 });
  expect(summed(outcome)).toBe(900);
});

describe('refused administration', () => {
  const settings = somePipelineSettings({ managementCalls: 'ignore' });
  const tagging = (n: number) => refusal(n, { eventName: 'TagResource' });

  it('is told', async () => {
    const ports = memoryPorts();
    await processed(aPayload([tagging(1)]), ports);
    expect(ports.published).toMatchObject([{ kind: 'management-call', severity: 'low' }]);
  });

  it('is not told when the owner ignores it, and counted all the same', async () => {
    const ports = memoryPorts();
    expect(await processed(aPayload([tagging(1), tagging(2)]), ports, settings)).toMatchObject({
      recordsIn: 2,
      findings: 2,
      sent: 0,
      failed: [],
    });
    expect(ports.published).toEqual([]);
  });

  it.each([
    ['somebody tries to save the key', { eventName: 'EnableKey' }],
    ['somebody needs the key for data', {}],
    ['a record that could not be read', { eventName: 7 }],
  ])('hides nothing else when the owner ignores it: %s', async (_, overrides) => {
    const ports = memoryPorts();
    await processed(aPayload([tagging(1), refusal(2, overrides)]), ports, settings);
    expect(ports.published).toHaveLength(1);
  });
});

describe('the guard itself', () => {
  const settings = somePipelineSettings({ ownRoleArn: 'arn:aws:iam::111122223333:role/kms-guard' });
  const own = (n: number) => refusal(n, { userIdentity: roleIdentity('kms-guard'), eventName: 'EnableKey' });

  it('is counted and not alerted on by itself', async () => {
    const ports = memoryPorts();
    const outcome = await processed(aPayload([own(1), own(2)]), ports, settings);
    expect(outcome).toMatchObject({ recordsIn: 2, findings: 2, sent: 0, failed: [] });
    expect(ports.published).toEqual([]);
  });

  it('is labelled where others are told', async () => {
    const ports = memoryPorts();
    await processed(aPayload([own(1), refusal(2), own(3)]), ports, settings);
    expect(ports.published).toMatchObject([
      { caller: { name: 'role billing-batch' }, occurrences: { count: 3, ownCalls: 2 } },
    ]);
  });

  it('hides no other key', async () => {
    const ports = memoryPorts();
    await processed(aPayload([own(1), ofKey(OTHER_KEY, 2)]), ports, settings);
    expect(keysOf(ports)).toEqual([OTHER_KEY]);
  });
});

describe('an alert that does not get out', () => {
  const records = [ofKey(KEY, 1), ofKey(OTHER_KEY, 2)];
  const isOf = (arn: string) => (alert: Alert) => alert.key.arn === arn;

  it.each([
    ['first', KEY, OTHER_KEY],
    ['last', OTHER_KEY, KEY],
  ])('%s in line: is named with the reason, and stops no other', async (_, refused, other) => {
    const ports = memoryPorts({}, isOf(refused));
    const outcome = await processed(aPayload(records), ports);
    expect(keysOf(ports)).toEqual([other]);
    expect(outcome).toMatchObject({ findings: 2, sent: 1 });
    expect(outcome.failed).toEqual([
      { alertId: expect.stringMatching(/./), reason: expect.stringContaining('topic does not answer') },
    ]);
  });

  it('is named for each when none gets out', async () => {
    const outcome = await processed(
      aPayload(records),
      memoryPorts({}, () => true),
    );
    expect(outcome).toMatchObject({ sent: 0, failed: [{}, {}] });
    expect(new Set(outcome.failed.map(({ alertId }) => alertId)).size).toBe(2);
  });

  it('because it cannot be made stops no other', async () => {
    const brokenDate = known({
      state: 'PendingDeletion',
      deletionDate: new Date(Number.NaN),
      pendingWindowInDays: undefined,
      description: undefined,
      manager: undefined,
    });
    const readKey = async ({ arn }: { arn: string }) =>
      arn === KEY ? knownDetails({ metadata: brokenDate }) : knownDetails();
    const ports = memoryPorts({ readKey });
    const outcome = await processed(aPayload(records), ports);
    expect(keysOf(ports)).toContain(OTHER_KEY);
    expect(outcome.sent + outcome.failed.length).toBe(2);
  });

  it('has the same id when the batch is tried again', async () => {
    const first = await processed(aPayload(records), memoryPorts({}, isOf(KEY)));
    const again = memoryPorts();
    await processed(aPayload([...records].reverse()), again);
    expect(again.published.map(({ id }) => id)).toContain(first.failed[0]?.alertId);
  });
});

describe('what is known about the key', () => {
  it('is asked of the key in the message, once for each incident', async () => {
    const asked: string[] = [];
    const readKey = async ({ arn }: { arn: string }) => {
      asked.push(arn);
      return knownDetails();
    };
    const ports = memoryPorts({ readKey });
    await processed(aPayload([ofKey(KEY, 1), ofKey(KEY, 2), ofKey(OTHER_KEY, 3)]), ports);
    expect(asked.sort()).toEqual([KEY, OTHER_KEY].sort());
    expect(ports.published[0]).toMatchObject({ key: { aliases: ['alias/ledger-prod'], daysLeft: 6 } });
  });

  it('is named as unavailable when reading it fails, and the alert goes out', async () => {
    const ports = memoryPorts({ readKey: () => Promise.reject(new Error('socket hang up')) });
    expect(await processed(aPayload([aRefusal()]), ports)).toMatchObject({ sent: 1 });
    expect(JSON.stringify(ports.published[0]?.unavailable)).toContain('socket hang up');
  });

  it('is judged by the clock that is passed in', async () => {
    const late = memoryPorts({
      readKey: async () => knownDetails(),
      now: () => new Date(NOW.getTime() + 5 * 86_400_000),
    });
    await processed(aPayload([aRefusal()]), late);
    expect(late.published[0]?.severity).toBe('critical');
  });
});

it('a store that fails is not swallowed: Lambda tries again', async () => {
  const store = { ...createMemoryStore(), count: () => Promise.reject(new Error('table is gone')) };
  await expect(processLogBatch(aPayload([aRefusal()]), memoryPorts({ store }), somePipelineSettings())).rejects.toThrow(
    'table is gone',
  );
});

describe('whatever comes', () => {
  const keyNumber = (n: number) => `${KEY.slice(0, -4)}${String(n).padStart(4, '0')}`;

  it('junk costs no good refusal its alert, and every record is counted', async () => {
    const batch = fc.record({
      junk: fc.array(aJunkLine(), { maxLength: 8 }),
      good: fc.array(fc.nat(5), { maxLength: 6 }),
      order: fc.infiniteStream(fc.nat(1000)),
    });
    await fc.assert(
      fc.asyncProperty(batch, async ({ junk, good, order }) => {
        const lines = [
          ...junk.map((message) => ({ id: 'junk', message })),
          ...good.map((key, n) => ({ id: `good-${n}`, message: JSON.stringify(ofKey(keyNumber(key), n)) })),
        ];
        const shuffled = lines
          .map((line) => [order.next().value, line] as const)
          .sort(([one], [other]) => one - other)
          .map(([, line]) => line);
        const ports = memoryPorts();
        const outcome = await processed({ awslogs: { data: packed({ ...aBatch([]), logEvents: shuffled }) } }, ports);
        expect(outcome.findings).toBe(good.length);
        expect(outcome.recordsIn).toBe(lines.length);
        expect(summed(outcome)).toBe(lines.length);
        expect(new Set(keysOf(ports))).toEqual(new Set(good.map(keyNumber)));
        expect(ports.published.reduce((sum, { occurrences }) => sum + occurrences.count, 0)).toBe(good.length);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'a record full of %s stops no other',
    async (word) => {
      const inScopeOf = { issuerType: word };
      const sessionContext = { sessionIssuer: { userName: word, arn: word } };
      const identities = ['AssumedRole', word].map((type) => ({ type, userName: word, sessionContext, inScopeOf }));
      const records = identities.map((userIdentity, n) =>
        ofKey(keyNumber(n), n, { userIdentity, eventName: word, errorCode: word, eventSource: word }),
      );
      const ports = memoryPorts();
      expect(await processed(aPayload([...records, aRefusal()]), ports)).toMatchObject({ sent: 3, failed: [] });
      expect(keysOf(ports)).toContain(KEY);
    },
  );

  it('hostile refusals are told, each, and none stops another', async () => {
    const hostile = fc.record({
      userIdentity: fc.jsonValue({ maxDepth: 2 }),
      requestParameters: fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.record({ encryptionContext: fc.dictionary(fc.string(), fc.string({ unit: 'binary' })) }),
      ),
      eventName: fc.string({ minLength: 1, unit: 'binary' }),
      userAgent: fc.string({ unit: 'binary' }),
      errorCode: fc.jsonValue({ maxDepth: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 5 }), async (all) => {
        const ports = memoryPorts();
        const records = all.map((overrides, n) => ofKey(keyNumber(n), n, overrides as Json));
        const outcome = await processed(aPayload(records), ports);
        expect(outcome).toMatchObject({ findings: all.length, sent: all.length, failed: [] });
        expect(ports.published.every(({ title, caller }) => title !== '' && caller.name.trim() !== '')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
