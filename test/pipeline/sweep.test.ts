import { describe, expect, it } from '@jest/globals';
import { isAboutKey } from '../../shared/alert/about-key.ts';
import { type KeyDetails, nothingKnown } from '../../shared/kms/key-details.ts';
import { knownDetails, NOW } from '../builders/alert.ts';
import { DAY, HOUR, MINUTE } from '../builders/incident.ts';
import { testClock } from '../builders/ports.ts';
import { KEY, OTHER_KEY } from '../builders/record.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';
import {
  aContainer,
  aGuard,
  asAlertOfKey,
  asSummary,
  batchWith,
  byRole,
  cancelled,
  endingAt,
  type Guard,
  keyNumber,
  ofKey,
  ofKeys,
  refusal,
} from './guard.ts';

const nowPlus = (ms: number) => new Date(NOW.getTime() + ms);

/** Sweeps every 5 minutes for so long. */
async function sweeping(guard: Guard, ms: number): Promise<void> {
  const end = guard.now().getTime() + ms;
  while (guard.now().getTime() < end) {
    guard.later(5 * MINUTE);
    await guard.sweeps();
  }
}

describe('a sweep', () => {
  it('of nothing does nothing', async () => {
    const guard = aGuard();
    expect(await guard.sweeps()).toMatchObject({
      incidents: 0,
      due: 0,
      read: 0,
      unreadable: 0,
      unclaimed: [],
      messages: { sent: 0, failed: [] },
    });
    expect(guard.store.writes).toEqual([]);
  });

  it('tells repeats after 15 minutes, with what was counted since and in all', async () => {
    const guard = aGuard();
    await guard.brings(refusal(1));
    await guard.brings(refusal(2), refusal(3));
    guard.later(15 * MINUTE - 1);
    expect((await guard.sweeps()).messages.sent).toBe(0);
    guard.later(1);
    expect((await guard.sweeps()).messages.sent).toBe(1);
    expect(guard.published[1]).toMatchObject({
      kind: 'digest',
      key: { arn: KEY },
      occurrences: { count: 2, total: 3, since: NOW.toISOString() },
    });
    expect((await guard.sweeps()).messages.sent).toBe(0);
  });

  it('tells them less and less often: after 15 minutes, 1, 6 and 24 hours', async () => {
    const guard = aGuard();
    const at: number[] = [];
    for (let n = 0; n < 3 * 24 * 12; n += 1) {
      await guard.brings(refusal(n));
      guard.later(5 * MINUTE);
      await guard.sweeps();
      for (const { kind } of guard.newlyPublished())
        if (kind === 'digest') at.push(guard.now().getTime() - NOW.getTime());
    }
    expect(at.map((ms) => ms / HOUR)).toEqual([0.25, 1.25, 7.25, 31.25, 55.25]);
  });

  it('writes each item that it tells of twice at most', async () => {
    const guard = aGuard();
    await guard.brings(refusal(1));
    await guard.brings(refusal(2));
    guard.later(DAY);
    const before = guard.store.writes.length;
    await guard.sweeps();
    expect(guard.store.writes.length - before).toBeLessThanOrEqual(2);
  });

  it('leaves an item that it has nothing to do with as it is', async () => {
    const guard = aGuard({ readKey: async () => knownDetails() });
    await guard.brings(refusal(1));
    guard.later(5 * MINUTE);
    const before = guard.store.items();
    await guard.sweeps();
    expect(guard.store.items()).toEqual(before);
  });

  it('rejects when the table cannot be read', async () => {
    const store = fakeIncidentStore({ failing: (operation) => operation === 'all' });
    await expect(aGuard({ store }).sweeps()).rejects.toThrow('the table does not answer to all');
  });

  it('says how many incidents are open', async () => {
    const guard = aGuard();
    await guard.brings(...ofKeys(3));
    expect((await guard.sweeps()).incidents).toBe(3);
    guard.later(41 * DAY);
    expect((await guard.sweeps()).incidents).toBe(0);
  });
});

