import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** How long one try to post may take, in milliseconds. */
export interface Limits {
  /** Until a connection stands, TLS included. */
  readonly connectMs: number;
  /** Until the answer is read. */
  readonly totalMs: number;
}

/** Slack answers within a second as a rule. What takes longer is tried again. */
export const LIMITS: Limits = { connectMs: 3000, totalMs: 8000 };

/** Which limit was passed: no connection stood, or no answer came. */
export type Late = 'connection' | 'answer';

// fetch has no limit of its own for connecting. Its channels tell when a request is made and when its headers leave, which is when
// the connection stands. Source: undici documentation, "Diagnostics Channel Support". A Node.js without them has the other limit.
const MADE = 'undici:request:create';
const LEAVES = 'undici:client:sendHeaders';

const within = new AsyncLocalStorage<object>();

/**
 * Runs `call`, which fetches once, and aborts its signal when a limit is passed. `late` tells which, so that nobody need read an
 * error. Passes on what `call` gives or throws.
 */
export async function limited<T>(
  { connectMs, totalMs }: Limits,
  call: (signal: AbortSignal, late: () => Late | undefined) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timers = new Map<Late, NodeJS.Timeout>();
  let passed: Late | undefined;
  const arm = (late: Late, ms: number) => {
    const pass = () => {
      passed ??= late;
      limit.abort();
    };
    timers.set(late, setTimeout(pass, ms));
  };
  arm('answer', totalMs);
  const unwatch = watchConnection(
    () => arm('connection', connectMs),
    () => clearTimeout(timers.get('connection')),
  );
  try {
    return await unwatch.run(() => call(limit.signal, () => passed));
  } finally {
    unwatch.end();
    for (const timer of timers.values()) clearTimeout(timer);
  }
}

/** Calls back for the first request that is made within `run`, and for no other of this process. */
function watchConnection(onMade: () => void, onLeaves: () => void) {
  const token = {};
  let request: unknown;
  const made = (message: unknown) => {
    if (request !== undefined || within.getStore() !== token) return;
    request = requestOf(message);
    if (request !== undefined) onMade();
  };
  const leaves = (message: unknown) => {
    if (request !== undefined && requestOf(message) === request) onLeaves();
  };
  subscribe(MADE, made);
  subscribe(LEAVES, leaves);
  return {
    run: <T>(call: () => T): T => within.run(token, call),
    end() {
      unsubscribe(MADE, made);
      unsubscribe(LEAVES, leaves);
    },
  };
}

const requestOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'request' in message ? message.request : undefined;
