import {
  NEVER_ENTRY,
  NEVER_ENTRY_WANTED,
  REMEDIATION_MODES,
  REMEDIATION_TAG_VALUES,
  type RemediationMode,
  type RemediationTagValue,
} from '../contract/remediation.ts';
import type { KeyArn } from '../kms/key-arn.ts';
import { err, ok, type Result } from '../result.ts';

/** What the owner of a deployment allows the guard to do by itself. */
export interface RemediationPolicy {
  /** The most that it may do. */
  readonly mode: RemediationMode;
  /** `tagged`: only for keys whose tag allows it. */
  readonly scope: 'all' | 'tagged';
  /** Keys, aliases and accounts that are left alone, as {@link NEVER_ENTRY} has them. */
  readonly never: readonly string[];
  /** It acts only when no more than so many days are left; undefined: at once. */
  readonly withinDays: number | undefined;
  /** Cancels in one day, UTC. */
  readonly dailyLimit: number;
}

/** The policy of a deployment that does nothing by itself. */
export const REMEDIATION_OFF: RemediationPolicy = {
  mode: 'off',
  scope: 'all',
  never: [],
  withinDays: undefined,
  dailyLimit: 0,
};

/** The lower of two modes. */
export const lower = (one: RemediationMode, other: RemediationMode): RemediationMode =>
  REMEDIATION_MODES.indexOf(one) <= REMEDIATION_MODES.indexOf(other) ? one : other;

/** Whether a mode writes to KMS. */
export const isCancelling = (mode: RemediationMode): boolean => mode === 'cancel' || mode === 'cancel-and-enable';

/** Reads a mode as somebody typed it. */
export function parseMode(text: string): Result<RemediationMode, string> {
  const typed = text.trim();
  const mode = REMEDIATION_MODES.find((known) => known === typed);
  return mode === undefined ? err(`got ${shown(typed)}, wanted ${REMEDIATION_MODES.join(', ')}`) : ok(mode);
}

/** Reads the value of the tag. */
export function parseTag(text: string): Result<RemediationTagValue, string> {
  const value = REMEDIATION_TAG_VALUES.find((known) => known === text.trim());
  return value === undefined ? err(`got ${shown(text)}, wanted ${REMEDIATION_TAG_VALUES.join(', ')}`) : ok(value);
}

/** Reads a list of what is left alone, as the setting and the parameter hold it: separated by commas or line ends. */
export function parseNever(text: string): Result<readonly string[], string> {
  const entries = text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const wrong = entries.find((entry) => !NEVER_ENTRY.test(entry));
  return wrong === undefined ? ok(entries) : err(`got ${shown(wrong)}, wanted ${NEVER_ENTRY_WANTED}`);
}

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);

/** The first entry that names a key, by itself or by its account; `by-alias-unknown` when only aliases that were not read could. */
export function neverEntryOf(
  entries: readonly string[],
  key: KeyArn,
  aliases: readonly string[] | undefined,
): string | 'by-alias-unknown' | undefined {
  const byKey = entries.find((entry) => entry === key.arn || entry === key.keyId || entry === key.accountId);
  if (byKey !== undefined) return byKey;
  const byAlias = entries.filter((entry) => entry.startsWith('alias/'));
  if (byAlias.length === 0) return undefined;
  return aliases === undefined ? 'by-alias-unknown' : byAlias.find((entry) => aliases.includes(entry));
}
