import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Intent,
  isNews,
  isRescueDue,
  NO_RESCUE,
  newsOf,
  type Rescue,
  type Write,
  withEvidence,
  withoutEvidence,
} from '../../shared/incident/rescue.ts';
import { known } from '../../shared/kms/key-details.ts';
import { decide } from '../../shared/remediation/decide.ts';
import type { Decision } from '../../shared/remediation/facts.ts';
import { afterDecision, afterDryRun, afterWrite, MOST_TRIES, withIntent } from '../../shared/remediation/steps.ts';
import { cancelledBy } from '../../shared/remediation/write.ts';
import { aFinding } from '../builders/finding.ts';
import { fineFacts, NOW } from './decision-table.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const now = NOW.getTime();
const END = now + 144 * HOUR;
const withUse = withEvidence(undefined, aFinding(), now);

type NotNow = Exclude<Decision, { kind: 'cancel' }>;
const skip = (unknown: boolean, cause: NotNow['cause'] = unknown ? 'tags-unread' : 'tag-never'): NotNow => ({
  ...{ kind: 'skip', mode: 'cancel', cause, reason: 'why' },
  unknown,
});
const told = (rescue: Rescue): Rescue => ({ ...rescue, told: newsOf(rescue) });

describe('a decision that lacks a fact', () => {
  it('is made again by the next three sweeps, then told, and looked at again hours later', () => {
    // By the batch, whose own alert tells it.
    let rescue = told(afterDecision(withUse, skip(true), END, now));
    const seen: (readonly [due: boolean, news: boolean])[] = [];
    let at = now;
    for (let sweeps = 0; sweeps < 5; sweeps += 1) {
      at += 5 * MINUTE;
      const isDue = isRescueDue(rescue, at);
      if (isDue) rescue = afterDecision(rescue, skip(true), END, at);
      seen.push([isDue, isNews(rescue)]);
    }
    expect(seen.map(([isDue]) => isDue)).toEqual([true, true, true, false, false]);
    expect(seen.map(([, news]) => news)).toEqual([false, false, true, true, true]);
    expect(MOST_TRIES).toBe(3);
    rescue = told(rescue);
    expect(isNews(rescue)).toBe(false);
    expect(isRescueDue(rescue, at + 5 * HOUR)).toBe(false);
    expect(isRescueDue(rescue, at + 6 * HOUR)).toBe(true);
  });

  it('begins anew with a refused use a quarter of an hour later, and not before', () => {
    const tried = afterDecision(withUse, skip(true), END, now);
    expect(withEvidence({ ...tried, dueAt: undefined }, aFinding(1), now + 14 * MINUTE).dueAt).toBeUndefined();
    const again = withEvidence({ ...tried, dueAt: undefined }, aFinding(1), now + 15 * MINUTE);
    expect([again.dueAt, again.attempts]).toEqual([now + 15 * MINUTE, 0]);
  });

  it('is news when something else comes of it', () => {
    const rescue = told(afterDecision(withUse, skip(true), END, now));
    expect(isNews(afterDecision(rescue, skip(false), END, now + 5 * MINUTE))).toBe(true);
  });
});

describe('a use that somebody has silenced', () => {
  it('gives way to another one, which nobody has', () => {
    const silenced = afterDecision(withUse, skip(false, 'silenced'), END, now);
    const other = withEvidence(silenced, aFinding(60), now + 15 * MINUTE);
    expect([other.evidence?.id, other.period]).toEqual([aFinding(60).id, END]);
    const spared = afterDecision(withUse, skip(false, 'tag-never'), END, now);
    expect(withEvidence(spared, aFinding(60), now + 15 * MINUTE).evidence?.id).toBe(aFinding(0).id);
  });
});

describe('a decision that is final', () => {
  it('is looked at again hours later, since kill switch, list and silences change', () => {
    const rescue = afterDecision(withUse, skip(false), END, now);
    expect([rescue.attempts, rescue.dueAt]).toEqual([0, now + 6 * HOUR]);
    expect(isNews(told(rescue))).toBe(false);
  });

  it.each(['evidence-outdated', 'not-pending'] as const)(
    'forgets a use that says nothing of this deletion: %s',
    (cause) => {
      const rescue = afterDecision(withUse, skip(false, cause), END, now);
      expect([rescue.evidence, rescue.dueAt]).toEqual([undefined, undefined]);
      expect(withEvidence(rescue, aFinding(9), now + MINUTE)).toMatchObject({ dueAt: now + MINUTE, period: undefined });
    },
  );

  it('waits for its time, and is looked at in between', () => {
    const wait = (actAt: number) =>
      afterDecision(
        withUse,
        { kind: 'wait', mode: 'cancel', cause: 'too-early', reason: 'why', actAt: new Date(actAt) },
        END,
        now,
      );
    expect(wait(now + 72 * HOUR)).toMatchObject({
      dueAt: now + 6 * HOUR,
      last: { decision: 'wait', actAt: now + 72 * HOUR },
    });
    expect(wait(now + HOUR).dueAt).toBe(now + HOUR);
  });
});

