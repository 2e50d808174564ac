import { describe, expect, it } from '@jest/globals';
import { known } from '../../shared/kms/key-details.ts';
import { DAY } from '../builders/incident.ts';
import { ACCOUNT, KEY } from '../builders/record.ts';
import { refusal } from './guard.ts';
import { aRescuer, doneIn, ENDS } from './rescuer.ts';

// What people decide while the guard is not done yet goes before what the guard set out to do.
describe('a key that is saved and was not enabled yet', () => {
  const halfSaved = async () => {
    const guard = aRescuer();
    guard.kms.fail('enable', 'AccessDenied');
    await guard.brings(refusal(1));
    expect(guard.kms.keyOf(KEY).state).toBe('Disabled');
    return guard;
  };

  it('is enabled by the next sweep, where nobody has decided anything since', async () => {
    const guard = await halfSaved();
    await guard.sweepsOn(1);
    expect(guard.kms.keyOf(KEY).state).toBe('Enabled');
  });

  it('stays Disabled when it is put on the list since', async () => {
    const guard = await halfSaved();
    guard.parameters.neverNow = known([ACCOUNT]);
    await guard.sweepsOn(4);
    expect(guard.kms.keyOf(KEY).state).toBe('Disabled');
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled', write: { enable: { outcome: 'not-tried' } } });
  });

  it.each(['never', 'cancel', 'dry-run', 'what?'])('stays Disabled when it is tagged %s since', async (value) => {
    const guard = await halfSaved();
    guard.kms.know({ tags: known({ 'kms-deletion-guard:remediation': value }) });
    await guard.sweepsOn(4);
    expect(guard.kms.keyOf(KEY).state).toBe('Disabled');
  });

  it('is left alone for good when its deletion is scheduled again, also when a person cancels that one', async () => {
    const guard = await halfSaved();
    guard.kms.schedule(KEY, new Date(ENDS.getTime() + 10 * DAY));
    await guard.sweepsOn(1);
    guard.kms.cancelByPerson(KEY);
    await guard.sweepsOn(4);
    expect(guard.kms.keyOf(KEY).state).toBe('Disabled');
  });
});

describe("the day's limit and a key that goes before the next day", () => {
  it('is told as it is: nothing will be done for it', async () => {
    const guard = aRescuer({ policy: { dailyLimit: 0 } });
    const soon = new Date('2026-11-22T05:15:00.000Z');
    guard.kms.put(KEY, {
      state: 'PendingDeletion',
      deletionDate: soon,
      scheduledAt: new Date(soon.getTime() - 7 * DAY),
    });
    await guard.brings(refusal(1));
    expect(doneIn(guard)).toMatchObject({
      ...{ decision: 'skip', cause: 'daily-limit', outcome: 'nothing-done' },
      reason: expect.stringContaining('the key goes before the next day'),
    });
  });
});
