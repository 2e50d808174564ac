import { expect, it } from '@jest/globals';
import type { Check, Verdict } from '../../../shared/blind-spots/check.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { healthyAccount } from '../../builders/account.ts';

/** What an account is like, the state that the check must find, and words that must stand in what it says. */
export type Situation = readonly [
  name: string,
  change: (facts: Facts) => Facts,
  state: Verdict['state'],
  ...words: readonly (string | RegExp)[],
];

/** One test for each situation: words are looked for in what is found, the reason, and the fixes. */
export function judges(check: Check, situations: readonly Situation[]): void {
  it.each(situations.map((situation) => [situation[0], situation] as const))('%s', (_, [, change, state, ...words]) => {
    const verdict = check.judge(change(healthyAccount()));
    const said = JSON.stringify(verdict, null, 1).replaceAll('\\"', '"');

    expect([verdict.state, said]).toEqual([state, said]);
    for (const word of words) expect(said).toMatch(typeof word === 'string' ? escaped(word) : word);
  });
}

/** The same account. */
export const asItIs = (facts: Facts): Facts => facts;

const escaped = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
