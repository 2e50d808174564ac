import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Claim,
  type IncidentItem,
  MOST_BATCHES,
  MOST_FACETS,
  pendingOf,
  policyOf,
} from '../../shared/incident/item.ts';
import { reduce } from '../../shared/incident/reduce.ts';
import { aFinding, copiesAcrossAccounts, findingsOfOneKey } from '../builders/finding.ts';
import {
  anIncident,
  batchOf,
  DAY,
  HOUR,
  lifeOf,
  MINUTE,
  openIncidentOfKey,
  pendingUntil,
  readAs,
  START,
  TICK,
  useAt,
} from '../builders/incident.ts';

const kinds = (claims: readonly Claim[]) => claims.map(({ kind }) => kind);
const facetIn = ({ facets }: IncidentItem, role: string) =>
  facets.filter(({ caller }) => caller.name === `role ${role}`).map(({ id }) => id);
const named = (item: IncidentItem, { counts }: Claim) =>
  counts.map(({ facet, count, isNew }) => {
    const tally = item.facets.find(({ id }) => id === facet);
    return [tally?.caller.name, tally?.operation.name, count, isNew];
  });

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
    expect(send.flatMap((claim) => named(life.item, claim)).sort()).toEqual([
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
    expect(send.flatMap((claim) => named(life.item, claim))).toEqual([[`role ${role}`, operation, 2, true]]);
    expect(send[0]?.lead?.caller.name).toBe(`role ${role}`);
    expect(pendingOf(life.item)).toBe(2);
  });

  it('with several new callers is told once', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    const { send } = life.brings(START + 1, useAt(START, 'a'), useAt(START, 'b'), useAt(START, 'c'));
    expect(send.map((claim) => named(life.item, claim).length)).toEqual([3]);
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

describe('repeats', () => {
  /** Uses come every minute, delivered late: none is seen later than the first. Sweeps every 5 minutes. */
  function digestsOf(hours: number, policy = policyOf()) {
    const life = lifeOf(policy);
    const digests: { readonly minute: number; readonly count: number }[] = [];
    life.brings(START, useAt(START));
    life.sendsAll(START);
    for (let minute = 1; minute <= hours * 60; minute += 1) {
      const now = START + minute * MINUTE;
      life.brings(now, useAt(START));
      if (minute % 5 !== 0) continue;
      for (const { kind, count } of life.tick(now).send) {
        expect(kind).toBe('digest');
        digests.push({ minute, count });
      }
      life.sendsAll(now);
    }
    return digests;
  }

  it('are counted after 15 minutes, then 1 hour, 6 hours, and every 24 hours', () => {
    const minutes = [15, 15 + 60, 15 + 60 + 360, 15 + 60 + 360 + 1440, 15 + 60 + 360 + 2 * 1440];
    expect(digestsOf(60).map(({ minute }) => minute)).toEqual(minutes);
  });

  it('are all counted, each once', () => {
    expect(digestsOf(60).map(({ count }) => count)).toEqual([15, 60, 360, 1440, 1440]);
  });

  it('are counted first after as many minutes as the settings say, and never sooner later on', () => {
    expect(digestsOf(8, policyOf(30)).map(({ minute }) => minute)).toEqual([30, 90, 450]);
    expect(digestsOf(14, policyOf(120)).map(({ minute }) => minute)).toEqual([120, 240, 600]);
  });

  it('are told with how many there were by whom, since when', () => {
    const life = lifeOf();
    life.brings(START, useAt(START), useAt(START, 'report-api'));
    life.sendsAll(START);
    life.brings(START + 1, useAt(START + 200), useAt(START + 300), useAt(START + 200, 'report-api'));
    life.brings(START + 2, useAt(START + 250));
    life.brings(START + 3, useAt(START + 100));
    const { send } = life.tick(START + 15 * MINUTE);
    expect(send[0]).toMatchObject({
      kind: 'digest',
      count: 5,
      since: START,
      firstSeen: START + 100,
      lastSeen: START + 300,
      batch: undefined,
    });
    expect(send.flatMap((claim) => named(life.item, claim)).sort()).toEqual([
      ['role billing-batch', 'Decrypt', 4, false],
      ['role report-api', 'Decrypt', 1, false],
    ]);
    expect(pendingOf(life.item)).toBe(0);
    expect(life.item.count).toBe(7);
  });

  it('are told with the first of them also when it is the first batch that brought it', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    for (const time of [100, 200, 300]) life.brings(START + time, useAt(START + time));
    expect(life.tick(START + 15 * MINUTE).send).toMatchObject([{ firstSeen: START + 100, lastSeen: START + 300 }]);
  });

  it('that do not come are not told of', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    for (let day = 1; day < 30; day += 1) expect(life.tick(START + day * DAY).send).toEqual([]);
  });

  it('that come after a long silence are counted by the next sweep', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    life.brings(START + 3 * HOUR, useAt(START + 3 * HOUR));
    expect(kinds(life.tick(START + 3 * HOUR + 5 * MINUTE).send)).toEqual(['digest']);
  });
});

