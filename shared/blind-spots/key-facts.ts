import { type Fact, notKnown } from './fact.ts';
import type { DependencyKey, Facts } from './facts.ts';

/** What is known of a key, by the name under which AWS gave it. */
export const keyFact = ({ keys }: Pick<Facts, 'keys'>, keyId: string): Fact<DependencyKey | 'missing'> =>
  (Object.hasOwn(keys, keyId) ? keys[keyId] : undefined) ?? notKnown('the key was not read');

/** Whether cryptographic operations work in this state. Source: KMS Developer Guide, "Key states of AWS KMS keys". */
export const isUsable = (state: string): boolean => state === 'Enabled' || state === 'Updating';
