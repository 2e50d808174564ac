import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../shared/kms/key-details.ts';
import { KEY } from '../builders/record.ts';
import { fakeIncidentStore, type StoreOperation } from '../fakes/incident-store.ts';
import { KMS_FAULTS, type KmsFault } from '../fakes/kms-keys.ts';
import { refusal } from './guard.ts';
import { aRescuer, doneIn, type Rescuer, type RescuerOptions, steps, triedWrites } from './rescuer.ts';

/** A refused use comes, and something about it goes wrong. */
async function inTrouble(trouble: (guard: Rescuer) => void, options: RescuerOptions = {}): Promise<Rescuer> {
  const guard = aRescuer(options);
  trouble(guard);
  await guard.brings(refusal(1));
  return guard;
}

/** The sweeps of two hours, in which nothing more may be told or done. */
async function expectQuiet(guard: Rescuer): Promise<void> {
  const before = [guard.published.length, triedWrites(guard)];
  await guard.sweepsOn(24);
  expect([guard.published.length, triedWrites(guard)]).toEqual(before);
}

const RESTORED = { decision: 'cancel-and-enable', outcome: 'restored', triedAgain: false } as const;
const SAVED = ['cancel done', 'enable done'];

const NOT_HEARD: readonly KmsFault[] = ['timed out', 'status 500'];
const REFUSED: readonly KmsFault[] = ['AccessDenied', 'throttled', 'NotFound', 'InvalidState'];

describe('nothing goes wrong', () => {
  it('the first alert tells that the key is saved and works again', async () => {
    const guard = await inTrouble(() => {});
    expect(guard.published).toMatchObject([{ kind: 'key-use', key: { state: 'Enabled' } }]);
    expect(doneIn(guard)).toMatchObject({ ...RESTORED, write: { readBack: { state: 'Enabled' } } });
    expect(triedWrites(guard)).toEqual(SAVED);
    expect(guard.kms.keyOf(KEY).state).toBe('Enabled');
    await expectQuiet(guard);
  });

  it('in mode cancel it tells that the key is Disabled', async () => {
    const guard = await inTrouble(() => {}, { mode: 'cancel' });
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', write: { readBack: { state: 'Disabled' } } });
    expect(doneIn(guard).write?.enable).toBeUndefined();
    expect(triedWrites(guard)).toEqual(['cancel done']);
    await expectQuiet(guard);
  });
});

