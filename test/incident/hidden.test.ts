import { describe, expect, it } from '@jest/globals';
import { type HiddenBy, hiddenLabel } from '../../shared/incident/hidden.ts';
import type { Claim } from '../../shared/incident/item.ts';
import { weekOf } from '../../shared/incident/reduce.ts';
import { batchOf, DAY, HOUR, type Life, lifeOf, MINUTE, pendingUntil, START, useAt } from '../builders/incident.ts';

const silence = (by: string): HiddenBy => ({ kind: 'silence', by, class: 'cryptographic', untilDeletion: true });
const OWN: HiddenBy = { kind: 'own', by: 'guard', class: 'cryptographic' };
/** The first Monday, 08:00 UTC, after the findings of these tests. */
const MONDAY = Date.UTC(2026, 10, 23, 8);

const hiding = (life: Life, now: number, by: HiddenBy, count = 1) =>
  life.happens(
    batchOf(
      `hidden ${now} ${hiddenLabel(by)}`,
      [],
      [{ hiddenBy: by, findings: Array.from({ length: count }, () => useAt(now)) }],
    ),
    now,
  );
const kinds = (claims: readonly Claim[]) => claims.map(({ kind }) => kind);

describe('hidden findings', () => {
  it('are counted, and told to nobody at once', () => {
    const life = lifeOf();
    expect(hiding(life, START, silence('planned'), 3).send).toEqual([]);
    expect(life.item).toMatchObject({
      count: 0,
      facets: [],
      severity: undefined,
      hidden: [{ hiddenBy: silence('planned'), count: 3, pending: 3, first: START, last: START }],
    });
    for (let hour = 1; hour <= 24; hour += 1) expect(life.tick(START + hour * HOUR).send).toEqual([]);
  });

  it('are summed up on Monday at 8, by what hides them', () => {
    const life = lifeOf();
    hiding(life, START, silence('planned'), 3);
    hiding(life, START + HOUR, silence('other'), 2);
    hiding(life, START + 2 * HOUR, silence('planned'), 4);
    hiding(life, START + 2 * HOUR, OWN);
    expect(life.tick(MONDAY - 1).send).toEqual([]);
    const { send } = life.tick(MONDAY);
    expect(send).toMatchObject([
      { kind: 'hidden', count: 10, since: START, firstSeen: START, lastSeen: START + 2 * HOUR, counts: [] },
    ]);
    expect(send[0]?.hidden).toEqual([
      { hiddenBy: silence('planned'), count: 7 },
      { hiddenBy: silence('other'), count: 2 },
      { hiddenBy: OWN, count: 1 },
    ]);
  });

  it('are summed up once a week while they come, each once', () => {
    const life = lifeOf();
    const sums: [number, number][] = [];
    for (let hour = 0; hour < 24 * 21; hour += 1) {
      const now = START + hour * HOUR;
      hiding(life, now, silence('planned'));
      for (const { kind, count } of life.tick(now).send) {
        expect(kind).toBe('hidden');
        sums.push([now, count]);
      }
      life.sendsAll(now);
    }
    expect(sums.map(([now]) => Math.floor((now - MONDAY) / HOUR))).toEqual([0, 168, 336]);
    const waiting = life.item.hidden.reduce((sum, { pending }) => sum + pending, 0);
    expect(sums.reduce((sum, [, count]) => sum + count, waiting)).toBe(24 * 21);
  });

  it('are not summed up in a week in which none came', () => {
    const life = lifeOf();
    hiding(life, START, silence('planned'));
    life.tick(MONDAY);
    life.sendsAll(MONDAY);
    for (const weeks of [1, 2, 3]) expect(life.tick(MONDAY + weeks * 7 * DAY).send).toEqual([]);
  });

  it('that come again after a sum are counted on, from then', () => {
    const life = lifeOf();
    hiding(life, START, silence('planned'), 2);
    life.tick(MONDAY);
    life.sendsAll(MONDAY);
    hiding(life, MONDAY + DAY, silence('planned'));
    const { send } = life.tick(MONDAY + 7 * DAY);
    expect(send).toMatchObject([{ kind: 'hidden', count: 1, since: MONDAY + DAY, firstSeen: MONDAY + DAY }]);
    expect(life.item.hidden).toMatchObject([{ count: 3, pending: 0 }]);
  });

  it('are summed up at once when the incident is over', () => {
    const life = lifeOf();
    life.settles({ details: pendingUntil(MONDAY + DAY) }, START);
    hiding(life, MONDAY + HOUR, silence('planned'));
    expect(life.tick(MONDAY + 2 * DAY).send).toEqual([]);
    expect(kinds(life.tick(MONDAY + 3 * DAY).send)).toEqual(['hidden']);
  });

  it('that come while a sum waits to be told have the next one', () => {
    const life = lifeOf();
    hiding(life, START, silence('planned'), 2);
    const [one] = life.tick(MONDAY).send;
    hiding(life, MONDAY + DAY, silence('planned'));
    life.tick(MONDAY + 7 * DAY);
    expect(life.item.outbox).toMatchObject([{ id: one?.id, count: 2 }]);
    life.settles({ sent: [one?.id ?? ''] }, MONDAY + 7 * DAY);
    life.tick(MONDAY + 7 * DAY + MINUTE);
    expect(life.item.outbox).toMatchObject([{ kind: 'hidden', count: 1 }]);
    expect(life.item.outbox[0]?.id).not.toBe(one?.id);
  });

  it('keep nobody from being told of the others of the same batch', () => {
    const life = lifeOf();
    const batch = batchOf('both', [useAt(START, 'report-api')], [{ hiddenBy: silence('x'), findings: [useAt(START)] }]);
    expect(life.happens(batch, START).send).toMatchObject([{ kind: 'first', count: 1, hidden: [] }]);
    expect(life.item).toMatchObject({ count: 1, hidden: [{ count: 1 }] });
  });

  it('that are not hidden any more are told as new', () => {
    const life = lifeOf();
    hiding(life, START, silence('planned'), 5);
    const { send } = life.brings(START + HOUR, useAt(START + HOUR));
    expect(send).toMatchObject([{ kind: 'first', count: 1 }]);
  });

  it('lead no alert that tells of others, however grave they are', () => {
    const life = lifeOf();
    hiding(life, START, silence('planned'));
    life.brings(START + 1, useAt(START, 'tagger', 'TagResource'));
    expect(life.item.lead?.caller.name).toBe('role tagger');
  });

  it('lead the alert of a key of which everything is hidden', () => {
    const life = lifeOf();
    hiding(life, START, silence('planned'));
    expect(life.item.lead?.caller.name).toBe('role billing-batch');
  });

  it('of more silences than anybody has are summed under one of the same class', () => {
    const life = lifeOf();
    for (let at = 0; at < 100; at += 1) hiding(life, START + at, silence(`silence-${at}`));
    expect(life.item.hidden.length).toBeLessThanOrEqual(40);
    expect(life.item.hidden.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  });

  it('of a batch that is delivered again are not counted again', () => {
    const life = lifeOf();
    const batch = batchOf('one', [], [{ hiddenBy: OWN, findings: [useAt(START)] }]);
    life.happens(batch, START);
    life.happens(batch, START + MINUTE);
    expect(life.item.hidden).toMatchObject([{ count: 1 }]);
  });
});

describe('what hides a finding', () => {
  it.each([
    ['the name', { by: 'other' }],
    ['the class', { class: 'management' }],
    ['whether it holds until the deletion', { untilDeletion: false }],
  ] as const)('is told apart by %s', (_, part) => {
    const one = silence('planned');
    expect(hiddenLabel({ ...one, ...part } as HiddenBy)).not.toBe(hiddenLabel(one));
    expect(hiddenLabel({ ...one })).toBe(hiddenLabel(one));
  });
});

describe('the week', () => {
  it('begins on Monday at 8 UTC', () => {
    expect(weekOf(MONDAY)).toBe(weekOf(MONDAY - 1) + 1);
    expect(weekOf(MONDAY + 7 * DAY - 1)).toBe(weekOf(MONDAY));
    expect(weekOf(START)).toBe(weekOf(MONDAY - 1));
  });
});
