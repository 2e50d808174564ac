import { describe, expect, it } from '@jest/globals';
import { processLogBatch } from '../../shared/pipeline/process-log-batch.ts';
import { sweep } from '../../shared/pipeline/sweep.ts';
import { DAY, MINUTE } from '../builders/incident.ts';
import { somePipelineSettings } from '../builders/ports.ts';
import { KEY } from '../builders/record.ts';
import type { FakeKms, KmsCall } from '../fakes/kms-keys.ts';
import { batchWith, byRole, refusal } from './guard.ts';
import { aRescuer, doneIn, ENDS, ownRefusal, type Rescuer, refusedNow, steps, triedWrites } from './rescuer.ts';

const LATER = new Date(ENDS.getTime() + 3 * DAY);

const cancels = ({ kms }: Rescuer) => kms.calls.filter(({ call }) => call === 'cancel');

describe('two at once', () => {
  it('two batches about one key: only one writes, the other says that it is in progress', async () => {
    const guard = aRescuer();
    await Promise.all([guard.brings(byRole('billing-batch', 1)), guard.brings(byRole('report-api', 2))]);
    expect(cancels(guard)).toHaveLength(1);
    expect(triedWrites(guard)).toEqual(['cancel done', 'enable done']);
    expect(guard.published).toHaveLength(2);
    const outcomes = [0, 1].map((at) => doneIn(guard, at).outcome);
    expect(outcomes).toContain('restored');
    await guard.sweepsOn(3);
    expect(cancels(guard)).toHaveLength(1);
  });

  it('two sweeps: only one writes', async () => {
    const guard = aRescuer();
    guard.kms.fail('describe', 'timed out');
    await guard.brings(refusal(1));
    guard.later(5 * MINUTE);
    await Promise.all([guard.sweeps(), guard.sweeps()]);
    expect(triedWrites(guard)).toEqual(['cancel done', 'enable done']);
    expect(guard.published.filter(({ kind }) => kind === 'remediation')).toHaveLength(1);
  });

  it('a sweep and a batch: only one writes', async () => {
    const guard = aRescuer();
    guard.kms.fail('describe', 'timed out');
    await guard.brings(refusal(1));
    guard.later(20 * MINUTE);
    await Promise.all([guard.sweeps(), guard.brings(byRole('report-api', 2))]);
    expect(triedWrites(guard)).toEqual(['cancel done', 'enable done']);
  });

  it('two sweeps find what another left behind: only one tells what came of it', async () => {
    const guard = aRescuer({ mode: 'cancel' });
    guard.kms.once('after', 'cancel', () => new Promise(() => {}));
    const settings = somePipelineSettings(guard.settingsNow());
    void processLogBatch(batchWith(refusal(1)), guard, settings);
    await new Promise(setImmediate);
    guard.later(5 * MINUTE);
    const later = somePipelineSettings(guard.settingsNow());
    await Promise.all([sweep(guard, later), sweep(guard, later)]);
    expect(steps(guard).map(({ outcome }) => outcome)).toEqual(['answer-lost']);
    expect(cancels(guard)).toHaveLength(1);
    await guard.sweepsOn(3);
    expect(new Set(guard.published.map(({ id }) => id)).size).toBeLessThanOrEqual(2);
    expect(doneIn(guard)).toMatchObject({ outcome: 'answer-lost' });
  });
});

type Act = (kms: FakeKms) => void;
const CANCELS: Act = (kms) => kms.cancelByPerson(KEY);
const CANCELS_AND_ENABLES: Act = (kms) => {
  kms.cancelByPerson(KEY);
  kms.enableByPerson(KEY);
};
const SCHEDULES: Act = (kms) => kms.schedule(KEY, LATER);
const ENABLES: Act = (kms) => kms.enableByPerson(KEY);
const CANCELS_AND_SCHEDULES: Act = (kms) => {
  kms.cancelByPerson(KEY);
  kms.schedule(KEY, LATER);
};

async function whilePerson(acts: Act, when: 'before' | 'after', call: KmsCall, nth = 0): Promise<Rescuer> {
  const guard = aRescuer();
  for (let n = 0; n < nth; n += 1) guard.kms.once(when, call, () => {});
  guard.kms.once(when, call, () => acts(guard.kms));
  await guard.brings(refusal(1));
  return guard;
}

