import type { EventEmitter } from 'node:events';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that must not be cut off. The first Ctrl-C, or the end of the terminal, only aborts the work's signal; the next one goes to
 * whoever listened before, so that work that hangs can be ended all the same.
 */
export async function uncut<T>(
  work: (interrupted: AbortSignal) => Promise<T>,
  interruptedOnce: () => void,
  signals: EventEmitter = process,
): Promise<T> {
  const interruption = new AbortController();
  const before = SIGNALS.map((signal) => ({ signal, listeners: signals.listeners(signal) }));
  const giveBack = () => {
    for (const { signal, listeners } of before) {
      signals.removeListener(signal, first);
      for (const listener of listeners) signals.on(signal, () => listener());
    }
    before.length = 0;
  };
  const first = () => {
    giveBack();
    interruption.abort();
    interruptedOnce();
  };
  for (const { signal } of before) signals.removeAllListeners(signal).on(signal, first);
  try {
    return await work(interruption.signal);
  } finally {
    giveBack();
  }
}
