import { decodeSubscription, readEnvelope } from '../../shared/cloudwatch-logs/decode.ts';
import type { LogBatch } from '../../shared/cloudwatch-logs/log-batch.ts';
import { type GuardError, messageOf } from '../../shared/errors.ts';
import { mentionsPendingDeletion } from '../../shared/finding/message.ts';
import { type RecordText, recordTextsOf } from '../../shared/pipeline/collect-records.ts';
import type { Result } from '../../shared/result.ts';
import { createJsonSplitter } from './split-json.ts';

/** The records of one piece of input, and what in it could not be read. */
export interface Found {
  readonly records: readonly RecordText[];
  readonly problems: readonly string[];
}

// Fields whose arrays hold records; the first three may be long, and split-json.ts takes them apart before they get here.
const CONTAINERS = ['Records', 'Events', 'events', 'logEvents'];

// What split-json.ts leaves of a container whose elements it has handed out.
const EMPTIED = /"(?:Records|Events|events)"\s*:\s*\[\s*\]/;

/** Forms within forms: a file of payloads of batches of records is three deep. */
const DEEPEST = 6;

/**
 * Finds the CloudTrail records in a piece of JSON, in every form that people have them in: a record, CloudTrail's file and the
 * outputs of `aws cloudtrail lookup-events` and `aws logs filter-log-events`, EventBridge events, log subscription payloads,
 * raw or decoded, and log events; arrays and JSON strings of all of these.
 */
export function recordsIn(text: string): Found {
  const value = parsed(text);
  if (value.ok) return merge(expand(value.value, text, 0));
  const parts = rescue(text);
  return parts.length === 0 ? brokenText(text, value.reason) : merge(parts.flatMap(partOfBroken));
}

function partOfBroken(text: string): Found[] {
  const value = parsed(text);
  return value.ok ? expand(value.value, text, 0) : [brokenText(text, value.reason)];
}

function expand(value: unknown, text: string | undefined, deep: number): Found[] {
  if (deep > DEEPEST) return [{ records: [], problems: ['nested too deep to be a form that is known'] }];
  if (Array.isArray(value)) return value.flatMap((element) => expand(element, undefined, deep + 1));
  if (typeof value === 'string') return [nested(value, undefined, deep)];
  if (typeof value === 'object' && value !== null) return expandObject({ ...value }, text, deep);
  return [brokenText(text ?? String(value), `got ${value === null ? 'null' : `a ${typeof value}`}, wanted a record`)];
}

function expandObject(form: Readonly<Record<string, unknown>>, text: string | undefined, deep: number): Found[] {
  if ('eventSource' in form && 'eventName' in form) return [oneRecord(form, text)];
  if ('awslogs' in form) return [ofBatch(decodeSubscription(form))];
  if ('messageType' in form && 'logEvents' in form) return [ofBatch(readEnvelope(form))];
  const inner =
    CONTAINERS.map((name) => form[name]).find(Array.isArray) ?? ('detail-type' in form ? form.detail : undefined);
  if (inner !== undefined) return [...aroundContainer(text), ...expand(inner, undefined, deep + 1)];
  if (typeof form.CloudTrailEvent === 'string') return [nested(form.CloudTrailEvent, form.EventId, deep)];
  if (typeof form.message === 'string') return [nested(form.message, form.id ?? form.eventId, deep)];
  // CloudTrail's digest files lie beside its log files and hold no records.
  return 'digestStartTime' in form ? [] : [oneRecord(form, text)];
}

/** A bracket too many ends a container early: what then stands around it may be half a record. */
const aroundContainer = (text: string | undefined): Found[] =>
  text !== undefined && EMPTIED.test(text) && mentionsPendingDeletion(text)
    ? [brokenText(text, 'got the rest of a record beside the records, wanted it among them')]
    : [];

function ofBatch(batch: Result<LogBatch, GuardError>): Found {
  if (!batch.ok) return { records: [], problems: [batch.error.message] };
  return { records: batch.value.kind === 'control' ? [] : recordTextsOf(batch.value), problems: [] };
}

const oneRecord = (value: unknown, text: string | undefined): Found => ({
  records: [{ text: text ?? asJson(value), value, lineId: undefined }],
  problems: [],
});

/** A text within a form: a record, mostly; else a form again, such as an EventBridge event that went to a log group. */
function nested(text: string, id: unknown, deep: number): Found {
  const lineId = typeof id === 'string' ? id : undefined;
  const inner = parsed(text);
  if (!inner.ok) return { records: [{ text, lineId }], problems: [] };
  const found = merge(expand(inner.value, text, deep + 1));
  const [only, second] = found.records;
  // The line's identity is a record's own only where the line holds no other.
  return only === undefined || second !== undefined ? found : { ...found, records: [{ ...only, lineId }] };
}

/** JSON.stringify that gives nothing instead of overflowing the stack on a value nested thousands deep. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

const brokenText = (text: string, reason: string): Found => ({
  records: [{ text, lineId: undefined, broken: { path: '', reason } }],
  problems: [],
});

const merge = (found: readonly Found[]): Found => ({
  records: found.flatMap(({ records }) => records),
  problems: found.flatMap(({ problems }) => problems),
});

function parsed(text: string): { ok: true; value: unknown } | { ok: false; reason: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (thrown) {
    return { ok: false, reason: `got text that is not JSON (${messageOf(thrown).slice(0, 80)}), wanted a record` };
  }
}

/**
 * Good records behind a broken one: text that does not parse is cut where a line or a record begins, and each part taken apart
 * anew; what is no value in it stays one text. The pattern takes time in proportion to the text, whatever is in it: white space
 * is only looked at from one end of it.
 */
function rescue(text: string): string[] {
  const parts = text.split(/\n(?=[^\S\n]*[[{])|(?=\{\s*"eventVersion")(?<=[,[\n]\s*)/);
  return parts.flatMap(valuesAndRest).filter((part) => /[^[\]{},\s]/.test(part));
}

function valuesAndRest(part: string): string[] {
  const values: string[] = [];
  const rest: string[] = [];
  const splitter = createJsonSplitter((piece) => {
    (piece.startsWith('{') && parsed(piece).ok ? values : rest).push(piece);
  });
  splitter.write(part);
  splitter.end();
  return values.length === 0 ? [part.trim()] : [...values, rest.join(' ')];
}
