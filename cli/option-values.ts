import { type Command, InvalidArgumentError } from 'commander';

/** A time without a zone would mean another moment on every machine; a date alone is its first moment in UTC. */
export function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:\d\d))?$/.test(text)) {
    throw new InvalidArgumentError('wanted a time such as 2026-11-22T03:16:00Z.');
  }
  return time;
}

const HOUR_MS = 3_600_000;

/** Milliseconds of "24h" or "21d", at most 30 days; undefined: it is no such time. */
export function durationOf(text: string): number | undefined {
  const [, number, unit] = /^([1-9]\d{0,2})([hd])$/.exec(text) ?? [];
  const hours = Number(number) * (unit === 'd' ? 24 : 1);
  return number === undefined || hours > 30 * 24 ? undefined : hours * HOUR_MS;
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: HOUR_MS };

/** Milliseconds of a time to wait, such as "30s", "2m" or "1h"; undefined: it is none. */
export function waitOf(text: string): number | undefined {
  const [, number, unit = ''] = /^([1-9]\d{0,2})([smh])$/.exec(text) ?? [];
  const ms = UNITS_MS[unit];
  return number === undefined || ms === undefined ? undefined : Number(number) * ms;
}

export const DURATION = 'hours or days, 30d at most, such as 24h or 21d';
export const SILENCE_NAME = 'at most 100 letters, digits and . _ -, such as month-end-2026-11';

/** Whether it can be the last part of a parameter's name. Source: Systems Manager API Reference, PutParameter. */
export const isSilenceName = (text: string): boolean => /^[A-Za-z0-9_.-]{1,100}$/.test(text);

/** The name of a silence as an argument. */
export function silenceNameOf(text: string): string {
  if (!isSilenceName(text)) throw new InvalidArgumentError(`wanted ${SILENCE_NAME}.`);
  return text;
}

const WANTED: Readonly<Record<string, string>> = {
  region: 'a Region such as eu-west-1',
  profile: 'the name of a profile of the AWS CLI',
  stack: 'the name of a stack',
  keys: 'the path of a file',
  key: 'the ARN or the id of a key',
  account: 'an account id of 12 digits',
  class: 'cryptographic, delegation or management',
  caller: 'callers such as "role crossplane-*"',
  for: DURATION,
  until: 'a time such as 2026-12-01T00:00:00Z',
  reason: 'why',
  by: 'who answers for it',
  name: SILENCE_NAME,
  'log-group': 'the name of a log group',
  emails: 'e-mail addresses',
  timeout: 'a time to wait',
};

/** Options whose value is empty, as a shell variable that is not set makes them: none of them may be taken for one that is not there. */
export const emptyOptions = (command: Command): readonly string[] =>
  command.options
    .filter((option) => option.required && command.getOptionValue(option.attributeName()) === '')
    .map((option) => `--${option.name()}: got nothing, wanted ${WANTED[option.name()] ?? 'a value'}`);
