import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000 };

/** How long a drill waits by default. CloudTrail delivers within about 5 minutes on average; a record came after 11. */
export const DEFAULT_TIMEOUT_MS = 30 * 60_000;

/** Milliseconds of "30m" or "2h", less than 100 hours. */
export function timeoutOf(text: string): number {
  const [, number, unit = ''] = /^([1-9]\d?\d?)([mh])$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(ms) || ms >= 100 * 3_600_000)
    throw new InvalidArgumentError('wanted minutes or hours, such as 30m or 2h.');
  return ms;
}

/** "30 min", "2 h". */
export const inWords = (ms: number): string => (ms % 3_600_000 === 0 ? `${ms / 3_600_000} h` : `${ms / 60_000} min`);