describe('CancelKeyDeletion fails', () => {
  it.each(NOT_HEARD)(
    '%s: told as unclear, as KMS may show a cancel late; then found out, saved, and told once',
    async (fault) => {
      const guard = await inTrouble(({ kms }) => kms.fail('cancel', fault));
      expect(doneIn(guard)).toMatchObject({
        outcome: 'unclear',
        triedAgain: true,
        write: { readBack: { state: 'PendingDeletion' } },
      });
      await guard.sweepsOn(1);
      expect(steps(guard).at(-1)).toMatchObject({ outcome: 'refused' });
      await guard.sweepsOn(1);
      expect(guard.published.map(({ kind }) => kind)).toEqual(['key-use', 'remediation']);
      expect(doneIn(guard)).toMatchObject(RESTORED);
      expect(triedWrites(guard)).toEqual(['cancel not done', ...SAVED]);
      await expectQuiet(guard);
    },
  );

  it.each(NOT_HEARD)('%s each time: tried twice, told as failed once more, then quiet', async (fault) => {
    const guard = await inTrouble(({ kms }) => kms.fail('cancel', fault, 100));
    await guard.sweepsOn(3);
    expect(triedWrites(guard)).toEqual(Array(2).fill('cancel not done'));
    expect(doneIn(guard)).toMatchObject({ outcome: 'refused', triedAgain: false });
    expect(guard.kms.keyOf(KEY).state).toBe('PendingDeletion');
    await expectQuiet(guard);
  });

  it('without an answer, and KMS shows the cancel late: told as cancelled by the next sweep', async () => {
    const guard = aRescuer({ mode: 'cancel' });
    guard.kms.fail('cancel', 'reset after it took effect');
    guard.kms.setLag(30_000);
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({ outcome: 'unclear', triedAgain: true });
    await guard.sweepsOn(1);
    expect(doneIn(guard)).toMatchObject({ outcome: 'answer-lost' });
    expect(doneIn(guard).cancelledAt).toBeDefined();
    expect(triedWrites(guard)).toEqual(['cancel done']);
  });

  it.each(REFUSED)('%s: told as failed; the next sweep saves the key, and tells that once', async (fault) => {
    const guard = await inTrouble(({ kms }) => kms.fail('cancel', fault));
    expect(doneIn(guard)).toMatchObject({
      outcome: 'refused',
      triedAgain: true,
      write: { readBack: { state: 'PendingDeletion' } },
    });
    await guard.sweepsOn(1);
    expect(guard.published.map(({ kind }) => kind)).toEqual(['key-use', 'remediation']);
    expect(doneIn(guard)).toMatchObject(RESTORED);
    expect(triedWrites(guard)).toEqual(['cancel not done', ...SAVED]);
    await expectQuiet(guard);
  });

  it.each(REFUSED)('%s each time: tried three times more, told once more, then quiet', async (fault) => {
    const guard = await inTrouble(({ kms }) => kms.fail('cancel', fault, 100));
    await guard.sweepsOn(3);
    expect(triedWrites(guard)).toEqual(Array(4).fill('cancel not done'));
    expect(guard.published.map(({ kind }) => kind)).toEqual(['key-use', 'remediation']);
    expect(doneIn(guard)).toMatchObject({ outcome: 'refused', triedAgain: false });
    expect(guard.kms.keyOf(KEY).state).toBe('PendingDeletion');
    await expectQuiet(guard);
  });

  it('reset after it took effect: told as cancelled with the answer lost, and never enabled', async () => {
    const guard = await inTrouble(({ kms }) => kms.fail('cancel', 'reset after it took effect'));
    expect(doneIn(guard)).toMatchObject({ outcome: 'answer-lost', write: { readBack: { state: 'Disabled' } } });
    expect(triedWrites(guard)).toEqual(['cancel done']);
    expect(guard.kms.keyOf(KEY).state).toBe('Disabled');
    await expectQuiet(guard);
  });

  it('without an answer, and the key cannot be read: told as unclear, found out by the next sweep', async () => {
    const guard = await inTrouble(
      ({ kms }) => {
        kms.fail('cancel', 'reset after it took effect');
        // The first one is before the cancel.
        kms.fail('read-back', 'timed out', 1, 1);
      },
      { mode: 'cancel' },
    );
    expect(doneIn(guard)).toMatchObject({ outcome: 'unclear', triedAgain: true });
    expect(doneIn(guard).write?.readBack.unread).toBeDefined();
    await guard.sweepsOn(1);
    expect(doneIn(guard)).toMatchObject({ outcome: 'answer-lost' });
    expect(guard.published).toHaveLength(2);
    await expectQuiet(guard);
  });

  it('and it stays unclear: told once more that nobody looks again', async () => {
    const guard = await inTrouble(
      ({ kms }) => {
        kms.fail('cancel', 'timed out', 100);
        kms.fail('read-back', 'timed out', 100, 1);
      },
      { mode: 'cancel' },
    );
    await guard.sweepsOn(4);
    expect(guard.published.map(({ kind }) => kind)).toEqual(['key-use', 'remediation']);
    expect(doneIn(guard)).toMatchObject({ outcome: 'unclear', triedAgain: false });
    expect(triedWrites(guard)).toEqual(['cancel not done']);
    await expectQuiet(guard);
  });
});

