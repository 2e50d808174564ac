import { describe, expect, it } from '@jest/globals';
import { type KeyDetails, nothingKnown } from '../../shared/kms/key-details.ts';
import type { SilencesRead } from '../../shared/pipeline/ports.ts';
import type { Silence } from '../../shared/silence/silence.ts';
import { knownDetails, NOW } from '../builders/alert.ts';
import { copiesOfRecord } from '../builders/finding.ts';
import { DAY, HOUR, readAs } from '../builders/incident.ts';
import { aPayload } from '../builders/payload.ts';
import { type Json, KEY, OTHER_KEY } from '../builders/record.ts';
import { aSilence, EVERY_KEY } from '../silence/silences.ts';
import { aContainer, aGuard, asSummary, byRole, cancelled, endingAt, ofKey, ofKeys, refusal } from './guard.ts';

const nowPlus = (ms: number) => new Date(NOW.getTime() + ms);
/** The first Monday, 08:00 UTC, after {@link NOW}. */
const MONDAY = new Date('2026-11-23T08:00:00Z');
const tagging = (n: number, overrides: Json = {}) => refusal(n, { eventName: 'TagResource', ...overrides });

/** A guard with these silences, and what it read of which key. */
function silenced(silences: readonly Silence[], details: () => KeyDetails = () => nothingKnown('offline')) {
  const reads: string[] = [];
  const guard = aGuard({
    silences: async () => ({ silences, malformed: [] }),
    readKey: async ({ arn }) => {
      reads.push(arn);
      return details();
    },
  });
  return { guard, reads };
}

describe('a silence', () => {
  it('hides what it covers, which is counted', async () => {
    const { guard } = silenced([aSilence({ untilDeletion: true })]);
    const outcome = await guard.brings(refusal(1), refusal(2), ofKey(OTHER_KEY, 3));
    expect(outcome.fate).toMatchObject({ notified: 1, silenced: 2, unaccounted: 0 });
    expect(guard.told.map(({ key }) => key.arn)).toEqual([OTHER_KEY]);
    expect(guard.store.items().find(({ id }) => id === KEY)).toMatchObject({ count: 0, hidden: [{ count: 2 }] });
  });

  it('shows in the alert of what it does not hide', async () => {
    const { guard } = silenced([aSilence({ caller: 'role report-api', untilDeletion: true })]);
    await guard.brings(byRole('report-api', 1), byRole('report-api', 2), byRole('billing-batch', 3));
    expect(guard.told).toMatchObject([
      { caller: { name: 'role billing-batch' }, occurrences: { count: 1, total: 1, silenced: 2, ignored: 0 } },
    ]);
  });

  it('that is over hides nothing', async () => {
    const { guard } = silenced([aSilence({ untilDeletion: true, until: NOW.toISOString() })]);
    expect((await guard.brings(refusal(1))).fate).toMatchObject({ notified: 1, silenced: 0 });
  });

  it('that was removed hides nothing more, and what comes now is new', async () => {
    let silences: readonly Silence[] = [aSilence({ untilDeletion: true })];
    const guard = aGuard({ silences: async () => ({ silences, malformed: [] }) });
    await guard.brings(refusal(1));
    silences = [];
    expect((await guard.brings(refusal(2))).fate).toMatchObject({ notified: 1 });
    expect(guard.told).toMatchObject([{ kind: 'key-use', occurrences: { count: 1, silenced: 1 } }]);
  });

  it('never hides a record that cannot be read', async () => {
    const { guard } = silenced([aSilence({ untilDeletion: true })]);
    await guard.brings(refusal(1, { eventTime: 7 }));
    expect(guard.published).toHaveLength(1);
  });

  it('of every key hides administration by its caller, whatever the end, and nothing else', async () => {
    const { guard } = silenced([aSilence(EVERY_KEY)], () => endingAt(nowPlus(HOUR)));
    await guard.brings(
      byRole('crossplane-provider', 1, { eventName: 'TagResource' }),
      byRole('crossplane-provider', 2),
      byRole('terraform', 3, { eventName: 'TagResource' }),
    );
    expect(guard.told).toMatchObject([{ occurrences: { count: 2, silenced: 1 } }]);
    expect(guard.told[0]?.occurrences.callers.map(({ caller, operation }) => `${caller} ${operation}`)).toEqual([
      'role crossplane-provider Decrypt',
      'role terraform TagResource',
    ]);
  });

  it('by caller hides both copies of a call across accounts, in either order', async () => {
    const { guard } = silenced([aSilence({ caller: 'role report-api', untilDeletion: true })]);
    const [caller, owner] = copiesOfRecord(1);
    const [secondCaller, secondOwner] = copiesOfRecord(2);
    const outcome = await guard.brings(caller, owner, secondOwner, secondCaller);
    expect(outcome.fate).toMatchObject({ notified: 0, silenced: 2, duplicate: 2, unaccounted: 0 });
    expect(guard.published).toEqual([]);
  });
});

