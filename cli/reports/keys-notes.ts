import { forJson } from '../../shared/alert/inert.ts';
import { count } from '../../shared/alert/time.ts';
import type { ExaminedKey } from '../../shared/blind-spots/examined-key.ts';

/** What else to think of before a key goes, in words. */
export function notesOn(examined: ExaminedKey): readonly string[] {
  const { key, drill, details, verdict } = examined;
  return [
    drill ? 'made by `drill --real`: its refused use was the test' : '',
    publicKeyNote(examined),
    originNote(key.origin, key.keySpec === 'SYMMETRIC_DEFAULT'),
    key.multiRegion === undefined
      ? ''
      : 'its copies in other Regions are keys of their own: each is used, and goes, by itself',
    key.state === 'PendingReplicaDeletion' ? waitingNote(key.pendingWindowInDays) : '',
    details.lastUsage.status === 'known' && !details.lastUsage.value.used
      ? 'KMS keeps no record of a good use: that is since it keeps track, not never'
      : '',
    // Source: KMS Developer Guide, "Key states of AWS KMS keys": their refusals say "is disabled", which no filter asks for.
    verdict.kind === 'no-sign' ? 'calls refused while it was disabled, before it was scheduled, are not counted' : '',
  ].filter((note) => note !== '');
}

const waitingNote = (days: number | undefined): string =>
  `it waits until its last replica is gone; then ${days === undefined ? 'its waiting period begins' : `${count(days, 'day')} are left`}`;

/** Source: KMS Developer Guide, "Asymmetric keys in AWS KMS": a public key can be downloaded and used outside KMS. */
function publicKeyNote({ hasPublicKey, key: { keySpec = '', keyUsage } }: ExaminedKey): string {
  if (!hasPublicKey) return '';
  const lost =
    keyUsage === 'SIGN_VERIFY' ? 'signatures that nobody could make again' : 'data that nobody could decrypt';
  return `asymmetric (${forJson(keySpec)}): its public key may be in use outside KMS, which nobody sees; think of ${lost}`;
}

/** Source: KMS API Reference, KeyMetadata, Origin; KMS Developer Guide, "Importing key material for AWS KMS keys". */
function originNote(origin: string | undefined, isSymmetric: boolean): string {
  switch (origin) {
    case undefined:
    case 'AWS_KMS':
      return '';
    case 'EXTERNAL':
      return isSymmetric
        ? 'imported key material: a new key with the same material cannot decrypt what this one encrypted'
        : 'imported key material';
    case 'AWS_CLOUDHSM':
    case 'EXTERNAL_KEY_STORE':
      return 'in a custom key store: calls may also fail for reasons of the store, and its own log tells of use as well';
    default:
      return `origin ${forJson(origin)}`;
  }
}
