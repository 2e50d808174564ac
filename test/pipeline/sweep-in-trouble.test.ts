import { describe, expect, it } from '@jest/globals';
import { DAY, MINUTE } from '../builders/incident.ts';
import { testClock } from '../builders/ports.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { aContainer, aGuard, asAlertOfKey, byRole, keyNumber, ofKey, ofKeys, refusal } from './guard.ts';

describe('a sweep in trouble', () => {
  it('asks a table that hangs once, and says why it claimed nothing', async () => {
    const clock = testClock();
    const store = fakeIncidentStore();
    let writes = 0;
    let hangs = false;
    const guard = aGuard({
      clock,
      store: {
        ...store,
        save(item, now) {
          if (!hangs) return store.save(item, now);
          writes += 1;
          clock.move(4000);
          return Promise.reject(new Error('TimeoutError'));
        },
      },
    });
    await guard.brings(...ofKeys(30));
    await guard.brings(
      ...ofKeys(30, 100).map((record, n) => ({ ...record, errorMessage: `${keyNumber(n)} is pending deletion.` })),
    );
    hangs = true;
    guard.later(DAY);
    const started = clock.now().getTime();
    const { unclaimed, messages } = await guard.sweeps();
    expect(writes).toBe(1);
    expect(unclaimed.length).toBeGreaterThan(0);
    expect(unclaimed[0]).toBe('TimeoutError');
    expect(messages.sent).toBe(0);
    expect(clock.now().getTime() - started).toBeLessThan(60_000);
  });

  it('stops claiming when its time is up, and the next one goes on', async () => {
    const clock = testClock();
    const store = fakeIncidentStore();
    let slow = 0;
    const guard = aContainer({
      clock,
      store: {
        ...store,
        save(item, now) {
          clock.move(slow);
          return store.save(item, now);
        },
      },
    });
    await guard.brings(...ofKeys(60));
    guard.later(5 * MINUTE);
    await guard.sweeps();
    await guard.brings(
      ...ofKeys(60, 100).map((record, n) => ({ ...record, errorMessage: `${keyNumber(n)} is pending deletion.` })),
    );
    guard.later(DAY);
    guard.newlyPublished();
    slow = 2000;
    const { left, unclaimed } = await guard.sweeps();
    expect(left).toBeGreaterThanOrEqual(40);
    expect(unclaimed).toEqual([]);
    slow = 0;
    for (let sweeps = 0; sweeps < 3; sweeps += 1) {
      guard.later(5 * MINUTE);
      await guard.sweeps();
    }
    const told = guard
      .newlyPublished()
      .flatMap((alert) => (alert.kind === 'summary' ? alert.keys : []))
      .map(({ arn, count }) => [arn, count]);
    expect(told.sort()).toEqual(Array.from({ length: 60 }, (_, n) => [keyNumber(n), 1]));
  });

  it('makes two at once tell everything once', async () => {
    const guard = aGuard();
    await guard.brings(...ofKeys(5));
    await guard.brings(...[0, 1, 2, 3, 4].map((n) => ofKey(keyNumber(n), 100 + n)));
    guard.later(DAY);
    guard.newlyPublished();
    for (const { unclaimed } of await Promise.all([guard.sweeps(), guard.sweeps()])) expect(unclaimed).toEqual([]);
    const told = guard.newlyPublished().map((alert) => asAlertOfKey(alert).key.arn);
    expect(told.sort()).toEqual([0, 1, 2, 3, 4].map(keyNumber));
  });

  it('loses nothing to a batch that comes at the same time', async () => {
    const guard = aGuard();
    await guard.brings(refusal(1));
    await guard.brings(refusal(2));
    guard.later(DAY);
    await Promise.all([guard.sweeps(), guard.brings(refusal(3), refusal(4)), guard.brings(byRole('report-api', 5))]);
    guard.later(DAY);
    await guard.sweeps();
    expect(guard.told.reduce((sum, { occurrences }) => sum + occurrences.count, 0)).toBe(5);
    expect(guard.told.at(-1)?.occurrences.total ?? 0).toBeGreaterThanOrEqual(4);
  });
});
