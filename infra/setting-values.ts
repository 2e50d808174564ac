import { NEVER_ENTRY, NEVER_ENTRY_WANTED, NEVER_PARAMETER } from '../shared/contract/remediation.ts';

/** A value, or what was got and what is wanted, for one line of the error. */
export type Read<T> = { readonly value: T } | { readonly got: string; readonly wanted: string };

/** Takes a value of CDK context: text from `-c name=value`, or any JSON from cdk.json. */
export type Reader<T> = (raw: unknown) => Read<T>;

const got = (raw: unknown): string => {
  const text = JSON.stringify(raw) ?? String(raw);
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
};

/** Text of this form; `wanted` says the form in words. */
export const text =
  (form: RegExp, wanted: string): Reader<string> =>
  (raw) =>
    typeof raw === 'string' && form.test(raw) ? { value: raw } : { got: got(raw), wanted };

/** `true` or `false`, as JSON or as text. */
export const flag: Reader<boolean> = (raw) => {
  if (raw === true || raw === 'true') return { value: true };
  if (raw === false || raw === 'false') return { value: false };
  return { got: got(raw), wanted: 'true or false' };
};

/** A whole number in these bounds, as JSON or as text. */
export const wholeNumber =
  (least: number, most: number): Reader<number> =>
  (raw) => {
    const value = typeof raw === 'string' && /^[1-9]\d*$/.test(raw) ? Number(raw) : raw;
    return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? { value }
      : { got: got(raw), wanted: `a whole number from ${least} to ${most}` };
  };

/** One of these words. */
export const oneOf =
  <T extends string>(...words: readonly T[]): Reader<T> =>
  (raw) => {
    const word = words.find((known) => known === raw);
    return word === undefined ? { got: got(raw), wanted: words.join(' or ') } : { value: word };
  };

/** Entries of this form, each once: separated by commas, or a JSON list. What is got names the first bad entry. */
export const list =
  (form: RegExp, wanted: string): Reader<readonly string[]> =>
  (raw) => {
    const joined = Array.isArray(raw) ? raw.join(',') : raw;
    if (typeof joined !== 'string') return { got: got(raw), wanted };
    const entries = joined.split(',').map((entry) => entry.trim());
    const bad = entries.find((entry) => !form.test(entry));
    if (bad !== undefined) return { got: got(bad), wanted };
    const twice = entries.find((entry, position) => entries.indexOf(entry) !== position);
    return twice === undefined ? { value: entries } : { got: `${got(twice)} twice`, wanted: 'each once' };
  };

/** `111122223333=payments-prod,...`: each account once. Kept as text, as it goes on to the function. */
export const accountNames: Reader<string> = (raw) => {
  const wanted = 'account ids with names, such as 111122223333=payments-prod,444455556666=ledger';
  const entries = list(/^\d{12}=[^=\p{C}]+$/u, wanted)(raw);
  if (!('value' in entries)) return entries;
  const ids = entries.value.map((entry) => entry.slice(0, 12));
  const twice = ids.find((id, position) => ids.indexOf(id) !== position);
  if (twice !== undefined) return { got: `account ${twice} twice`, wanted: 'one name for each account' };
  return { value: entries.value.join(',') };
};

/** A variable of the function holds it, beside others: Lambda takes 4 KB for all. Longer lists belong into the parameter. */
const LONGEST_NEVER = 1000;

/** What automatic cancel leaves alone. */
export const neverList: Reader<readonly string[]> = (raw) => {
  const entries = list(NEVER_ENTRY, NEVER_ENTRY_WANTED)(raw);
  const length = 'value' in entries ? entries.value.join(',').length : 0;
  return length <= LONGEST_NEVER
    ? entries
    : {
        got: `${length} characters`,
        wanted: `at most ${LONGEST_NEVER}; put the rest into the SSM parameter ${NEVER_PARAMETER}`,
      };
};

// The glob: words of plain characters without a comma.
const CALLER_GLOB = /^(?:cryptographic|delegation|management)=[\x21-\x2b\x2d-\x7e]+(?: [\x21-\x2b\x2d-\x7e]+)*$/;
const EVERYBODY = /^[a-z]+=(?:role|user|service|SSO permission set|Identity Center user|directory user)?[^A-Za-z0-9]*$/;

/**
 * `management=role crossplane-*,...`: classes with globs of callers, each once. A glob must say something of the name itself: one
 * of wildcards alone, or of these after a kind of caller, would hide everybody. Kept as text, as it goes on to the function.
 */
export const callerGlobs: Reader<string> = (raw) => {
  const wanted =
    'classes (cryptographic, delegation, management) with callers, such as management=role crossplane-*,delegation=user auditor';
  const entries = list(CALLER_GLOB, wanted)(raw);
  if (!('value' in entries)) return entries;
  const everybody = entries.value.find((entry) => EVERYBODY.test(entry));
  return everybody === undefined
    ? { value: entries.value.join(',') }
    : { got: got(everybody), wanted: 'a part of the name itself, such as management=role crossplane-*' };
};

// As it is written, not as a browser would mend it: the function is handed this very text.
const isHttps = (link: string): boolean => link.startsWith('https://') && URL.canParse(link);

/** With what is put into it, it must still be short enough to be shown in Slack. */
const LONGEST_LINK = 500;

/** An https link without blanks. */
export const httpsLink: Reader<string> = (raw) =>
  typeof raw === 'string' && /^\S+$/.test(raw) && raw.length <= LONGEST_LINK && isHttps(raw)
    ? { value: raw }
    : { got: got(raw), wanted: `a link that begins with https://, of at most ${LONGEST_LINK} characters` };

const PLACES = ['{accountId}', '{destination}'];

/** An https link with a place for the account and one for the page to open there. */
export const linkTemplate: Reader<string> = (raw) => {
  const link = httpsLink(raw);
  if ('value' in link && PLACES.every((place) => link.value.includes(place))) return link;
  return {
    got: got(raw),
    wanted: `a link that begins with https:// and holds ${PLACES.join(' and ')}, of at most ${LONGEST_LINK} characters`,
  };
};
