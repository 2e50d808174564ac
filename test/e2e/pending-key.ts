import { randomUUID } from 'node:crypto';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
  KMSServiceException,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { ACCOUNT, aRefusal, type Json } from '../builders/record.ts';

/** A key that the emulator holds in state PendingDeletion. */
export interface PendingKey {
  readonly arn: string;
  readonly id: string;
  readonly region: string;
  readonly alias: string;
  /** As ScheduleKeyDeletion answered it. */
  readonly deletionDate: Date;
  /** Encrypted under the key while it could be used. */
  readonly ciphertext: Uint8Array;
}

export interface KeyWishes {
  readonly region: string;
  /** How its alias begins; the rest makes it one of its kind. */
  readonly alias: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly description?: string;
  /** Days of the waiting period, 7 to 30. */
  readonly days?: number;
  /** Key policy; the default of KMS without. */
  readonly policy?: Json;
}

/** What encryption context every use in these tests names. */
export const ENCRYPTION_CONTEXT = { 'aws:s3:arn': 'arn:aws:s3:::ledger-archive/2026/11/22.parquet' };

/** Creates a key, encrypts something under it, and schedules its deletion. */
export async function createPendingKey(wishes: KeyWishes): Promise<PendingKey> {
  const { region, tags = {}, description, days = 30, policy } = wishes;
  const alias = `${wishes.alias}-${randomUUID().slice(0, 8)}`;
  const kms = new KMSClient({ region });
  const { KeyMetadata: { Arn: arn = '', KeyId: id = '' } = {} } = await kms.send(
    new CreateKeyCommand({
      Tags: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
      ...(description !== undefined && { Description: description }),
      ...(policy !== undefined && { Policy: JSON.stringify(policy) }),
    }),
  );
  await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: id }));
  const { CiphertextBlob: ciphertext = new Uint8Array() } = await kms.send(
    new EncryptCommand({ KeyId: arn, Plaintext: Buffer.from('ledger'), EncryptionContext: ENCRYPTION_CONTEXT }),
  );
  const { DeletionDate: deletionDate } = await kms.send(
    new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: days }),
  );
  if (deletionDate === undefined) throw new Error('ScheduleKeyDeletion: got no DeletionDate');
  return { arn, id, region, alias, deletionDate, ciphertext };
}

/** A key policy as those write it who want nobody else to look: the account may do everything, the role may read nothing. */
export const closedTo = (role: string): Json => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
    {
      Effect: 'Deny',
      Principal: { AWS: role },
      Action: ['kms:DescribeKey', 'kms:ListResourceTags', 'kms:GetKeyLastUsage'],
      Resource: '*',
    },
  ],
});

/** The cryptographic operations that these tests call. */
export type CalledOperation = 'Encrypt' | 'Decrypt' | 'GenerateDataKey';

/** What the emulator said when the key was used. */
export interface Refusal {
  readonly key: PendingKey;
  readonly operation: CalledOperation;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}

/** Really uses the key; gives the refusal, or throws when there was none. */
export async function useKey(key: PendingKey, operation: CalledOperation): Promise<Refusal> {
  const kms = new KMSClient({ region: key.region });
  const [KeyId, EncryptionContext] = [key.arn, ENCRYPTION_CONTEXT];
  const calls = {
    Encrypt: () => kms.send(new EncryptCommand({ KeyId, EncryptionContext, Plaintext: Buffer.from('ledger') })),
    Decrypt: () => kms.send(new DecryptCommand({ EncryptionContext, CiphertextBlob: key.ciphertext })),
    GenerateDataKey: () => kms.send(new GenerateDataKeyCommand({ KeyId, EncryptionContext, KeySpec: 'AES_256' })),
  };
  try {
    await calls[operation]();
  } catch (thrown) {
    if (!(thrown instanceof KMSServiceException)) throw thrown;
    const { name: code, message, $metadata } = thrown;
    return { key, operation, code, message, requestId: $metadata.requestId ?? '' };
  }
  throw new Error(`${operation}: the emulator let a key pending deletion be used`);
}

/** The CloudTrail record of a refusal, in the form of test/builders, with what the emulator really said. */
export const recordOf = ({ key, operation, code, message, requestId }: Refusal, overrides: Json = {}): Json =>
  aRefusal({
    eventID: randomUUID(),
    requestID: requestId,
    eventTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    eventName: operation,
    awsRegion: key.region,
    errorCode: code,
    errorMessage: message,
    // As AWS writes them: a Decrypt of a symmetric ciphertext names no key. Source: KMS Developer Guide, "Logging AWS KMS API calls".
    requestParameters: {
      encryptionContext: ENCRYPTION_CONTEXT,
      ...(operation === 'Decrypt' ? { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' } : { keyId: key.arn }),
      ...(operation === 'GenerateDataKey' && { keySpec: 'AES_256' }),
    },
    resources: [{ accountId: key.arn.split(':')[4], type: 'AWS::KMS::Key', ARN: key.arn }],
    ...overrides,
  });
