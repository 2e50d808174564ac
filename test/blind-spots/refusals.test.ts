import { describe, expect, it } from '@jest/globals';
import { type Fact, fact, notKnown } from '../../shared/blind-spots/fact.ts';
import { NO_REFUSALS, type Refusals, type Sourced, weighRefusals } from '../../shared/blind-spots/refusals.ts';
import { createRefusalTally, refusalsInTable } from '../../shared/blind-spots/tally-refusals.ts';
import { aFinding, copiesAcrossAccounts } from '../builders/finding.ts';
import { batchOf, lifeOf, START, useAt } from '../builders/incident.ts';
import { KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';

const refused = (count: number) => ({ count, first: undefined, last: undefined });
const from = (source: Sourced['source'], refusals: Partial<Refusals>, atLeast = false): Fact<Sourced> =>
  fact({ source, atLeast, refusals: { ...NO_REFUSALS, ...refusals } });
const HELD = fact(true as const);

describe('what two sources say of the refusals of a key', () => {
  it.each<[string, Fact<Sourced>, Fact<Sourced>, Fact<true>, unknown]>([
    [
      'more use in the table',
      from('log group', { use: refused(2) }),
      from('incident table', { use: refused(3) }),
      HELD,
      'incident table',
    ],
    [
      'more use in the log group',
      from('log group', { use: refused(4) }),
      from('incident table', { use: refused(3) }),
      HELD,
      'log group',
    ],
    [
      'use beats administration',
      from('log group', { management: refused(99) }),
      from('incident table', { use: refused(1) }),
      HELD,
      'incident table',
    ],
    [
      'use in the table, logs not known',
      notKnown('no right'),
      from('incident table', { use: refused(1) }),
      HELD,
      'incident table',
    ],
    ['nothing, in a log group that holds it all', from('log group', {}), from('incident table', {}), HELD, 'log group'],
    [
      'nothing, in a log group that may not',
      from('log group', {}),
      from('incident table', {}),
      notKnown('blind'),
      'blind',
    ],
    [
      'nothing, in a search that broke off',
      from('log group', {}, true),
      from('incident table', {}),
      HELD,
      'the log group was not searched to its end',
    ],
    [
      'nothing in the table alone',
      notKnown('no right', 'logs:FilterLogEvents'),
      from('incident table', {}),
      HELD,
      'no right',
    ],
    [
      'administration in the table alone',
      notKnown('no logs'),
      from('incident table', { management: refused(3) }),
      HELD,
      'no logs',
    ],
    ['neither known', notKnown('nothing deployed'), notKnown('no table'), HELD, 'nothing deployed'],
  ])('%s', (_, logs, table, held, said) => {
    const told = weighRefusals(logs, table, held);
    expect(told.known ? told.value.source : told.reason).toBe(said);
  });
});

describe('counting refusals', () => {
  const tallyOf = (since: Date | undefined, ...findings: readonly ReturnType<typeof aFinding>[]) => {
    const tally = createRefusalTally(() => since);
    for (const finding of findings) tally.add(finding);
    return tally;
  };

  it('tells use, administration and what is not confirmed apart, by key, and counts each call once', () => {
    const { caller, owner } = copiesAcrossAccounts(50);
    const tally = tallyOf(
      undefined,
      ...[aFinding(0), aFinding(0), aFinding(1), caller, owner],
      aFinding(2, { eventName: 'CreateGrant', userIdentity: roleIdentity('report-api') }),
      aFinding(3, { eventName: 'TagResource' }),
      aFinding(4, { errorMessage: `echo: ${KEY} is pending deletion.` }),
    );
    const { use, management, unconfirmed, callers } = tally.of(KEY);
    expect([use.count, management.count, unconfirmed.count]).toEqual([4, 1, 1]);
    expect(use.first?.toISOString()).toBe('2026-11-22T03:11:40.000Z');
    expect(use.last?.toISOString()).toBe('2026-11-22T03:12:30.000Z');
    expect(callers[0]).toEqual({ caller: 'role billing-batch', operation: 'Decrypt', count: 2 });
    expect(tally.of(OTHER_KEY)).toEqual(NO_REFUSALS);
  });

  it('keeps apart what came before the deletion was scheduled, and leaves out the calls of the guard itself', () => {
    const since = new Date(START + 1000);
    const own = aFinding(5, {}, 'arn:aws:iam::111122223333:role/billing-batch');
    expect(own.own).toBe(true);
    const { use, before } = tallyOf(since, aFinding(0), aFinding(1), own).of(KEY);
    expect([use.count, before.count, before.last?.getTime()]).toEqual([1, 1, START]);
    const administration = aFinding(0, { eventName: 'TagResource' });
    expect(tallyOf(since, administration).of(KEY).before.count).toBe(0);
  });

  it('takes from the table what is told and what is hidden, but for the calls of the guard itself', () => {
    const life = lifeOf();
    life.brings(START, useAt(START), useAt(START + 1000), aFinding(7, { eventName: 'TagResource' }));
    const silence = { kind: 'silence', by: 's', class: 'cryptographic', untilDeletion: true } as const;
    const own = { kind: 'own', by: 'guard', class: 'cryptographic' } as const;
    const hidden = [
      { hiddenBy: silence, findings: [useAt(START + 2000)] },
      { hiddenBy: own, findings: [useAt(START + 3000)] },
    ];
    life.happens(batchOf('b', [], hidden), START + 4000);
    const { refusals } = refusalsInTable(life.item, undefined);
    expect([refusals.use.count, refusals.management.count, refusals.unconfirmed.count]).toEqual([3, 1, 0]);
    expect(refusals.callers).toEqual([{ caller: 'role billing-batch', operation: 'Decrypt', count: 2 }]);
    // Scheduled again since: what was refused before stands apart.
    const again = refusalsInTable(life.item, new Date(START + 60_000)).refusals;
    expect(again).toMatchObject({ use: { count: 0 }, management: { count: 0 }, callers: [] });
    expect([again.before.count, again.before.last?.getTime()]).toEqual([3, START + 7000]);
    expect(refusalsInTable(undefined, undefined).refusals).toEqual(NO_REFUSALS);
    expect(refusalsInTable({ ...life.item, drill: true }, undefined).refusals).toEqual(NO_REFUSALS);
  });
});
