import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { REMEDIATION_MODES } from '../../shared/contract/remediation.ts';
import { detectDisabled } from '../../shared/finding/detect.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import type { IncidentItem } from '../../shared/incident/item.ts';
import { decodeItem, encodeItem } from '../../shared/incident/item-codec.ts';
import { expiryOf, isOver } from '../../shared/incident/lifetime.ts';
import { DECISIONS, NO_RESCUE, newsOf, OUTCOMES, type Rescue, type RescueStep } from '../../shared/incident/rescue.ts';
import { aFinding } from '../builders/finding.ts';
import { hostileText } from '../builders/hostile.ts';
import {
  anIncident,
  batchOf,
  DAY,
  HOUR,
  kindsOf,
  type Life,
  lifeOf,
  MINUTE,
  pendingUntil,
  readAs,
  START,
  useAt,
} from '../builders/incident.ts';
import { aRecord, eventId, KEY, roleIdentity } from '../builders/record.ts';

const END = START + 6 * DAY;
/** When the guard cancelled, and when the key was read as Disabled since. */
const CANCELLED_AT = START + HOUR;

/** A call that KMS refuses since the key is Disabled. */
function refusedAsDisabled(time: number, role = 'billing-batch', n = 1): Finding {
  const parsed = parseRecord(
    aRecord({
      eventID: eventId(20_000_000 + n),
      eventTime: new Date(time).toISOString(),
      userIdentity: roleIdentity(role),
      errorCode: 'DisabledException',
      errorMessage: `${KEY} is disabled.`,
    }),
  );
  const finding = parsed.ok ? detectDisabled(parsed.value, { lineId: undefined, ownRoleArn: undefined }) : undefined;
  if (finding === undefined) throw new Error('wanted a finding');
  return finding;
}

const STEP: RescueStep = {
  at: CANCELLED_AT,
  mode: 'cancel',
  decision: 'cancel',
  cause: 'in-use',
  reason: 'role billing-batch, Decrypt',
  outcome: 'cancelled',
  actAt: undefined,
  write: undefined,
};
const SAVED: Rescue = { ...NO_RESCUE, last: STEP, cancelled: { at: CANCELLED_AT, period: END } };

/** An incident that was told, of a key that was read as Disabled an hour later. */
function closed(rescue: Rescue | undefined) {
  const life = lifeOf();
  life.brings(START, useAt(START));
  life.sendsAll(START, pendingUntil(END));
  const known = rescue === undefined ? undefined : { ...rescue, told: newsOf(rescue) };
  const saved = lifeOf(undefined, { ...life.item, rescue: known });
  saved.settles({ details: readAs('Disabled') }, CANCELLED_AT);
  expect(saved.item.closedAt).toBe(CANCELLED_AT);
  return saved;
}

/** A batch that no earlier life of the incident has had. */
const brings = (life: Life, now: number, finding: Finding) =>
  life.happens(batchOf(`later ${now}`, [finding], [], life.item), now);

describe('an incident whose deletion the guard cancelled', () => {
  it('goes on with what is refused since the key is Disabled, and tells it at once', () => {
    const life = closed(SAVED);
    const { send } = brings(life, CANCELLED_AT + HOUR, refusedAsDisabled(CANCELLED_AT + HOUR));
    expect(kindsOf(send)).toEqual(['facet']);
    expect(life.item).toMatchObject({
      openedAt: START,
      closedAt: CANCELLED_AT,
      count: 2,
      rescue: { evidence: undefined },
    });
  });

  it('is not begun anew by that even when it is over', () => {
    const life = closed(SAVED);
    const late = CANCELLED_AT + 60 * DAY;
    expect(isOver(life.item, late)).toBe(true);
    brings(life, late, refusedAsDisabled(late));
    expect(life.item).toMatchObject({ openedAt: START, closedAt: CANCELLED_AT });
  });

  it('is not begun anew by what KMS refuses as pending for five minutes more, as it is eventually consistent', () => {
    const life = closed(SAVED);
    brings(life, CANCELLED_AT + HOUR, useAt(CANCELLED_AT + 5 * MINUTE));
    expect(life.item).toMatchObject({ openedAt: START, closedAt: CANCELLED_AT });
    expect(life.item.rescue).toMatchObject({ evidence: undefined, dueAt: undefined });
  });

  it('is begun anew by what is refused as pending later, and then still knows of its cancel', () => {
    const life = closed(SAVED);
    const [time, now] = [CANCELLED_AT + 5 * MINUTE + 1000, CANCELLED_AT + HOUR];
    brings(life, now, useAt(time, 'report-api'));
    expect(life.item).toMatchObject({ openedAt: now, closedAt: undefined, count: 1 });
    expect(life.item.rescue).toMatchObject({
      cancelled: SAVED.cancelled,
      evidence: { caller: { name: 'role report-api' } },
      period: undefined,
      dueAt: now,
    });
  });

  it('is begun anew a second after it was closed where people had cancelled', () => {
    const life = closed(undefined);
    brings(life, CANCELLED_AT + HOUR, useAt(CANCELLED_AT + 1000));
    expect(life.item.openedAt).toBe(CANCELLED_AT + HOUR);
  });

  it.each([
    ['Disabled', refusedAsDisabled(CANCELLED_AT + HOUR, 'report-api', 2)],
    ['pending deletion', useAt(CANCELLED_AT + HOUR)],
  ])('is kept for 400 days after the cancel, also with one more refusal as %s', (_, finding) => {
    const life = closed(SAVED);
    brings(life, CANCELLED_AT + HOUR, finding);
    life.sendsAll(CANCELLED_AT + HOUR);
    expect(expiryOf(life.item, CANCELLED_AT + HOUR) * 1000).toBeGreaterThanOrEqual(CANCELLED_AT + 400 * DAY);
    const forgotten = { ...life.item, rescue: NO_RESCUE };
    expect(expiryOf(forgotten, CANCELLED_AT + HOUR) * 1000).toBeLessThan(CANCELLED_AT + 100 * DAY);
  });
});

