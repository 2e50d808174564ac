import type { Facts } from './facts.ts';

/** What to do about it: a title, and a command or a link. A command holds no name that a shell could take for anything else. */
export interface Fix {
  readonly title: string;
  readonly command?: string;
  readonly url?: string;
}

/** What a check makes of the facts. */
export type Verdict =
  | { readonly state: 'pass'; readonly found: string }
  /** Something is amiss that loses no detection now. */
  | { readonly state: 'warn'; readonly found: string; readonly fixes: readonly Fix[] }
  /** Use of a key pending deletion is not told, or may not be, or a deletion that is to be cancelled would go on. */
  | { readonly state: 'fail'; readonly found: string; readonly fixes: readonly Fix[] }
  /** A fact is not known: by a missing right, or since another check's thing is gone. */
  | { readonly state: 'unknown'; readonly reason: string; readonly right?: string };

/**
 * `seeing`: while it fails, use of keys may not be seen; `telling`: it is seen, and alerts of it may reach nobody; `acting`: it is seen
 * and told, and a deletion that the guard is to cancel may go on.
 */
export type Concerns = 'seeing' | 'telling' | 'acting';

/** One question: is this way open? One file each, listed in checks.ts. */
export interface Check {
  /** Stable name: state, alerts and people's scripts key on it. */
  readonly id: string;
  /** What is asked, as a heading: "A trail delivers to the log group". */
  readonly title: string;
  /** What it means for detection when it fails, one sentence: "No record arrives: no use of any key is seen." */
  readonly meaning: string;
  readonly concerns: Concerns;
  /** eventName of the CloudTrail events by which somebody may have caused a failure, to find out who. */
  readonly changedBy: readonly string[];
  /** True: while it fails, what goes to the alert topic may reach nobody, so the backstop topic is told as well. */
  readonly alertsMayNotArrive?: true;
  /** Pure: the same facts, the same verdict. Texts of verdicts hold names as AWS gave them; whoever shows them makes them inert. */
  readonly judge: (facts: Facts) => Verdict;
}

/** A check with its verdict. */
export interface Examined {
  readonly check: Omit<Check, 'judge'>;
  readonly verdict: Verdict;
}

export const pass = (found: string): Verdict => ({ state: 'pass', found });
export const warn = (found: string, ...fixes: readonly Fix[]): Verdict => ({ state: 'warn', found, fixes });
export const fail = (found: string, ...fixes: readonly Fix[]): Verdict => ({ state: 'fail', found, fixes });
export const unknown = (reason: string, right?: string): Verdict =>
  right === undefined ? { state: 'unknown', reason } : { state: 'unknown', reason, right };
