import { dayAndTime } from '../alert/time.ts';
import { unknown, type Verdict } from './check.ts';
import { logGroupArnOf } from './deployed-names.ts';
import type { Fact, UnknownFact } from './fact.ts';
import type { Facts } from './facts.ts';

/** A fact is not known: why, and the right that is missing. */
export const unread = ({ reason, right }: UnknownFact, what?: string): Verdict =>
  unknown(what === undefined ? reason : `${what}: ${reason}`, right);

/** What would be judged is gone, which another check finds: one fault is told once. */
export const see = (what: string, id: string): Verdict => unknown(`${what}; see ${id}`);

/** Why nothing can be said about the log group, where that is so. */
export function withoutLogGroup(facts: Facts): Verdict | undefined {
  if (facts.logGroup.known && facts.logGroup.value === 'missing') return see('the log group is gone', 'log-group');
  return logGroupArnOf(facts) === undefined ? unknown('the stack does not say which log group it reads') : undefined;
}

/** Something that was read and is there, or why it cannot be judged. */
export type There<T> =
  | { readonly there: true; readonly value: T }
  | { readonly there: false; readonly verdict: Verdict };

/** Takes what the check `id` finds gone for not judgeable. */
export function whereThere<T>(known: Fact<T | 'missing'>, what: string, id: string): There<T> {
  if (!known.known) return { there: false, verdict: unread(known) };
  if (known.value === 'missing') return { there: false, verdict: see(`${what} is gone`, id) };
  return { there: true, value: known.value };
}

/** "Sat 28 Nov 2026 14:02 UTC", or in words that it is not known. */
export const moment = (time: Date | undefined): string =>
  time === undefined || Number.isNaN(time.getTime()) ? 'an unknown time' : dayAndTime(time);

/** "a, b and c" */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