describe('short intervals come again', () => {
  /** An incident whose counts have come to one a day, the last one just now. */
  function slowedDown(deletionDate?: number) {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, deletionDate === undefined ? undefined : pendingUntil(deletionDate));
    let now = START;
    for (const pause of [15 * MINUTE, HOUR, 6 * HOUR, DAY]) {
      now += pause;
      life.brings(now, useAt(START));
      expect(kinds(life.tick(now).send)).toEqual(['digest']);
      life.sendsAll(now);
    }
    return { life, now };
  }
  const nextDigest = (life: ReturnType<typeof lifeOf>, from: number): number => {
    for (let minute = 0; minute <= 2 * 1440; minute += 1) {
      const { send } = life.tick(from + minute * MINUTE);
      if (send.some(({ kind }) => kind === 'digest')) return minute;
      life.sendsAll(from + minute * MINUTE);
    }
    return Number.POSITIVE_INFINITY;
  };

  it('only for a reason', () => {
    const { life, now } = slowedDown();
    life.brings(now + MINUTE, useAt(START));
    expect(nextDigest(life, now + MINUTE)).toBe(1439);
  });

  it('after a new caller', () => {
    const { life, now } = slowedDown();
    life.brings(now + MINUTE, useAt(START), useAt(START, 'report-api'));
    life.sendsAll(now + MINUTE);
    expect(nextDigest(life, now + MINUTE)).toBe(15);
    life.sendsAll(now + 16 * MINUTE);
    life.brings(now + 16 * MINUTE, useAt(START));
    expect(nextDigest(life, now + 16 * MINUTE)).toBe(60);
  });

  it('but what was due sooner stays due sooner', () => {
    const { life, now } = slowedDown();
    life.brings(now + MINUTE, useAt(START));
    life.brings(now + DAY - 5 * MINUTE, useAt(START, 'report-api'));
    life.sendsAll(now + DAY - 5 * MINUTE);
    expect(nextDigest(life, now + DAY - 5 * MINUTE)).toBe(5);
  });

  it('when the incident has become graver: the use goes on for more than a day', () => {
    const { life, now } = slowedDown();
    expect(life.item.severity).toBe('high');
    life.brings(now + MINUTE, useAt(now + MINUTE));
    expect(life.item.severity).toBe('critical');
    expect(nextDigest(life, now + MINUTE)).toBe(15);
  });

  it('7 days before the end', () => {
    const { life, now } = slowedDown(START + 30 * DAY);
    life.brings(now + MINUTE, useAt(START));
    const mark = START + 23 * DAY;
    // One count a day until then, the last one 10 minutes before.
    for (let day = 1; now + day * DAY < mark; day += 1) {
      life.tick(now + day * DAY);
      life.sendsAll(now + day * DAY);
    }
    life.brings(mark - 20 * MINUTE, useAt(START));
    life.tick(mark - 10 * MINUTE);
    life.sendsAll(mark - 10 * MINUTE);
    life.tick(mark);
    life.sendsAll(mark);
    life.brings(mark + MINUTE, useAt(START));
    expect(nextDigest(life, mark + MINUTE)).toBe(14);
  });

  it.each([72, 24])('%d hours before the end', (hours) => {
    const { life } = slowedDown(START + 30 * DAY);
    const mark = START + 30 * DAY - hours * HOUR;
    expect(kinds(life.tick(mark).send)).toContain('reminder');
    life.sendsAll(mark);
    life.brings(mark + MINUTE, useAt(START));
    expect(nextDigest(life, mark + MINUTE)).toBe(14);
  });

  it('not again for a mark that has been passed', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, pendingUntil(START + 6 * DAY));
    let now = START;
    for (const pause of [15 * MINUTE, HOUR, 6 * HOUR]) {
      now += pause;
      life.brings(now, useAt(START));
      expect(kinds(life.tick(now).send)).toEqual(['digest']);
      life.sendsAll(now);
    }
    life.brings(now + MINUTE, useAt(START));
    expect(nextDigest(life, now + MINUTE)).toBe(1439);
  });
});

