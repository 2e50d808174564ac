import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../shared/alert/alert.ts';
import { MOST_MESSAGES, MOST_SUMMARY_KEYS } from '../../shared/pipeline/sweep.ts';
import { knownDetails, NOW } from '../builders/alert.ts';
import { DAY, HOUR, MINUTE, readAs } from '../builders/incident.ts';
import {
  aContainer,
  aGuard,
  asSummary,
  byRole,
  cancelled,
  endingAt,
  type Guard,
  keyNumber,
  ofKey,
  ofKeys,
} from './guard.ts';

const nowPlus = (ms: number) => new Date(NOW.getTime() + ms);
const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, n) => keyNumber(from + n));
const keysOf = (alert: Alert | undefined) => asSummary(alert).keys.map(({ arn }) => arn);

/** A guard that has told of so many keys, each of which has been called once more since; a count of each is due. */
async function withCountsDue(keys: number, guard: Guard = aContainer()): Promise<Guard> {
  for (let from = 0; from < keys; from += 30) {
    await guard.brings(...ofKeys(Math.min(30, keys - from), from));
    guard.later(MINUTE);
  }
  for (let n = 0; n < keys; n += 1) await guard.brings(ofKey(keyNumber(n), 5000 + n));
  guard.later(DAY);
  guard.newlyPublished();
  return guard;
}

describe('what is due at once', () => {
  it(`is told key by key up to ${MOST_MESSAGES}`, async () => {
    expect(MOST_MESSAGES).toBe(20);
    const guard = await withCountsDue(20);
    expect(await guard.sweeps()).toMatchObject({ due: 20, messages: { sent: 20 } });
    expect(guard.newlyPublished().every(({ kind }) => kind === 'digest')).toBe(true);
  });

  it('is told in one message beyond that, which names each key with its count', async () => {
    const guard = await withCountsDue(21);
    expect(await guard.sweeps()).toMatchObject({ due: 21, messages: { sent: 1, failed: [] } });
    const [summary, ...more] = guard.newlyPublished();
    expect(more).toEqual([]);
    expect(keysOf(summary).sort()).toEqual(numbers(21));
    expect(asSummary(summary)).toMatchObject({ reason: 'many-due', severity: 'high', keysNotListed: 0 });
    for (const key of asSummary(summary).keys) {
      expect(key).toMatchObject({ due: ['digest'], count: 1, total: 2 });
      expect(key.callers).toEqual([{ caller: 'role billing-batch', operation: 'Decrypt', count: 1 }]);
    }
    expect(guard.store.items().every(({ outbox }) => outbox.length === 0)).toBe(true);
    expect((await guard.sweeps()).messages.sent).toBe(0);
  });

  it('counts messages, not keys: a new caller and a count of the same key are two', async () => {
    let isDown = false;
    const guard = aGuard({}, () => isDown);
    await guard.brings(...ofKeys(11));
    isDown = true;
    for (let n = 0; n < 11; n += 1) {
      await guard.brings(byRole('new', 100 + n, { errorMessage: `${keyNumber(n)} is pending deletion.` }));
      await guard.brings(ofKey(keyNumber(n), 200 + n));
    }
    isDown = false;
    guard.later(DAY);
    guard.newlyPublished();
    expect(await guard.sweeps()).toMatchObject({ due: 22, messages: { sent: 1 } });
    const { keys } = asSummary(guard.newlyPublished()[0]);
    expect(keys).toHaveLength(11);
    expect(keys.every(({ due, count }) => due.join() === 'key-use,digest' && count === 2)).toBe(true);
  });
});

describe(`more than ${MOST_SUMMARY_KEYS} keys`, () => {
  it('are told in several messages, each key in one', async () => {
    const guard = await withCountsDue(250);
    expect(await guard.sweeps()).toMatchObject({ due: 250, messages: { sent: 5 } });
    const summaries = guard.newlyPublished();
    expect(summaries.map((summary) => keysOf(summary).length).sort()).toEqual([50, 50, 50, 50, 50]);
    expect(new Set(summaries.map(({ id }) => id)).size).toBe(5);
    expect(summaries.flatMap(keysOf).sort()).toEqual(numbers(250));
  });

  it('of which one message fails: the next sweep tells the rest, though others were sent before', async () => {
    let refused = 0;
    const guard: Guard = aContainer({}, ({ kind }) => {
      if (kind !== 'summary') return false;
      refused += 1;
      return refused === 2;
    });
    await withCountsDue(150, guard);
    const first = await guard.sweeps();
    expect(first.messages).toMatchObject({ sent: 2, failed: [{}] });
    const told = guard.newlyPublished().flatMap(keysOf);
    guard.later(5 * MINUTE);
    const second = await guard.sweeps();
    expect(second.messages).toMatchObject({ sent: 1, sentBefore: 0, failed: [] });
    const [rest] = guard.newlyPublished();
    expect(rest?.id).toBe(first.messages.failed[0]?.alertId);
    expect([...told, ...keysOf(rest)].sort()).toEqual(numbers(150));
    expect(guard.store.items().every(({ outbox }) => outbox.length === 0)).toBe(true);
  });

  it('go the most urgent first', async () => {
    const urgent = new Set(numbers(30, 90));
    const end = (arn: string) => nowPlus(urgent.has(arn) ? 5 * DAY : 25 * DAY);
    const guard = await withCountsDue(120, aContainer({ readKey: async ({ arn }) => endingAt(end(arn)) }));
    guard.later(DAY + HOUR);
    await guard.sweeps();
    const [first, second] = guard.newlyPublished().map(asSummary);
    expect(
      first?.keys
        .filter(({ due }) => due.includes('reminder'))
        .map(({ arn }) => arn)
        .sort(),
    ).toEqual([...urgent].sort());
    expect(second?.keys.filter(({ due }) => due.includes('reminder'))).toEqual([]);
    expect(first?.title).toContain('LAST CHANCE for 30');
    expect(first?.severity).toBe('critical');
  });
});

