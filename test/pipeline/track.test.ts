import { describe, expect, it } from '@jest/globals';
import { MOST_FACETS } from '../../shared/incident/item.ts';
import { copiesOfRecord } from '../builders/finding.ts';
import { DAY, HOUR } from '../builders/incident.ts';
import { type Json, KEY, OTHER_KEY } from '../builders/record.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { aContainer, aGuard, asAlertOfKey, batchWith, byRole, ofKey, refusal, summed } from './guard.ts';

const eventsOf = (from: number, count: number, make: (n: number) => Json = refusal) =>
  Array.from({ length: count }, (_, n) => make(from + n));

describe('the findings of a key', () => {
  it('are told once, and then counted', async () => {
    const guard = aGuard();
    expect((await guard.brings(refusal(1))).fate).toMatchObject({ notified: 1, counted: 0 });
    const second = await guard.brings(refusal(2), refusal(3));
    expect(second.fate).toMatchObject({ notified: 0, counted: 2, unaccounted: 0 });
    expect(second.messages).toMatchObject({ sent: 0, waiting: 0, failed: [] });
    expect(guard.published).toHaveLength(1);
  });

  it('by a new caller are told at once, with what was counted of that caller only', async () => {
    const guard = aGuard();
    await guard.brings(byRole('billing-batch', 1));
    await guard.brings(byRole('billing-batch', 2));
    const outcome = await guard.brings(
      byRole('report-api', 3),
      byRole('report-api', 4),
      byRole('report-api', 5),
      byRole('billing-batch', 6),
    );
    expect(outcome.fate).toMatchObject({ notified: 3, counted: 1, unaccounted: 0 });
    const alert = asAlertOfKey(guard.published[1]);
    expect(alert).toMatchObject({ kind: 'key-use', caller: { name: 'role report-api' } });
    expect(alert.occurrences).toMatchObject({ count: 3, total: 6 });
    expect(alert.occurrences.callers).toEqual([
      { caller: 'role report-api', operation: 'Decrypt', count: 3, total: 3, isNew: true },
    ]);
  });

  it('by a new operation are told at once', async () => {
    const guard = aGuard();
    await guard.brings(refusal(1));
    await guard.brings(refusal(2, { eventName: 'CreateGrant' }));
    expect(guard.published.map((alert) => asAlertOfKey(alert).operation.name)).toEqual(['Decrypt', 'CreateGrant']);
  });

  it('of an hourly job are new once, in 30 days', async () => {
    const guard = aGuard();
    for (let hour = 0; hour < 30 * 24; hour += 1) {
      const eventTime = guard.now().toISOString();
      await guard.brings(refusal(hour, { eventTime }));
      guard.later(HOUR);
    }
    expect(guard.published).toHaveLength(1);
  });

  it('beyond the callers that are remembered are counted, and not told one by one', async () => {
    const guard = aGuard();
    await guard.brings(...eventsOf(0, MOST_FACETS, (n) => byRole(`role-${n}`, n)));
    const outcome = await guard.brings(byRole('role-x', 900));
    expect(outcome.fate).toMatchObject({ notified: 0, counted: 1, unaccounted: 0 });
    expect(guard.store.items()).toMatchObject([{ count: MOST_FACETS + 1, others: { count: 1, pending: 1 } }]);
  });
});

describe('a batch that is delivered again', () => {
  const batch = batchWith(refusal(1), refusal(2), ofKey(OTHER_KEY, 3));

  it('counts nothing and tells nothing', async () => {
    const guard = aGuard();
    await guard.invoke(batch);
    const before = guard.store.items();
    const again = await guard.invoke(batch);
    expect(again.fate).toEqual({ notified: 0, counted: 0, silenced: 0, duplicate: 3, failed: 0, unaccounted: 0 });
    expect(summed(again)).toBe(3);
    expect(guard.published).toHaveLength(2);
    expect(guard.store.items()).toEqual(before);
  });

  it('sends what did not get out, with the same id, and fails again when that fails again', async () => {
    let refused = 2;
    const ids = new Set<string>();
    const guard = aGuard({}, ({ id, kind }) => {
      if (kind !== 'summary') ids.add(id);
      refused -= 1;
      return refused >= 0;
    });
    const one = batchWith(refusal(1));
    expect(await guard.invoke(one)).toMatchObject({ fate: { failed: 1 }, messages: { failed: [{}] } });
    expect(await guard.invoke(one)).toMatchObject({
      fate: { failed: 0, duplicate: 1, unaccounted: 0 },
      messages: { sent: 0, failed: [{}] },
    });
    expect(await guard.invoke(one)).toMatchObject({ fate: { duplicate: 1 }, messages: { sent: 1, failed: [] } });
    expect(ids.size).toBe(1);
    expect(guard.published).toHaveLength(1);
    expect(guard.store.items()).toMatchObject([{ count: 1, outbox: [] }]);
  });

  it('with others in between is known all the same', async () => {
    const guard = aGuard();
    await guard.invoke(batch);
    for (let n = 10; n < 200; n += 1) await guard.brings(refusal(n));
    expect((await guard.invoke(batch)).fate).toMatchObject({ duplicate: 3, counted: 0 });
  });

  it('cut in other pieces counts too often rather than too seldom', async () => {
    const guard = aGuard();
    await guard.brings(refusal(1), refusal(2));
    await guard.brings(refusal(1));
    expect(guard.store.items()[0]?.count).toBeGreaterThanOrEqual(2);
  });
});