describe('a key that is about to go', () => {
  it('is told of 72 and 24 hours before, also when nobody has called since the first day', async () => {
    const end = nowPlus(6 * DAY);
    const guard = aGuard({ readKey: async () => endingAt(end) });
    await guard.brings(refusal(1));
    await sweeping(guard, 7 * DAY);
    const [, ...reminders] = guard.told;
    expect(reminders).toMatchObject([
      { kind: 'reminder', severity: 'critical', occurrences: { count: 0, total: 1 } },
      { kind: 'reminder', severity: 'critical', occurrences: { count: 0, total: 1 } },
    ]);
    expect(reminders.map(({ key }) => key.daysLeft)).toEqual([3, 1]);
  });

  it('is not told of when only administration was refused', async () => {
    const guard = aGuard({ readKey: async () => endingAt(nowPlus(6 * DAY)) });
    await guard.brings(refusal(1, { eventName: 'TagResource' }));
    await sweeping(guard, 7 * DAY);
    expect(guard.told.map(({ kind }) => kind)).toEqual(['management-call']);
  });

  it('is not told of when its deletion has been cancelled meanwhile, and nothing waits then', async () => {
    let details: KeyDetails = endingAt(nowPlus(6 * DAY));
    const guard = aGuard({ readKey: async () => details });
    await guard.brings(refusal(1));
    details = cancelled();
    guard.later(3 * DAY + HOUR);
    expect((await guard.sweeps()).messages).toMatchObject({ sent: 0, waiting: 0, failed: [] });
    await sweeping(guard, 4 * DAY);
    expect(guard.published).toHaveLength(1);
    expect(guard.store.items()).toMatchObject([{ outbox: [] }]);
  });

  it('is told of by what was learned before, when KMS does not answer, and the alert says so', async () => {
    let details: KeyDetails = endingAt(nowPlus(6 * DAY));
    const guard = aGuard({ readKey: async () => details });
    await guard.brings(refusal(1));
    details = nothingKnown('kms:DescribeKey was throttled');
    guard.later(3 * DAY + HOUR);
    await guard.sweeps();
    const reminder = asAlertOfKey(guard.published[1]);
    expect(reminder).toMatchObject({
      kind: 'reminder',
      severity: 'critical',
      key: {
        state: 'PendingDeletion',
        deletionDate: nowPlus(6 * DAY).toISOString(),
        aliases: ['alias/ledger-prod'],
        scheduledBy: { principal: 'terraform-deploy (gh-run-8812)' },
      },
    });
    const note = reminder.unavailable.find(({ part }) => part === 'key');
    expect(note?.reason).toContain('kms:DescribeKey was throttled');
    expect(note?.reason).toContain('22 Nov');
  });
});

describe('keys of which nothing is told', () => {
  it('are read for their end, before anything is sent, so that one budget holds for all', async () => {
    const happened: string[] = [];
    const guard: Guard = aGuard({
      readKey: async ({ arn }) => {
        happened.push(`read ${arn}`);
        return nothingKnown('offline');
      },
      publish: async () => {
        happened.push('sent');
        return 'sent';
      },
    });
    await guard.brings(refusal(1), ofKey(OTHER_KEY, 2));
    await guard.brings(refusal(3));
    guard.later(2 * HOUR);
    happened.length = 0;
    expect(await guard.sweeps()).toMatchObject({ read: 1 });
    expect(happened.sort().at(-1)).toBe('sent');
    expect(happened).toHaveLength(3);
    happened.length = 0;
    await guard.brings(refusal(4));
    guard.later(7 * HOUR);
    await guard.sweeps();
    expect(happened.indexOf('sent')).toBe(2);
  });

  it('are read 20 a sweep, and the rest by the next', async () => {
    const reads: string[] = [];
    const guard = aGuard({
      readKey: async ({ arn }) => {
        reads.push(arn);
        return knownDetails();
      },
      silences: async () => ({ silences: [], malformed: [] }),
    });
    await guard.invoke(batchWith(...ofKeys(30)), { managementCalls: 'ignore' });
    reads.length = 0;
    guard.later(DAY + HOUR);
    const first = await guard.sweeps();
    const second = await guard.sweeps();
    expect([first.read, second.read]).toEqual([20, 10]);
    expect(new Set(reads).size).toBe(30);
  });

  it('are remembered with what was read', async () => {
    const guard = aGuard({ readKey: async () => endingAt(nowPlus(6 * DAY)) });
    await guard.brings(refusal(1));
    expect(guard.store.items()[0]?.learned.deletionDate).toBe(nowPlus(6 * DAY).getTime());
  });
});

