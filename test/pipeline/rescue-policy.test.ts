import { describe, expect, it } from '@jest/globals';
import { known } from '../../shared/kms/key-details.ts';
import type { Silence } from '../../shared/silence/silence.ts';
import { aSilence } from '../builders/account-readers.ts';
import { NOW } from '../builders/alert.ts';
import { DAY, HOUR, MINUTE } from '../builders/incident.ts';
import { NO_SILENCES } from '../builders/ports.ts';
import { ACCOUNT, KEY } from '../builders/record.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { asSummary, batchWith, byRole, keyNumber, ofKey, refusal } from './guard.ts';
import {
  aRescuer,
  doneIn,
  ENDS,
  type Rescuer,
  type RescuerOptions,
  refusedNow,
  SWEEP_EVERY_MS,
  steps,
  triedWrites,
} from './rescuer.ts';

/** Sweeps from five minutes to five minutes, until then. */
const sweepsUntil = (guard: Rescuer, time: number): Promise<void> =>
  guard.sweepsOn(Math.ceil((time - guard.now().getTime()) / SWEEP_EVERY_MS));

const isCancelled = ({ kms }: Rescuer, arn = KEY) =>
  kms.writes().some(({ call, arn: of }) => call === 'cancel' && of === arn);

describe('it acts only when few days are left', () => {
  const TWO_DAYS: RescuerOptions = { policy: { withinDays: 2 } };
  const actAt = ENDS.getTime() - 2 * DAY;

  it('until then it waits, and the alert says when it acts', async () => {
    const guard = aRescuer(TWO_DAYS);
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({
      decision: 'wait',
      cause: 'too-early',
      outcome: 'nothing-done',
      actAt: new Date(actAt).toISOString(),
    });
    await sweepsUntil(guard, actAt - 2 * SWEEP_EVERY_MS);
    expect(triedWrites(guard)).toEqual([]);
    expect(guard.published.filter(({ kind }) => kind === 'remediation')).toEqual([]);
  });

  it('then the sweep acts, without a new refusal, and tells it once', async () => {
    const guard = aRescuer(TWO_DAYS);
    await guard.brings(refusal(1));
    await sweepsUntil(guard, actAt - SWEEP_EVERY_MS);
    guard.newlyPublished();
    await guard.sweepsOn(2);
    expect(triedWrites(guard)).toEqual(['cancel done', 'enable done']);
    expect(guard.newlyPublished()).toMatchObject([{ kind: 'remediation', remediation: { outcome: 'restored' } }]);
    await guard.sweepsOn(300);
    expect(guard.newlyPublished()).toEqual([]);
  });

  it('unless a person has saved the key meanwhile', async () => {
    const guard = aRescuer(TWO_DAYS);
    await guard.brings(refusal(1));
    guard.later(DAY);
    guard.kms.cancelByPerson(KEY);
    await sweepsUntil(guard, actAt + HOUR);
    expect(triedWrites(guard)).toEqual([]);
  });

  it('unless somebody has silenced the use, or set the kill switch, meanwhile', async () => {
    let silences: readonly Silence[] = [];
    const guards = [0, 1].map(() =>
      aRescuer({ ...TWO_DAYS, ports: { silences: async () => ({ ...NO_SILENCES, silences }) } }),
    );
    for (const guard of guards) await guard.brings(refusal(1));
    const [silenced, switched] = guards as [Rescuer, Rescuer];
    switched.parameters.killSwitch = known('off');
    await sweepsUntil(switched, actAt + HOUR);
    silences = [aSilence({ key: KEY, until: new Date(NOW.getTime() + 30 * DAY), untilDeletion: true })];
    await sweepsUntil(silenced, actAt + HOUR);
    for (const guard of guards) expect(triedWrites(guard)).toEqual([]);
    expect(steps(silenced).at(-1)).toMatchObject({ decision: 'skip', cause: 'silenced' });
    expect(steps(switched).at(-1)).toMatchObject({ decision: 'skip', cause: 'kill-switch' });
  });
});