describe('a read fails', () => {
  const READS = [
    ['DescribeKey before the decision', 'describe', 0, 'key-unread'],
    ['DescribeKey right before the cancel', 'read-back', 0, 'key-unread'],
  ] as const;

  describe.each(READS)('%s', (_, call, after, cause) => {
    it.each(KMS_FAULTS)('%s: nothing is done, told as unknown, and the next sweep saves the key', async (fault) => {
      const guard = await inTrouble(({ kms }) => kms.fail(call, fault, 1, after));
      expect(doneIn(guard)).toMatchObject({ decision: 'skip', cause, outcome: 'nothing-done', triedAgain: true });
      expect(triedWrites(guard)).toEqual([]);
      await guard.sweepsOn(1);
      expect(doneIn(guard)).toMatchObject(RESTORED);
      expect(guard.published).toHaveLength(2);
      await expectQuiet(guard);
    });
  });

  it.each(KMS_FAULTS)('DescribeKey, %s each time: decided three times more, told once, then quiet', async (fault) => {
    const guard = await inTrouble(({ kms }) => kms.fail('describe', fault, 1000));
    await guard.sweepsOn(3);
    expect(steps(guard)).toHaveLength(4);
    expect(guard.published.map(({ kind }) => kind)).toEqual(['key-use', 'remediation']);
    expect(doneIn(guard)).toMatchObject({ decision: 'skip', cause: 'key-unread', triedAgain: false });
    await expectQuiet(guard);
    expect(triedWrites(guard)).toEqual([]);
  });

  it.each(KMS_FAULTS)('after the cancel, %s: told as not read, not enabled; the next sweep does', async (fault) => {
    const guard = await inTrouble(({ kms }) => kms.fail('read-back', fault, 1, 1));
    expect(doneIn(guard)).toMatchObject({
      outcome: 'cancelled',
      triedAgain: true,
      write: { enable: { outcome: 'not-tried' } },
    });
    expect(doneIn(guard).write?.readBack.unread).toContain(fault);
    expect(triedWrites(guard)).toEqual(['cancel done']);
    await guard.sweepsOn(1);
    expect(doneIn(guard)).toMatchObject(RESTORED);
    expect(triedWrites(guard)).toEqual(SAVED);
    await expectQuiet(guard);
  });

  it.each(KMS_FAULTS)('after EnableKey, %s: never told as restored', async (fault) => {
    const guard = await inTrouble(({ kms }) => kms.fail('read-back', fault, 1, 2));
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', write: { enable: { outcome: 'enabled' } } });
    expect(doneIn(guard).write?.readBack.unread).toContain(fault);
    expect(triedWrites(guard)).toEqual(SAVED);
    await expectQuiet(guard);
  });

  it.each(KMS_FAULTS)('the history, %s: the key stays Disabled, and the alert says why', async (fault) => {
    const guard = await inTrouble(({ kms }) => kms.fail('history', fault));
    expect(doneIn(guard)).toMatchObject({
      decision: 'cancel',
      outcome: 'cancelled',
      write: { before: { state: 'unknown' } },
    });
    expect(doneIn(guard).write?.before.reason).toContain(fault);
    expect(triedWrites(guard)).toEqual(['cancel done']);
    await expectQuiet(guard);
  });
});

describe('EnableKey fails', () => {
  it.each(['AccessDenied', 'NotFound', 'timed out', 'status 500'] as const)(
    '%s: told as Disabled; the next sweep enables it, and tells that once',
    async (fault) => {
      const guard = await inTrouble(({ kms }) => kms.fail('enable', fault));
      expect(doneIn(guard)).toMatchObject({
        outcome: 'cancelled',
        triedAgain: true,
        write: { enable: { outcome: 'refused' }, readBack: { state: 'Disabled' } },
      });
      await guard.sweepsOn(1);
      expect(doneIn(guard)).toMatchObject(RESTORED);
      expect(triedWrites(guard)).toEqual(['cancel done', 'enable not done', 'enable done']);
      expect(guard.published).toHaveLength(2);
      await expectQuiet(guard);
    },
  );

  it.each(['throttled', 'InvalidState'] as const)('%s: tried again at once', async (fault) => {
    const guard = await inTrouble(({ kms }) => kms.fail('enable', fault, 2));
    expect(doneIn(guard)).toMatchObject(RESTORED);
    expect(guard.published).toHaveLength(1);
  });

  it('reset after it took effect: told as restored, as Enabled was read', async () => {
    const guard = await inTrouble(({ kms }) => kms.fail('enable', 'reset after it took effect'));
    expect(doneIn(guard)).toMatchObject({ ...RESTORED, write: { readBack: { state: 'Enabled' } } });
    expect(triedWrites(guard)).toEqual(SAVED);
    await expectQuiet(guard);
  });

  it.each(['AccessDenied', 'NotFound', 'timed out', 'status 500'] as const)(
    '%s each time: tried three times more, told once more, then quiet',
    async (fault) => {
      const guard = await inTrouble(({ kms }) => kms.fail('enable', fault, 100));
      await guard.sweepsOn(3);
      expect(triedWrites(guard)).toEqual(['cancel done', ...Array(4).fill('enable not done')]);
      expect(guard.published.map(({ kind }) => kind)).toEqual(['key-use', 'remediation']);
      expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', triedAgain: false });
      await expectQuiet(guard);
    },
  );
});