describe('a key of a summary', () => {
  it.each([
    ['is pending deletion', 'PendingDeletion', nowPlus(5 * DAY)],
    ['is saved, and disabled', 'Disabled', undefined],
    ['is saved, and enabled', 'Enabled', undefined],
  ])('that %s is as grave as in a message of its own', async (_, state, end) => {
    let details = endingAt(nowPlus(5 * DAY));
    const severityAmong = async (keys: number) => {
      details = endingAt(nowPlus(5 * DAY));
      const guard = await withCountsDue(keys, aContainer({ readKey: async () => details }));
      details = knownDetails({ metadata: readAs(state, end).metadata });
      await guard.sweeps();
      const [alert] = guard.newlyPublished();
      return alert?.kind === 'summary' ? alert.keys[0]?.severity : alert?.severity;
    };
    expect(await severityAmong(21)).toBe(await severityAmong(1));
  });

  it('is not said to be pending deletion still, once it is saved', async () => {
    let isSaved = false;
    const guard = await withCountsDue(
      21,
      aContainer({ readKey: async () => (isSaved ? cancelled() : endingAt(nowPlus(20 * DAY))) }),
    );
    isSaved = true;
    await guard.sweeps();
    const { title } = asSummary(guard.newlyPublished()[0]);
    expect(title).toMatch(/^21 KMS keys called while pending deletion/);
    expect(title).not.toMatch(/still|LAST CHANCE/);
  });
});

describe('a summary that does not get out', () => {
  it('is sent again as it was, with what has come since told by itself', async () => {
    let isDown = false;
    const ids: string[] = [];
    const guard: Guard = aGuard({}, ({ id, kind }) => {
      if (kind === 'summary') ids.push(id);
      return isDown;
    });
    await withCountsDue(25, guard);
    isDown = true;
    expect((await guard.sweeps()).messages).toMatchObject({ sent: 0, failed: [{}] });
    await guard.brings(ofKey(keyNumber(0), 9000));
    isDown = false;
    guard.later(2 * DAY);
    await guard.sweeps();
    const published = guard.newlyPublished();
    expect(new Set(ids).size).toBe(1);
    expect(published.map(({ kind }) => kind).sort()).toEqual(['digest', 'summary']);
    expect(asSummary(published.find(({ kind }) => kind === 'summary')).keys.map(({ count }) => count)).toEqual(
      Array(25).fill(1),
    );
  });
});

describe('a last chance in a summary', () => {
  const isOdd = (arn: string) => Number(arn.slice(-1)) % 2 === 1;

  it('is withdrawn for a key that is saved meanwhile, and nothing of it waits', async () => {
    let isSaved = false;
    const guard = aContainer({
      readKey: async ({ arn }) => (isSaved && isOdd(arn) ? cancelled() : endingAt(nowPlus(5 * DAY))),
    });
    await guard.brings(...ofKeys(30));
    isSaved = true;
    guard.later(2 * DAY + HOUR);
    guard.newlyPublished();
    expect(await guard.sweeps()).toMatchObject({ due: 30 });
    const [summary, ...more] = guard.newlyPublished();
    expect(more).toEqual([]);
    expect(keysOf(summary).sort()).toEqual(numbers(30).filter((arn) => !isOdd(arn)));
    expect(asSummary(summary).keys.every(({ due }) => due.join() === 'reminder')).toBe(true);
    expect(guard.store.items().every(({ outbox }) => outbox.length === 0)).toBe(true);
  });

  it('of keys that are all saved is no message', async () => {
    let isSaved = false;
    const guard = aContainer({ readKey: async () => (isSaved ? cancelled() : endingAt(nowPlus(5 * DAY))) });
    await guard.brings(...ofKeys(30));
    isSaved = true;
    guard.later(2 * DAY + HOUR);
    guard.newlyPublished();
    expect((await guard.sweeps()).messages).toMatchObject({ sent: 0, waiting: 0, failed: [] });
    expect(guard.newlyPublished()).toEqual([]);
    expect(guard.store.items().every(({ outbox }) => outbox.length === 0)).toBe(true);
  });

  it('is a count for a saved key that was called meanwhile', async () => {
    let isSaved = false;
    const guard = aContainer({ readKey: async () => (isSaved ? cancelled() : endingAt(nowPlus(5 * DAY))) });
    await guard.brings(...ofKeys(30));
    for (let n = 0; n < 30; n += 1) await guard.brings(ofKey(keyNumber(n), 500 + n));
    isSaved = true;
    guard.later(2 * DAY + HOUR);
    guard.newlyPublished();
    await guard.sweeps();
    const { keys, title } = asSummary(guard.newlyPublished()[0]);
    expect(keys.every(({ due, count }) => due.join() === 'digest' && count === 1)).toBe(true);
    expect(title).not.toContain('LAST CHANCE');
  });
});