describe('a call across accounts whose copies come in two batches', () => {
  const [caller, owner] = copiesOfRecord(1);

  it('counts once when the copy that names the caller comes first', async () => {
    const guard = aGuard();
    await guard.brings(caller);
    expect((await guard.brings(owner)).fate).toMatchObject({ duplicate: 1, notified: 0, counted: 0, unaccounted: 0 });
    expect(guard.store.items()).toMatchObject([{ count: 1 }]);
  });

  it('names the caller, at the price of counting twice, when it comes last', async () => {
    const guard = aGuard();
    await guard.brings(owner);
    expect((await guard.brings(caller)).fate).toMatchObject({ notified: 1, unaccounted: 0 });
    expect(guard.told.at(-1)).toMatchObject({ caller: { name: 'role report-api' } });
  });
});

describe('the table', () => {
  it('is written at most twice for a key and batch', async () => {
    const guard = aGuard();
    const batches = [
      [refusal(1), ofKey(OTHER_KEY, 2)],
      [refusal(3), ofKey(OTHER_KEY, 4)],
      [byRole('report-api', 5), ofKey(OTHER_KEY, 6, { eventName: 'CreateGrant' })],
    ];
    for (const records of batches) {
      const before = guard.store.writes.length;
      await guard.brings(...records);
      const ids = guard.store.writes.slice(before).map(({ id }) => id);
      for (const key of [KEY, OTHER_KEY]) expect(ids.filter((id) => id === key).length).toBeLessThanOrEqual(2);
    }
  });

  it('is written once for a batch that is only counted', async () => {
    const guard = aGuard();
    await guard.brings(refusal(1));
    const before = guard.store.writes.length;
    await guard.brings(refusal(2));
    expect(guard.store.writes.length - before).toBe(1);
  });

  it('loses nothing when ten handlers write at once', async () => {
    let draw = 0;
    const guard = aGuard({
      random: () => {
        draw = (draw * 16_807 + 11) % 2_147_483_647;
        return draw / 2_147_483_647;
      },
    });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, handler) =>
        guard.brings(byRole(`role-${handler % 3}`, handler * 10), byRole(`role-${handler % 3}`, handler * 10 + 1)),
      ),
    );
    for (const outcome of outcomes) {
      expect(outcome.fate).toMatchObject({ failed: 0, duplicate: 0, unaccounted: 0 });
      expect(outcome.messages).toMatchObject({ failed: [], unsettled: 0 });
    }
    const [item, ...more] = guard.store.items();
    expect(more).toEqual([]);
    expect(item).toMatchObject({ count: 20, outbox: [] });
    const named = guard.told.flatMap(({ occurrences }) => occurrences.callers.map(({ caller }) => caller));
    expect(named.sort()).toEqual(['role role-0', 'role role-1', 'role role-2']);
    const told = guard.told.reduce((sum, { occurrences }) => sum + occurrences.count, 0);
    const waiting = item?.facets.reduce((sum, { pending }) => sum + pending, 0) ?? 0;
    expect(told + waiting).toBe(20);
    // A new key is told once, whoever comes first.
    expect(guard.told.filter(({ occurrences }) => occurrences.since === undefined)).toHaveLength(1);
    expect(guard.store.writes.length).toBeLessThanOrEqual(20);
  });

  it('on which others write all the time fails the batch, in time, having counted nothing', async () => {
    const store = fakeIncidentStore();
    const guard = aGuard({ store: { ...store, save: async () => 'conflict' } });
    const started = guard.now().getTime();
    const outcome = await guard.brings(refusal(1), refusal(2));
    expect(outcome.fate).toEqual({ notified: 0, counted: 0, silenced: 0, duplicate: 0, failed: 2, unaccounted: 0 });
    expect(guard.published).toEqual([]);
    expect(guard.now().getTime() - started).toBeLessThan(40_000);
  });

  it('is not written when there is no time left to send what would be claimed', async () => {
    const guard = aGuard();
    const late = { sendBefore: guard.now().getTime() };
    expect((await guard.invoke(batchWith(refusal(1)), late)).fate).toMatchObject({ failed: 1, unaccounted: 0 });
    expect(guard.store.writes).toEqual([]);
  });
});

describe('a drill', () => {
  const drill = { drill: true };

  it('touches no incident of the key that it names, and is told whatever was told before', async () => {
    const guard = aGuard();
    await guard.brings(refusal(1));
    const incident = guard.store.items();
    await guard.invoke(batchWith(refusal(2)), drill);
    await guard.invoke(batchWith(refusal(3)), drill);
    expect(guard.published.map(({ kind }) => kind)).toEqual(['key-use', 'test', 'test']);
    expect(new Set(guard.published.map(({ id }) => id)).size).toBe(3);
    expect(guard.store.items()).toEqual(expect.arrayContaining([...incident]));
    expect(guard.store.items().filter((item) => !item.drill)).toEqual(incident);
  });

  it('is told once for the same payload', async () => {
    const guard = aGuard();
    await guard.invoke(batchWith(refusal(1)), drill);
    expect((await guard.invoke(batchWith(refusal(1)), drill)).fate).toMatchObject({ duplicate: 1 });
    expect(guard.published).toHaveLength(1);
  });

  it('is no real alert for the same records', async () => {
    const guard = aContainer();
    await guard.invoke(batchWith(refusal(1)), drill);
    await guard.invoke(batchWith(refusal(1)));
    expect(guard.published.map(({ kind }) => kind)).toEqual(['test', 'key-use']);
  });

  it('is forgotten within days', async () => {
    const guard = aGuard();
    await guard.invoke(batchWith(refusal(1)), drill);
    guard.store.expire(guard.now().getTime() + 3 * DAY);
    expect(guard.store.items()).toEqual([]);
  });
});