describe("the day's limit", () => {
  const SIX = Array.from({ length: 6 }, (_, n) => keyNumber(n));

  async function sixKeys(options: RescuerOptions = {}): Promise<Rescuer> {
    const guard = aRescuer({ mode: 'cancel', ...options });
    const scheduledAt = new Date(NOW.getTime() - DAY);
    for (const arn of SIX)
      guard.kms.put(arn, { state: 'PendingDeletion', deletionDate: ENDS, scheduledAt }, scheduledAt);
    for (const [n, arn] of SIX.entries()) await guard.brings(ofKey(arn, n));
    return guard;
  }

  it('the sixth key waits until the next day, UTC, and the alert says so', async () => {
    const guard = await sixKeys();
    expect(SIX.map((arn) => isCancelled(guard, arn))).toEqual([true, true, true, true, true, false]);
    expect(doneIn(guard)).toMatchObject({ decision: 'wait', cause: 'daily-limit', actAt: '2026-11-23T00:00:00.000Z' });
    await sweepsUntil(guard, Date.parse('2026-11-22T23:50:00Z'));
    expect(isCancelled(guard, SIX[5])).toBe(false);
    await guard.sweepsOn(4);
    expect(isCancelled(guard, SIX[5])).toBe(true);
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled' });
  });

  it('a try that is repeated costs no second place', async () => {
    const guard = aRescuer({ policy: { dailyLimit: 1 } });
    guard.kms.fail('cancel', 'AccessDenied', 3);
    await guard.brings(refusal(1));
    await guard.sweepsOn(3);
    expect(guard.kms.keyOf(KEY).state).toBe('Enabled');
  });

  it('dry runs have places of their own, and keep them: no key is told of anew each day', async () => {
    const guard = await sixKeys({ mode: 'dry-run' });
    await sweepsUntil(guard, NOW.getTime() + 3 * DAY - HOUR);
    const told = guard.told.filter(({ kind }) => kind === 'remediation');
    expect(told.map(({ key }) => key.arn)).toEqual([SIX[5]]);
    expect(guard.kms.writes()).toEqual([]);
  });
});

describe('the kill switch', () => {
  it.each(['off', 'dry-run', 'cancel'] as const)('lowers the mode to %s at the next decision', async (mode) => {
    const guard = aRescuer();
    guard.parameters.killSwitch = known(mode);
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({ mode: 'cancel-and-enable', modeOfKey: mode });
    expect(triedWrites(guard)).toEqual(mode === 'cancel' ? ['cancel done'] : []);
    expect(doneIn(guard).outcome).toBe({ off: 'nothing-done', 'dry-run': 'would-cancel', cancel: 'cancelled' }[mode]);
  });

  it('never raises it', async () => {
    const guard = aRescuer({ mode: 'dry-run' });
    guard.parameters.killSwitch = known('cancel-and-enable');
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({ modeOfKey: 'dry-run', outcome: 'would-cancel' });
    expect(triedWrites(guard)).toEqual([]);
  });

  it('is read at each decision: set off, it stops what was to be tried again', async () => {
    const guard = aRescuer();
    guard.kms.fail('cancel', 'throttled');
    await guard.brings(refusal(1));
    guard.parameters.killSwitch = known('off');
    await guard.sweepsOn(10);
    expect(triedWrites(guard)).toEqual(['cancel not done']);
    expect(doneIn(guard)).toMatchObject({ decision: 'skip', cause: 'kill-switch' });
    expect(guard.published).toHaveLength(2);
  });

  it('taken away, the key is decided about again within hours, without a new refusal', async () => {
    const guard = aRescuer();
    guard.parameters.killSwitch = known('off');
    await guard.brings(refusal(1));
    guard.parameters.killSwitch = known(undefined);
    await sweepsUntil(guard, NOW.getTime() + 7 * HOUR);
    expect(triedWrites(guard)).toEqual(['cancel done', 'enable done']);
  });
});

it('the list of what is left alone counts from now on', async () => {
  const guard = aRescuer();
  guard.parameters.neverNow = known([ACCOUNT]);
  await guard.brings(refusal(1));
  expect(doneIn(guard)).toMatchObject({ decision: 'skip', cause: 'never-listed' });
  expect(triedWrites(guard)).toEqual([]);
});

