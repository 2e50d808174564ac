import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { HiddenBy } from '../../shared/incident/hidden.ts';
import { type Claim, type IncidentItem, pendingOf, policyOf } from '../../shared/incident/item.ts';
import { reduce } from '../../shared/incident/reduce.ts';
import {
  batchOf,
  DAY,
  HOUR,
  type Life,
  lifeOf,
  pendingUntil,
  readAs,
  START,
  TICK,
  useAt,
} from '../builders/incident.ts';

/** One thing that happens to an incident, some time after the one before. */
interface Happening {
  readonly pause: number;
  readonly what: keyof typeof HAPPENINGS;
  readonly roles: readonly number[];
  readonly left: number;
}

const SILENCE: HiddenBy = { kind: 'silence', by: 'planned', class: 'cryptographic', untilDeletion: false };
const half = ({ item: { outbox } }: Life) => outbox.slice(0, Math.ceil(outbox.length / 2)).map(({ id }) => id);
const usesOf = (roles: readonly number[], now: number) =>
  roles.map((role) => useAt(now, `role-${role}`, role % 5 === 0 ? 'TagResource' : 'Decrypt'));

const HAPPENINGS = {
  batch: (life: Life, now: number, { roles }: Happening) => life.brings(now, ...usesOf(roles, now)),
  hidden: (life: Life, now: number, { roles }: Happening) =>
    life.happens(batchOf(`hidden ${now}`, [], [{ hiddenBy: SILENCE, findings: usesOf(roles, now) }]), now),
  tick: (life: Life, now: number) => life.tick(now),
  sent: (life: Life, now: number) => life.settles({ sent: half(life) }, now),
  released: (life: Life, now: number) => life.settles({ released: half(life) }, now),
  read: (life: Life, now: number, { left }: Happening) => life.settles({ details: pendingUntil(now + left) }, now),
  cancelled: (life: Life, now: number) => life.settles({ details: readAs('Disabled') }, now),
};

const aStory = (): fc.Arbitrary<readonly Happening[]> =>
  fc.array(
    fc.record({
      pause: fc.oneof(fc.integer({ min: 1, max: HOUR }), fc.integer({ min: 1, max: 5 * DAY })),
      what: fc.constantFrom<Happening['what']>(
        ...(['batch', 'batch', 'batch', 'hidden', 'tick', 'tick', 'sent', 'released', 'read', 'cancelled'] as const),
      ),
      roles: fc.array(fc.nat(70), { minLength: 1, maxLength: 30 }),
      left: fc.integer({ min: 0, max: 30 * DAY }),
    }),
    { minLength: 1, maxLength: 25 },
  );

/** Plays it, and hands over every claim that was ever made. */
function played(story: readonly Happening[], afterEach: (item: IncidentItem, now: number) => void = () => {}) {
  const life = lifeOf();
  const claims = new Map<string, Claim>();
  let now = START;
  for (const happening of story) {
    now += happening.pause;
    HAPPENINGS[happening.what](life, now, happening);
    for (const claim of life.item.outbox) claims.set(claim.id, claim);
    afterEach(life.item, now);
  }
  return { life, now, claims: [...claims.values()] };
}

const sumOf = (claims: readonly Claim[]) => claims.reduce((sum, { count }) => sum + count, 0);
const broughtBy = (story: readonly Happening[], what: Happening['what']) =>
  story.filter((happening) => happening.what === what).reduce((sum, { roles }) => sum + roles.length, 0);

describe('whatever happens to an incident', () => {
  it('each finding is claimed once, or waits to be', () => {
    fc.assert(
      fc.property(aStory(), (story) => {
        const { life, claims } = played(story);
        const told = claims.filter(({ kind }) => kind !== 'hidden');
        expect(sumOf(told) + pendingOf(life.item)).toBe(broughtBy(story, 'batch'));
      }),
      { numRuns: 100 },
    );
  });

  it('each hidden finding is summed up once, or waits to be', () => {
    fc.assert(
      fc.property(aStory(), (story) => {
        const { life, claims } = played(story);
        const hidden = claims.filter(({ kind }) => kind === 'hidden');
        const waiting = life.item.hidden.reduce((sum, { pending }) => sum + pending, 0);
        expect(sumOf(hidden) + waiting).toBe(broughtBy(story, 'hidden'));
      }),
      { numRuns: 60 },
    );
  });

  it('a claim counts what its callers and the others, or what hides them, add up to', () => {
    fc.assert(
      fc.property(aStory(), (story) => {
        for (const { counts, hidden, othersCount, count } of played(story).claims)
          expect([...counts, ...hidden].reduce((sum, part) => sum + part.count, othersCount)).toBe(count);
      }),
      { numRuns: 60 },
    );
  });

  it('no two claims have the same id', () => {
    fc.assert(
      fc.property(aStory(), (story) => {
        let made = 0;
        let before: readonly string[] = [];
        const { claims } = played(story, ({ outbox }) => {
          const ids = outbox.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          made += ids.filter((id) => !before.includes(id)).length;
          before = ids;
        });
        expect(claims).toHaveLength(made);
      }),
      { numRuns: 100 },
    );
  });

  it('a caller that nobody was told of waits only where there is no room', () => {
    fc.assert(
      fc.property(aStory(), (story) => {
        played(story, (item, now) => {
          const { next } = reduce(item, TICK, now, policyOf());
          const untold = next.facets.filter(({ told, pending }) => !told && pending > 0);
          if (untold.length > 0) expect(next.outbox.length).toBeGreaterThanOrEqual(8);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('a second sweep at the same moment claims nothing', () => {
    fc.assert(
      fc.property(aStory(), (story) => {
        const { life, now } = played(story);
        life.tick(now);
        expect(life.tick(now).next).toBe(life.item);
      }),
      { numRuns: 60 },
    );
  });

  it('in the end all has been told', () => {
    fc.assert(
      fc.property(aStory(), (story) => {
        const { life, now } = played(story);
        for (let sweep = 0; sweep < 12; sweep += 1) {
          life.tick(now + 200 * DAY + sweep * HOUR);
          life.sendsAll(now + 200 * DAY + sweep * HOUR);
        }
        expect(life.item.outbox).toEqual([]);
        expect(pendingOf(life.item)).toBe(0);
        expect(life.item.hidden.reduce((sum, { pending }) => sum + pending, 0)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
