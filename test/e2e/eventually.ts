import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 100;

/**
 * Asks until there is an answer. Throws when there is none in time.
 * @param wanted what is waited for, for the error
 * @param ask gives undefined while there is nothing yet
 */
export async function eventually<T>(
  wanted: string,
  ask: () => Promise<T | undefined> | T | undefined,
  withinMs = 20_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() >= until) throw new Error(`got nothing within ${withinMs / 1000} s, wanted ${wanted}`);
    await sleep(EVERY_MS);
  }
}