describe('a dry run', () => {
  it('tells what would have been done, and does nothing', async () => {
    const guard = aRescuer({ mode: 'dry-run' });
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({ decision: 'cancel', outcome: 'would-cancel', triedAgain: false });
    await guard.sweepsOn(100);
    expect(guard.kms.calls.filter(({ call }) => call !== 'describe')).toEqual([]);
    expect(guard.published.filter(({ kind }) => kind === 'remediation')).toEqual([]);
  });

  it('is summed up once, on the first of the month at 08:00 UTC', async () => {
    const guard = aRescuer({ mode: 'dry-run' });
    guard.kms.put(KEY, { deletionDate: new Date('2026-12-20T00:00:00Z') });
    await guard.brings(refusal(1));
    const summaries = () => guard.published.filter((alert) => alert.kind === 'summary');
    await sweepsUntil(guard, Date.parse('2026-12-01T07:50:00Z'));
    expect(summaries()).toEqual([]);
    await guard.sweepsOn(4);
    expect(summaries()).toHaveLength(1);
    expect(asSummary(summaries()[0])).toMatchObject({ reason: 'dry-run', keys: [{ arn: KEY, due: ['dry-run'] }] });
    await guard.sweepsOn(600);
    expect(summaries()).toHaveLength(1);
  });
});

describe('what is told', () => {
  it('a decision that the first alert told is not told again', async () => {
    const guard = aRescuer({ policy: { never: [ACCOUNT] } });
    await guard.brings(refusal(1));
    await guard.sweepsOn(300);
    expect(guard.published).toHaveLength(1);
  });

  it('a message that tells a caller tells the rescue as well, and no other follows', async () => {
    const guard = aRescuer();
    guard.kms.fail('describe', 'timed out');
    await guard.brings(refusal(1));
    guard.later(16 * MINUTE);
    await guard.brings(byRole('report-api', 2, { eventTime: guard.now().toISOString() }));
    await guard.sweepsOn(5);
    expect(guard.published.map(({ kind }) => kind)).toEqual(['key-use', 'key-use']);
  });

  it('KMS refuses for days: few messages in all', async () => {
    const guard = aRescuer();
    guard.kms.fail('cancel', 'AccessDenied', 1000);
    for (let hour = 0; hour < 48; hour += 1) {
      await guard.brings(refusedNow(guard, hour));
      await guard.sweepsOn(12);
    }
    const told = guard.published.filter(({ kind }) => kind === 'remediation');
    expect(told.length).toBeLessThanOrEqual(4);
    expect(doneIn(guard)).toMatchObject({ outcome: 'refused' });
  });
});

describe('no rescue', () => {
  it('of a drill', async () => {
    const guard = aRescuer();
    await guard.invoke(batchWith(refusal(1)), { drill: true });
    await guard.sweepsOn(3);
    expect(guard.kms.calls.filter(({ call }) => call === 'cancel')).toEqual([]);
    expect(steps(guard)).toEqual([]);
  });

  it('in mode off: nothing is read for it, and the alert says so', async () => {
    const guard = aRescuer({ mode: 'off' });
    await guard.brings(refusal(1));
    await guard.sweepsOn(3);
    expect(guard.published).toMatchObject([{ remediation: { mode: 'off', outcome: 'nothing-done' } }]);
    expect([steps(guard), triedWrites(guard), guard.allowances.size]).toEqual([[], [], 0]);
  });

  it('without a store, and the alert says so', async () => {
    const guard = aRescuer({ ports: { store: fakeIncidentStore({ failing: () => true }) } });
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({ decision: 'none', outcome: 'nothing-done' });
    expect(triedWrites(guard)).toEqual([]);
  });

  it.each([
    ['administers the key', { eventName: 'TagResource' }, 'not-a-use'],
    ['prepares a use', { eventName: 'CreateGrant' }, 'not-a-use'],
    ['is not confirmed', { errorMessage: `oh: ${KEY} is pending deletion.` }, 'unconfirmed'],
    ['comes from another service', { eventSource: 's3.amazonaws.com' }, 'not-by-kms'],
  ] as const)('for a call that %s, and the alert says so', async (_, overrides, cause) => {
    const guard = aRescuer();
    await guard.brings(refusal(1, overrides));
    await guard.sweepsOn(100);
    expect(doneIn(guard, 0)).toMatchObject({ decision: 'none', cause, outcome: 'nothing-done' });
    expect(triedWrites(guard)).toEqual([]);
  });
});
