import { describe, expect, it } from '@jest/globals';
import type { PipelinePorts } from '../../shared/pipeline/ports.ts';
import { processLogBatch } from '../../shared/pipeline/process-log-batch.ts';
import { sweep } from '../../shared/pipeline/sweep.ts';
import { MINUTE } from '../builders/incident.ts';
import { somePipelineSettings } from '../builders/ports.ts';
import { KEY } from '../builders/record.ts';
import { batchWith, killed, refusal, settled } from './guard.ts';
import { aRescuer, doneIn, type Rescuer, steps, triedWrites, withCalls } from './rescuer.ts';

type Dying = (guard: Rescuer) => PipelinePorts;

/** A store of which the nth write is the last thing that happens, done or not. */
const dyingAtWrite =
  (nth: number, isDone: boolean): Dying =>
  (guard) => {
    let writes = 0;
    const save: PipelinePorts['store']['save'] = async (item, now) => {
      writes += 1;
      if (writes < nth) return guard.store.save(item, now);
      if (isDone) await guard.store.save(item, now);
      return killed();
    };
    return { ...guard, store: { ...guard.store, save } };
  };

/** The nth read back is the last thing that happens: 1 is the one before the cancel. */
const dyingAtReadBack =
  (nth: number): Dying =>
  (guard) => {
    let reads = 0;
    return withCalls(guard, {
      async readState(key) {
        reads += 1;
        return reads < nth ? guard.kms.readState(key) : killed();
      },
    });
  };

const dyingAt =
  (call: 'cancel' | 'enable', isDone: boolean): Dying =>
  (guard) =>
    withCalls(guard, {
      async [call](key: Parameters<typeof guard.kms.cancel>[0], id: string) {
        if (isDone) await guard.kms[call](key, id);
        return killed();
      },
    });

interface Truth {
  /** What the sweeps make of it, each with its own outcome. */
  readonly found: readonly string[];
  readonly state: 'Enabled' | 'Disabled';
}

const ANSWER_LOST: Truth = { found: ['answer-lost'], state: 'Disabled' };
const RESTORED: Truth = { found: ['restored'], state: 'Enabled' };
/** It was cancelled by the guard, and read as Enabled: who enabled it is not known. */
const READ_AS_ENABLED: Truth = { found: ['cancelled'], state: 'Enabled' };
/** EnableKey may have been called, and a person may have disabled the key since: it stays as it is. */
const IN_DOUBT: Truth = { found: ['cancelled'], state: 'Disabled' };
const NOT_SENT: Truth = { found: ['refused', 'restored'], state: 'Enabled' };

// Writes: 1 counts, 2 intends to cancel, 3 intends to enable, 4 remembers the end, 5 takes the claim out.
const CRASHES: readonly (readonly [string, Dying, Truth])[] = [
  ['when the intent is not written', dyingAtWrite(2, false), RESTORED],
  ['when the intent is written', dyingAtWrite(2, true), NOT_SENT],
  ['before the cancel', dyingAt('cancel', false), NOT_SENT],
  ['when the key is cancelled and nobody heard of it', dyingAt('cancel', true), ANSWER_LOST],
  ['while it reads the key back', dyingAtReadBack(2), ANSWER_LOST],
  ['before it remembers that it is cancelled', dyingAtWrite(3, false), ANSWER_LOST],
  ['when it remembers that it is cancelled', dyingAtWrite(3, true), IN_DOUBT],
  ['before it enables the key', dyingAt('enable', false), IN_DOUBT],
  ['when the key is enabled and nobody heard of it', dyingAt('enable', true), READ_AS_ENABLED],
  ['while it reads the enabled key back', dyingAtReadBack(3), READ_AS_ENABLED],
  ['before it remembers the end', dyingAtWrite(4, false), READ_AS_ENABLED],
  ['when it remembers the end', dyingAtWrite(4, true), RESTORED],
  ['before the alert is published', (guard) => ({ ...guard, publish: killed }), RESTORED],
];

const BATCH = batchWith(refusal(1));

async function dies(guard: Rescuer, dying: Dying): Promise<void> {
  void processLogBatch(BATCH, dying(guard), somePipelineSettings(guard.settingsNow()));
  await settled();
}

