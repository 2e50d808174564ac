import type { Facts } from '../../shared/blind-spots/facts.ts';

/** One thing that somebody breaks in an account, and the check that must find it. */
export interface Sabotage {
  readonly name: string;
  /** Id of the check. */
  readonly found: string;
  /** `fail` unless it says otherwise. */
  readonly as?: 'warn';
  /** Checks that warn of the same besides. */
  readonly warnsBeside?: readonly string[];
  readonly break: (facts: Facts) => Facts;
}