describe('what the decision rests on cannot be had', () => {
  const TROUBLES: readonly (readonly [string, string, RescuerOptions])[] = [
    ['the kill switch', 'kill-switch-unread', { remediation: { killSwitch: onceThen(undefined) } }],
    ['the list of what is left alone', 'never-list-unread', { remediation: { neverNow: onceThen([]) } }],
    ['how many were cancelled today', 'limit-unread', { remediation: { allow: onceThen('allowed' as const) } }],
    ['the silences', 'silences-unread', { ports: { silences: silencesUnread(2) } }],
  ];

  it.each(TROUBLES)(
    '%s: nothing is done, told with the reason, and the next sweep saves the key',
    async (_, cause, how) => {
      const guard = await inTrouble(() => {}, how);
      expect(doneIn(guard)).toMatchObject({ decision: 'skip', cause, outcome: 'nothing-done', triedAgain: true });
      expect(triedWrites(guard)).toEqual([]);
      await guard.sweepsOn(1);
      expect(doneIn(guard)).toMatchObject(RESTORED);
      await expectQuiet(guard);
    },
  );

  it('a port that rejects all the same costs no alert', async () => {
    const guard = await inTrouble(() => {}, {
      remediation: { killSwitch: async () => Promise.reject(new Error('no such thing')) },
    });
    expect(doneIn(guard)).toMatchObject({ decision: 'skip', cause: 'unexpected', triedAgain: true });
    expect(triedWrites(guard)).toEqual([]);
  });

  it('a cancel that rejects all the same is found out by the next sweep', async () => {
    const guard = await inTrouble(({ kms }) => kms.once('after', 'cancel', () => Promise.reject(new Error('broken'))));
    expect(doneIn(guard)).toMatchObject({ outcome: 'in-progress' });
    await guard.sweepsOn(1);
    expect(doneIn(guard)).toMatchObject({ outcome: 'answer-lost' });
    expect(triedWrites(guard)).toEqual(['cancel done']);
  });
});

describe('the table fails at a write', () => {
  // In a mode that enables: 1 counts, 2 intends to cancel, 3 intends to enable, 4 remembers the end, 5 takes the claim out.
  const failingAt = (nth: number, as: 'failing' | 'answerLost'): RescuerOptions => {
    let saves = 0;
    const strikes = (operation: StoreOperation) => {
      if (operation !== 'save') return false;
      saves += 1;
      return saves === nth;
    };
    return { ports: { store: fakeIncidentStore({ [as]: strikes }) } };
  };
  const AS = ['failing', 'answerLost'] as const;

  it.each(AS)('of the intent to cancel (%s): nothing is done, and the alert says why', async (as) => {
    const guard = await inTrouble(() => {}, failingAt(2, as));
    expect(doneIn(guard)).toMatchObject({ decision: 'skip', cause: 'not-remembered', triedAgain: true });
    expect(triedWrites(guard)).toEqual([]);
    await guard.sweepsOn(3);
    expect(doneIn(guard)).toMatchObject(RESTORED);
    expect(triedWrites(guard)).toEqual(SAVED);
    await expectQuiet(guard);
  });

  it('of the intent to enable: told as cancelled, and never enabled, as nobody remembers the answer', async () => {
    const guard = await inTrouble(() => {}, failingAt(3, 'failing'));
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', write: { enable: { outcome: 'not-tried' } } });
    await guard.sweepsOn(3);
    expect(doneIn(guard)).toMatchObject({ outcome: 'answer-lost' });
    expect(triedWrites(guard)).toEqual(['cancel done']);
    await expectQuiet(guard);
  });

  it('of the intent to enable, which is there all the same: told as cancelled, and never enabled', async () => {
    const guard = await inTrouble(() => {}, failingAt(3, 'answerLost'));
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', write: { enable: { outcome: 'not-tried' } } });
    await guard.sweepsOn(3);
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', triedAgain: false });
    expect(triedWrites(guard)).toEqual(['cancel done']);
    await expectQuiet(guard);
  });

  it.each(AS)('of the end (%s): told as it is, nothing is done twice', async (as) => {
    const guard = await inTrouble(() => {}, failingAt(4, as));
    expect(doneIn(guard)).toMatchObject(RESTORED);
    await guard.sweepsOn(3);
    expect(doneIn(guard).write?.readBack.state).toBe('Enabled');
    expect(['restored', 'cancelled']).toContain(doneIn(guard).outcome);
    expect(triedWrites(guard)).toEqual(SAVED);
    await expectQuiet(guard);
  });

  it('at the very first: no rescue without a memory, and the alert says so', async () => {
    const guard = await inTrouble(() => {}, failingAt(1, 'failing'));
    expect(doneIn(guard)).toMatchObject({ decision: 'none', outcome: 'nothing-done' });
    expect(doneIn(guard).reason).toContain('could not be remembered');
    expect(triedWrites(guard)).toEqual([]);
  });
});

function onceThen<T>(value: T) {
  let asked = 0;
  return async () => {
    asked += 1;
    return asked === 1 ? unavailable('no answer') : ({ status: 'known', value } as const);
  };
}

function silencesUnread(times: number) {
  let asked = 0;
  return async () => {
    asked += 1;
    return { silences: [], malformed: [], ...(asked <= times ? { unread: 'no answer' } : {}) };
  };
}