describe('what may not go yet', () => {
  it('waits in the outbox, and goes with the next sweeps, each once', async () => {
    const guard = aContainer();
    const outcome = await guard.brings(...ofKeys(60));
    expect(outcome.messages.sent).toBeLessThanOrEqual(39);
    expect(outcome.messages).toMatchObject({ waiting: 60 - outcome.messages.sent, failed: [] });
    expect(outcome.fate).toMatchObject({
      notified: outcome.messages.sent,
      counted: outcome.messages.waiting,
      failed: 0,
      unaccounted: 0,
    });
    guard.later(5 * MINUTE);
    await guard.sweeps();
    const told = guard.published.flatMap((alert) =>
      isAboutKey(alert) ? [alert.key.arn] : asSummary(alert).keys.map(({ arn }) => arn),
    );
    expect(told.sort()).toEqual(Array.from({ length: 60 }, (_, n) => keyNumber(n)));
  });

  it('never makes more than 60 messages in a minute, over all that send', async () => {
    const clock = testClock();
    const times: number[] = [];
    const guard = aGuard({
      clock,
      publish: async () => {
        times.push(clock.now().getTime());
        return 'sent';
      },
    });
    for (let batch = 0; batch < 4; batch += 1) {
      await guard.brings(...ofKeys(35, batch * 35));
      await guard.sweeps();
    }
    expect(times).toHaveLength(140);
    for (const [at, time] of times.entries())
      expect(time - (times[at - 60] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(60_000);
  });

  it('goes a new key before a last chance before a new caller before a count before what is hidden', async () => {
    const [FRESH, LAST, CALLER, COUNT, HIDDEN] = [1, 2, 3, 4, 5].map(keyNumber);
    if (!FRESH || !LAST || !CALLER || !COUNT || !HIDDEN) throw new Error('wanted five keys');
    let isDown = false;
    const readKey = async ({ arn }: { arn: string }) => endingAt(nowPlus(arn === LAST ? 3 * DAY + HOUR : 20 * DAY));
    const guard = aGuard({ readKey }, () => isDown, { managementCalls: 'ignore' });
    await guard.brings(
      ofKey(LAST, 1),
      ofKey(CALLER, 2),
      ofKey(COUNT, 3),
      ofKey(HIDDEN, 4, { eventName: 'TagResource' }),
    );
    isDown = true;
    guard.later(30 * HOUR);
    await guard.brings(ofKey(COUNT, 10), byRole('new', 11, { errorMessage: `${CALLER} is pending deletion.` }));
    await guard.brings(ofKey(FRESH, 12));
    guard.later(MINUTE);
    guard.newlyPublished();
    isDown = false;
    await guard.sweeps();
    const told = guard.newlyPublished().map((alert) => (isAboutKey(alert) ? alert.key.arn : asSummary(alert).reason));
    expect(told.map((name) => [FRESH, LAST, CALLER, COUNT, 'weekly'].indexOf(name ?? ''))).toEqual([0, 1, 2, 3, 4]);
  });

  it('goes the gravest first among those of a kind', async () => {
    let isDown = true;
    const guard = aGuard({}, () => isDown);
    await guard.brings(ofKey(keyNumber(1), 1, { eventName: 'TagResource' }));
    await guard.brings(ofKey(keyNumber(2), 2));
    isDown = false;
    guard.later(MINUTE);
    await guard.sweeps();
    expect(guard.told.map(({ key }) => key.arn)).toEqual([2, 1].map(keyNumber));
  });
});

describe('a drill that was left behind', () => {
  it('is sent as a drill, by itself, however much else is due', async () => {
    let isDown = true;
    const guard = aGuard({}, () => isDown);
    await guard.invoke(batchWith(refusal(99)), { drill: true });
    await guard.brings(...ofKeys(20));
    isDown = false;
    guard.later(5 * MINUTE);
    expect(await guard.sweeps()).toMatchObject({ due: 20, messages: { sent: 21 } });
    expect(guard.published.filter(({ kind }) => kind === 'test')).toHaveLength(1);
    expect(guard.published.filter(({ kind }) => kind === 'summary')).toEqual([]);
  });

  it('is in no summary', async () => {
    let isDown = true;
    const guard = aGuard({}, () => isDown);
    await guard.invoke(batchWith(refusal(99)), { drill: true });
    await guard.brings(...ofKeys(21));
    isDown = false;
    guard.later(5 * MINUTE);
    await guard.sweeps();
    expect(guard.published.map(({ kind }) => kind).sort()).toEqual(['summary', 'test']);
    expect(guard.published.flatMap((alert) => (alert.kind === 'summary' ? alert.keys : []))).toHaveLength(21);
  });
});
