import type { OperationClass } from '../kms/operation-class.ts';
import { err, ok, type Result } from '../result.ts';

/** A caller whose refused calls of one class are only counted, for good. */
export interface IgnoredCaller {
  readonly class: OperationClass;
  /** A glob. */
  readonly caller: string;
}

// The glob: words of plain characters without a comma, that say something beside the kind of caller.
const ENTRY =
  /^(cryptographic|delegation|management)=(?!(?:role|user|service|SSO permission set|Identity Center user|directory user)?[^A-Za-z0-9]*$)([\x21-\x2b\x2d-\x7e]+(?: [\x21-\x2b\x2d-\x7e]+)*)$/;

/** The form of an entry of the setting `ignoreCallers`, in words. */
export const IGNORE_CALLERS_WANTED =
  'classes with callers, such as management=role crossplane-*,delegation=user auditor';

/**
 * Reads the setting `ignoreCallers`: `class=glob,...`, blanks around an entry allowed, each entry once; nothing for an empty text.
 * The fault says what was got and wanted.
 */
export function parseIgnoreCallers(text: string): Result<readonly IgnoredCaller[], string> {
  if (text === '') return ok([]);
  const entries = text.split(',').map((entry) => entry.trim());
  const ignored: IgnoredCaller[] = [];
  for (const [at, entry] of entries.entries()) {
    const [, ofClass, caller] = ENTRY.exec(entry) ?? [];
    if (ofClass === undefined || caller === undefined)
      return err(`got ${quoted(entry)}, wanted ${IGNORE_CALLERS_WANTED}`);
    if (entries.indexOf(entry) !== at) return err(`got ${quoted(entry)} twice, wanted each once`);
    ignored.push({ class: ofClass as OperationClass, caller });
  }
  return ok(ignored);
}

const quoted = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}...` : text);
