import { describe, expect, it } from '@jest/globals';
import { REMEDIATE_WITHIN_MS } from '../../shared/pipeline/remediate.ts';
import { NOW } from '../builders/alert.ts';
import { DAY } from '../builders/incident.ts';
import { memoryPorts } from '../builders/ports.ts';
import { KEY } from '../builders/record.ts';
import type { KmsCall } from '../fakes/kms-keys.ts';
import { virtualTime } from '../fakes/virtual-time.ts';
import { keyNumber, ofKey, refusal } from './guard.ts';
import { aRescuer, doneIn, ENDS, type Rescuer } from './rescuer.ts';

/** Nothing is sent after that, and Lambda ends the function after a minute. */
const SEND_WITHIN_MS = 38_000;
const LIMIT_MS = 60_000;

/** A guard whose calls take their time, and when its alerts went out, in milliseconds since it began. */
function inVirtualTime(slow: Partial<Record<KmsCall, number>>) {
  const time = virtualTime(NOW.getTime());
  const sentAt: number[] = [];
  const { publish } = memoryPorts();
  const guard = aRescuer({
    ports: {
      clock: { now: time.now, wait: time.wait, move: () => {} },
      publish: async (alert, ...more) => {
        sentAt.push(time.now().getTime() - NOW.getTime());
        guard.published.push(alert);
        return publish(alert, ...more);
      },
    },
  });
  guard.kms.setSlow(slow);
  return { guard, sentAt, run: <T>(work: () => Promise<T>) => time.run(work(), time.now().getTime() + LIMIT_MS), time };
}

const writesOf = ({ kms }: Rescuer) => kms.calls.filter(({ call }) => call === 'cancel' || call === 'enable');

// As long as the adapters wait at most: 3 s for what is read of a key, 8 s for the history, 5 s for a write, 9 s for a read back.
const SLOW: readonly Partial<Record<KmsCall, number>>[] = [100, 3000].flatMap((describe) =>
  [0, 4000, 8000].flatMap((history) =>
    [100, 3000, 3900, 9000].flatMap((readBack) =>
      [100, 5000].flatMap((cancel) =>
        [100, 5000].map((enable) => ({ describe, history, 'read-back': readBack, cancel, enable })),
      ),
    ),
  ),
);

describe('however slow KMS is', () => {
  it('the alert goes out in time, and says what was done', async () => {
    for (const slow of SLOW) {
      const { guard, sentAt, run } = inVirtualTime(slow);
      await run(() => guard.brings(refusal(1)));
      expect(sentAt).toHaveLength(1);
      expect(sentAt[0]).toBeLessThan(SEND_WITHIN_MS);
      for (const { at } of writesOf(guard)) expect(at).toBeLessThan(NOW.getTime() + REMEDIATE_WITHIN_MS);
      const state = guard.kms.keyOf(KEY).state;
      const outcome = { PendingDeletion: 'nothing-done', Disabled: 'cancelled', Enabled: 'restored' }[state];
      expect([slow, doneIn(guard)]).toMatchObject([slow, { outcome, triedAgain: state !== 'Enabled' }]);
    }
  });

  it('what was not begun in time is done by the next sweeps, as soon as KMS is faster', async () => {
    const { guard, run } = inVirtualTime({ describe: 3000, history: 8000, 'read-back': 9000 });
    await run(() => guard.brings(refusal(1)));
    expect(doneIn(guard)).toMatchObject({ decision: 'skip', cause: 'no-time' });
    guard.kms.setSlow({});
    await run(() => guard.sweeps());
    expect(doneIn(guard)).toMatchObject({ outcome: 'restored' });
  });

  it.each([8, 20])('%d keys at once: each alert goes out in time or waits for the next sweep', async (count) => {
    const { guard, sentAt, run } = inVirtualTime({ describe: 3000, history: 3000, cancel: 5000, 'read-back': 8000 });
    const arns = Array.from({ length: count }, (_, n) => keyNumber(n));
    const scheduledAt = new Date(NOW.getTime() - DAY);
    for (const arn of arns)
      guard.kms.put(arn, { state: 'PendingDeletion', deletionDate: ENDS, scheduledAt }, scheduledAt);
    const { fate } = await run(() => guard.brings(...arns.map((arn, n) => ofKey(arn, n))));
    expect(fate).toMatchObject({ failed: 0, unaccounted: 0 });
    expect(Math.max(...sentAt)).toBeLessThanOrEqual(SEND_WITHIN_MS);
    guard.kms.setSlow({});
    for (let n = 0; n < 6; n += 1) await run(() => guard.sweeps());
    const told = guard.published.flatMap((alert) =>
      alert.kind === 'summary' ? alert.keys.map(({ arn }) => arn) : 'key' in alert ? [alert.key.arn] : [],
    );
    expect([...new Set(told)].sort()).toEqual(arns);
  });
});

describe('a sweep', () => {
  it('that finds many keys to save ends in time, and the next ones save the rest', async () => {
    const { guard, run } = inVirtualTime({});
    const arns = Array.from({ length: 4 }, (_, n) => keyNumber(n));
    const scheduledAt = new Date(NOW.getTime() - DAY);
    for (const arn of arns)
      guard.kms.put(arn, { state: 'PendingDeletion', deletionDate: ENDS, scheduledAt }, scheduledAt);
    guard.kms.fail('describe', 'timed out', 8);
    await run(() => guard.brings(...arns.map((arn, n) => ofKey(arn, n))));
    expect(writesOf(guard)).toEqual([]);
    guard.kms.setSlow({ describe: 3000, history: 3000, cancel: 5000, 'read-back': 3000, enable: 5000 });
    for (let n = 0; n < 8; n += 1) await run(() => guard.sweeps());
    for (const arn of arns) expect(guard.kms.keyOf(arn).state).not.toBe('PendingDeletion');
  });
});
