import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { REMEDIATION_MODES } from '../../shared/contract/remediation.ts';
import { known, unavailable } from '../../shared/kms/key-details.ts';
import { decide } from '../../shared/remediation/decide.ts';
import type { DecisionFacts } from '../../shared/remediation/facts.ts';
import { aFinding } from '../builders/finding.ts';
import { allPairs, COLUMNS, factsOf, fineFacts, NOW, pairsIn, pairwise, type Row, valuesOf } from './decision-table.ts';

const DAY = 24 * 3_600_000;
const MODES: readonly string[] = REMEDIATION_MODES;
const rank = (mode: string) => MODES.indexOf(mode);
const rows = pairwise();

/** What the values of a row say together: any no wins, then anything that is not known, then the lowest mode. */
function wantedOf(row: Row) {
  const values = valuesOf(row);
  const causes = (kind: 'no' | 'unknown') => values.flatMap((value) => value[kind] ?? []);
  const most = values.flatMap((value) => value.most ?? []).sort((one, other) => rank(one) - rank(other))[0];
  const no = notReadAt(row, causes('no'));
  if (no.length > 0) return { kind: 'skip', unknown: false, causes: no };
  const unknown = causes('unknown');
  if (unknown.length > 0) return { kind: 'skip', unknown: true, causes: unknown };
  // Six days are left of a deletion that has a date; one that waits for replicas has none.
  if (row.days !== 'at once' && row.state === 'PendingReplicaDeletion')
    return { kind: 'skip', unknown: false, causes: ['too-early'] };
  if (row.days === 'many are left') return { kind: 'wait', mode: most ?? 'cancel-and-enable', causes: ['too-early'] };
  return { kind: 'cancel', mode: most ?? 'cancel-and-enable' };
}

/** What only a key that was read, as pending, can be. */
function notReadAt({ state = '' }: Row, causes: readonly string[]): readonly string[] {
  if (state === 'unread') return causes.filter((cause) => !['not-a-customer-key', 'scheduled-again'].includes(cause));
  return causes;
}

/** Values that say nothing in these rows: they compare with what was not read, or is not there. */
const saysNothing = ({ state, earlier, period, call }: Row): boolean =>
  (state !== 'PendingDeletion' && (earlier !== 'never cancelled' || period === 'another one, by its end')) ||
  (call === 'without a time' && period === 'an earlier one, by its scheduling');

