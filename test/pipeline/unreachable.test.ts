import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../shared/alert/alert.ts';
import { MESSAGE_SPACING_MS } from '../../shared/incident/pace.ts';
import type { IncidentStore } from '../../shared/incident/store.ts';
import { DAY, MINUTE } from '../builders/incident.ts';
import { testClock } from '../builders/ports.ts';
import { KEY, OTHER_KEY } from '../builders/record.ts';
import { fakeIncidentStore, type StoreFaults } from '../fakes/incident-store.ts';
import { fakeMessagePace } from '../fakes/message-pace.ts';
import { aSilence } from '../silence/silences.ts';
import {
  aContainer,
  aGuard,
  asAlertOfKey,
  batchWith,
  byRole,
  type Guard,
  keyNumber,
  ofKey,
  ofKeys,
  refusal,
  summed,
} from './guard.ts';

const FAULTS: readonly (readonly [string, StoreFaults])[] = [
  ['nothing is read', { failing: (operation) => operation === 'load' }],
  ['nothing is written', { failing: (operation) => operation === 'save' }],
  ['what is written is not confirmed', { answerLost: (operation) => operation === 'save' }],
  ['nothing answers at all', { failing: () => true }],
];

/** A guard whose table does not answer to anything, the pace included. */
const without = (faults: StoreFaults = { failing: () => true }) =>
  aGuard({ store: fakeIncidentStore(faults), pace: fakeMessagePace({ failing: () => true }) });

const partsOf = (alert: Alert | undefined) => alert?.unavailable.map(({ part }) => part);
const reasonOf = (alert: Alert | undefined, of: string) =>
  alert?.unavailable.find(({ part }) => part === of)?.reason ?? '';

describe.each(FAULTS)('the table when %s', (_, faults) => {
  it('keeps no alert from going out, which says that repeats cannot be counted', async () => {
    const guard = without(faults);
    const outcome = await guard.brings(refusal(1), refusal(2));
    expect(outcome.fate).toMatchObject({ notified: 2, failed: 0, unaccounted: 0 });
    expect(outcome.untracked).toMatch(/table/);
    // What the table does not know of cannot be taken out of it.
    expect(outcome.messages).toMatchObject({ sent: 1, unsettled: 0 });
    const alert = asAlertOfKey(guard.published[0]);
    expect(alert).toMatchObject({ kind: 'key-use', severity: 'high', key: { arn: KEY }, occurrences: { count: 2 } });
    expect(alert.occurrences.total).toBeUndefined();
    expect(alert.nextMessage).toBeUndefined();
    expect(partsOf(alert)).toContain('occurrences.total');
    expect(reasonOf(alert, 'occurrences.total')).toMatch(/repeats cannot be counted/);
  });

  it('makes one alert for each key and invocation, whatever callers and operations', async () => {
    const guard = without(faults);
    await guard.brings(
      byRole('a', 1),
      byRole('b', 2),
      refusal(3, { eventName: 'CreateGrant' }),
      ofKey(OTHER_KEY, 4),
      ofKey(OTHER_KEY, 5, { eventName: 'TagResource' }),
    );
    expect(guard.told.map(({ key, occurrences }) => [key.arn, occurrences.count]).sort()).toEqual([
      [OTHER_KEY, 2],
      [KEY, 3],
    ]);
    await guard.brings(byRole('a', 6));
    expect(guard.published).toHaveLength(3);
  });

  it('tells again what is delivered again, with the same id', async () => {
    const guard = without(faults);
    for (let tries = 0; tries < 2; tries += 1) await guard.invoke(batchWith(refusal(1)));
    expect(new Set(guard.published.map(({ id }) => id)).size).toBe(1);
  });

  it('fails a batch with hidden findings, so that they come again, and tells the others', async () => {
    const silences = async () => ({
      silences: [aSilence({ caller: 'role report-api', untilDeletion: true })],
      malformed: [],
    });
    const pace = fakeMessagePace({ failing: () => true });
    const guard = aGuard({ store: fakeIncidentStore(faults), pace, silences });
    const outcome = await guard.brings(byRole('billing-batch', 1), byRole('report-api', 2), byRole('report-api', 3));
    expect(outcome.fate).toEqual({ notified: 1, counted: 0, silenced: 0, duplicate: 0, failed: 2, unaccounted: 0 });
    expect(guard.told).toMatchObject([{ caller: { name: 'role billing-batch' }, occurrences: { count: 1 } }]);
  });
});

