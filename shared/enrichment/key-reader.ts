import type { KeyArn } from '../kms/key-arn.ts';
import type { KeyDetails } from '../kms/key-details.ts';

/**
 * Reads what is known about a key, in the key's own Region and account. It never rejects and never waits long: a part that
 * cannot be had is `unavailable` with its reason, because an alert waits for no enrichment.
 */
export type KeyReader = (key: KeyArn) => Promise<KeyDetails>;
