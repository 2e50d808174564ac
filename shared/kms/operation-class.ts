/**
 * What a refused operation says about the key:
 * - `cryptographic`: somebody needs the key for data, now;
 * - `delegation`: somebody prepares to use it, or takes its public half elsewhere;
 * - `management`: somebody administers it. No data is touched.
 */
export type OperationClass = 'cryptographic' | 'delegation' | 'management';

// Source of each entry: KMS Developer Guide, "Key states of AWS KMS keys", table row of the operation, column
// "Pending deletion" (footnotes in brackets), unless another source stands behind it.
const CLASSES: Readonly<Record<string, OperationClass>> = {
  Decrypt: 'cryptographic', // [2] or [3]
  Encrypt: 'cryptographic', // [2] or [3]
  GenerateDataKey: 'cryptographic', // [2] or [3]
  GenerateDataKeyWithoutPlaintext: 'cryptographic', // [2] or [3]
  GenerateDataKeyPair: 'cryptographic', // [2] or [3]
  GenerateDataKeyPairWithoutPlaintext: 'cryptographic', // [2] or [3]
  GenerateMac: 'cryptographic', // [2] or [3]
  VerifyMac: 'cryptographic', // [2] or [3]
  ReEncrypt: 'cryptographic', // [2] or [3]
  Sign: 'cryptographic', // [2] or [3]
  Verify: 'cryptographic', // [2] or [3]
  DeriveSharedSecret: 'cryptographic', // API Reference, DeriveSharedSecret: a cryptographic operation; not in the table
  Encapsulate: 'cryptographic', // SDK types of @aws-sdk/client-kms; not in the table
  Decapsulate: 'cryptographic', // SDK types of @aws-sdk/client-kms; not in the table

  CreateGrant: 'delegation', // [2] or [3]
  GetPublicKey: 'delegation', // [2] or [3]: the public key is then used outside KMS, where nobody sees it
  ReplicateKey: 'delegation', // [2] or [3]
  UpdatePrimaryRegion: 'delegation', // [2] or [3]

  CreateAlias: 'management', // [3]
  UpdateAlias: 'management', // [10], when the target key is pending deletion
  DisableKey: 'management', // [3]
  EnableKey: 'management', // [3]: a rescue in the wrong order
  ScheduleKeyDeletion: 'management', // [3]
  TagResource: 'management', // [3]
  UntagResource: 'management', // [3]
  UpdateKeyDescription: 'management', // [3]
  EnableKeyRotation: 'management', // [3] or [7]
  DisableKeyRotation: 'management', // [3] or [7]
  GetKeyRotationStatus: 'management', // [7]
  GetParametersForImport: 'management', // [8] or [9]
  ImportKeyMaterial: 'management', // [8] or [9]
};

const KMS = 'kms.amazonaws.com';

/**
 * The class of an operation. One that is not in the table is taken for cryptographic: better one alert too many than a key
 * lost to an operation that is younger than this table. The names are KMS's own, so they mean nothing on another service:
 * what Amazon S3 calls CopyObject needed the key for data.
 */
export function classOfOperation(eventSource: string | undefined, eventName: string | undefined): OperationClass {
  if (eventSource !== KMS || eventName === undefined || !Object.hasOwn(CLASSES, eventName)) return 'cryptographic';
  return CLASSES[eventName] ?? 'cryptographic';
}

/** Whether the class of a call is known: of KMS's own operations those in the table, of another service all of them. */
export const isClassKnown = (eventSource: string | undefined, eventName: string | undefined): boolean =>
  eventSource !== KMS || (eventName !== undefined && Object.hasOwn(CLASSES, eventName));

/** Whether this is a call of KMS's own EnableKey. */
export const isEnableKey = (eventSource: string | undefined, eventName: string | undefined): boolean =>
  eventSource === KMS && eventName === 'EnableKey';

/** Whether KMS itself was called, rather than a service that passed its answer on. */
export const isKms = (eventSource: string | undefined): boolean => eventSource === KMS;