it('an alert whose write was not confirmed has the id that the sweep would send it under', async () => {
  let isLost = true;
  const guard = aGuard({ store: fakeIncidentStore({ answerLost: (operation) => isLost && operation === 'save' }) });
  await guard.brings(refusal(1));
  isLost = false;
  guard.later(5 * MINUTE);
  await guard.sweeps();
  expect(guard.published).toHaveLength(2);
  expect(new Set(guard.published.map(({ id }) => id)).size).toBe(1);
  expect(guard.store.items()).toMatchObject([{ outbox: [] }]);
});

describe('a table that hangs', () => {
  /** Each call takes as long as the adapter lets it, and fails. */
  function hanging() {
    const clock = testClock();
    const calls: string[] = [];
    const hang = (call: string) => async (): Promise<never> => {
      calls.push(call);
      clock.move(4000);
      throw new Error('TimeoutError');
    };
    const store: IncidentStore = { load: hang('load'), save: hang('save'), all: hang('all') };
    const times: number[] = [];
    const guard: Guard = aGuard({
      clock,
      store: { ...fakeIncidentStore(), ...store },
      pace: { ...fakeMessagePace(), next: hang('pace') },
      publish: async () => {
        times.push(clock.now().getTime());
        return 'sent';
      },
    });
    return { guard, calls, times };
  }

  it('is not asked again by the same invocation, however many keys there are', async () => {
    const { guard, calls } = hanging();
    await guard.brings(...ofKeys(30));
    expect(calls.filter((call) => call === 'load').length).toBeLessThanOrEqual(8);
    expect(calls).not.toContain('save');
    expect(calls.filter((call) => call === 'pace')).toHaveLength(1);
  });

  it('is asked again by the next', async () => {
    const { guard, calls } = hanging();
    await guard.brings(refusal(1));
    await guard.brings(refusal(2));
    expect(calls).toEqual(['load', 'pace', 'load', 'pace']);
  });

  it('makes alerts go at most one a second, counted from when it has been waited for', async () => {
    const { guard, times } = hanging();
    const outcome = await guard.brings(...ofKeys(6));
    await guard.brings(...ofKeys(6, 10));
    expect(outcome.messages).toMatchObject({ sent: 6, failed: [] });
    expect(times).toHaveLength(12);
    for (const [at, time] of times.entries())
      expect(time - (times[at - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(MESSAGE_SPACING_MS);
  });

  it('makes a sweep reject, and no message', async () => {
    const { guard, times } = hanging();
    await expect(guard.sweeps()).rejects.toThrow('TimeoutError');
    expect(times).toEqual([]);
  });
});

describe('a table that has too much to do', () => {
  it('for a moment is waited for, so that repeats stay counted', async () => {
    let refusals = 0;
    const busy = () => {
      refusals -= 1;
      return refusals >= 0;
    };
    const guard = aGuard({ store: fakeIncidentStore({ busy }) });
    for (const operations of [1, 2, 5, 9]) {
      refusals = operations;
      const started = guard.now().getTime();
      const outcome = await guard.brings(refusal(operations), ofKey(OTHER_KEY, 100 + operations));
      expect(outcome).toMatchObject({ untracked: undefined, fate: { failed: 0, unaccounted: 0 } });
      expect(guard.now().getTime()).toBeGreaterThan(started);
    }
    expect(guard.published).toHaveLength(2);
    expect(guard.store.items().map(({ count }) => count)).toEqual([4, 4]);
  });

  it('for good keeps no alert from going out', async () => {
    const guard = aGuard({ store: fakeIncidentStore({ busy: () => true }) });
    const started = guard.now().getTime();
    await guard.brings(refusal(1));
    expect(guard.published).toMatchObject([{ kind: 'key-use', key: { arn: KEY } }]);
    expect(guard.now().getTime() - started).toBeLessThan(40_000);
  });

  it('for good is waited for once in an invocation, however many keys there are', async () => {
    const guard = aGuard({ store: fakeIncidentStore({ busy: () => true }) });
    const outcome = await guard.brings(...ofKeys(100));
    expect(summed(outcome)).toBe(100);
    expect(outcome.messages.sent).toBeGreaterThanOrEqual(20);
  });
});

describe('more alerts than there is time for, and a table that is not there', () => {
  const batch = batchWith(...ofKeys(100));
  const broken = () => ({
    store: fakeIncidentStore({ failing: () => true }),
    pace: fakeMessagePace({ failing: () => true }),
  });

  it('are sent by the retries of the same container between them, each once', async () => {
    const guard = aContainer(broken());
    const first = await guard.invoke(batch);
    expect(first.messages.sent).toBeGreaterThanOrEqual(38);
    expect(first.messages.sent).toBeLessThanOrEqual(39);
    expect(first.messages.failed.length).toBe(100 - first.messages.sent);
    expect(first.fate).toMatchObject({ failed: first.messages.failed.length, unaccounted: 0 });
    expect(first.messages.failed[0]?.reason).toBe('no time left in this invocation');
    let sent = first.messages.sent;
    for (let retry = 0; retry < 2; retry += 1) {
      guard.later(MINUTE);
      const again = await guard.invoke(batch);
      expect(again.messages.sentBefore).toBe(sent);
      sent += again.messages.sent;
    }
    expect(sent).toBe(100);
    expect(new Set(guard.told.map(({ key }) => key.arn)).size).toBe(100);
    expect(guard.published).toHaveLength(100);
  });

  it('are not always the same ones in different containers', async () => {
    const sentWith = async (seed: number) => {
      let draw = seed;
      const random = () => {
        draw = (draw * 16_807) % 2_147_483_647;
        return draw / 2_147_483_647;
      };
      const guard = aContainer({ ...broken(), random });
      await guard.invoke(batch);
      return guard.told.map(({ key }) => key.arn);
    };
    expect(new Set([...(await sentWith(12_345)), ...(await sentWith(54_321))]).size).toBeGreaterThan(45);
  });
});

describe('an item that cannot be read', () => {
  const spoilt = async () => {
    const guard = aGuard();
    guard.store.spoil(KEY, '{"schema":99}');
    return guard;
  };

  it('costs the counts of its key only, and its alerts keep to the pace of all', async () => {
    const guard = await spoilt();
    const outcome = await guard.brings(refusal(1), ofKey(OTHER_KEY, 2));
    expect(outcome.fate).toMatchObject({ notified: 2, failed: 0, unaccounted: 0 });
    const byKey = new Map(guard.told.map((alert) => [alert.key.arn, alert]));
    expect(partsOf(byKey.get(KEY))).toContain('occurrences.total');
    expect(partsOf(byKey.get(OTHER_KEY))).not.toContain('occurrences.total');
    expect(guard.pace.granted).toHaveLength(2);
    expect(guard.store.items()).toMatchObject([{ id: OTHER_KEY, count: 1 }]);
  });

  it('costs no other key its place in later batches', async () => {
    const guard = await spoilt();
    await guard.brings(refusal(1), ofKey(OTHER_KEY, 2));
    const outcome = await guard.brings(refusal(3), ofKey(OTHER_KEY, 4));
    expect(outcome.fate).toMatchObject({ notified: 1, counted: 1 });
  });

  it('is counted by the sweep, which tells of the others', async () => {
    const guard = await spoilt();
    await guard.brings(ofKey(OTHER_KEY, 1));
    await guard.brings(ofKey(OTHER_KEY, 2));
    guard.later(DAY);
    expect(await guard.sweeps()).toMatchObject({ unreadable: 1, messages: { sent: 1 } });
  });
});

it('what the table says of its fault does nothing in an alert', async () => {
  const fault = '\u001b[31m\u202egpj.exe\nWHAT TO DO\u0000';
  const die = () => Promise.reject(new Error(fault));
  const guard = aGuard({ store: { ...fakeIncidentStore(), load: die, save: die, all: die } });
  await guard.brings(refusal(1));
  const reason = reasonOf(guard.published[0], 'occurrences.total');
  expect(reason).toContain('gpj.exe');
  expect(reason).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
});

it('a pace that cannot be asked costs no alert while the table can', async () => {
  const guard = aGuard({ pace: fakeMessagePace({ failing: () => true }) });
  const outcome = await guard.brings(...ofKeys(3));
  expect(outcome.messages).toMatchObject({ sent: 3, failed: [] });
  expect(guard.store.items().map(({ outbox }) => outbox)).toEqual([[], [], []]);
  expect(guard.told.map(({ key }) => key.arn).sort()).toEqual([0, 1, 2].map(keyNumber));
});