describe('administration alone', () => {
  const tag = (role = 'crossplane') => useAt(START, role, 'TagResource');

  it('is told at once, then counted once a day from the start', () => {
    const life = lifeOf();
    expect(kinds(life.brings(START, tag()).send)).toEqual(['first']);
    life.sendsAll(START);
    const digests: number[] = [];
    for (let hour = 1; hour <= 72; hour += 1) {
      life.brings(START + hour * HOUR, tag());
      for (const { kind } of life.tick(START + hour * HOUR).send) {
        expect(kind).toBe('digest');
        digests.push(hour);
      }
      life.sendsAll(START + hour * HOUR);
    }
    expect(digests).toEqual([24, 48, 72]);
  });

  it('of a new caller brings no shorter intervals', () => {
    const life = lifeOf();
    life.brings(START, tag());
    life.sendsAll(START);
    expect(kinds(life.brings(START + HOUR, tag('terraform')).send)).toEqual(['facet']);
    life.sendsAll(START + HOUR);
    life.brings(START + 2 * HOUR, tag());
    expect(life.tick(START + 23 * HOUR).send).toEqual([]);
    expect(kinds(life.tick(START + 24 * HOUR).send)).toEqual(['digest']);
  });

  it('does so no more once the key is used', () => {
    const life = lifeOf();
    life.brings(START, tag());
    life.sendsAll(START);
    expect(kinds(life.brings(START + HOUR, useAt(START)).send)).toEqual(['facet']);
    life.sendsAll(START + HOUR);
    life.brings(START + HOUR + MINUTE, useAt(START));
    expect(kinds(life.tick(START + HOUR + 15 * MINUTE).send)).toEqual(['digest']);
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
    expect(kinds(life.tick(START + 100 * DAY).send)).toEqual(['first', 'facet', 'digest']);
    life.sendsAll(START + 100 * DAY);
    expect(life.tick(START + 100 * DAY).send).toEqual([]);
  });
});

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
    expect(kinds(send)).toEqual(['facet']);
    expect(
      send.flatMap((claim) => named(life.item, claim)).map(([who, , count, isNew]) => [who, count, isNew]),
    ).toEqual([
      ['role ninth', 1, true],
      ['role tenth', 1, true],
    ]);
    expect(send[0]?.lead?.caller.name).toBe('role tenth');
  });

  it('is needed by a count as well, which is late then and counts all the same', () => {
    const life = full();
    life.brings(START + 10, useAt(START, 'role-0'));
    expect(kinds(life.tick(START + HOUR).send)).not.toContain('digest');
    expect(pendingOf(life.item)).toBe(1);
    life.settles({ sent: [life.item.outbox[0]?.id ?? ''] }, START + HOUR);
    const { send } = life.tick(START + HOUR + 1);
    expect(send.filter(({ kind }) => kind === 'digest').map(({ count }) => count)).toEqual([1]);
  });

  it('is not needed by a last chance', () => {
    const life = full();
    life.settles({ details: pendingUntil(START + 60 * HOUR) }, START + 10);
    expect(kinds(life.tick(START + 11).send)).toEqual(['reminder']);
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
    expect(kinds(send)).toEqual(['facet']);
    expect(facetIn(life.item, 'billing-batch')).toHaveLength(1);
  });

  it('are never more than a few in one item, whatever comes', () => {
    const life = lifeOf();
    const operations = ['Decrypt', 'TagResource', 'CreateGrant', 'EnableKey', 'GetPublicKey', 'Encrypt'];
    for (const operation of operations) life.brings(START, ...crowd(0, 40, operation));
    expect(life.item.facets.length).toBeLessThanOrEqual(MOST_FACETS + 13);
    expect(life.item.count).toBe(240);
  });
});

