import * as v from 'valibot';
import { positionIn } from '../errors.ts';
import { SEVERITIES } from '../finding/severity.ts';
import { err, ok, type Result } from '../result.ts';
import type { Watch } from './watch.ts';

/** Raised when what an older version wrote cannot be read any more. */
const SCHEMA = 1;

/** Writes it as text. What is undefined stands in it as null, so that a field that is missing is a fault. */
export const encodeWatch = (watch: Watch): string =>
  JSON.stringify({ schema: SCHEMA, ...watch }, (_, value) => (value === undefined ? null : value));

/** Reads it back. The error says what is wrong with it, without quoting it. */
export function decodeWatch(text: string): Result<Watch, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return err(`got text that is no JSON${positionIn(thrown)}`);
  }
  const read = v.safeParse(Stored, value);
  if (!read.success) return err(`${v.getDotPath(read.issues[0]) ?? 'the item'} is not as version ${SCHEMA} writes it`);
  const { checks, outbox } = read.output;
  return ok({ checks, outbox });
}

const maybe = <T>(schema: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.nullable(schema),
    v.transform((value): T | undefined => value ?? undefined),
  );
/** Milliseconds of a moment that a Date can hold. Source: ECMAScript, "Time Values and Time Range". */
const time = v.pipe(v.number(), v.minValue(-8.64e15), v.maxValue(8.64e15));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const Stored = v.object({
  schema: v.literal(SCHEMA),
  checks: v.array(
    v.object({
      id: v.string(),
      told: v.picklist(['well', 'failed']),
      startedAt: time,
      turns: count,
      lastTurns: v.array(time),
      failedAt: maybe(time),
      wellBefore: maybe(time),
      damped: v.boolean(),
      lastWell: maybe(time),
      wellFor: maybe(v.pipe(v.number(), v.minValue(0))),
      // What an earlier version wrote has none of these.
      toldFaults: v.optional(v.array(v.string()), []),
      newFaults: v.optional(maybe(v.string()), null),
      toldSeverity: v.optional(maybe(v.picklist(SEVERITIES)), null),
      againAt: v.optional(maybe(time), null),
    }),
  ),
  outbox: v.array(
    v.object({
      id: v.string(),
      check: v.object({
        id: v.string(),
        title: v.string(),
        meaning: v.string(),
        // A turn that an earlier version left waiting has none.
        concerns: v.optional(v.picklist(['seeing', 'telling', 'acting']), 'seeing'),
        alertsMayNotArrive: v.boolean(),
      }),
      state: v.picklist(['failed', 'recovered']),
      again: v.optional(maybe(v.picklist(['faults', 'severity'])), null),
      found: v.string(),
      at: time,
      since: time,
      lastWell: maybe(time),
      damped: v.boolean(),
      toldTo: v.array(v.picklist(['alerts', 'backstop'])),
      unread: v.optional(v.boolean(), false),
    }),
  ),
});
