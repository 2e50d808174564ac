import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../../shared/blind-spots/check.ts';
import { CHECKS } from '../../shared/blind-spots/checks.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { healthyAccount, withRemediation, withSlack } from '../builders/account.ts';
import { HIDDEN, UNDONE } from './hidden-pairs.ts';
import type { Sabotage } from './sabotage.ts';
import { SABOTAGES } from './sabotages.ts';

const verdicts = (facts: Facts): ReadonlyMap<string, Verdict> =>
  new Map(CHECKS.map((check) => [check.id, check.judge(facts)]));

const stateIn = (facts: Facts, id: string) => verdicts(facts).get(id)?.state;

/** Ids of the checks that say that something is amiss. */
const amiss = (facts: Facts): readonly string[] =>
  [...verdicts(facts)].filter(([, { state }]) => isAmiss(state)).map(([id]) => id);

/** Ids of the checks that a sabotage concerns. */
const checksOf = ({ found, warnsBeside = [] }: Sabotage): readonly string[] => [found, ...warnsBeside];

const isAmiss = (state: Verdict['state'] | undefined): boolean => state === 'fail' || state === 'warn';

describe('a healthy account', () => {
  it.each([
    ['without Slack', healthyAccount()],
    ['with Slack', withSlack(healthyAccount())],
    ['with a dry run', withRemediation(healthyAccount(), 'dry-run')],
    ['that cancels', withRemediation(healthyAccount(), 'cancel')],
    ['that cancels and enables', withRemediation(healthyAccount())],
  ])('%s passes every check', (_, facts) => {
    const notPassed = [...verdicts(facts)].filter(([, { state }]) => state !== 'pass');

    expect(notPassed).toEqual([]);
  });
});

describe('one sabotage', () => {
  it('is tried for each check', () => {
    const found = new Set(SABOTAGES.map((sabotage) => sabotage.found));

    expect(CHECKS.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
    expect(SABOTAGES.length).toBeGreaterThanOrEqual(30);
    expect(new Set(SABOTAGES.map(({ name }) => name)).size).toBe(SABOTAGES.length);
  });

  it.each(SABOTAGES.map((sabotage) => [sabotage.name, sabotage] as const))('%s', (_, sabotage) => {
    const facts = sabotage.break(healthyAccount());

    expect(amiss(facts).toSorted()).toEqual(checksOf(sabotage).toSorted());
    for (const id of sabotage.warnsBeside ?? []) expect(stateIn(facts, id)).toBe('warn');
    expect(stateIn(facts, sabotage.found)).toBe(sabotage.as ?? 'fail');
  });
});

describe('two sabotages', () => {
  it('are both found, but for those that hide one another as it is said', () => {
    const used = new Set<unknown>();
    // In both orders, for those that change the same fact.
    const wrong = SABOTAGES.flatMap((one) =>
      SABOTAGES.filter((other) => other !== one).flatMap((other) => wrongWith(one, other, used)),
    );

    expect(wrong).toEqual([]);
    expect([...HIDDEN, ...UNDONE].filter((rule) => !used.has(rule))).toEqual([]);
  });
});

/** What is wrong in the verdicts on an account in which both were done, one after the other; notes the rules that were needed. */
function wrongWith(first: Sabotage, then: Sabotage, used: Set<unknown>): readonly string[] {
  const states = verdicts(then.break(first.break(healthyAccount())));
  const name = `${first.name} + ${then.name}`;
  const expected = [...checksOf(first), ...checksOf(then)];
  const strangers = [...states].filter(([id, { state }]) => isAmiss(state) && !expected.includes(id));
  const missed = [
    [first, then],
    [then, first],
  ].filter(([sabotage, beside]) => {
    const state = sabotage === undefined ? undefined : states.get(sabotage.found)?.state;
    if (sabotage === undefined || beside === undefined || isAmiss(state)) return false;
    const rule = (state === 'unknown' ? HIDDEN : UNDONE).find(([hides, hidden]) => hides(beside) && hidden(sabotage));
    used.add(rule);
    return rule === undefined;
  });
  return [
    ...missed.map(([sabotage]) => `${name}: ${sabotage?.found} is ${states.get(sabotage?.found ?? '')?.state}`),
    ...strangers.map(([id]) => `${name}: ${id} is amiss as well`),
  ];
}