describe('a dry run', () => {
  it('is told once, and stands in one summary of a month for each waiting period', () => {
    const first = told(afterDryRun(withUse, 'role billing-batch, Decrypt', END, now));
    expect(first).toMatchObject({ wouldSince: now, last: { outcome: 'would-cancel', decision: 'cancel' } });
    const again = afterDryRun(first, 'role billing-batch, Decrypt', END, now + 6 * HOUR);
    expect([again.wouldSince, isNews(again)]).toEqual([now, false]);
    const summed = { ...again, wouldSince: undefined };
    expect(afterDryRun(summed, 'role billing-batch, Decrypt', END, now + 12 * HOUR).wouldSince).toBeUndefined();
  });
});

const intent = (overrides: Partial<Intent> = {}): Intent => ({
  ...{ id: 'abc', at: now, mode: 'cancel-and-enable', period: END, reason: 'role billing-batch, Decrypt' },
  cancelledAt: undefined,
  enable: true,
  before: { state: 'Enabled', reason: 'CloudTrail' },
  ...overrides,
});
const write = (enable?: NonNullable<Write['enable']>['outcome'], state = 'Disabled'): Write => ({
  ...{ id: 'abc', at: now, requestId: 'r', before: { state: 'Enabled', reason: 'CloudTrail' } },
  enable: enable && { outcome: enable, reason: 'why' },
  readBack: { kind: 'read', at: now, state, deletionDate: undefined },
});
const CANCELLED = { at: now, period: END };

describe('a write', () => {
  it('leaves its intent behind while nobody knows what came of it', () => {
    const begun = withIntent(withUse, intent());
    expect([isRescueDue(begun, now + 89_000), isRescueDue(begun, now + 90_000)]).toEqual([false, true]);
    const after = afterWrite(
      begun,
      intent(),
      { outcome: 'unclear', write: write(), reason: 'why', cancelled: CANCELLED },
      now,
    );
    expect(after).toMatchObject({ intent: { id: 'abc' }, attempts: 1, cancelled: CANCELLED });
    expect(isNews(after)).toBe(true);
  });

  it('that was refused is tried again by three sweeps, told at once and at the end', () => {
    let rescue = withUse;
    const news: boolean[] = [];
    for (let tries = 0; tries < 4; tries += 1) {
      rescue = afterWrite(
        withIntent(rescue, intent()),
        intent(),
        { outcome: 'refused', write: write(), reason: 'why', cancelled: undefined },
        now,
      );
      news.push(isNews(rescue));
      if (tries === 0) rescue = told(rescue);
    }
    expect(news).toEqual([false, false, false, true]);
    expect([rescue.cancelled, rescue.attempts, rescue.dueAt]).toEqual([undefined, 0, now + 6 * HOUR]);
  });

  const unclear = (overrides: Partial<Intent> = {}) =>
    afterWrite(
      withIntent(withUse, intent(overrides)),
      intent(overrides),
      { outcome: 'unclear', write: write(), reason: 'why', cancelled: { at: now, period: intent(overrides).period } },
      now,
    );
  const pendingUntil = (deletionDate: number | undefined): Write => ({
    ...write(),
    readBack: { kind: 'read', at: now, state: 'PendingDeletion', deletionDate },
  });
  const refused = (rescue: Rescue, made: Write, of = intent()) =>
    afterWrite(rescue, of, { outcome: 'refused', write: made, reason: 'why', cancelled: undefined }, now + 5 * MINUTE);

  it('that took no effect after all is no cancel that people answered to: it is tried again', () => {
    const after = refused(unclear(), pendingUntil(END));
    expect(after).toMatchObject({ cancelled: undefined, dueAt: now + 5 * MINUTE });
    const { evidence: _, ...fine } = fineFacts();
    expect(decide({ ...fine, evidence: aFinding(), cancelled: after.cancelled }).kind).toBe('cancel');
  });

  it.each([
    ['another date', refused(unclear(), pendingUntil(END + 1))],
    ['no date', refused(unclear({ period: undefined }), pendingUntil(undefined), intent({ period: undefined }))],
    ['nothing', refused(unclear(), { ...write(), readBack: { kind: 'unread', reason: 'throttled' } })],
    ['what another write left', refused(unclear(), { ...pendingUntil(END), id: 'def' })],
    [
      'that date, but the cancel is an earlier one',
      refused({ ...unclear(), cancelled: { at: 1, period: END } }, pendingUntil(END)),
    ],
  ])('stays a cancel that may have been when the key was read with %s', (_, after) =>
    expect(after.cancelled).toBeDefined(),
  );

  it('that cancelled and could not enable has that tried again, three times', () => {
    let rescue = withIntent(withUse, intent());
    for (let tries = 1; tries <= 3; tries += 1) {
      rescue = afterWrite(
        rescue,
        rescue.intent ?? intent(),
        { outcome: 'cancelled', write: write('refused'), reason: 'why', cancelled: CANCELLED },
        now,
      );
      expect(rescue).toMatchObject({ attempts: tries, intent: { cancelledAt: now }, cancelled: CANCELLED });
      expect(isNews(rescue)).toBe(true);
    }
    rescue = afterWrite(
      rescue,
      rescue.intent ?? intent(),
      { outcome: 'cancelled', write: write('refused'), reason: 'why', cancelled: CANCELLED },
      now,
    );
    expect([rescue.intent, rescue.attempts, rescue.evidence]).toEqual([undefined, 0, undefined]);
  });

  it.each(['cancelled', 'answer-lost', 'restored', 'not-pending'] as const)(
    'with the outcome %s is over, and told',
    (outcome) => {
      const rescue = afterWrite(
        withIntent(withUse, intent({ enable: false })),
        intent({ enable: false }),
        { outcome, write: write(), reason: 'why', cancelled: CANCELLED },
        now,
      );
      expect([rescue.intent, rescue.evidence, rescue.dueAt, isNews(rescue)]).toEqual([
        undefined,
        undefined,
        undefined,
        true,
      ]);
      expect(isNews(told(rescue))).toBe(false);
    },
  );
});

