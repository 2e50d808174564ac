import { waitOf } from '../option-values.ts';

/** How long a drill waits by default. CloudTrail delivers within about 5 minutes on average; a record came after 11. */
export const DEFAULT_TIMEOUT = '30m';
export const DEFAULT_TIMEOUT_MS = 30 * 60_000;

const MOST_MS = 100 * 3_600_000;

/** Milliseconds of "90s", "30m" or "2h", less than 100 hours; undefined: it is no such time. */
export function timeoutOf(text: string): number | undefined {
  const ms = waitOf(text);
  return ms === undefined || ms >= MOST_MS ? undefined : ms;
}

/** "90 s", "30 min", "2 h". */
export function inWords(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
