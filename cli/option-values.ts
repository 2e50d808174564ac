import { InvalidArgumentError } from 'commander';

/** A time without a zone would mean another moment on every machine. */
export function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:\d\d))?$/.test(text)) {
    throw new InvalidArgumentError('wanted a time such as 2026-11-22T03:16:00Z.');
  }
  return time;
}

const HOUR_MS = 3_600_000;

/** Milliseconds of "24h" or "21d", at most 30 days. */
export function durationOf(text: string): number {
  const [, number, unit] = /^([1-9]\d{0,2})([hd])$/.exec(text) ?? [];
  const hours = Number(number) * (unit === 'd' ? 24 : 1);
  if (number === undefined || hours > 30 * 24) {
    throw new InvalidArgumentError('wanted hours or days, 30d at most, such as 24h or 21d.');
  }
  return hours * HOUR_MS;
}

/** The last part of a parameter's name. Source: Systems Manager API Reference, PutParameter. */
export function silenceNameOf(text: string): string {
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(text)) {
    throw new InvalidArgumentError('wanted at most 100 letters, digits and . _ -, such as month-end-2026-11.');
  }
  return text;
}