describe('the decision to cancel a deletion', () => {
  it('has a table in which every value of each column meets every value of each other one', () => {
    const met = new Set(rows.flatMap(pairsIn));
    expect(allPairs().filter((one) => !met.has(one))).toEqual([]);
    expect(rows.length).toBeGreaterThan(190);
  });

  it('is to cancel where every column lets it', () => {
    expect(decide(fineFacts())).toEqual({
      kind: 'cancel',
      mode: 'cancel-and-enable',
      reason: 'role billing-batch, Decrypt',
    });
  });

  it.each(
    Object.entries(COLUMNS).flatMap(([column, values]) => Object.keys(values).map((value) => [column, value] as const)),
  )('follows from %s %s alone, where everything else lets it', (column, value) => {
    const fine = Object.fromEntries(Object.entries(COLUMNS).map(([name, all]) => [name, Object.keys(all)[0] ?? '']));
    const row = { ...fine, [column]: value };
    const { causes, ...wanted } = { causes: undefined, ...wantedOf(row) };
    const decision = decide(factsOf(row));
    expect(decision).toMatchObject(wanted);
    if (causes !== undefined) expect(decision).toMatchObject({ cause: causes[0] });
  });

  it.each(rows.filter((row) => !saysNothing(row)).map((row, at) => [at, row] as const))(
    'follows from row %i',
    (_, row) => {
      const { causes, ...wanted } = { causes: undefined, ...wantedOf(row) };
      const decision = decide(factsOf(row));
      expect(decision).toMatchObject(wanted);
      if (causes !== undefined && decision.kind !== 'cancel') expect(causes).toContain(decision.cause);
    },
  );

  it('is never to cancel in the rows in which values compare with what is not there', () => {
    const odd = rows.filter(saysNothing);
    expect(odd.length).toBeGreaterThan(10);
    for (const row of odd)
      if (decide(factsOf(row)).kind === 'cancel') expect(wantedOf(row)).toMatchObject({ kind: 'cancel' });
  });

  const aRow = (): fc.Arbitrary<Row> =>
    fc.record(
      Object.fromEntries(
        Object.entries(COLUMNS).map(([column, values]) => [column, fc.constantFrom(...Object.keys(values))]),
      ),
    ) as fc.Arbitrary<Row>;

  it('is never a write while something that it needs is not known, or speaks against it', () => {
    fc.assert(
      fc.property(aRow(), fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }), (row, withinDays) => {
        const facts = factsOf(row);
        const decision = decide({ ...facts, policy: { ...facts.policy, withinDays } });
        const needs = [facts.killSwitch, facts.neverNow, facts.hiddenBy, facts.metadata, facts.tags];
        const isUnknown = needs.some(({ status }) => status === 'unavailable') || facts.ownAccount === undefined;
        if (isUnknown || facts.policy.mode === 'off') expect(decision.kind).toBe('skip');
        // The table's days are not those of this run.
        const wanted = wantedOf({ ...row, days: 'at once' });
        if (decision.kind === 'cancel') expect(wanted).toMatchObject({ kind: 'cancel', mode: decision.mode });
      }),
      { numRuns: 2000 },
    );
  });

  it('is never raised by a lower mode, a kill switch or a tag', () => {
    const isMore = (one: ReturnType<typeof decide>, other: ReturnType<typeof decide>) =>
      one.kind === 'cancel' && (other.kind !== 'cancel' || rank(one.mode) > rank(other.mode));
    fc.assert(
      fc.property(aRow(), fc.constantFrom(...REMEDIATION_MODES), (row, mode) => {
        const facts = factsOf(row);
        const before = decide(facts);
        const lowered: readonly DecisionFacts[] = [
          ...(rank(mode) <= rank(facts.policy.mode) ? [{ ...facts, policy: { ...facts.policy, mode } }] : []),
          ...(facts.killSwitch.status === 'known' && facts.killSwitch.value === undefined
            ? [{ ...facts, killSwitch: known(mode) }]
            : []),
        ];
        for (const less of lowered) expect(isMore(decide(less), before)).toBe(false);
        if (before.kind === 'cancel') expect(rank(before.mode)).toBeLessThanOrEqual(rank(facts.policy.mode));
      }),
    );
  });
});

describe('the mode that holds for a key', () => {
  const SWITCHES = [undefined, ...REMEDIATION_MODES];
  const TAGS = [undefined, 'never', 'dry-run', 'cancel', 'cancel-and-enable'];

  const ALL = REMEDIATION_MODES.flatMap((mode) =>
    SWITCHES.flatMap((killSwitch) => TAGS.map((tag) => ({ mode, killSwitch, tag }))),
  );
  const tagsOf = (tag: string | undefined): Readonly<Record<string, string>> =>
    tag === undefined ? {} : { 'kms-deletion-guard:remediation': tag };
  const modeOfTag = (tag: string) => (tag === 'never' ? 'off' : tag);

  it.each(ALL)('is the lowest of setting $mode, kill switch $killSwitch and tag $tag', ({ mode, killSwitch, tag }) => {
    const fine = fineFacts();
    const policy = { ...fine.policy, mode };
    const decision = decide({ ...fine, policy, killSwitch: known(killSwitch), tags: known(tagsOf(tag)) });
    const lowest = MODES[Math.min(...[mode, killSwitch ?? mode, modeOfTag(tag ?? mode)].map(rank))];
    expect(decision).toMatchObject({ kind: lowest === 'off' ? 'skip' : 'cancel', mode: lowest });
  });

  it('is off while the kill switch cannot be read', () =>
    expect(decide({ ...fineFacts(), killSwitch: unavailable('throttled') })).toMatchObject({
      kind: 'skip',
      mode: 'off',
      unknown: true,
    }));
});