describe('a key whose deletion the guard has cancelled', () => {
  const facts = (rescue: Rescue, end: number) => {
    const fine = fineFacts();
    const metadata =
      fine.metadata.status === 'known' ? known({ ...fine.metadata.value, deletionDate: new Date(end) }) : fine.metadata;
    return { ...fine, metadata, period: rescue.period, cancelled: rescue.cancelled, scheduledAt: undefined };
  };

  it('is never cancelled again, whatever happens after that', () => {
    const steps = fc.array(
      fc.constantFrom<(rescue: Rescue) => Rescue>(
        (rescue) => afterDecision(rescue, skip(true), END, now),
        (rescue) => afterDecision(rescue, skip(false), END, now),
        (rescue) => afterDecision(rescue, skip(false, 'evidence-outdated'), END, now),
        (rescue) => afterDryRun(rescue, 'x', END, now),
        (rescue) => withEvidence(rescue, aFinding(90_000), now + 25 * HOUR),
        withoutEvidence,
        (rescue) => ({ ...rescue, told: newsOf(rescue) }),
        (rescue) =>
          afterWrite(
            withIntent(rescue, intent()),
            intent(),
            { outcome: 'refused', write: write(), reason: 'x', cancelled: undefined },
            now,
          ),
        (rescue) =>
          afterWrite(
            withIntent(rescue, intent()),
            intent(),
            { outcome: 'not-pending', write: write(), reason: 'x', cancelled: undefined },
            now,
          ),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 7, max: 30 }), (some, days) => {
        const saved = afterWrite(
          withIntent(withUse, intent()),
          intent(),
          { outcome: 'cancelled', write: write('enabled', 'Enabled'), reason: 'x', cancelled: CANCELLED },
          now,
        );
        const later = some.reduce((rescue, step) => step(rescue), saved);
        const decision = decide(facts(later, now + days * 24 * HOUR));
        expect(decision.kind).toBe('skip');
      }),
    );
  });

  it('takes no refusal for a new use that comes within five minutes of the cancel, as KMS is eventually consistent', () => {
    const saved: Rescue = { ...NO_RESCUE, cancelled: { at: aFinding(0).event.time?.getTime() ?? 0, period: END } };
    expect(withEvidence(saved, aFinding(300), now).evidence).toBeUndefined();
    expect(withEvidence(saved, aFinding(301), now).evidence).toBeDefined();
  });

  it('is remembered as such exactly when it may have been the guard', () => {
    expect(cancelledBy('cancelled', { kind: 'done', requestId: undefined }, intent())).toEqual(CANCELLED);
    expect(cancelledBy('refused', { kind: 'no-answer', reason: '' }, intent())).toBeUndefined();
  });
});