describe('a silence on use, near the end of the key', () => {
  it.each([
    ['73 hours before the end', () => endingAt(nowPlus(73 * HOUR)), true],
    ['72 hours before the end', () => endingAt(nowPlus(72 * HOUR)), false],
    ['when the end is past', () => endingAt(nowPlus(-HOUR)), false],
    ['when nobody knows the end', () => nothingKnown('no right'), false],
    [
      'of a replica whose clock has not started',
      () => knownDetails({ metadata: readAs('PendingReplicaDeletion').metadata }),
      true,
    ],
  ])('%s', async (_, details, isHidden) => {
    const { guard } = silenced([aSilence()], details);
    const { fate } = await guard.brings(refusal(1));
    expect([fate.silenced, fate.notified]).toEqual(isHidden ? [1, 0] : [0, 1]);
    expect(guard.published).toHaveLength(isHidden ? 0 : 1);
  });

  it('works on when it was made to hold until the deletion, without a look at the key', async () => {
    const { guard, reads } = silenced([aSilence({ untilDeletion: true })], () => endingAt(nowPlus(HOUR)));
    expect((await guard.brings(refusal(1))).fate).toMatchObject({ silenced: 1 });
    expect(reads).toEqual([]);
  });

  it('works on for administration, without a look at the key', async () => {
    const { guard, reads } = silenced([aSilence()], () => endingAt(nowPlus(HOUR)));
    expect((await guard.brings(tagging(1))).fate).toMatchObject({ silenced: 1 });
    expect(reads).toEqual([]);
  });

  it('asks for the end once in a batch, and not again while what a sweep has learned is young', async () => {
    const { guard, reads } = silenced([aSilence()], () => endingAt(nowPlus(20 * DAY)));
    await guard.brings(refusal(1), refusal(2), refusal(3, { eventName: 'CreateGrant' }));
    expect(reads).toEqual([KEY]);
    await guard.sweeps();
    reads.length = 0;
    guard.later(4 * DAY - HOUR);
    expect((await guard.brings(refusal(4))).fate).toMatchObject({ silenced: 1 });
    expect(reads).toEqual([]);
  });

  it('does not trust an end that was read more than 4 days ago: the deletion may have been scheduled anew', async () => {
    let end = nowPlus(20 * DAY);
    const { guard, reads } = silenced([aSilence()], () => endingAt(end));
    await guard.brings(refusal(1));
    await guard.sweeps();
    reads.length = 0;
    guard.later(4 * DAY + 1);
    end = nowPlus(7 * DAY);
    const outcome = await guard.brings(refusal(2));
    expect(reads).toContain(KEY);
    expect(outcome.fate).toMatchObject({ notified: 1, silenced: 0 });
  });

  it('does not trust one that was read before the deletion was cancelled', async () => {
    let details = endingAt(nowPlus(20 * DAY));
    const { guard } = silenced([aSilence({ caller: 'role report-api' })], () => details);
    await guard.brings(byRole('billing-batch', 1));
    details = cancelled();
    await guard.brings(byRole('other', 2));
    details = endingAt(nowPlus(71 * HOUR));
    expect((await guard.brings(byRole('report-api', 3))).fate).toMatchObject({ notified: 1, silenced: 0 });
  });
});

describe('silences that are none', () => {
  const faulty = (read: SilencesRead) => aGuard({ silences: async () => read });

  it('as they could not be read: all is told, and says so', async () => {
    const guard = faulty({ silences: [], malformed: [], unread: 'the silences could not be read (AccessDenied)' });
    const outcome = await guard.brings(refusal(1));
    expect(outcome.silencesUnread).toBe('the silences could not be read (AccessDenied)');
    expect(guard.published[0]?.unavailable).toContainEqual({
      part: 'silences',
      reason: 'the silences could not be read (AccessDenied)',
    });
  });

  it('as they are malformed: each is named, and hides nothing', async () => {
    const guard = faulty({
      silences: [],
      malformed: [{ name: 'planned', fault: 'until: got nothing, wanted a time' }],
    });
    const outcome = await guard.brings(refusal(1));
    expect(outcome.silencesMalformed).toEqual(['planned: until: got nothing, wanted a time']);
    expect(outcome.silencesUnread).toBeUndefined();
    const note = guard.published[0]?.unavailable.find(({ part }) => part === 'silences.planned');
    expect(note?.reason).toContain('until: got nothing, wanted a time');
    expect(note?.reason).toContain('hides nothing');
  });

  it('do nothing by what they say', async () => {
    const fault = 'got "\u001b]8;;http://evil.example\u0007x\n\u202e", wanted a time';
    const guard = faulty({ silences: [], malformed: [{ name: 'a', fault }], unread: fault });
    await guard.brings(refusal(1));
    const reasons = guard.published[0]?.unavailable.filter(({ part }) => part.startsWith('silences')) ?? [];
    expect(reasons).toHaveLength(2);
    for (const { reason } of reasons) expect(reason).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
  });
});

