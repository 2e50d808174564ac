import { messageOf } from '../errors.ts';
import type { KeyRef } from '../finding/key.ts';
import { type KeyDetails, nothingKnown } from '../kms/key-details.ts';
import type { KeyReader } from './key-reader.ts';

/** Details of the key of an incident. A reader that breaks its promise and throws costs its details, not the alert. */
export async function enrich(key: KeyRef, read: KeyReader): Promise<KeyDetails> {
  switch (key.kind) {
    case 'arn':
      try {
        return await read(key.key);
      } catch (thrown) {
        return nothingKnown(`reading the key failed (${messageOf(thrown)})`);
      }
    case 'named':
      return nothingKnown('the record gives an alias only, not the key ARN');
    case 'unknown':
      return nothingKnown(key.reason);
  }
}
