import { describe, expect, it } from '@jest/globals';
import { isAboutKey } from '../../shared/alert/about-key.ts';
import type { Alert } from '../../shared/alert/alert.ts';
import { GuardError } from '../../shared/errors.ts';
import { known } from '../../shared/kms/key-details.ts';
import { processLogBatch } from '../../shared/pipeline/process-log-batch.ts';
import { knownDetails } from '../builders/alert.ts';
import { copiesOfRecord } from '../builders/finding.ts';
import { recordFixture } from '../builders/fixture.ts';
import { DAY } from '../builders/incident.ts';
import { aBatch, aPayload, packed } from '../builders/payload.ts';
import { memoryPorts, somePipelineSettings } from '../builders/ports.ts';
import { aRecord, aRefusal, eventId, KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';
import { aGuard, byRole, ofKey, refusal, summed } from './guard.ts';

const success = (n: number) => aRecord({ eventID: eventId(n) });

describe('a log batch', () => {
  it('of one refusal ends in one alert', async () => {
    const guard = aGuard();
    expect(await guard.brings(aRefusal())).toMatchObject({
      kind: 'data',
      recordsIn: 1,
      fromKms: 1,
      notFinding: 0,
      rejected: 0,
      duplicates: 0,
      findings: 1,
      fate: { notified: 1, counted: 0, silenced: 0, duplicate: 0, failed: 0, unaccounted: 0 },
      messages: { sent: 1, sentBefore: 0, waiting: 0, failed: [], unsettled: 0 },
      keys: [{ id: KEY, findings: 1 }],
      untracked: undefined,
      silencesUnread: undefined,
      silencesMalformed: [],
    });
    expect(guard.published).toMatchObject([
      { kind: 'key-use', severity: 'high', key: { arn: KEY }, caller: { name: 'role billing-batch' } },
    ]);
  });

  it('that is a reachability check is answered and causes nothing', async () => {
    const ports = memoryPorts({ silences: () => Promise.reject(new Error('wanted nobody to ask')) });
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
    expect(ports.store.writes).toEqual([]);
  });

  it('of nothing causes nothing', async () => {
    const guard = aGuard();
    expect(await guard.brings()).toMatchObject({ recordsIn: 0, findings: 0, messages: { sent: 0 } });
    expect(guard.store.writes).toEqual([]);
  });

  it.each(['payload-broken-inner-json.json', 'payload-delivered-11-minutes-late.json'])(
    '%s causes no alert and is counted',
    async (file) => {
      const outcome = await aGuard().invoke({ awslogs: { data: packed(recordFixture(file)) } });
      expect(outcome).toMatchObject({ recordsIn: 1, findings: 0, messages: { sent: 0 } });
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
    const outcome = await aGuard().invoke(payload);
    expect(outcome).toMatchObject({
      recordsIn: 10,
      notFinding: 1,
      rejected: 4,
      duplicates: 1,
      findings: 4,
      fate: { notified: 4, duplicate: 1, unaccounted: 0 },
    });
    expect(summed(outcome)).toBe(10);
  });

  it('loses none of the good', async () => {
    const guard = aGuard();
    await guard.invoke(payload);
    expect(guard.told).toMatchObject([{ occurrences: { count: 4 } }]);
  });

  it('tells of each that could not be read, with path and reason, and whether it was told all the same', async () => {
    const guard = aGuard();
    await guard.invoke(payload);
    const rejections = guard.rejections.map(({ rejection, told }) => [rejection.path, told]);
    expect(rejections).toHaveLength(5);
    expect(rejections).toEqual(
      expect.arrayContaining([
        ['logEvents[3].message', false],
        ['logEvents[7].message', false],
        ['eventTime', true],
      ]),
    );
    expect(guard.rejections.every(({ rejection }) => /^got .+, wanted /.test(rejection.reason))).toBe(true);
  });

  it('tells a broken log event that speaks of a key pending deletion', async () => {
    const guard = aGuard();
    const logEvents = [{ id: 'a', text: `${KEY} is pending deletion.` }];
    const outcome = await guard.invoke({ awslogs: { data: packed({ ...aBatch([]), logEvents }) } });
    expect(outcome).toMatchObject({ recordsIn: 1, findings: 1, rejected: 0, messages: { sent: 1 } });
    expect(guard.published[0]).toMatchObject({ severity: 'high', key: { arn: KEY }, operation: { confirmed: false } });
    expect(guard.published[0]?.unavailable.map(({ part }) => part)).toContain('record');
  });

  it('is whole without a listener for rejections', async () => {
    const { rejected: _, ...ports } = memoryPorts();
    expect(await processLogBatch(payload, ports, somePipelineSettings())).toMatchObject({
      ok: true,
      value: { findings: 4, messages: { sent: 1 } },
    });
  });
});

describe('what belongs together', () => {
  it('is told once for each key', async () => {
    const guard = aGuard();
    const outcome = await guard.brings(ofKey(KEY, 1), ofKey(OTHER_KEY, 2), ofKey(KEY, 3));
    expect(outcome).toMatchObject({ findings: 3, messages: { sent: 2 } });
    expect(outcome.keys).toEqual([
      { id: KEY, findings: 2 },
      { id: OTHER_KEY, findings: 1 },
    ]);
    expect(guard.told.map(({ key, occurrences }) => [key.arn, occurrences.count])).toEqual([
      [KEY, 2],
      [OTHER_KEY, 1],
    ]);
  });

  it('counts copies across accounts as one call and a duplicate', async () => {
    const guard = aGuard();
    expect(await guard.brings(...copiesOfRecord(1))).toMatchObject({
      recordsIn: 2,
      duplicates: 1,
      findings: 1,
      fate: { notified: 1, duplicate: 1, unaccounted: 0 },
    });
    expect(guard.published[0]).toMatchObject({ caller: { name: 'role report-api' }, occurrences: { count: 1 } });
  });

  it('is one step graver for three callers', async () => {
    const severityBy = async (...roles: string[]) => {
      const guard = aGuard();
      await guard.brings(...roles.map((role, n) => byRole(role, n)));
      return guard.published[0]?.severity;
    };
    expect(await severityBy('a', 'b')).toBe('high');
    expect(await severityBy('a', 'b', 'c')).toBe('critical');
  });

  it('is no graver for volume alone: it may be one retry loop', async () => {
    const guard = aGuard();
    const outcome = await guard.brings(...Array.from({ length: 2000 }, (_, n) => refusal(n)));
    expect(outcome).toMatchObject({ findings: 2000, fate: { notified: 2000 }, messages: { sent: 1 } });
    expect(guard.published[0]).toMatchObject({ severity: 'high', occurrences: { count: 2000 } });
  });

  it('is no less grave for a count of 1, and graver when it goes on for more than a day', async () => {
    const lasting = async (lastTime: string) => {
      const guard = aGuard();
      await guard.brings(refusal(1), refusal(2, { eventTime: lastTime }));
      return guard.published[0]?.severity;
    };
    expect(await lasting('2026-11-23T03:11:40Z')).toBe('high');
    expect(await lasting('2026-11-23T03:11:41Z')).toBe('critical');
  });

  it('counts a record that is delivered again far behind once', async () => {
    const records = Array.from({ length: 450 }, (_, n) => refusal(n));
    const outcome = await aGuard().brings(...records, ...records);
    expect(outcome).toMatchObject({ recordsIn: 900, findings: 450, duplicates: 450, messages: { sent: 1 } });
    expect(summed(outcome)).toBe(900);
  });
});

describe('what became of the findings', () => {
  it('adds up when a batch holds something of each kind', async () => {
    const ownRoleArn = 'arn:aws:iam::111122223333:role/kms-guard';
    const guard = aGuard({}, undefined, { ownRoleArn, managementCalls: 'ignore' });
    await guard.brings(byRole('billing-batch', 1));
    const outcome = await guard.brings(
      success(2),
      'not a record' as never,
      byRole('billing-batch', 3),
      byRole('billing-batch', 3),
      byRole('report-api', 4),
      byRole('kms-guard', 5),
      refusal(6, { eventName: 'TagResource' }),
      ofKey(OTHER_KEY, 7),
    );
    expect(outcome).toMatchObject({
      recordsIn: 8,
      notFinding: 1,
      rejected: 1,
      fate: { notified: 2, counted: 1, silenced: 2, duplicate: 1, failed: 0, unaccounted: 0 },
    });
    expect(summed(outcome)).toBe(8);
  });

  it('is told, also for callers beyond those that are remembered: the first alert counts them all', async () => {
    const outcome = await aGuard().brings(...Array.from({ length: 80 }, (_, n) => byRole(`role-${n}`, n)));
    expect(outcome.fate).toMatchObject({ notified: 80, counted: 0, unaccounted: 0 });
  });

  it('says how late the earliest refusal was', async () => {
    const outcome = await aGuard().brings(refusal(1), refusal(2, { eventTime: '2026-11-22T03:10:45Z' }), success(3));
    expect(outcome.deliveryLagMs).toBe(5 * 60_000);
    expect((await aGuard().brings(success(1))).deliveryLagMs).toBeUndefined();
  });
});

describe('refused administration', () => {
  const tagging = (n: number) => refusal(n, { eventName: 'TagResource' });
  const ignoring = () => aGuard({}, undefined, { managementCalls: 'ignore' });

  it('is told', async () => {
    const guard = aGuard();
    await guard.brings(tagging(1));
    expect(guard.published).toMatchObject([{ kind: 'management-call', severity: 'low' }]);
  });

  it('is not told when the owner ignores it, and counted all the same', async () => {
    const guard = ignoring();
    expect(await guard.brings(tagging(1), tagging(2))).toMatchObject({
      recordsIn: 2,
      findings: 2,
      fate: { silenced: 2, unaccounted: 0 },
      messages: { sent: 0, failed: [] },
    });
    expect(guard.published).toEqual([]);
  });

  it.each([
    ['somebody tries to save the key', { eventName: 'EnableKey' }],
    ['somebody needs the key for data', {}],
    ['a record that could not be read', { eventName: 7 }],
  ])('hides nothing else when the owner ignores it: %s', async (_, overrides) => {
    const guard = ignoring();
    await guard.brings(tagging(1), refusal(2, overrides));
    expect(guard.told).toMatchObject([{ occurrences: { count: 1, ignored: 1 } }]);
  });
});

describe('the guard itself', () => {
  const settings = { ownRoleArn: 'arn:aws:iam::111122223333:role/kms-guard' };
  const own = (n: number) => refusal(n, { userIdentity: roleIdentity('kms-guard'), eventName: 'EnableKey' });

  it('is counted and not alerted on by itself', async () => {
    const guard = aGuard({}, undefined, settings);
    expect(await guard.brings(own(1), own(2))).toMatchObject({
      recordsIn: 2,
      findings: 2,
      fate: { silenced: 2, unaccounted: 0 },
      messages: { sent: 0, failed: [] },
    });
    expect(guard.published).toEqual([]);
  });

  it('is labelled where others are told', async () => {
    const guard = aGuard({}, undefined, settings);
    await guard.brings(own(1), refusal(2), own(3));
    expect(guard.told).toMatchObject([
      { caller: { name: 'role billing-batch' }, occurrences: { count: 1, ownCalls: 2 } },
    ]);
  });

  it('hides no other key', async () => {
    const guard = aGuard({}, undefined, settings);
    await guard.brings(own(1), ofKey(OTHER_KEY, 2));
    expect(guard.told.map(({ key }) => key.arn)).toEqual([OTHER_KEY]);
  });
});

describe('an alert that does not get out', () => {
  const records = [ofKey(KEY, 1), ofKey(OTHER_KEY, 2)];
  const isOf = (arn: string) => (alert: Alert) => isAboutKey(alert) && alert.key.arn === arn;

  it.each([
    ['first', KEY, OTHER_KEY],
    ['last', OTHER_KEY, KEY],
  ])('%s in line: is named with the reason, and stops no other', async (_, refused, other) => {
    const guard = aGuard({}, isOf(refused));
    const outcome = await guard.brings(...records);
    expect(guard.told.map(({ key }) => key.arn)).toEqual([other]);
    expect(outcome).toMatchObject({ findings: 2, fate: { notified: 1, failed: 1, unaccounted: 0 } });
    expect(outcome.messages).toMatchObject({
      sent: 1,
      failed: [{ alertId: expect.stringMatching(/./), reason: expect.stringContaining('topic does not answer') }],
    });
  });

  it('is named for each when none gets out', async () => {
    const outcome = await aGuard({}, () => true).brings(...records);
    expect(outcome).toMatchObject({ fate: { failed: 2 }, messages: { sent: 0, failed: [{}, {}] } });
    expect(new Set(outcome.messages.failed.map(({ alertId }) => alertId)).size).toBe(2);
  });

  it('because what was read makes no sense goes out without it, and says so', async () => {
    const brokenDate = known({
      state: 'PendingDeletion',
      deletionDate: new Date(Number.NaN),
      pendingWindowInDays: undefined,
      createdAt: undefined,
      description: undefined,
      manager: undefined,
    });
    const readKey = async ({ arn }: { arn: string }) =>
      arn === KEY ? knownDetails({ metadata: brokenDate }) : knownDetails();
    const guard = aGuard({ readKey });
    await guard.brings(...records);
    const byKey = new Map(guard.told.map((alert) => [alert.key.arn, alert]));
    expect([...byKey.keys()].sort()).toEqual([KEY, OTHER_KEY].sort());
    expect(JSON.stringify(byKey.get(KEY)?.unavailable)).toContain('could not be used');
  });

  it('has the same id when the same findings are tried again elsewhere', async () => {
    const first = await aGuard({}, isOf(KEY)).brings(...records);
    const again = aGuard();
    await again.brings(...[...records].reverse());
    expect(again.published.map(({ id }) => id)).toContain(first.messages.failed[0]?.alertId);
  });
});

describe('what is known about the key', () => {
  it('is asked of the key in the message, once for each incident', async () => {
    const asked: string[] = [];
    const readKey = async ({ arn }: { arn: string }) => {
      asked.push(arn);
      return knownDetails();
    };
    const guard = aGuard({ readKey });
    await guard.brings(ofKey(KEY, 1), ofKey(KEY, 2), ofKey(OTHER_KEY, 3));
    expect(asked.sort()).toEqual([KEY, OTHER_KEY].sort());
    expect(guard.published[0]).toMatchObject({ key: { aliases: ['alias/ledger-prod'], daysLeft: 6 } });
  });

  it('is named as unavailable when reading it fails, and the alert goes out', async () => {
    const guard = aGuard({ readKey: () => Promise.reject(new Error('socket hang up')) });
    expect(await guard.brings(aRefusal())).toMatchObject({ messages: { sent: 1 } });
    expect(JSON.stringify(guard.published[0]?.unavailable)).toContain('socket hang up');
  });

  it('is judged by the clock that is passed in', async () => {
    const late = aGuard({ readKey: async () => knownDetails() });
    late.later(5 * DAY);
    await late.brings(aRefusal());
    expect(late.published[0]?.severity).toBe('critical');
  });
});

it('a drill reads no silences, and is told whatever they are', async () => {
  const guard = aGuard({ silences: () => Promise.reject(new Error('wanted nobody to ask')) });
  await guard.invoke(aPayload([aRefusal()]), { drill: true });
  expect(guard.published).toMatchObject([{ kind: 'test' }]);
});