/** Nothing more is done, whatever the sweeps find. */
async function expectLeftAlone(guard: Rescuer, state: string): Promise<void> {
  const before = triedWrites(guard);
  await guard.sweepsOn(30);
  expect(triedWrites(guard)).toEqual(before);
  expect(guard.kms.keyOf(KEY).state).toBe(state);
}

describe('a person acts between the read and the write', () => {
  it.each([
    ['cancels', CANCELS, 'Disabled'],
    ['cancels and enables', CANCELS_AND_ENABLES, 'Enabled'],
  ] as const)('%s: nothing is written', async (_, acts, state) => {
    const guard = await whilePerson(acts, 'after', 'describe');
    expect(doneIn(guard)).toMatchObject({ decision: 'skip', outcome: 'nothing-done' });
    expect(doneIn(guard).reason).toContain(`read as ${state}`);
    expect(triedWrites(guard)).toEqual([]);
    await expectLeftAlone(guard, state);
  });

  it.each([
    ['cancels', CANCELS, 'Disabled'],
    ['cancels and enables', CANCELS_AND_ENABLES, 'Enabled'],
  ] as const)('%s at the last moment: KMS refuses, and it is told as not pending any more', async (_, acts, state) => {
    const guard = await whilePerson(acts, 'before', 'cancel');
    expect(doneIn(guard)).toMatchObject({ outcome: 'not-pending', write: { readBack: { state } } });
    expect(doneIn(guard).cancelledAt).toBeUndefined();
    expect(triedWrites(guard)).toEqual(['cancel not done']);
    await expectLeftAlone(guard, state);
  });

  it('cancels and schedules anew: what was decided is no answer to that', async () => {
    const guard = await whilePerson(CANCELS_AND_SCHEDULES, 'after', 'describe');
    expect(doneIn(guard)).toMatchObject({ decision: 'skip', outcome: 'nothing-done' });
    expect(triedWrites(guard)).toEqual([]);
    // The refused use is older than the new scheduling.
    await expectLeftAlone(guard, 'PendingDeletion');
  });

  it('cancels while the answer to our cancel is lost: nothing is enabled', async () => {
    const guard = aRescuer();
    guard.kms.fail('cancel', 'timed out');
    guard.kms.once('after', 'cancel', () => CANCELS(guard.kms));
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({ outcome: 'answer-lost' });
    await expectLeftAlone(guard, 'Disabled');
  });

  it('cancels and enables while the answer to our cancel is lost: told as not pending any more', async () => {
    const guard = aRescuer();
    guard.kms.fail('cancel', 'timed out');
    guard.kms.once('after', 'cancel', () => CANCELS_AND_ENABLES(guard.kms));
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({ outcome: 'not-pending' });
    await expectLeftAlone(guard, 'Enabled');
  });

  it('cancels and schedules anew while the answer to our cancel is lost: never cancelled again', async () => {
    const guard = aRescuer();
    guard.kms.fail('cancel', 'timed out');
    guard.kms.once('after', 'cancel', () => CANCELS_AND_SCHEDULES(guard.kms));
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({ outcome: 'unclear' });
    guard.later(20 * MINUTE);
    await guard.brings(refusedNow(guard, 2));
    await guard.sweepsOn(5);
    guard.later(20 * MINUTE);
    await guard.brings(refusedNow(guard, 3));
    await guard.sweepsOn(1);
    expect(doneIn(guard)).toMatchObject({ decision: 'skip', cause: 'scheduled-again' });
    expect(triedWrites(guard)).toEqual(['cancel not done']);
  });
});

