import { describe, expect, it } from '@jest/globals';
import type { PipelinePorts } from '../../shared/pipeline/ports.ts';
import { processLogBatch } from '../../shared/pipeline/process-log-batch.ts';
import { sweep } from '../../shared/pipeline/sweep.ts';
import { MINUTE } from '../builders/incident.ts';
import { somePipelineSettings } from '../builders/ports.ts';
import { aGuard, batchWith, type Guard, killed, refusal, settled } from './guard.ts';

type Faulty = (guard: Guard) => Partial<PipelinePorts>;

/** A store of which the nth write is the last thing that happens, done or not. */
const dyingAtWrite =
  (nth: number, isDone: boolean): Faulty =>
  ({ store }) => {
    let writes = 0;
    return {
      store: {
        ...store,
        async save(item, now) {
          writes += 1;
          if (writes < nth) return store.save(item, now);
          if (isDone) await store.save(item, now);
          return killed();
        },
      },
    };
  };

const BEFORE_THE_CLAIM = ['before the claim is written', dyingAtWrite(1, false)] as const;

const AFTER_THE_CLAIM: readonly (readonly [string, Faulty])[] = [
  ['when the claim is written and nobody heard of it', dyingAtWrite(1, true)],
  ['while the key is read', () => ({ readKey: killed })],
  ['while it asks for its moment', () => ({ pace: { next: killed } })],
  ['while it waits for its moment', () => ({ wait: killed })],
  ['before the alert is published', () => ({ publish: killed })],
  [
    'after the alert is published',
    ({ publish }) => ({
      publish: async (alert) => {
        await publish(alert);
        return killed();
      },
    }),
  ],
  ['before it is confirmed', dyingAtWrite(2, false)],
  ['when it is confirmed and nobody heard of it', dyingAtWrite(2, true)],
];

const BATCH = batchWith(refusal(1), refusal(2));

/** The first try is killed at that step, as Lambda does. */
async function dies(guard: Guard, faulty: Faulty): Promise<void> {
  void processLogBatch(BATCH, { ...guard, ...faulty(guard) }, somePipelineSettings());
  await settled();
  guard.later(MINUTE);
}

/** All is told: by one alert, maybe twice, and nothing waits. */
function expectTold(guard: Guard): void {
  expect(guard.published.length).toBeGreaterThanOrEqual(1);
  expect(guard.published.length).toBeLessThanOrEqual(2);
  expect(new Set(guard.published.map(({ id }) => id)).size).toBe(1);
  expect(guard.told[0]).toMatchObject({ kind: 'key-use', occurrences: { count: 2 } });
  expect(guard.store.items()).toMatchObject([{ count: 2, outbox: [] }]);
}

describe('a handler that is killed', () => {
  it.each([BEFORE_THE_CLAIM, ...AFTER_THE_CLAIM])('%s: the retry after two minutes tells', async (_, faulty) => {
    const guard = aGuard();
    await dies(guard, faulty);
    guard.later(MINUTE);
    await guard.invoke(BATCH);
    expectTold(guard);
  });

  it.each([BEFORE_THE_CLAIM, ...AFTER_THE_CLAIM])(
    '%s: a retry that comes early, and the next sweep, tell between them',
    async (_, faulty) => {
      const guard = aGuard();
      await dies(guard, faulty);
      await guard.invoke(BATCH);
      guard.later(4 * MINUTE);
      await guard.sweeps();
      expectTold(guard);
    },
  );

  it.each(AFTER_THE_CLAIM)('%s: the next sweep tells, also without a retry', async (_, faulty) => {
    const guard = aGuard();
    await dies(guard, faulty);
    guard.later(4 * MINUTE);
    await guard.sweeps();
    expectTold(guard);
    await guard.sweeps();
    expectTold(guard);
  });

  it('leaves its alert alone while it may still be at work', async () => {
    const guard = aGuard();
    void processLogBatch(BATCH, { ...guard, publish: killed }, somePipelineSettings());
    await settled();
    guard.later(MINUTE);
    await guard.sweeps();
    expect(guard.published).toEqual([]);
  });
});

describe('a sweep that is killed', () => {
  it.each(AFTER_THE_CLAIM)('%s: the next one tells', async (_, faulty) => {
    const guard = aGuard();
    await guard.brings(refusal(1));
    await guard.brings(refusal(2));
    guard.later(20 * MINUTE);
    guard.newlyPublished();
    void sweep({ ...guard, ...faulty(guard) }, somePipelineSettings({ sendBefore: guard.now().getTime() + 38_000 }));
    await settled();
    guard.later(5 * MINUTE);
    await guard.sweeps();
    const counts = guard.newlyPublished();
    expect(counts.length).toBeGreaterThanOrEqual(1);
    expect(new Set(counts.map(({ id }) => id)).size).toBe(1);
    expect(counts[0]).toMatchObject({ kind: 'digest', occurrences: { count: 1, total: 2 } });
    expect(guard.store.items()).toMatchObject([{ outbox: [] }]);
  });
});
