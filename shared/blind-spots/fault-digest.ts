import { digest } from '../incident/incident.ts';
import type { Verdict } from './check.ts';

/**
 * A short text that stands for what a check finds failing. It stays the same while only numbers, times or the order of what is found
 * move; the names that commands hold count to the letter. Empty: it does not fail.
 */
export function faultDigest(verdict: Verdict): string {
  if (verdict.state !== 'fail') return '';
  const clauses = verdict.found.split(CLAUSE_END).map(withoutNumbers).sort();
  const commands = verdict.fixes.flatMap(({ command }) => command ?? []).sort();
  return digest(JSON.stringify([clauses, commands]), 16);
}

const CLAUSE_END = /[;,] | and /;
/** As shared/alert/time.ts writes it. */
const TIME = /\b[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2}(?: \d{4})? \d\d:\d\d(?::\d\d)? UTC\b/g;
/** With what is counted, which may stand in the plural; not at the end of a name. */
const AMOUNT = /(?<![\p{L}\p{N}_-])\d[\d.,:]*(?: \p{L}+)?/gu;

const withoutNumbers = (text: string): string => text.replace(TIME, '0').replace(AMOUNT, '0').replace(/\d+/g, '0');
