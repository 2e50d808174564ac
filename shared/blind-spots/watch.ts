import { visible } from '../alert/inert.ts';
import { digest } from '../incident/incident.ts';
import type { Concerns, Examined, Verdict } from './check.ts';
import type { Facts, StackFacts } from './facts.ts';
import { faultDigest } from './fault-digest.ts';
import { type Again, firstSeen, type KeysFound, stepOf, type WatchedCheck } from './watch-step.ts';

/** What is remembered between runs, so that only what turns is told. Times are milliseconds since 1970. */
export interface Watch {
  readonly checks: readonly WatchedCheck[];
  /** Turns that some outlet has not taken yet, oldest first; at most {@link MOST_WAITING}. */
  readonly outbox: readonly Turn[];
}

/** A change that people are told of. */
export interface Turn {
  /** Of its alert: the same however often that is tried. */
  readonly id: string;
  readonly check: WatchedName;
  readonly state: 'failed' | 'recovered';
  /** Why a failure is told that has been told before; undefined: it has not. */
  readonly again: Again | undefined;
  /** As the verdict has it, bounded. */
  readonly found: string;
  readonly at: number;
  /** When it was found failing. */
  readonly since: number;
  /** When it was last well before that. */
  readonly lastWell: number | undefined;
  readonly damped: boolean;
  /** Which outlets have taken it while somebody read them. */
  readonly toldTo: readonly Outlet[];
  /** It was tried, and nobody could be told. */
  readonly unread: boolean;
}

/** A check as an alert names it, also when a later version no longer has it. */
export interface WatchedName {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly concerns: Concerns;
  readonly alertsMayNotArrive: boolean;
}

export type Outlet = 'alerts' | 'backstop';

/** Which guard it is. */
export type Deployment = Pick<Facts, 'accountId' | 'region'> & { readonly stack: Pick<StackFacts, 'name'> };

/** Nothing is remembered. */
export const FRESH: Watch = { checks: [], outbox: [] };

/** What waits beyond so many is an old story: the oldest is dropped. */
export const MOST_WAITING = 60;
const MOST_FOUND = 1000;

/**
 * The rule of change. A failure is told at once, an end of it too, and what stays as it is never again: a failure that goes on is told
 * again, once in 24 hours at most, when two runs in a row find other faults, or the keys at risk have become graver. Flapping is damped:
 * after two turns within 24 hours the end of a further failure is told when 24 hours of checks found it well, so that no 24 hours hold
 * more than 4 turns of a check, and what stays is told in the end. `unknown` is as if nobody had looked. A check that is no longer listed
 * is forgotten, a new one starts as told well. A clock that was set back makes what lies ahead of it happen now. Pure.
 */
export function watch(
  state: Watch,
  examined: readonly Examined[],
  now: number,
  keys?: KeysFound,
): { readonly state: Watch; readonly turned: readonly Turn[] } {
  const before = new Map(state.checks.map((check) => [check.id, check]));
  const steps = examined.map(({ check, verdict }) => {
    const was = before.get(check.id) ?? firstSeen(check.id, now);
    const { next, again } = stepOf(was, { state: verdict.state, faults: faultDigest(verdict), keys }, now);
    const turn = next.turns === was.turns ? undefined : turnOf(nameOf(check), was, next, verdict, now);
    return { next, turn: turn && { ...turn, again } };
  });
  const turned = steps.flatMap(({ turn }) => turn ?? []);
  const outbox = outboxOf(state.outbox, turned).slice(-MOST_WAITING);
  return { state: { checks: steps.map(({ next }) => next), outbox }, turned };
}

/** What waits, with what has turned. The end of a failure that nobody could be told of is no news: both are dropped. */
function outboxOf(waiting: readonly Turn[], turned: readonly Turn[]): readonly Turn[] {
  const ended = new Set(turned.filter(({ state }) => state === 'recovered').map(({ check }) => check.id));
  const isUnheard = ({ check, state, unread }: Turn) => unread && state === 'failed' && ended.has(check.id);
  const neverTold = waiting.filter((turn) => isUnheard(turn) && turn.again === undefined).map(({ check }) => check.id);
  const isNews = ({ check, state }: Turn) => state === 'failed' || !neverTold.includes(check.id);
  return [...waiting.filter((turn) => !isUnheard(turn)), ...turned.filter(isNews)];
}

/**
 * The turns of a run that cannot remember: whatever fails, under an id of the deployment and the day, so that who hears of it twice can
 * tell, and who hears it from two guards too.
 */
export function untrackedTurns(
  examined: readonly Examined[],
  { accountId, region, stack }: Deployment,
  now: number,
): readonly Turn[] {
  const day = new Date(now).toISOString().slice(0, 10);
  return watch(FRESH, examined, now).turned.map((turn) => ({
    ...turn,
    id: alertIdOf('untracked', accountId, region, stack.name, turn.check.id, day),
  }));
}

function turnOf(
  check: WatchedName,
  was: WatchedCheck,
  next: WatchedCheck,
  verdict: Verdict,
  now: number,
): Omit<Turn, 'again'> {
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
    unread: false,
  };
}

const nameOf = ({ id, title, meaning, concerns, alertsMayNotArrive }: Examined['check']): WatchedName => ({
  id,
  title,
  meaning,
  concerns,
  alertsMayNotArrive: alertsMayNotArrive === true,
});

const alertIdOf = (...identity: readonly string[]): string => digest(JSON.stringify(['blind-spot', ...identity]), 24);