describe('what was found before', () => {
  const begun: Rescue = { ...NO_RESCUE, evidence: aFinding(), period: END, attempts: 2, dueAt: START, last: STEP };

  it('is no reason any more once the key was read as saved', () => {
    expect(closed(begun).item.rescue).toMatchObject({
      evidence: undefined,
      period: undefined,
      attempts: 0,
      dueAt: undefined,
    });
  });

  it('is no reason in an incident that has begun since the last one was over', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    const left = lifeOf(undefined, { ...life.item, rescue: begun });
    const late = START + 60 * DAY;
    brings(left, late, useAt(late, 'report-api'));
    expect(left.item.rescue?.evidence?.caller.name).toBe('role report-api');
    expect(left.item.rescue?.period).toBeUndefined();
  });
});

describe('news of a rescue', () => {
  /** An incident that has been told, and of whose rescue people know nothing yet. */
  function untold() {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, pendingUntil(END));
    return { ...life.item, rescue: SAVED } satisfies IncidentItem;
  }

  it('is told by a message of its own, once', () => {
    const life = lifeOf(undefined, untold());
    expect(kindsOf(life.tick(START + HOUR).send)).toEqual(['rescue']);
    life.settles(
      { sent: life.item.outbox.map(({ id }) => id), isTold: true, toldRescue: newsOf(SAVED) ?? '' },
      START + HOUR,
    );
    expect(life.item.rescue?.told).toBe(newsOf(SAVED));
    expect(kindsOf(life.tick(START + 2 * HOUR).send)).toEqual([]);
  });

  it('goes with whatever is on its way about the key', () => {
    const life = lifeOf(undefined, untold());
    brings(life, START + HOUR, useAt(START + HOUR, 'report-api'));
    expect(kindsOf(life.tick(START + HOUR).send)).not.toContain('rescue');
  });

  it('is not known to people of whom nobody was reached', () => {
    const life = lifeOf(undefined, untold());
    life.settles({ toldRescue: newsOf(SAVED) ?? '', isTold: false }, START + HOUR);
    expect(life.item.rescue?.told).toBeUndefined();
  });
});

const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const time = () => fc.integer({ min: START, max: START + 400 * DAY });
const stateBefore = () =>
  fc.record({
    state: fc.constantFrom('Enabled' as const, 'Disabled' as const, 'unknown' as const),
    reason: hostileText(),
  });
const readBack = () =>
  fc.oneof(
    fc.record({ kind: fc.constant('read' as const), at: time(), state: hostileText(), deletionDate: maybe(time()) }),
    fc.record({ kind: fc.constant('unread' as const), reason: hostileText() }),
  );
const write = () =>
  fc.record({
    id: hostileText(),
    at: time(),
    requestId: maybe(hostileText()),
    before: stateBefore(),
    enable: maybe(
      fc.record({
        outcome: fc.constantFrom('enabled' as const, 'refused' as const, 'not-tried' as const),
        reason: hostileText(),
      }),
    ),
    readBack: readBack(),
  });
const aRescue = (): fc.Arbitrary<Rescue> =>
  fc.record({
    evidence: maybe(fc.nat(100).map((n) => aFinding(n))),
    period: maybe(time()),
    last: maybe(
      fc.record({
        at: time(),
        mode: fc.constantFrom(...REMEDIATION_MODES),
        decision: fc.constantFrom(...DECISIONS),
        cause: hostileText(),
        reason: hostileText(),
        outcome: fc.constantFrom(...OUTCOMES),
        actAt: maybe(time()),
        write: maybe(write()),
      }),
    ),
    told: maybe(hostileText()),
    attempts: fc.nat(10),
    dueAt: maybe(time()),
    intent: maybe(
      fc.record({
        id: hostileText(),
        at: time(),
        mode: fc.constantFrom(...REMEDIATION_MODES),
        period: maybe(time()),
        reason: hostileText(),
        cancelledAt: maybe(time()),
        enable: fc.boolean(),
        before: stateBefore(),
      }),
    ),
    cancelled: maybe(fc.record({ at: time(), period: maybe(time()) })),
    wouldSince: maybe(time()),
  });

describe('a rescue as text', () => {
  it('is read as it was written, whatever is in it', () => {
    fc.assert(
      fc.property(anIncident(), aRescue(), (incident, rescue) => {
        const item = { ...incident, rescue };
        expect(decodeItem(encodeItem(item))).toEqual({ ok: true, value: item });
      }),
      { numRuns: 200 },
    );
  });

  it('is none in an item that was written before there were any', () => {
    const value = JSON.parse(encodeItem(lifeOf().item));
    expect(decodeItem(JSON.stringify({ ...value, rescue: null }))).toMatchObject({
      ok: true,
      value: { rescue: undefined },
    });
  });

  it('is refused when a part of it is missing, whichever: what is not known is no leave to cancel again', () => {
    const value = JSON.parse(encodeItem({ ...lifeOf().item, rescue: SAVED }));
    for (const part of Object.keys(NO_RESCUE)) {
      const { [part]: _, ...rest } = value.rescue;
      expect([part, decodeItem(JSON.stringify({ ...value, rescue: rest })).ok]).toEqual([part, false]);
    }
  });
});
