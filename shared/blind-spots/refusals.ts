import { bothUses, type DrillUse, NO_USE } from '../incident/drill-use.ts';
import { type Fact, fact, notKnown } from './fact.ts';

/** Refused calls of one kind, and when the first and the last of them was, where that is known. */
export interface Refused {
  readonly count: number;
  readonly first: Date | undefined;
  readonly last: Date | undefined;
}

/** Refused calls that name one key, by what they mean for it. */
export interface Refusals {
  /** Cryptographic use and delegation that KMS itself refused: somebody needs the key. */
  readonly use: Refused;
  /** Administration: nobody's data hangs on it. */
  readonly management: Refused;
  /** Records that only contain KMS's words, or could not be read, or whose class is not remembered. */
  readonly unconfirmed: Refused;
  /** Use that was refused before the deletion was scheduled this time, while it had been scheduled earlier. */
  readonly before: Refused;
  /** Whether all of it, the unconfirmed as well, can have been a drill. */
  readonly drillUse: DrillUse;
  /** Who was refused use, and what; most often first, at most {@link MOST_CALLERS}. */
  readonly callers: readonly RefusedCaller[];
}

export interface RefusedCaller {
  readonly caller: string;
  readonly operation: string;
  readonly count: number;
}

export const MOST_CALLERS = 3;

/** Where refusals were found. */
export type RefusalSource = 'log group' | 'incident table';

/** What one source says of a key. */
export interface Sourced {
  readonly refusals: Refusals;
  readonly source: RefusalSource;
  /** More may have happened than the source told, since it could not be read to its end. */
  readonly atLeast: boolean;
  /** The source holds nothing from before then, though it would matter; undefined: it is not known to lack any. */
  readonly since?: Date | undefined;
}

export const NONE: Refused = { count: 0, first: undefined, last: undefined };
export const NO_REFUSALS: Refusals = {
  use: NONE,
  management: NONE,
  unconfirmed: NONE,
  before: NONE,
  drillUse: NO_USE,
  callers: [],
};

/** Both together. */
export function plus(one: Refused, other: Refused): Refused {
  const times = [one.first, other.first, one.last, other.last]
    .filter((time) => time !== undefined)
    .sort((a, b) => a.getTime() - b.getTime());
  return { count: one.count + other.count, first: times.at(0), last: times.at(-1) };
}

/** Of what two sources say of the same key, the one that says more: of use, then of what may be use, then of administration. */
export function saysMore(one: Sourced, other: Sourced): Sourced {
  for (const kind of ['use', 'unconfirmed', 'management'] as const) {
    const more = other.refusals[kind].count - one.refusals[kind].count;
    if (more !== 0) return more > 0 ? other : one;
  }
  return one;
}

/**
 * What is known of the refusals of a key. That there were some is known from either source. That there was no use is known only where
 * the log group was searched to its end and holds the whole time in question; the table remembers only what came since it is there.
 * @param watched why the log group may not hold all of it; undefined: it does
 */
export function weighRefusals(logs: Fact<Sourced>, table: Fact<Sourced>, watched: Fact<true>): Fact<Sourced> {
  const said = [logs, table].filter((source) => source.known).map(({ value }) => value);
  const [first, ...others] = said;
  if (first === undefined) return logs;
  const most = others.reduce(saysMore, first);
  if (most.refusals.use.count + most.refusals.unconfirmed.count > 0) return fact(most);
  if (!logs.known) return notKnown(logs.reason, logs.right);
  if (logs.value.atLeast) return notKnown('the log group was not searched to its end');
  return watched.known ? fact(most) : watched;
}

/** Of what the sources say of the time before the scheduling, the most; nothing where they say nothing. */
export const refusedBefore = (...sources: readonly Fact<Sourced>[]): Refused =>
  sources
    .flatMap((source) => (source.known ? [source.value.refusals.before] : []))
    .reduce((one, other) => (other.count > one.count ? other : one), NONE);

/** Whether all use that any of them knows of can have been a drill. */
export const drillUseSaid = (...sources: readonly Fact<Sourced>[]): DrillUse =>
  sources.flatMap((source) => (source.known ? [source.value.refusals.drillUse] : [])).reduce(bothUses, NO_USE);