function expectTruth(guard: Rescuer, { found, state }: Truth): void {
  expect(guard.kms.keyOf(KEY).state).toBe(state);
  expect(doneIn(guard)).toMatchObject({ outcome: found.at(-1), triedAgain: false });
  expect(doneIn(guard).write?.readBack.state).toBe(state);
  const did = triedWrites(guard);
  expect(did).toEqual(state === 'Enabled' ? ['cancel done', 'enable done'] : ['cancel done']);
}

const outcomesOf = (guard: Rescuer) => guard.published.map((_, at) => doneIn(guard, at).outcome);

describe('a handler that is killed while it saves a key', () => {
  it.each(CRASHES)('%s: the next sweeps find out and tell, each thing once', async (_, dying, truth) => {
    const guard = aRescuer();
    await dies(guard, dying);
    expect(guard.published).toEqual([]);
    await guard.sweepsOn(4);
    expectTruth(guard, truth);
    expect(outcomesOf(guard)).toEqual(truth.found);
    await guard.sweepsOn(12);
    expect(outcomesOf(guard)).toEqual(truth.found);
  });

  it.each(CRASHES)('%s: the retry tells what is known, the next sweeps the rest', async (_, dying, truth) => {
    const guard = aRescuer();
    await dies(guard, dying);
    guard.later(2 * MINUTE);
    await guard.invoke(BATCH);
    expect(guard.published).toHaveLength(1);
    await guard.sweepsOn(4);
    expectTruth(guard, truth);
    const told = outcomesOf(guard);
    expect(told.length).toBeLessThanOrEqual(1 + truth.found.length);
    await guard.sweepsOn(12);
    expect(outcomesOf(guard)).toEqual(told);
  });

  it.each(CRASHES)('%s: so do the sweeps where another sweep is killed as well', async (_, dying, truth) => {
    const guard = aRescuer();
    await dies(guard, dying);
    guard.later(5 * MINUTE);
    void sweep({ ...guard, publish: killed }, somePipelineSettings(guard.settingsNow()));
    await settled();
    await guard.sweepsOn(6);
    expectTruth(guard, truth);
    expect(new Set(guard.published.map(({ id }) => id)).size).toBe(guard.published.length);
  });

  it.each([
    ['before the cancel', dyingAt('cancel', false)],
    ['after the cancel', dyingAt('cancel', true)],
    ['while it enables the key', dyingAt('enable', true)],
  ] as const)('%s: whoever tells the refusal meanwhile says that it is in progress', async (_, dying) => {
    const guard = aRescuer();
    await dies(guard, dying);
    guard.later(2 * MINUTE);
    await guard.invoke(BATCH);
    expect(doneIn(guard)).toMatchObject({ outcome: 'in-progress', triedAgain: false });
  });

  it('a sweep that is killed while it enables: not enabled again, as a person may have disabled it since', async () => {
    const guard = aRescuer();
    guard.kms.fail('enable', 'AccessDenied');
    await guard.invoke(BATCH);
    guard.later(5 * MINUTE);
    void sweep(dyingAt('enable', true)(guard), somePipelineSettings(guard.settingsNow()));
    await settled();
    guard.kms.put(KEY, { state: 'Disabled' });
    await guard.sweepsOn(6);
    expect(guard.kms.keyOf(KEY).state).toBe('Disabled');
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', triedAgain: false });
    expect(doneIn(guard).write?.enable?.reason).toContain('it is not known whether an earlier try enabled it');
  });

  it('while it may still be at work, a sweep leaves it alone', async () => {
    const guard = aRescuer();
    await dies(guard, dyingAt('cancel', true));
    guard.later(MINUTE);
    await guard.sweeps();
    expect(steps(guard)).toEqual([]);
    expect(guard.published).toEqual([]);
  });

  it('and the deletion is scheduled again before anybody looks: told as unclear, and left alone', async () => {
    const guard = aRescuer();
    await dies(guard, dyingAt('cancel', true));
    guard.later(2 * MINUTE);
    guard.kms.schedule(KEY, new Date(guard.now().getTime() + 10 * 24 * 60 * MINUTE));
    await guard.sweepsOn(6);
    expect(doneIn(guard)).toMatchObject({ outcome: 'unclear', triedAgain: false });
    expect(triedWrites(guard)).toEqual(['cancel done']);
    expect(guard.kms.keyOf(KEY).state).toBe('PendingDeletion');
  });
});
