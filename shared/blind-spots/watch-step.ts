import { rank, type Severity } from '../finding/severity.ts';
import type { Verdict } from './check.ts';

/** What is remembered of a check. Times are milliseconds since 1970. */
export interface WatchedCheck {
  readonly id: string;
  readonly told: 'well' | 'failed';
  /** When it was first looked at. */
  readonly startedAt: number;
  /** How often it has turned since, or was told again. */
  readonly turns: number;
  /** When it did, in the 24 hours before it was last known. */
  readonly lastTurns: readonly number[];
  /** Told as failed: when it was found so. */
  readonly failedAt: number | undefined;
  /** When it was last well before that. */
  readonly wellBefore: number | undefined;
  /** Told as failed: its end is told when it has been well for 24 hours, since it turned twice in the 24 hours before. */
  readonly damped: boolean;
  readonly lastWell: number | undefined;
  /** For how long it has been well, as far as somebody looked; undefined: it was last found failing. */
  readonly wellFor: number | undefined;
  /** Told as failed: what it was told to find, as {@link Seen.faults}, newest last. Empty: an earlier version told it, and did not note it. */
  readonly toldFaults: readonly string[];
  /** What it found when it last failed, if that is not among these. */
  readonly newFaults: string | undefined;
  /** How grave the keys were that people were told of, or have been found to be since, when that is less. */
  readonly toldSeverity: Severity | undefined;
  /** When it was last told again. */
  readonly againAt: number | undefined;
}

/** What a run saw of a check. */
export interface Seen {
  readonly state: Verdict['state'];
  /** Stands for what it finds failing. See fault-digest.ts. */
  readonly faults: string;
  /** Undefined: nobody asked. */
  readonly keys: KeysFound | undefined;
}

/** How grave a failure is by the keys that were found to be at risk, and whether all could be looked at. */
export interface KeysFound {
  readonly severity: Severity;
  readonly whole: boolean;
}

/** Why a failure is told again: it finds something else, or the keys at risk are graver. */
export type Again = 'faults' | 'severity';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Runs are 6 hours apart: in a longer gap nobody looked. */
const LONGEST_GAP = 7 * HOUR;
/** More than a check that wobbles between some faults has. */
const MOST_FAULTS = 8;

/** What is remembered of a check after a run, and why its failure is told again, if it is. Its `turns` grow when something is to be told. */
export function stepOf(
  before: WatchedCheck,
  { state: found, faults, keys }: Seen,
  now: number,
): { readonly next: WatchedCheck; readonly again?: Again } {
  if (found === 'unknown') return { next: before };
  const lastTurns = before.lastTurns.map((at) => Math.min(at, now)).filter((at) => now - at < DAY);
  const was = {
    ...before,
    lastTurns,
    againAt: before.againAt === undefined ? undefined : Math.min(before.againAt, now),
  };
  if (found !== 'fail') return { next: wellStep(was, now) };
  if (was.told === 'failed') return goesOn({ ...was, wellFor: undefined }, faults, keys, now);
  const failed = { told: 'failed', failedAt: now, wellBefore: was.lastWell, damped: lastTurns.length >= 2 } as const;
  const told = { toldFaults: [faults], newFaults: undefined, toldSeverity: keys?.severity ?? 'medium' } as const;
  return { next: turnedTo({ ...was, ...failed, ...told }, now) };
}

function wellStep(was: WatchedCheck, now: number): WatchedCheck {
  const wellFor = was.wellFor === undefined ? 0 : was.wellFor + gapOf(was.lastWell, now);
  const well = { ...was, lastWell: now, wellFor, newFaults: undefined };
  if (was.told === 'well' || (was.damped && wellFor < DAY)) return well;
  const ended = { told: 'well', failedAt: undefined, wellBefore: undefined, damped: false } as const;
  return { ...turnedTo({ ...well, ...ended, toldFaults: [], toldSeverity: undefined }, now), wellFor };
}

/**
 * A failure that was told and goes on. Other faults count when two runs in a row find them, so that texts that wobble do not flood; what
 * was told while it lasts is never new. Told severity falls only when all keys were looked at: one that hides from a look is no news when
 * it is back.
 */
function goesOn(was: WatchedCheck, faults: string, keys: KeysFound | undefined, now: number) {
  const toldFaults = was.toldFaults.length === 0 ? [faults] : was.toldFaults;
  const severity = keys?.severity;
  const toldSeverity = was.toldSeverity ?? severity;
  const isNew = !toldFaults.includes(faults);
  const isGraver = severity !== undefined && toldSeverity !== undefined && rank(severity) > rank(toldSeverity);
  const next = {
    ...was,
    toldFaults,
    newFaults: isNew ? faults : undefined,
    toldSeverity: keys?.whole === true && !isGraver ? severity : toldSeverity,
  };
  const isOther = isNew && was.newFaults === faults;
  if (!(isOther || isGraver) || !mayTellAgain(was, now)) return { next };
  const told = {
    toldFaults: isNew ? [...toldFaults, faults].slice(-MOST_FAULTS) : toldFaults,
    newFaults: undefined,
    toldSeverity: isGraver ? severity : next.toldSeverity,
    againAt: now,
  };
  return { next: turnedTo({ ...next, ...told }, now), again: isOther ? ('faults' as const) : ('severity' as const) };
}

/** Once in 24 hours, and not after two turns in them: with the end and the next failure that makes 4. */
const mayTellAgain = ({ againAt, lastTurns }: WatchedCheck, now: number): boolean =>
  (againAt === undefined || now - againAt >= DAY) && lastTurns.length <= 1;

const turnedTo = (check: WatchedCheck, now: number): WatchedCheck => ({
  ...check,
  turns: check.turns + 1,
  lastTurns: [...check.lastTurns, now],
  wellFor: undefined,
});

const gapOf = (lastWell: number | undefined, now: number): number =>
  lastWell === undefined ? 0 : Math.min(Math.max(0, now - lastWell), LONGEST_GAP);

/** A check that nobody has looked at: it starts as told well. */
export const firstSeen = (id: string, now: number): WatchedCheck => ({
  id,
  told: 'well',
  startedAt: now,
  turns: 0,
  lastTurns: [],
  failedAt: undefined,
  wellBefore: undefined,
  damped: false,
  lastWell: undefined,
  wellFor: undefined,
  toldFaults: [],
  newFaults: undefined,
  toldSeverity: undefined,
  againAt: undefined,
});