describe('an incident whose deletion was cancelled', () => {
  /** Told once, then read as saved. */
  function cancelled() {
    const life = lifeOf();
    life.brings(START, useAt(START), useAt(START, 'report-api'), useAt(START, 'third'));
    life.sendsAll(START, pendingUntil(START + 7 * DAY));
    life.settles({ details: readAs('Disabled') }, START + HOUR);
    expect(life.item.closedAt).toBe(START + HOUR);
    return life;
  }

  it('and scheduled again is new', () => {
    const life = cancelled();
    const { send } = life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR));
    expect(send).toMatchObject([{ kind: 'first', count: 1, since: undefined }]);
    expect(send.flatMap((claim) => named(life.item, claim))).toEqual([['role billing-batch', 'Decrypt', 1, true]]);
    expect(life.item).toMatchObject({
      openedAt: START + 5 * HOUR,
      closedAt: undefined,
      count: 1,
      firstSeen: START + 4 * HOUR,
      lastSeen: START + 4 * HOUR,
      marksPassed: 0,
      reminded: [],
      learned: { deletionDate: undefined },
    });
  });

  it('and scheduled again tells each caller as new again', () => {
    const life = cancelled();
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR));
    const { send } = life.brings(START + 6 * HOUR, useAt(START + 5 * HOUR, 'report-api'));
    expect(send).toMatchObject([{ kind: 'facet', count: 1 }]);
  });

  it('and scheduled again is as grave as what is refused now', () => {
    const life = cancelled();
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR, 'tagger', 'TagResource'));
    expect(life.item.severity).toBe('low');
  });

  it('and scheduled again has no last chance for administration alone', () => {
    const life = cancelled();
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR, 'tagger', 'TagResource'));
    life.settles({ details: pendingUntil(START + 9 * DAY) }, START + 6 * HOUR);
    expect(kinds(life.tick(START + 8 * DAY + HOUR).send)).not.toContain('reminder');
  });

  it('and scheduled again is told by a finding of its own', () => {
    const life = cancelled();
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR, 'late'));
    expect(life.item.lead?.caller.name).toBe('role late');
  });

  const SILENCE = { kind: 'silence', by: 'planned', class: 'cryptographic', untilDeletion: false } as const;
  const hiddenBatch = (id: string, time: number) => batchOf(id, [], [{ hiddenBy: SILENCE, findings: [useAt(time)] }]);

  it('and scheduled again is new also when its uses are hidden: there is a last chance', () => {
    const life = cancelled();
    life.happens(hiddenBatch('hidden', START + 4 * HOUR), START + 5 * HOUR);
    expect(life.item.closedAt).toBeUndefined();
    life.settles({ details: pendingUntil(START + 9 * DAY) }, START + 6 * HOUR);
    expect(kinds(life.tick(START + 6 * DAY + HOUR).send)).toContain('reminder');
  });

  it('and scheduled again counts what is hidden since', () => {
    const life = lifeOf();
    life.happens(hiddenBatch('hidden', START), START);
    life.tick(START + 3 * DAY);
    life.sendsAll(START + 3 * DAY, readAs('Disabled'));
    life.brings(START + 3 * DAY + HOUR, useAt(START + 3 * DAY + HOUR, 'tagger', 'TagResource'));
    expect(life.item.hidden.reduce((sum, { count }) => sum + count, 0)).toBe(0);
    life.settles({ details: pendingUntil(START + 11 * DAY) }, START + 3 * DAY + HOUR);
    expect(kinds(life.tick(START + 10 * DAY + HOUR).send)).not.toContain('reminder');
  });

  it('counts what was refused before that and came late', () => {
    const life = cancelled();
    const { send } = life.brings(START + 2 * HOUR, useAt(START + 1));
    expect(send).toEqual([]);
    expect(life.item).toMatchObject({ closedAt: START + HOUR, count: 4 });
    expect(kinds(life.tick(START + 2 * HOUR).send)).toEqual(['digest']);
  });

  it('tells of who waited by the gravest of what is new', () => {
    const life = lifeOf();
    for (let at = 0; at < 8; at += 1) life.brings(START + at, useAt(START, `role-${at}`));
    life.brings(START + 9, useAt(START, 'waits'));
    life.settles({ details: readAs('Disabled') }, START + HOUR);
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR, 'tagger', 'TagResource'));
    life.sendsAll(START + 5 * HOUR);
    const { send } = life.tick(START + 5 * HOUR + MINUTE);
    expect(send).toMatchObject([{ kind: 'first', count: 2, lead: { caller: { name: 'role waits' } } }]);
  });

  it('knows a batch again that was counted before, and sends what waits', () => {
    const life = lifeOf();
    const batch = batchOf('early', [useAt(START)]);
    const [claim] = life.happens(batch, START).send;
    life.settles({ details: readAs('Disabled') }, START + HOUR);
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR));
    expect(life.item.outbox.map(({ id }) => id)).toContain(claim?.id);
    expect(life.happens(batch, START + 6 * HOUR)).toMatchObject({ seenBefore: true, send: [{ id: claim?.id }] });
    expect(life.item.count).toBe(1);
  });

  it('forgets nothing that was not told yet', () => {
    const life = cancelled();
    life.brings(START + 2 * HOUR, useAt(START + 1));
    const { send } = life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR));
    expect(send).toMatchObject([{ kind: 'first', count: 2 }]);
    expect(life.item.count).toBe(2);
  });
});

