import type { Check, Examined, Verdict } from './check.ts';
import { CHECKS } from './checks.ts';
import type { Facts } from './facts.ts';

const WORST_FIRST: readonly Verdict['state'][] = ['fail', 'unknown', 'warn', 'pass'];

/** Judges the facts by every check; worst first, else in the order of the checks. */
export const examine = (facts: Facts, checks: readonly Check[] = CHECKS): readonly Examined[] =>
  checks
    .map((check) => ({ check, verdict: check.judge(facts) }))
    .sort((one, other) => WORST_FIRST.indexOf(one.verdict.state) - WORST_FIRST.indexOf(other.verdict.state));
