import * as v from 'valibot';
import { positionIn } from '../errors.ts';
import { parseStrictKeyArn } from '../kms/key-arn.ts';
import { err, ok, type Result } from '../result.ts';
import { callerGlobFault } from './caller-glob.ts';
import { LONGEST_SILENCE_MS, type Silence } from './silence.ts';

/** A parameter of the standard tier holds no more. Source: Systems Manager User Guide, "Managing parameter tiers". */
const MOST_CHARACTERS = 4096;

// Source: KMS Developer Guide, "Key identifiers". Aliases are not taken: one can be pointed at another key.
const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;

const KEY = 'the ARN or the id of a key, such as 1234abcd-12ab-34cd-56ef-1234567890ab';
const TIME = 'a time with its zone, such as 2026-12-01T00:00:00Z';

/** What wants a sentence, without blanks at its ends. */
const sentence = (most: number) =>
  v.pipe(
    v.string(),
    v.check((text) => text.trim() !== '' && text.length <= most, `a text of at most ${most} characters`),
  );

const Fields = v.object({
  key: v.optional(
    v.pipe(
      v.string(),
      v.check((key) => KEY_ID.test(key) || parseStrictKeyArn(key) !== undefined, KEY),
    ),
  ),
  account: v.optional(v.pipe(v.string(), v.regex(/^\d{12}$/, 'an account id of 12 digits'))),
  class: v.optional(v.picklist(['cryptographic', 'delegation', 'management'])),
  caller: v.optional(v.string()),
  until: v.pipe(
    v.string(),
    v.check((text) => timeOf(text) !== undefined, TIME),
    v.transform((text) => new Date(text)),
  ),
  untilDeletion: v.optional(v.boolean(), false),
  reason: sentence(500),
  by: sentence(200),
});

const NAMES: ReadonlySet<string> = new Set(Object.keys(Fields.entries));

/**
 * Reads a silence out of the value of its parameter. Strict, since a field that is mistyped would let a silence cover more than its
 * author meant: all faults are given, each with what was got and wanted. Never throws.
 * @param writtenAt when the parameter was last written
 */
export function parseSilence(name: string, json: string, writtenAt: Date): Result<Silence, readonly string[]> {
  if (json.length > MOST_CHARACTERS)
    return err([`got ${json.length} characters, wanted a JSON object of at most ${MOST_CHARACTERS}`]);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (thrown) {
    return err([`got text that is not JSON${positionIn(thrown)}, wanted a JSON object`]);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return err([`got ${kindOf(value)}, wanted a JSON object`]);
  const unknown = Object.keys(value).filter((field) => !NAMES.has(field));
  const faults = unknown.map(
    (field) => `${quoted(field)}: got a field that is not known, wanted ${[...NAMES].join(', ')}`,
  );
  const fields = v.safeParse(Fields, value);
  if (!fields.success) return err([...faults, ...fields.issues.map(faultOf)]);
  const { key, account, class: ofClass, caller, ...rest } = fields.output;
  const silence: Silence = { name, key, account, class: ofClass, caller, ...rest, writtenAt };
  faults.push(...contradictions(silence));
  return faults.length > 0 ? err(faults) : ok(silence);
}

function contradictions({ key, account, class: ofClass, caller, until, writtenAt }: Silence): readonly string[] {
  const faults: string[] = [];
  // The comparison is the other way about, so that a date of writing that is none lets nothing through.
  if (!(until.getTime() - writtenAt.getTime() <= LONGEST_SILENCE_MS)) {
    faults.push(`until: got more than 30 days after it was written, wanted 30 days at most`);
  }
  const callerFault = caller === undefined ? undefined : callerGlobFault(caller);
  if (caller !== undefined && callerFault !== undefined) faults.push(`caller: got ${quoted(caller)}, ${callerFault}`);
  if (key === undefined && caller === undefined)
    faults.push('caller: got neither a key nor a caller, wanted a caller for what covers every key');
  if (key === undefined && ofClass !== 'management')
    faults.push(`class: got ${ofClass ?? 'nothing'} without a key, wanted management for what covers every key`);
  const accountOfKey = parseStrictKeyArn(key)?.accountId;
  if (account !== undefined && accountOfKey !== undefined && account !== accountOfKey)
    faults.push(`account: got ${account} with a key of ${accountOfKey}, wanted one of both`);
  return faults;
}

/** A time of the calendar: JavaScript itself takes 30 February for 2 March. */
function timeOf(text: string): Date | undefined {
  const [, year, month, day] =
    /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const time = new Date(text);
  if (day === undefined || Number.isNaN(time.getTime())) return undefined;
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= lastDay ? time : undefined;
}

function faultOf(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue) ?? '';
  if (issue.received === 'undefined') return `${field}: got nothing, wanted ${WANTED[field] ?? 'a value'}`;
  const got = typeof issue.input === 'string' ? quoted(issue.input) : kindOf(issue.input);
  return `${field}: got ${got}, wanted ${issue.kind === 'validation' ? issue.message : (WANTED[field] ?? 'a text')}`;
}

const WANTED: Readonly<Record<string, string>> = {
  key: KEY,
  account: 'an account id of 12 digits',
  class: 'cryptographic, delegation or management',
  caller: 'a text such as "role crossplane-*"',
  until: TIME,
  untilDeletion: 'true or false',
  reason: 'why',
  by: 'who answers for it',
};

function kindOf(value: unknown): string {
  if (value === null || Array.isArray(value)) return value === null ? 'null' : 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