describe('a deletion that is to be cancelled only when few days are left', () => {
  const within = (withinDays: number, left: number | undefined, state = 'PendingDeletion') => {
    const facts = fineFacts();
    const end = left === undefined ? undefined : new Date(NOW.getTime() + left);
    const metadata = facts.metadata.status === 'known' ? facts.metadata.value : undefined;
    if (metadata === undefined) throw new Error('the fine facts know the key');
    return decide({
      ...facts,
      policy: { ...facts.policy, withinDays },
      metadata: known({ ...metadata, state, deletionDate: end }),
      period: end?.getTime(),
    });
  };

  it.each([
    [3, 3 * DAY, 'cancel'],
    [3, 3 * DAY - 1, 'cancel'],
    [3, -DAY / 2, 'cancel'],
    [30, 29 * DAY, 'cancel'],
    [3, 3 * DAY + 1, 'wait'],
    [1, 6 * DAY, 'wait'],
  ] as const)('within %i days, %i ms before its end: %s', (days, left, kind) => {
    const decision = within(days, left);
    expect(decision.kind).toBe(kind);
    if (decision.kind === 'wait')
      expect(decision).toMatchObject({ cause: 'too-early', actAt: new Date(NOW.getTime() + left - days * DAY) });
  });

  it('waits for replicas, whose end has not begun to come nearer', () =>
    expect(within(3, undefined, 'PendingReplicaDeletion')).toMatchObject({
      kind: 'skip',
      cause: 'too-early',
      unknown: false,
    }));

  it('is not cancelled when its end is not known', () =>
    expect(within(3, undefined)).toMatchObject({ kind: 'skip', cause: 'date-unknown', unknown: true }));
});

describe('a refused use from before its deletion was scheduled as it is now', () => {
  const MINUTE = 60_000;
  const used = aFinding().event.time?.getTime() ?? 0;
  /** A deletion that was scheduled at that moment, for so many days, of which CloudTrail shows what it shows. */
  const scheduled = (at: number, days: number, scheduledAt: Date | undefined) => {
    const facts = fineFacts();
    const end = new Date(at + days * DAY);
    const metadata =
      facts.metadata.status === 'known' ? known({ ...facts.metadata.value, deletionDate: end }) : facts.metadata;
    return decide({ ...facts, metadata, period: undefined, scheduledAt });
  };
  const earlier = new Date(used - 2 * DAY - 5 * 3_600_000);

  it.each([7, 14, 29])('is no reason for %i days, though CloudTrail does not show the new scheduling yet', (days) => {
    for (const scheduledAt of [undefined, earlier])
      expect(scheduled(used + 2 * MINUTE, days, scheduledAt)).toMatchObject({
        kind: 'skip',
        cause: 'period-unclear',
        unknown: true,
      });
  });

  it('is none for 30 days, the longest there is: then it is older for certain', () =>
    expect(scheduled(used + 2 * MINUTE, 30, undefined)).toMatchObject({ cause: 'evidence-outdated', unknown: false }));

  it('is one where the time of day alone would allow both, and CloudTrail shows which', () => {
    const twoDaysAgo = used + 2 * MINUTE - 2 * DAY;
    expect(scheduled(twoDaysAgo, 9, undefined)).toMatchObject({ cause: 'period-unclear' });
    expect(scheduled(twoDaysAgo, 9, new Date(twoDaysAgo))).toMatchObject({ kind: 'cancel' });
  });

  it('is one where no scheduling fits between it and now', () =>
    expect(scheduled(used - 10 * MINUTE, 30, undefined)).toMatchObject({ kind: 'cancel' }));
});

describe('a key that was made for a drill', () => {
  it('is left to go', () => {
    const facts = fineFacts();
    const createdAt = new Date('2026-11-22T03:00:00.000Z');
    const deletionDate = new Date(createdAt.getTime() + 7 * DAY + 60_000);
    const metadata =
      facts.metadata.status === 'known' ? known({ ...facts.metadata.value, createdAt, deletionDate }) : facts.metadata;
    const drill = { ...facts, metadata, period: undefined, scheduledAt: undefined };
    expect(decide({ ...drill, tags: known({ 'kms-deletion-guard:drill': 'true' }) })).toMatchObject({
      kind: 'skip',
      cause: 'drill-key',
    });
    expect(decide(drill)).toMatchObject({ kind: 'cancel' });
  });
});