describe('what is hidden', () => {
  it('by the setting ignoreCallers is counted, and shown where others are told', async () => {
    const ignoreCallers = [{ class: 'management', caller: 'role crossplane-*' } as const];
    const guard = aGuard({}, undefined, { ignoreCallers });
    const byCrossplane = (n: number, eventName: string) => ({ ...byRole('crossplane-provider', n), eventName });
    const outcome = await guard.brings(byCrossplane(1, 'TagResource'), byCrossplane(2, 'Decrypt'));
    expect(outcome.fate).toMatchObject({ notified: 1, silenced: 1, unaccounted: 0 });
    expect(guard.told).toMatchObject([{ operation: { name: 'Decrypt' }, occurrences: { count: 1, ignored: 1 } }]);
  });

  it('is told in one summary on Monday, by what hid it, and not before', async () => {
    const silences = [aSilence({ caller: 'role report-api', untilDeletion: true }, 'planned')];
    const guard = aGuard({ silences: async () => ({ silences, malformed: [] }) }, undefined, {
      managementCalls: 'ignore',
      ignoreCallers: [{ class: 'cryptographic', caller: 'role known-*' }],
      ownRoleArn: 'arn:aws:iam::111122223333:role/kms-guard',
    });
    await guard.brings(byRole('report-api', 1), byRole('report-api', 2), byRole('kms-guard', 3));
    await guard.brings(ofKey(OTHER_KEY, 4, { eventName: 'TagResource' }), byRole('known-reader', 5));
    guard.later(MONDAY.getTime() - NOW.getTime() - 1);
    await guard.sweeps();
    expect(guard.published).toEqual([]);
    guard.later(1);
    await guard.sweeps();
    const [summary, ...more] = guard.published.map(asSummary);
    expect(more).toEqual([]);
    expect(summary).toMatchObject({ reason: 'weekly', severity: 'low' });
    const hidden = summary?.keys.map(({ arn, due, count, hidden }) => [
      arn,
      due,
      count,
      hidden.map(({ by, count: n }) => `${by} ${n}`).sort(),
    ]);
    expect(hidden?.sort()).toEqual([
      [OTHER_KEY, ['hidden'], 1, ['setting managementCalls 1']],
      [KEY, ['hidden'], 4, ['setting ignoreCallers 1', 'silence planned 2', 'the guard itself 1']],
    ]);
    guard.later(DAY);
    await guard.sweeps();
    expect(guard.published).toHaveLength(1);
  });

  it('of more than 50 keys is told in several summaries, each key in one', async () => {
    const guard = aContainer({}, undefined, { managementCalls: 'ignore' });
    await guard.brings(...ofKeys(150).map((record) => ({ ...record, eventName: 'TagResource' })));
    guard.later(2 * DAY);
    await guard.sweeps();
    const summaries = guard.published.map(asSummary);
    expect(summaries.map(({ keys }) => keys.length).sort()).toEqual([50, 50, 50]);
    expect(new Set(summaries.flatMap(({ keys }) => keys.map(({ arn }) => arn))).size).toBe(150);
  });

  it('by a silence has its last chance all the same, when the silence does not last until the end', async () => {
    const end = nowPlus(5 * DAY);
    const { guard } = silenced([aSilence()], () => endingAt(end));
    expect((await guard.brings(refusal(1))).fate).toMatchObject({ silenced: 1 });
    await guard.sweeps();
    guard.later(2 * DAY + HOUR);
    await guard.sweeps();
    expect(guard.published.filter(({ kind }) => kind !== 'summary')).toMatchObject([
      { kind: 'reminder', severity: 'critical', key: { arn: KEY } },
    ]);
  });
});

it('a drill is told whatever is silenced or ignored', async () => {
  const guard = aGuard(
    { silences: async () => ({ silences: [aSilence({ untilDeletion: true })], malformed: [] }) },
    undefined,
    {
      managementCalls: 'ignore',
      ignoreCallers: [{ class: 'cryptographic', caller: 'role billing-*' }],
    },
  );
  const outcome = await guard.invoke(aPayload([refusal(1)]), { drill: true });
  expect(outcome.fate).toMatchObject({ notified: 1, silenced: 0 });
  expect(guard.published).toMatchObject([{ kind: 'test' }]);
});
