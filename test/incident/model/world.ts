import type fc from 'fast-check';

/** Milliseconds that a step takes: a call of anything outside. */
const STEP_MS = 3;

/**
 * Time and chance. Steps that wait at the same moment are taken in the order that the scheduler of fast-check chooses; time passes with
 * each of them, and when none waits it jumps to the next moment that somebody waits for.
 */
export interface World {
  readonly now: () => number;
  /** Resolves when the step's turn has come. */
  step(label: string): Promise<void>;
  at(time: number, what: () => void): void;
  /** Lets everything happen until then; what was begun may go on after that. */
  until(time: number): Promise<void>;
  /** Lets everything happen that was begun. */
  untilQuiet(): Promise<void>;
  /** At least 0, less than 1; the same in each run of a scenario. */
  readonly random: () => number;
}

export function createWorld(scheduler: fc.Scheduler, start: number, seed: number): World {
  let time = start;
  let chance = seed;
  const moments: { readonly time: number; readonly what: () => void }[] = [];
  const next = () => moments.reduce<(typeof moments)[number] | undefined>(earlier, undefined);
  const until = async (end: number) => {
    for (;;) {
      await new Promise(setImmediate);
      if (time >= end) break;
      if (scheduler.count() > 0) {
        time += STEP_MS;
        await scheduler.waitNext(1);
        continue;
      }
      const moment = next();
      if (moment === undefined || moment.time > end) break;
      moments.splice(moments.indexOf(moment), 1);
      time = Math.max(time, moment.time);
      moment.what();
    }
    if (Number.isFinite(end)) time = Math.max(time, end);
  };
  return {
    now: () => time,
    step: (label) => scheduler.schedule(Promise.resolve(), label),
    at: (moment, what) => void moments.push({ time: moment, what }),
    until,
    untilQuiet: () => until(Number.POSITIVE_INFINITY),
    random() {
      chance = (chance * 1_103_515_245 + 12_345) % 2 ** 31;
      return chance / 2 ** 31;
    },
  };
}

const earlier = <T extends { readonly time: number }>(one: T | undefined, other: T): T =>
  one === undefined || other.time < one.time ? other : one;