describe('an incident that is over', () => {
  it('after 40 days without an end that is known is new', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    expect(life.brings(START + 39 * DAY, useAt(START + 39 * DAY)).send).toEqual([]);
    const { send } = life.brings(START + 40 * DAY, useAt(START + 40 * DAY));
    expect(kinds(send)).toEqual(['first']);
  });

  it('tells what was not told, once, and no more', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, pendingUntil(START + 7 * DAY));
    for (const hours of [72, 24]) {
      life.tick(START + 7 * DAY - hours * HOUR);
      life.sendsAll(START + 7 * DAY - hours * HOUR);
    }
    life.brings(START + 7 * DAY, useAt(START));
    expect(kinds(life.tick(START + 9 * DAY + 1).send)).toEqual(['digest']);
    life.sendsAll(START + 9 * DAY + 1);
    expect(life.tick(START + 10 * DAY)).toMatchObject({ send: [], next: life.item });
  });
});

it('an incident that is over tells what was not told at once, though its count would be due later', () => {
  const life = lifeOf();
  life.brings(START, useAt(START));
  life.sendsAll(START);
  const end = START + 40 * DAY;
  for (const left of [3 * DAY, 2 * DAY, 26 * HOUR, 2 * HOUR]) {
    life.brings(end - left, useAt(START));
    life.tick(end - left);
    life.sendsAll(end - left);
  }
  life.brings(end - 1000, useAt(START));
  expect(life.tick(end - 1000).send).toEqual([]);
  expect(kinds(life.tick(end).send)).toEqual(['digest']);
});

describe('a drill', () => {
  it('is told once, and has no counts and no last chance', () => {
    const life = lifeOf(policyOf(), { ...openIncidentOfKey(), drill: true });
    expect(kinds(life.brings(START, useAt(START)).send)).toEqual(['first']);
    life.settles({ details: pendingUntil(START + HOUR) }, START);
    const [claim] = life.item.outbox;
    expect(life.tick(START + 10 * MINUTE).send).toEqual([claim]);
    life.sendsAll(START + HOUR);
    expect(life.tick(START + 2 * HOUR).send).toEqual([]);
  });
});

it('an eventID that came in another batch is counted again: more than there were, never fewer', () => {
  const life = lifeOf();
  life.brings(START, aFinding(1), aFinding(2));
  life.brings(START, aFinding(2), aFinding(3));
  expect(life.item.count).toBe(4);
});
