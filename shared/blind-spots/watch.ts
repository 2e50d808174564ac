import { visible } from '../alert/inert.ts';
import { digest } from '../incident/incident.ts';
import type { Examined, Verdict } from './check.ts';

/** What is remembered between runs, so that only what turns is told. Times are milliseconds since 1970. */
export interface Watch {
  readonly checks: readonly WatchedCheck[];
  /** Turns that some outlet has not taken yet, oldest first; at most {@link MOST_WAITING}. */
  readonly outbox: readonly Turn[];
}

export interface WatchedCheck {
  readonly id: string;
  readonly told: 'well' | 'failed';
  /** When it was first looked at. */
  readonly startedAt: number;
  /** How often it has turned since. */
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
}

/** A change that people are told of. */
export interface Turn {
  /** Of its alert: the same however often that is tried. */
  readonly id: string;
  readonly check: WatchedName;
  readonly state: 'failed' | 'recovered';
  /** As the verdict has it, bounded. */
  readonly found: string;
  readonly at: number;
  /** When it was found failing. */
  readonly since: number;
  /** When it was last well before that. */
  readonly lastWell: number | undefined;
  readonly damped: boolean;
  /** Which outlets have taken it. */
  readonly toldTo: readonly Outlet[];
}

/** A check as an alert names it, also when a later version no longer has it. */
export interface WatchedName {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly alertsMayNotArrive: boolean;
}

export type Outlet = 'alerts' | 'backstop';

/** Nothing is remembered. */
export const FRESH: Watch = { checks: [], outbox: [] };

/** What waits beyond so many is an old story: the oldest is dropped. */
export const MOST_WAITING = 60;
const MOST_FOUND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Runs are 6 hours apart: in a longer gap nobody looked. */
const LONGEST_GAP = 7 * HOUR;

/**
 * The rule of change. A failure is told at once, an end of it too, and what stays as it is never again. Flapping is damped: after two
 * turns within 24 hours the end of a further failure is told when 24 hours of checks found it well, so that no 24 hours hold more than 4
 * turns of a check, and what stays is told in the end. `unknown` is as if nobody had looked. A check that is no longer listed is
 * forgotten, a new one starts as told well. A clock that was set back makes what lies ahead of it happen now. Pure.
 */
export function watch(
  state: Watch,
  examined: readonly Examined[],
  now: number,
): { readonly state: Watch; readonly turned: readonly Turn[] } {
  const before = new Map(state.checks.map((check) => [check.id, check]));
  const steps = examined.map(({ check, verdict }) => {
    const was = before.get(check.id) ?? firstSeen(check.id, now);
    const next = stepOf(was, verdict.state, now);
    return { next, turn: next.turns === was.turns ? undefined : turnOf(nameOf(check), was, next, verdict, now) };
  });
  const turned = steps.flatMap(({ turn }) => turn ?? []);
  const outbox = [...state.outbox, ...turned].slice(-MOST_WAITING);
  return { state: { checks: steps.map(({ next }) => next), outbox }, turned };
}

/**
 * The turns of a run that cannot remember: whatever fails, under an id of the day, so that who hears of it twice can tell.
 */
export const untrackedTurns = (examined: readonly Examined[], now: number): readonly Turn[] =>
  watch(FRESH, examined, now).turned.map((turn) => {
    const day = new Date(now).toISOString().slice(0, 10);
    return { ...turn, id: alertIdOf('untracked', turn.check.id, day) };
  });

function stepOf(was: WatchedCheck, found: Verdict['state'], now: number): WatchedCheck {
  if (found === 'unknown') return was;
  const lastTurns = was.lastTurns.map((at) => Math.min(at, now)).filter((at) => now - at < DAY);
  if (found === 'fail') {
    if (was.told === 'failed') return { ...was, lastTurns, wellFor: undefined };
    return turnedTo(
      { ...was, told: 'failed', failedAt: now, wellBefore: was.lastWell, damped: lastTurns.length >= 2 },
      lastTurns,
      now,
    );
  }
  const wellFor = was.wellFor === undefined ? 0 : was.wellFor + gapOf(was.lastWell, now);
  const well = { ...was, lastTurns, lastWell: now, wellFor };
  if (was.told === 'well' || (was.damped && wellFor < DAY)) return well;
  return {
    ...turnedTo({ ...well, told: 'well', failedAt: undefined, wellBefore: undefined, damped: false }, lastTurns, now),
    wellFor,
  };
}

const turnedTo = (check: WatchedCheck, lastTurns: readonly number[], now: number): WatchedCheck => ({
  ...check,
  turns: check.turns + 1,
  lastTurns: [...lastTurns, now],
  wellFor: undefined,
});

const gapOf = (lastWell: number | undefined, now: number): number =>
  lastWell === undefined ? 0 : Math.min(Math.max(0, now - lastWell), LONGEST_GAP);

const firstSeen = (id: string, now: number): WatchedCheck => ({
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
});

function turnOf(check: WatchedName, was: WatchedCheck, next: WatchedCheck, verdict: Verdict, now: number): Turn {
  const { failedAt = now, wellBefore } = next.told === 'failed' ? next : was;
  return {
    id: alertIdOf(check.id, String(was.startedAt), String(next.turns)),
    check,
    state: next.told === 'failed' ? 'failed' : 'recovered',
    found: visible(verdict.state === 'unknown' ? verdict.reason : verdict.found, MOST_FOUND),
    at: now,
    since: Math.min(failedAt, now),
    lastWell: wellBefore === undefined ? undefined : Math.min(wellBefore, now),
    damped: next.damped,
    toldTo: [],
  };
}

const nameOf = ({ id, title, meaning, alertsMayNotArrive }: Examined['check']): WatchedName => ({
  id,
  title,
  meaning,
  alertsMayNotArrive: alertsMayNotArrive === true,
});

const alertIdOf = (...identity: readonly string[]): string => digest(JSON.stringify(['blind-spot', ...identity]), 24);
