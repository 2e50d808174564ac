import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../builders/incident.ts';
import { somePipelineSettings } from '../builders/ports.ts';
import { KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { batchWith, refusal, summed } from './guard.ts';
import { aRescuer, disabledRefusal, doneIn, type Rescuer, type RescuerOptions, triedWrites } from './rescuer.ts';

/** A guard that has cancelled the deletion of the key, which is Disabled since, an hour ago. */
async function afterCancel(options: RescuerOptions = {}): Promise<Rescuer> {
  const guard = aRescuer({ mode: 'cancel', ...options });
  await guard.brings(refusal(1));
  guard.later(HOUR);
  guard.newlyPublished();
  return guard;
}

const disabledNow = (guard: Rescuer, n: number, role = 'billing-batch', arn = KEY) =>
  disabledRefusal(n, { eventTime: guard.now().toISOString(), userIdentity: roleIdentity(role) }, arn);

describe('a key that the guard has rescued, and is Disabled', () => {
  it('who is refused then is told at once, with the state of the key', async () => {
    const guard = await afterCancel();
    const { fate } = await guard.brings(disabledNow(guard, 2, 'report-api'));
    expect(fate).toMatchObject({ notified: 1, unaccounted: 0 });
    const [alert] = guard.newlyPublished();
    expect(alert).toMatchObject({ key: { state: 'Disabled' }, occurrences: { count: 1 } });
    expect(doneIn(guard)).toMatchObject({ outcome: 'cancelled' });
    expect(doneIn(guard).cancelledAt).toBeDefined();
  });

  it('so is the caller that it was saved for, who still fails', async () => {
    const guard = await afterCancel();
    await guard.brings(disabledNow(guard, 2));
    expect(guard.newlyPublished()).toMatchObject([{ key: { state: 'Disabled' }, occurrences: { count: 1 } }]);
  });

  it('more of the same are counted, and told in a digest', async () => {
    const guard = await afterCancel();
    await guard.brings(disabledNow(guard, 2));
    guard.newlyPublished();
    guard.later(MINUTE);
    const { fate } = await guard.brings(disabledNow(guard, 3), disabledNow(guard, 4), disabledNow(guard, 4));
    expect(fate).toMatchObject({ notified: 0, counted: 2, duplicate: 1, unaccounted: 0 });
    expect(guard.newlyPublished()).toEqual([]);
    await guard.sweepsOn(12);
    expect(guard.newlyPublished()).toMatchObject([{ kind: 'digest', occurrences: { count: 2 } }]);
  });

  it('brings no second cancel, and no other waiting period', async () => {
    const guard = await afterCancel();
    for (let n = 2; n < 30; n += 1) {
      guard.later(DAY);
      await guard.brings(disabledNow(guard, n));
    }
    expect(triedWrites(guard)).toEqual(['cancel done']);
  });

  it('each record is counted in one way, those of other keys as no finding', async () => {
    const guard = await afterCancel();
    const outcome = await guard.brings(
      disabledNow(guard, 2),
      disabledNow(guard, 2),
      disabledNow(guard, 3, 'report-api', OTHER_KEY),
      disabledNow(guard, 4, 'report-api', OTHER_KEY),
      refusal(5, { eventTime: guard.now().toISOString(), errorMessage: `${OTHER_KEY} is pending deletion.` }),
    );
    expect(outcome).toMatchObject({ recordsIn: 5, findings: 2, notFinding: 2, disabled: 0, duplicates: 1 });
    expect(outcome.fate).toMatchObject({ notified: 2, duplicate: 1, unaccounted: 0 });
    expect(summed(outcome)).toBe(5);
  });

  it('is told of again when the batch comes again after a failure, not twice otherwise', async () => {
    const guard = await afterCancel();
    const batch = batchWith(disabledNow(guard, 2));
    await guard.invoke(batch);
    const { fate } = await guard.invoke(batch);
    expect(fate).toMatchObject({ duplicate: 1, notified: 0, unaccounted: 0 });
    expect(guard.newlyPublished()).toHaveLength(1);
  });

  it("counts while the guard's cancel is still to be found out", async () => {
    const guard = aRescuer({ mode: 'cancel' });
    guard.kms.once('after', 'cancel', () => Promise.reject(new Error('broken')));
    await guard.brings(refusal(1));
    guard.later(MINUTE);
    const { fate } = await guard.brings(disabledNow(guard, 2, 'report-api'));
    expect(fate).toMatchObject({ notified: 1, unaccounted: 0 });
  });

  it('no longer once it has been watched for a month', async () => {
    const guard = await afterCancel();
    guard.later(31 * DAY);
    const { fate, notFinding } = await guard.brings(disabledNow(guard, 2));
    expect([notFinding, fate.notified, fate.unaccounted]).toEqual([1, 0, 0]);
  });
});

describe('keys that the guard has not rescued', () => {
  it('what is refused because somebody disabled them is no finding, and nothing is remembered', async () => {
    const guard = aRescuer({ mode: 'cancel' });
    const outcome = await guard.brings(disabledNow(guard, 1), disabledNow(guard, 2));
    expect(outcome).toMatchObject({ recordsIn: 2, notFinding: 2, findings: 0, fate: { unaccounted: 0 } });
    expect([guard.published, guard.store.items()]).toEqual([[], []]);
  });

  it('a key that a person saved is theirs', async () => {
    const guard = aRescuer({ mode: 'cancel' });
    guard.kms.once('before', 'cancel', () => guard.kms.cancelByPerson(KEY));
    await guard.brings(refusal(1));
    guard.later(HOUR);
    expect(await guard.brings(disabledNow(guard, 2))).toMatchObject({ notFinding: 1, findings: 0 });
  });

  it.each(['off', 'dry-run'] as const)('in mode %s they do not count, whatever was done before', async (mode) => {
    const guard = await afterCancel();
    const policy = { mode, scope: 'all', never: [], withinDays: undefined, dailyLimit: 5 } as const;
    const outcome = await guard.invoke(batchWith(disabledNow(guard, 2)), { remediation: policy });
    expect(outcome).toMatchObject({ notFinding: 1, findings: 0, fate: { unaccounted: 0 } });
    expect(guard.newlyPublished()).toEqual([]);
  });
});

describe('the table cannot be read', () => {
  it('they fail, so that the batch comes again, and other findings of the batch are told', async () => {
    const store = fakeIncidentStore({ failing: () => true });
    const guard = aRescuer({ mode: 'cancel', ports: { store } });
    const outcome = await guard.brings(disabledNow(guard, 1), disabledNow(guard, 2), refusal(3));
    expect(outcome.fate).toMatchObject({ failed: 2, notified: 1, unaccounted: 0 });
    expect(guard.published).toMatchObject([{ kind: 'key-use', occurrences: { count: 1 } }]);
  });

  it('the batch that comes again counts them, and tells nothing under another name', async () => {
    const guard = await afterCancel();
    const batch = batchWith(disabledNow(guard, 2), refusal(3, { errorMessage: `${OTHER_KEY} is pending deletion.` }));
    let isDown = true;
    const real = guard.store.load;
    Object.assign(guard.store, {
      load: async (id: string) => {
        if (isDown && id === KEY) throw new Error('no answer');
        return real(id);
      },
    });
    expect((await guard.invoke(batch)).fate).toMatchObject({ failed: 1, notified: 1, unaccounted: 0 });
    isDown = false;
    expect((await guard.invoke(batch)).fate).toMatchObject({ failed: 0, notified: 2, unaccounted: 0 });
    expect(new Set(guard.newlyPublished().map(({ id }) => id)).size).toBe(2);
    expect(guard.store.items().map(({ id, count }) => [id, count])).toEqual(
      expect.arrayContaining([
        [KEY, 2],
        [OTHER_KEY, 1],
      ]),
    );
  });

  it('it is not asked again for each of many keys', async () => {
    let asked = 0;
    const store = fakeIncidentStore({
      failing: () => {
        asked += 1;
        return true;
      },
    });
    const guard = aRescuer({ mode: 'cancel', ports: { store } });
    const keys = Array.from({ length: 50 }, (_, n) => `${KEY.slice(0, -2)}${n + 10}`);
    const { fate } = await guard.brings(...keys.map((arn, n) => disabledNow(guard, n, 'report-api', arn)));
    expect(fate).toMatchObject({ failed: 50, unaccounted: 0 });
    expect(asked).toBe(1);
  });
});

it('a drill looks for none', async () => {
  const guard = await afterCancel();
  const settings = somePipelineSettings({ ...guard.settingsNow(), drill: true });
  const outcome = await guard.invoke(batchWith(disabledNow(guard, 2)), settings);
  expect(outcome).toMatchObject({ notFinding: 1, findings: 0 });
});