describe('a person acts after the cancel', () => {
  it.each(['after', 'before'] as const)(
    'schedules it again (%s the read back): not enabled, not cancelled',
    async (when) => {
      const guard = await whilePerson(SCHEDULES, when, when === 'after' ? 'cancel' : 'enable');
      expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', write: { readBack: { state: 'PendingDeletion' } } });
      await guard.sweepsOn(30);
      expect(triedWrites(guard).filter((one) => one.endsWith(' done') && !one.includes('not'))).toEqual([
        'cancel done',
      ]);
      expect(guard.kms.keyOf(KEY).state).toBe('PendingDeletion');
    },
  );

  it('enables it before the guard does: told as it was read, and nothing is done later', async () => {
    const guard = await whilePerson(ENABLES, 'after', 'cancel');
    expect(doneIn(guard)).toMatchObject({
      outcome: 'cancelled',
      triedAgain: false,
      write: { readBack: { state: 'Enabled' } },
    });
    expect(triedWrites(guard)).toEqual(['cancel done']);
    await expectLeftAlone(guard, 'Enabled');
  });

  it('enables it, and disables it on purpose: the guard never enables it then', async () => {
    const guard = await whilePerson(ENABLES, 'after', 'cancel');
    guard.kms.put(KEY, { state: 'Disabled' });
    await expectLeftAlone(guard, 'Disabled');
  });

  it('disables it on purpose while nobody knows whether the guard enabled it: it stays Disabled', async () => {
    const guard = aRescuer();
    guard.kms.fail('enable', 'reset after it took effect');
    guard.kms.fail('read-back', 'timed out', 1, 2);
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', triedAgain: false });
    guard.kms.put(KEY, { state: 'Disabled' });
    await expectLeftAlone(guard, 'Disabled');
  });

  it.each(['PendingImport', 'Unavailable'])('the key is %s: told as it was read, never enabled', async (state) => {
    const guard = await whilePerson((kms) => kms.put(KEY, { state }), 'after', 'cancel');
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', triedAgain: false, write: { readBack: { state } } });
    expect(triedWrites(guard)).toEqual(['cancel done']);
    await expectLeftAlone(guard, state);
  });

  it('the setting no longer allows it when the next sweep would enable: it does not', async () => {
    const guard = aRescuer();
    guard.kms.fail('enable', 'AccessDenied');
    await guard.brings(refusal(1));
    guard.parameters.killSwitch = { status: 'known', value: 'cancel' };
    await guard.sweepsOn(1);
    expect(doneIn(guard).write?.enable).toMatchObject({ outcome: 'not-tried' });
    guard.parameters.killSwitch = { status: 'known', value: undefined };
    await expectLeftAlone(guard, 'Disabled');
  });
});

describe('respect for people', () => {
  it('a key that is scheduled again after the cancel is never cancelled again, and the alert says so', async () => {
    const guard = aRescuer();
    await guard.brings(refusal(1));
    guard.later(DAY);
    guard.kms.schedule(KEY, LATER);
    guard.later(20 * MINUTE);
    await guard.brings(refusedNow(guard, 2));
    expect(doneIn(guard)).toMatchObject({ decision: 'skip', cause: 'scheduled-again', outcome: 'nothing-done' });
    expect(doneIn(guard).cancelledAt).toBeDefined();
    for (let day = 0; day < 8; day += 1) {
      guard.later(DAY);
      await guard.brings(refusedNow(guard, 10 + day));
      await guard.sweepsOn(1);
    }
    expect(triedWrites(guard)).toEqual(['cancel done', 'enable done']);
    expect(guard.kms.keyOf(KEY).state).toBe('PendingDeletion');
  });

  it("KMS's refusals of the minutes after the cancel bring no second one", async () => {
    const guard = aRescuer({ mode: 'cancel' });
    await guard.brings(refusal(1));
    guard.later(MINUTE);
    guard.kms.setLag(3 * MINUTE);
    await guard.brings(byRole('report-api', 2, { eventTime: guard.now().toISOString() }));
    await guard.sweepsOn(5);
    expect(triedWrites(guard)).toEqual(['cancel done']);
  });

  it('while KMS still shows the key as pending, EnableKey is left to the next sweep', async () => {
    const guard = aRescuer();
    guard.kms.setLag(2 * MINUTE);
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({
      outcome: 'cancelled',
      triedAgain: true,
      write: { enable: { outcome: 'not-tried' }, readBack: { state: 'PendingDeletion' } },
    });
    await guard.sweepsOn(1);
    guard.kms.setLag(0);
    await guard.sweepsOn(1);
    expect(triedWrites(guard)).toEqual(['cancel done', 'enable done']);
  });

  it.each(['Decrypt', 'EnableKey', 'CancelKeyDeletion'])(
    "the guard's own %s neither alerts nor saves",
    async (name) => {
      const guard = aRescuer();
      const { fate } = await guard.brings(ownRefusal(1, name));
      await guard.sweepsOn(3);
      expect(fate).toMatchObject({ silenced: 1, notified: 0, unaccounted: 0 });
      expect(guard.published).toEqual([]);
      expect(guard.kms.calls.filter(({ call }) => call === 'cancel' || call === 'enable')).toEqual([]);
    },
  );
});
