import type { Verdict } from '../check.ts';
import type { Fact } from '../fact.ts';

/**
 * Whether the guard could be deployed on it: it sees use of keys; or it does not, for the failed remarks; or its place for the
 * guard's filter is taken; or it lies in another account or Region; or not enough of it could be read.
 */
export type SourceState = 'usable' | 'blind' | 'taken' | 'elsewhere' | 'unknown';

/**
 * `ready`: there is a source that sees use of keys, and nothing stands in the way. `not-ready`: there is none, or something does.
 * `incomplete`: too little could be read to say.
 */
export type PreflightOutcome = 'ready' | 'not-ready' | 'incomplete';

/** Where CloudTrail's records might come from: a log group with the trails that feed it, or a trail without one. */
export interface Source {
  readonly state: SourceState;
  readonly logGroup: LogGroupPlace | undefined;
  readonly trails: readonly SourceTrail[];
  /** Worst first. */
  readonly remarks: readonly Remark[];
  /** The subscription filters that stand there; undefined: it was not asked. */
  readonly slots: Fact<readonly Slot[]> | undefined;
}

export interface LogGroupPlace {
  readonly name: string;
  readonly region: string;
  /** 12 digits; undefined: not known. */
  readonly accountId: string | undefined;
}

export interface SourceTrail {
  readonly name: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  readonly isOrganization: boolean;
}

/** One thing that was found, and what it means where it is not well. */
export interface Remark {
  readonly verdict: Verdict;
  readonly meaning: string | undefined;
}

/** A subscription filter, and where it sends to. */
export interface Slot {
  readonly filter: string;
  readonly destination: string;
}

const WORST_FIRST: readonly Verdict['state'][] = ['fail', 'unknown', 'warn', 'pass'];

/** Sorts remarks, else as they come. */
export const worstFirst = (remarks: readonly Remark[]): readonly Remark[] =>
  remarks.toSorted((one, other) => WORST_FIRST.indexOf(one.verdict.state) - WORST_FIRST.indexOf(other.verdict.state));

/** A remark on a verdict of our own. */
export const remark = (verdict: Verdict, meaning?: string): Remark => ({ verdict, meaning });
