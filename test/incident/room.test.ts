import { describe, expect, it } from '@jest/globals';
import { MOST_FACETS, pendingOf } from '../../shared/incident/item.ts';
import { HOUR, kindsOf, lifeOf, MINUTE, namedIn, pendingUntil, START, useAt } from '../builders/incident.ts';

describe('room', () => {
  /** 8 alerts wait. */
  function full() {
    const life = lifeOf();
    for (let at = 0; at < 8; at += 1) life.brings(START + at, useAt(START, `role-${at}`));
    expect(life.item.outbox).toHaveLength(8);
    return life;
  }

  it('for no more than 8 alerts: the ninth new caller is counted, and waits', () => {
    const life = full();
    expect(life.brings(START + 10, useAt(START, 'ninth')).send).toEqual([]);
    expect(life.item.outbox).toHaveLength(8);
    expect(life.item).toMatchObject({ count: 9 });
    expect(pendingOf(life.item)).toBe(1);
  });

  it('comes with the first that is sent: then the next sweep tells of who waited, as new', () => {
    const life = full();
    life.brings(START + 10, useAt(START, 'ninth', 'TagResource'));
    life.brings(START + 11, useAt(START, 'tenth'));
    life.settles({ sent: [life.item.outbox[0]?.id ?? ''] }, START + 12);
    const { send } = life.tick(START + 13);
    expect(kindsOf(send)).toEqual(['facet']);
    expect(
      send.flatMap((claim) => namedIn(life.item, claim)).map(([who, , count, isNew]) => [who, count, isNew]),
    ).toEqual([
      ['role ninth', 1, true],
      ['role tenth', 1, true],
    ]);
    expect(send[0]?.lead?.caller.name).toBe('role tenth');
  });

  it('is needed by a count as well, which is late then and counts all the same', () => {
    const life = full();
    life.brings(START + 10, useAt(START, 'role-0'));
    expect(kindsOf(life.tick(START + HOUR).send)).not.toContain('digest');
    expect(pendingOf(life.item)).toBe(1);
    life.settles({ sent: [life.item.outbox[0]?.id ?? ''] }, START + HOUR);
    const { send } = life.tick(START + HOUR + 1);
    expect(send.filter(({ kind }) => kind === 'digest').map(({ count }) => count)).toEqual([1]);
  });

  it('is not needed by a last chance', () => {
    const life = full();
    life.settles({ details: pendingUntil(START + 60 * HOUR) }, START + 10);
    expect(kindsOf(life.tick(START + 11).send)).toEqual(['reminder']);
  });
});

describe('callers beyond the 50th', () => {
  const crowd = (from: number, to: number, operation = 'Decrypt') =>
    Array.from({ length: to - from }, (_, at) => useAt(START, `role-${from + at}`, operation));

  it('are summed', () => {
    expect(MOST_FACETS).toBe(50);
    const life = lifeOf();
    const { send } = life.brings(START, ...crowd(0, 60));
    expect(life.item.facets).toHaveLength(50);
    expect(life.item).toMatchObject({ count: 60, others: { count: 10, atLeast: 10, pending: 0 } });
    expect(send[0]).toMatchObject({ kind: 'first', count: 60, othersCount: 10 });
    expect(send[0]?.counts).toHaveLength(50);
  });

  it('are not told at once, but counted with the next count', () => {
    const life = lifeOf();
    life.brings(START, ...crowd(0, 50));
    life.sendsAll(START);
    expect(life.brings(START + 1, ...crowd(50, 53)).send).toEqual([]);
    expect(life.brings(START + 2, ...crowd(50, 55)).send).toEqual([]);
    const { send } = life.tick(START + 15 * MINUTE);
    expect(send[0]).toMatchObject({ kind: 'digest', count: 8, othersCount: 8, firstSeen: START, lastSeen: START });
    expect(life.item.others).toMatchObject({ count: 8, pending: 0, atLeast: 5 });
  });

  it('do not hide the first of a graver use', () => {
    const life = lifeOf();
    life.brings(START, ...crowd(0, 50, 'TagResource'));
    life.sendsAll(START);
    const { send } = life.brings(START + 1, useAt(START, 'billing-batch'));
    expect(kindsOf(send)).toEqual(['facet']);
    expect(life.item.facets.filter(({ caller }) => caller.name === 'role billing-batch')).toHaveLength(1);
  });

  it('are never more than a few in one item, whatever comes', () => {
    const life = lifeOf();
    const operations = ['Decrypt', 'TagResource', 'CreateGrant', 'EnableKey', 'GetPublicKey', 'Encrypt'];
    for (const operation of operations) life.brings(START, ...crowd(0, 40, operation));
    expect(life.item.facets.length).toBeLessThanOrEqual(MOST_FACETS + 13);
    expect(life.item.count).toBe(240);
  });
});
