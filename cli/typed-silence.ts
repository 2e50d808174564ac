import { dayAndTime } from '../shared/alert/time.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { parseSilence } from '../shared/silence/parse-silence.ts';
import { isExpired, LONGEST_SILENCE_MS, type Silence } from '../shared/silence/silence.ts';
import { DURATION, durationOf } from './option-values.ts';

/** The fields of a silence as they are typed. */
export interface TypedSilence {
  readonly key?: string;
  readonly account?: string;
  readonly class?: string;
  readonly caller?: string;
  /** "24h" */
  readonly for?: string;
  readonly until?: string;
  readonly untilDeletion?: boolean;
  readonly reason?: string;
  readonly by?: string | undefined;
}

/** For clocks that differ: what was written too long before its end by AWS's clock would silence nothing. */
const MARGIN_MS = 5 * 60_000;

/** As {@link parseSilence} bounds them; said here, since it quotes a text that is too long and does not say how long it is. */
const MOST_CHARACTERS: Readonly<Record<string, number>> = {
  reason: 500,
  by: 200,
  caller: 256,
  key: 256,
  account: 256,
  class: 256,
};

const HOUR_MS = 3_600_000;

/** Stands in for a field at fault, so that the other fields are judged as well. */
const inOrder = (now: Date): Readonly<Record<string, string>> => ({
  key: '1234abcd-12ab-34cd-56ef-1234567890ab',
  class: 'management',
  caller: 'role crossplane-*',
  until: secondsOf(new Date(now.getTime() + HOUR_MS)),
  reason: 'r',
  by: 'b',
});

/**
 * Reads a silence out of options, and makes the value of its parameter, as Terraform would write it. All faults are given, each
 * by the name of its option.
 * @param known what is wrong already, and needs no second word: "--key: got nothing, ..."
 */
export function typedSilence(
  typed: TypedSilence,
  now: Date,
  known: readonly string[],
): Result<{ readonly silence: Silence; readonly value: string }, readonly string[]> {
  const faults = [...known, ...faultsOfLength(typed), ...faultsOfTime(typed, now)];
  const { key, account, class: ofClass, caller, untilDeletion, reason, by } = typed;
  const fields = { key, account, class: ofClass, caller, until: endOf(typed, now), untilDeletion, reason, by };
  const judged = () => parseSilence('', JSON.stringify(withoutFaults(fields, faults, now)), now);
  const first = judged();
  if (first.ok && faults.length === 0) {
    const value = JSON.stringify({ ...fields, until: secondsOf(first.value.until) });
    return ok({ silence: first.value, value });
  }
  if (!first.ok) faults.push(...newAmong(first.error, faults));
  // Once more: a field that cannot be read keeps the fields from being held against each other.
  const second = judged();
  if (!second.ok) faults.push(...newAmong(second.error, faults));
  return err(faults);
}

const withoutFaults = (fields: object, faults: readonly string[], now: Date) =>
  Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, isToldOf(faults, field) ? inOrder(now)[field] : value]),
  );

const OPTIONS: Readonly<Record<string, string>> = { until: '--for or --until', untilDeletion: '--until-deletion' };

const isToldOf = (faults: readonly string[], field: string): boolean =>
  faults.some((fault) =>
    (field === 'until' ? ['--for', '--until', OPTIONS.until] : [`--${field}`]).some((option) =>
      fault.startsWith(`${option}:`),
    ),
  );

/** The faults of fields that nothing was said of yet, by the option that they are about. */
const newAmong = (found: readonly string[], faults: readonly string[]): readonly string[] =>
  found
    .filter((fault) => !isToldOf(faults, /^\w+(?=:)/.exec(fault)?.[0] ?? ''))
    .map((fault) => fault.replace(/^(\w+):/, (_, field) => `${OPTIONS[field] ?? `--${field}`}:`))
    .filter((fault) => !faults.includes(fault));

const secondsOf = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');

/** A date alone is its first moment in UTC, as for every time on the command line. */
function endOf({ for: duration, until }: TypedSilence, now: Date): string | undefined {
  if (until !== undefined) return /^\d{4}-\d\d-\d\d$/.test(until) ? `${until}T00:00:00Z` : until;
  const ms = duration === undefined ? undefined : durationOf(duration);
  if (ms === undefined) return undefined;
  return secondsOf(new Date(now.getTime() + Math.min(ms, LONGEST_SILENCE_MS - MARGIN_MS)));
}

const faultsOfLength = (typed: TypedSilence): readonly string[] =>
  Object.entries(typed).flatMap(([field, value]) => {
    const most = MOST_CHARACTERS[field];
    if (most === undefined || typeof value !== 'string' || value.length <= most) return [];
    return [`--${field}: got ${value.length.toLocaleString('en-US')} characters, wanted at most ${most}`];
  });

function faultsOfTime({ for: duration, until }: TypedSilence, now: Date): readonly string[] {
  if (duration !== undefined && until !== undefined) return ['--until: got --for as well, wanted one of both'];
  if (duration && durationOf(duration) === undefined)
    return [`--for: got ${JSON.stringify(duration.slice(0, 60))}, wanted ${DURATION}`];
  const end = new Date(until ?? Number.NaN);
  return isExpired({ until: end }, now)
    ? [`--until: got ${dayAndTime(end)}, which is over, wanted a time to come`]
    : [];
}
