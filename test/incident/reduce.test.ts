import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MOST_BATCHES, pendingOf, policyOf } from '../../shared/incident/item.ts';
import { reduce } from '../../shared/incident/reduce.ts';
import { aFinding, copiesAcrossAccounts, findingsOfOneKey } from '../builders/finding.ts';
import {
  anIncident,
  batchOf,
  DAY,
  HOUR,
  kindsOf,
  lifeOf,
  MINUTE,
  namedIn,
  openIncidentOfKey,
  pendingUntil,
  START,
  TICK,
  useAt,
} from '../builders/incident.ts';

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}

describe('a batch', () => {
  it('of a new key is told at once, with all that it counted', () => {
    const life = lifeOf();
    const findings = [useAt(START), useAt(START + 1000), useAt(START + 2000, 'report-api', 'Encrypt')];
    const { send, seenBefore } = life.brings(START + MINUTE, ...findings);
    expect(seenBefore).toBe(false);
    expect(send).toHaveLength(1);
    expect(send[0]).toMatchObject({
      kind: 'first',
      batch: 'batch-1',
      at: START + MINUTE,
      released: false,
      since: undefined,
      count: 3,
      othersCount: 0,
      firstSeen: START,
      lastSeen: START + 2000,
    });
    expect(send.flatMap((claim) => namedIn(life.item, claim)).sort()).toEqual([
      ['role billing-batch', 'Decrypt', 2, true],
      ['role report-api', 'Encrypt', 1, true],
    ]);
    expect(life.item.outbox).toEqual(send);
  });

  it('of a caller and operation that were told before is only counted', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    const { send } = life.brings(START + MINUTE, useAt(START + MINUTE), useAt(START + MINUTE));
    expect(send).toEqual([]);
    expect(life.item).toMatchObject({ count: 3, firstSeen: START, lastSeen: START + MINUTE, outbox: [] });
    expect(pendingOf(life.item)).toBe(2);
  });

  it.each([
    ['caller', 'report-api', 'Decrypt'],
    ['operation', 'billing-batch', 'Encrypt'],
  ])('with a new %s is told at once, without the repeats', (_, role, operation) => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.brings(START + 1000, useAt(START + 1000));
    const now = START + MINUTE;
    const { send } = life.brings(now, useAt(now, role, operation), useAt(now), useAt(now, role, operation));
    expect(send).toHaveLength(1);
    expect(send[0]).toMatchObject({ kind: 'facet', count: 2, since: START, firstSeen: now, lastSeen: now });
    expect(send.flatMap((claim) => namedIn(life.item, claim))).toEqual([[`role ${role}`, operation, 2, true]]);
    expect(send[0]?.lead?.caller.name).toBe(`role ${role}`);
    expect(pendingOf(life.item)).toBe(2);
  });

  it('with several new callers is told once', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    const { send } = life.brings(START + 1, useAt(START, 'a'), useAt(START, 'b'), useAt(START, 'c'));
    expect(send.map((claim) => namedIn(life.item, claim).length)).toEqual([3]);
  });

  it('is told by the gravest of what is new', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    const { send } = life.brings(
      START + 1,
      useAt(START, 'tagger', 'TagResource'),
      useAt(START + 5, 'late', 'Decrypt'),
      useAt(START, 'grantor', 'GetPublicKey'),
    );
    expect(send.map(({ lead }) => lead?.caller.name)).toEqual(['role late']);
  });

  it('that holds nothing but known calls of another account is remembered, and tells nothing', () => {
    const { owner, caller } = copiesAcrossAccounts(1);
    const life = lifeOf();
    life.brings(START, caller);
    const { send } = life.brings(START + 1, owner);
    expect(send).toEqual([]);
    expect(life.item).toMatchObject({ count: 1, batches: ['batch-1', 'batch-2'] });
  });

  it('that brings the copy which names the caller, after the other one, counts rather too much than too little', () => {
    const { owner, caller } = copiesAcrossAccounts(1);
    const life = lifeOf();
    life.brings(START, owner);
    const { send } = life.brings(START + 1, caller);
    expect(send.map(({ lead }) => lead?.caller.name)).toEqual(['role report-api']);
    expect(life.item.count).toBe(2);
  });

  it('leaves the item that it was given as it was', () => {
    fc.assert(
      fc.property(anIncident(), findingsOfOneKey(), fc.integer({ min: 0, max: 50 * DAY }), (item, findings, later) => {
        frozen(item);
        reduce(item, batchOf('another', findings, [], item), START + later, policyOf());
        reduce(item, TICK, START + later, policyOf());
      }),
      { numRuns: 50 },
    );
  });

  it('makes the same of the same', () => {
    fc.assert(
      fc.property(anIncident(), findingsOfOneKey(), fc.integer({ min: 0, max: 50 * DAY }), (item, findings, later) => {
        for (const input of [batchOf('another', findings, [], item), TICK]) {
          const [one, other] = [1, 2].map(() => reduce(item, input, START + later, policyOf()));
          expect(one).toEqual(other);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a batch that is delivered again', () => {
  const batch = batchOf('one', [useAt(START), useAt(START)]);

  it('is not counted again', () => {
    const life = lifeOf();
    life.happens(batch, START);
    const { next, seenBefore } = life.happens(batch, START + 1);
    expect(seenBefore).toBe(true);
    expect(next).toBe(life.item);
    expect(life.item.count).toBe(2);
  });

  it('is left to whoever claimed its alert, for 90 seconds', () => {
    const life = lifeOf();
    const [claim] = life.happens(batch, START).send;
    expect(life.happens(batch, START + 89_999).send).toEqual([]);
    expect(life.happens(batch, START + 90_000).send).toEqual([claim]);
  });

  it('sends its alert at once when that was given back, under the same id', () => {
    const life = lifeOf();
    const [claim] = life.happens(batch, START).send;
    life.settles({ released: [claim?.id ?? ''] }, START + 1);
    expect(life.happens(batch, START + 2).send).toEqual([{ ...claim, released: true }]);
  });

  it('sends nothing when its alert is out', () => {
    const life = lifeOf();
    life.happens(batch, START);
    life.sendsAll(START + 1);
    expect(life.happens(batch, START + DAY).send).toEqual([]);
  });

  it('sends no alert of another batch', () => {
    const life = lifeOf();
    life.happens(batch, START);
    const other = life.brings(START + 1, useAt(START, 'report-api')).send;
    expect(life.happens(batch, START + HOUR).send.map(({ id }) => id)).not.toContain(other[0]?.id);
  });

  it('in part, with others, counts the part again: more than there were, never fewer', () => {
    const life = lifeOf();
    life.brings(START, aFinding(1), aFinding(2));
    life.brings(START, aFinding(2), aFinding(3));
    expect(life.item.count).toBe(4);
  });

  it(`is known again among the last ${MOST_BATCHES}, and counted again beyond`, () => {
    expect(MOST_BATCHES).toBe(200);
    const life = lifeOf();
    life.happens(batch, START);
    for (let at = 1; at < 200; at += 1) life.brings(START + at, useAt(START));
    expect(life.happens(batch, START + HOUR).seenBefore).toBe(true);
    life.brings(START + 200, useAt(START));
    expect(life.item).toMatchObject({ count: 202 });
    expect(life.item.batches).toHaveLength(200);
    expect(life.happens(batch, START + HOUR).seenBefore).toBe(false);
    expect(life.item).toMatchObject({ count: 204 });
    expect(life.item.batches).toHaveLength(200);
  });

  it('as other batches counts a call across accounts once, whichever copy names the caller', () => {
    const { owner, caller } = copiesAcrossAccounts(1);
    const life = lifeOf();
    life.brings(START, caller, owner);
    life.brings(START, owner);
    life.brings(START, caller);
    expect(life.item.count).toBe(1);
  });
});

describe('alerts that were claimed and not sent', () => {
  it('are left to whoever claimed them for 90 seconds, then sent by a sweep, under the same id', () => {
    const life = lifeOf();
    const [claim] = life.brings(START, useAt(START)).send;
    expect(life.tick(START + 89_999).send).toEqual([]);
    expect(life.tick(START + 90_000)).toMatchObject({ send: [claim], next: life.item });
    expect(life.tick(START + DAY - 1).send).toEqual([claim]);
  });

  it('are sent by the next sweep when they were given back', () => {
    const life = lifeOf();
    const [claim] = life.brings(START, useAt(START)).send;
    life.settles({ released: [claim?.id ?? ''] }, START + 1);
    expect(life.tick(START + 2).send.map(({ id }) => id)).toEqual([claim?.id]);
  });

  it('are no reason to write when that is all there is', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    const { version } = life.item;
    life.tick(START + 10 * MINUTE);
    expect(life.item.version).toBe(version);
  });

  it('of any kind come again until they are sent, also when the incident is over', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.brings(START + 1, useAt(START, 'report-api'));
    life.brings(START + 2, useAt(START));
    life.tick(START + HOUR);
    expect(kindsOf(life.tick(START + 100 * DAY).send)).toEqual(['first', 'facet', 'digest']);
    life.sendsAll(START + 100 * DAY);
    expect(life.tick(START + 100 * DAY).send).toEqual([]);
  });
});

describe('a drill', () => {
  it('is told once, and has no counts and no last chance', () => {
    const life = lifeOf(policyOf(), { ...openIncidentOfKey(), drill: true });
    expect(kindsOf(life.brings(START, useAt(START)).send)).toEqual(['first']);
    life.settles({ details: pendingUntil(START + HOUR) }, START);
    const [claim] = life.item.outbox;
    expect(life.tick(START + 10 * MINUTE).send).toEqual([claim]);
    life.sendsAll(START + HOUR);
    expect(life.tick(START + 2 * HOUR).send).toEqual([]);
  });
});
