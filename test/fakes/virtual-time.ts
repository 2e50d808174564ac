/** Time that passes only when nobody has anything to do before the next moment that somebody waits for. */
export interface VirtualTime {
  readonly now: () => Date;
  /** As the port of the function: resolves at once when nobody waits any more. */
  readonly wait: (ms: number, unneeded?: AbortSignal) => Promise<void>;
  /** Lets time pass until this is over. Rejects when that is never, or later than `until`. */
  run<T>(work: Promise<T>, until?: number): Promise<T>;
}

interface Waiter {
  readonly at: number;
  readonly wake: () => void;
  gone: boolean;
}

/** Begins at a moment, in milliseconds since 1970. */
export function virtualTime(start: number): VirtualTime {
  let time = start;
  let waiters: Waiter[] = [];
  const wait: VirtualTime['wait'] = (ms, unneeded) =>
    new Promise((resolve) => {
      const waiter = { at: time + Math.max(0, ms), wake: resolve, gone: false };
      waiters.push(waiter);
      unneeded?.addEventListener('abort', () => {
        waiter.gone = true;
        resolve();
      });
    });
  const next = (): Waiter | undefined => {
    waiters = waiters.filter(({ gone }) => !gone);
    const first = waiters.reduce<Waiter | undefined>(
      (best, one) => (best === undefined || one.at < best.at ? one : best),
      undefined,
    );
    waiters = waiters.filter((one) => one !== first);
    return first;
  };
  return {
    now: () => new Date(time),
    wait,
    async run(work, until = Number.POSITIVE_INFINITY) {
      let over = false;
      const end = () => {
        over = true;
      };
      work.then(end, end);
      for (;;) {
        // Whatever can go on without waiting goes on first.
        await new Promise(setImmediate);
        if (over) return work;
        const waiter = next();
        if (waiter === undefined) throw new Error('nobody waits for anything, and the work is not over');
        if (waiter.at > until) throw new Error(`not over by ${new Date(until).toISOString()}`);
        time = Math.max(time, waiter.at);
        waiter.wake();
      }
    },
  };
}

/** Chance that is the same for the same seed, from 0 to 1. Source: the generator mulberry32, which is in the public domain. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
