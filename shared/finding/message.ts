import { type KeyArn, keyArnsIn, parseKeyArn } from '../kms/key-arn.ts';

/**
 * What an errorMessage says about a key pending deletion.
 * - `confirmed`: the whole message is one of KMS's three texts, so KMS said it.
 * - `unconfirmed`: it only contains the words. Services echo input, so anybody may have written them.
 */
export type PendingDeletionMessage =
  | { readonly kind: 'confirmed'; readonly key: KeyArn; readonly form: MessageForm }
  | { readonly kind: 'unconfirmed' };

/** Which text it was: `either` is the documented one that leaves the two states open. */
export type MessageForm = 'deletion' | 'replica-deletion' | 'either';

// Source: KMS Developer Guide, "Key states of AWS KMS keys", footnotes [2], [3] and [10] of the table; the second text is
// how [2] and [3] can be read for a multi-Region primary key and has not been seen in a public record.
const FORMS: Readonly<Record<string, MessageForm>> = {
  'is pending deletion': 'deletion',
  'is pending replica deletion': 'replica-deletion',
  'is pending deletion (or pending replica deletion)': 'either',
};
const WHOLE_MESSAGE = /^(arn:\S+) (is pending .*?)\.?$/;
// The same words that the filter patterns of shared/contract look for, which are case-sensitive.
const WORDS = /\bis pending (?:replica )?deletion\b/;

/**
 * Reads an errorMessage; undefined when it is not about a key pending deletion. "is not pending deletion" (footnote [4]) does not hold
 * the words; beside them it takes nothing away, or a caller could add it to keep a use from being told.
 */
export function readMessage(errorMessage: string | null | undefined): PendingDeletionMessage | undefined {
  if (!errorMessage) return undefined;
  const [, arn, words] = WHOLE_MESSAGE.exec(errorMessage.trim()) ?? [];
  const key = parseKeyArn(arn);
  if (key !== undefined && words !== undefined && Object.hasOwn(FORMS, words)) {
    return { kind: 'confirmed', key, form: FORMS[words] ?? 'either' };
  }
  return WORDS.test(errorMessage) ? { kind: 'unconfirmed' } : undefined;
}

// Source: KMS Developer Guide, "Key states of AWS KMS keys", footnote [1] of the table.
const DISABLED_MESSAGE = /^(arn:\S+) is disabled\.?$/;

/** The key that KMS calls disabled, where that is the whole message. */
export const keyOfDisabled = (errorMessage: string | null | undefined): KeyArn | undefined =>
  parseKeyArn(DISABLED_MESSAGE.exec(errorMessage?.trim() ?? '')?.[1]);

/** Whether a text that is no record may still be about a key pending deletion. */
export const mentionsPendingDeletion = (text: string): boolean => WORDS.test(text);

/** Where the words begin; -1 when they are not there. */
export const wordsAt = (text: string): number => text.search(WORDS);

/** The key that a text begins with, if any. */
export const keyAtStart = (text: string | null | undefined): KeyArn | undefined =>
  parseKeyArn(/^\s*(arn:\S+)/.exec(text ?? '')?.[1]);

/** The key that such a text may be about: the last one named before the words, if any. */
export function keyBefore(text: string): KeyArn | undefined {
  const at = wordsAt(text);
  return keyArnsIn(at < 0 ? '' : text.slice(0, at)).at(-1);
}
