import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { GuardError, messageOf, positionIn } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import type { BrokenLogEvent, LogBatch, LogEvent } from './log-batch.ts';

/**
 * Inflated size above which a payload is refused: 40 MiB, which a function of 512 MB can hold as text and as objects, whatever is in
 * it. Lambda takes at most 1 MB of base64 by asynchronous invocation, and every CloudTrail record carries two random ids, so that a
 * genuine batch would have to shrink to a fiftieth. What is refused goes to the failure queue, whole.
 */
export const MAX_INFLATED_BYTES = 40 * 1024 * 1024;

/** Log events above which a batch is refused: a record of CloudTrail's is never so small that 40 MiB hold more of them. */
const MAX_LOG_EVENTS = 100_000;

const Subscription = v.object({ awslogs: v.object({ data: v.string() }) });

const lenientText = v.fallback(v.string(), '');
const Envelope = v.object({
  messageType: v.picklist(['DATA_MESSAGE', 'CONTROL_MESSAGE']),
  owner: lenientText,
  logGroup: lenientText,
  logStream: lenientText,
  // Not v.array: it would copy what may be millions of elements before anybody has counted them.
  logEvents: v.custom<readonly unknown[]>(Array.isArray, 'an array'),
});

const Line = v.object({
  id: v.fallback(v.optional(v.string()), undefined),
  timestamp: v.fallback(v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15))), undefined),
  message: v.unknown(),
});

/**
 * Decodes what Lambda is handed for a log subscription: `{awslogs: {data: base64(gzip(JSON))}}`.
 * @param payload the invocation event, as it came
 * @param maxInflatedBytes bound on the inflated size, in bytes
 */
export function decodeSubscription(
  payload: unknown,
  maxInflatedBytes: number = MAX_INFLATED_BYTES,
): Result<LogBatch, GuardError> {
  const subscription = v.safeParse(Subscription, payload);
  if (!subscription.success) {
    return err(
      new GuardError(
        'payload-not-a-subscription',
        `got ${shapeOf(payload)}, wanted {"awslogs": {"data": "<base64>"}}; invoke this function by a CloudWatch Logs subscription filter`,
      ),
    );
  }
  const json = inflate(subscription.output.awslogs.data, maxInflatedBytes);
  if (!json.ok) return json;
  try {
    return readEnvelope(JSON.parse(json.value));
  } catch (thrown) {
    return err(
      new GuardError(
        'payload-not-json',
        `awslogs.data: got text that is not JSON${positionIn(thrown)}, wanted a log batch`,
        thrown,
      ),
    );
  }
}

/** Reads a log batch that is already decoded, as people save it from a test console. */
export function readEnvelope(value: unknown): Result<LogBatch, GuardError> {
  const envelope = v.safeParse(Envelope, value);
  if (!envelope.success) {
    const [issue] = envelope.issues;
    const path = v.getDotPath(issue) ?? 'the payload';
    return err(
      new GuardError(
        'payload-bad-envelope',
        `${path}: got ${issue.received}, wanted ${issue.expected ?? 'a log batch'}`,
      ),
    );
  }
  const { messageType, owner, logGroup, logStream, logEvents } = envelope.output;
  if (messageType === 'CONTROL_MESSAGE') return ok({ kind: 'control' });
  if (logEvents.length > MAX_LOG_EVENTS) {
    return err(
      new GuardError(
        'payload-too-large',
        `logEvents: got ${logEvents.length}, wanted at most ${MAX_LOG_EVENTS}; refused unread`,
      ),
    );
  }
  const lines = logEvents.map(readLine);
  return ok({
    kind: 'data',
    owner,
    logGroup,
    logStream,
    logEvents: lines.filter((line) => 'id' in line),
    broken: lines.filter((line) => 'reason' in line),
  });
}

/** Reads one line. A message that a log transformer has turned into an object is taken as the record that it is. */
export function readLine(value: unknown, index: number): LogEvent | BrokenLogEvent {
  const line = v.safeParse(Line, value);
  const broken = (reason: string): BrokenLogEvent => ({
    index,
    path: `logEvents[${index}].message`,
    reason,
    text: asJson(value),
  });
  if (!line.success) return broken(`got ${shapeOf(value)}, wanted a log event`);
  const { id, timestamp, message } = line.output;
  const text = typeof message === 'object' && message !== null ? asJson(message) : message;
  if (typeof text !== 'string' || text === '') return broken(`got ${shapeOf(message)}, wanted the text of a record`);
  return { index, id, timestamp: timestamp === undefined ? undefined : new Date(timestamp), text };
}

function inflate(base64: string, maxInflatedBytes: number): Result<string, GuardError> {
  const zipped = Buffer.from(base64, 'base64');
  if (zipped[0] !== 0x1f || zipped[1] !== 0x8b) {
    return err(
      new GuardError(
        'payload-not-base64-gzip',
        'awslogs.data: got text that is not gzip in base64, wanted a gzip stream',
      ),
    );
  }
  try {
    return ok(gunzipSync(zipped, { maxOutputLength: maxInflatedBytes }).toString('utf8'));
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_BUFFER_TOO_LARGE') {
      return err(
        new GuardError(
          'payload-too-large',
          `awslogs.data: inflates to more than ${maxInflatedBytes} bytes, which no genuine log batch does; refused unread`,
          thrown,
        ),
      );
    }
    return err(
      new GuardError(
        'payload-not-base64-gzip',
        `awslogs.data: got a broken gzip stream (${messageOf(thrown)}), wanted a whole one`,
        thrown,
      ),
    );
  }
}

/** JSON.stringify that says so instead of overflowing the stack on a value nested thousands deep. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

function shapeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') {
    const keys = Object.keys(value).slice(0, 3);
    return keys.length === 0
      ? 'an empty object'
      : `an object with ${keys.map((key) => JSON.stringify(key.slice(0, 40))).join(', ')}`;
  }
  if (value === '') return 'an empty text';
  return value === undefined ? 'nothing' : `a ${typeof value}`;
}
