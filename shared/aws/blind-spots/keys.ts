import { DescribeKeyCommand, GetKeyPolicyCommand, ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import type { Fact } from '../../blind-spots/fact.ts';
import type { DependencyKey } from '../../blind-spots/facts.ts';
import type { KeyUse } from '../../blind-spots/own-keys.ts';
import { parseKeyArn } from '../../kms/key-arn.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask, askUnless, whenThere } from './ask.ts';

type Kms = Pick<GuardClients, 'kms'>;

/** The keys of these uses, by the name that AWS gave. Source: KMS API Reference, DescribeKey and GetKeyPolicy. */
export const readKeys = async (
  clients: Kms,
  uses: readonly KeyUse[],
  budget: AbortSignal,
): Promise<Readonly<Record<string, Fact<DependencyKey | 'missing'>>>> =>
  Object.fromEntries(
    await Promise.all(uses.map(async (use) => [use.keyId, await readKey(clients, use, budget)] as const)),
  );

/**
 * Each is asked for in its own Region. A policy can be had by id or ARN only, so it is asked for by what DescribeKey says; nobody can
 * change that of a key of AWS.
 */
async function readKey(
  { kms }: Kms,
  { keyId, isTopic, region }: KeyUse,
  abortSignal: AbortSignal,
): Promise<Fact<DependencyKey | 'missing'>> {
  const described = await askUnless(
    /^NotFoundException$/,
    'missing' as const,
    'kms:DescribeKey',
    abortSignal,
    async () => {
      const command = new DescribeKeyCommand({ KeyId: keyId });
      const { KeyMetadata: key } = await kms(regionOf(keyId) ?? region).send(command, { abortSignal });
      if (key?.Arn === undefined || key.KeyState === undefined) throw new Error('KMS gave no ARN or no state');
      return { arn: key.Arn, state: key.KeyState, deletionDate: key.DeletionDate, manager: key.KeyManager };
    },
  );
  return whenThere(described, async (key) => ({
    ...key,
    policy: isTopic && key.manager !== 'AWS' ? await readPolicy({ kms }, key.arn, abortSignal) : undefined,
  }));
}

/** The key policy, asked for in the key's own Region. */
export const readPolicy = ({ kms }: Kms, arn: string, budget: AbortSignal): Promise<Fact<string>> =>
  ask('kms:GetKeyPolicy', budget, async () => {
    const command = new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' });
    const { Policy: policy = '' } = await kms(regionOf(arn)).send(command, { abortSignal: budget });
    return policy;
  });

/** The tags of a key, which has 50 at most: one page. Source: KMS API Reference, ListResourceTags. */
export const readTags = (
  { kms }: Kms,
  arn: string,
  abortSignal: AbortSignal,
): Promise<Fact<Readonly<Record<string, string>>>> =>
  ask('kms:ListResourceTags', abortSignal, async () => {
    const command = new ListResourceTagsCommand({ KeyId: arn });
    const { Tags: tags = [] } = await kms(regionOf(arn)).send(command, { abortSignal });
    return Object.fromEntries(tags.map(({ TagKey: name = '', TagValue: value = '' }) => [name, value]));
  });

/** That of a key ARN or an alias ARN; undefined for an id or a bare alias, which mean the Region of whoever asks. */
const regionOf = (keyId: string): string | undefined =>
  parseKeyArn(keyId)?.region ?? /^arn:[^:]+:kms:([a-z0-9-]+):\d{12}:alias\//.exec(keyId)?.[1];

/**
 * ARN of the customer key, or of its alias, under the default encryption of a bucket; undefined where there is none that could be deleted,
 * as S3 uses keys of its own or AWS's. Not known where the bucket is another account's, or names its key without Region and account:
 * looked up here, that might be another key or none. Source: S3 API Reference, GetBucketEncryption.
 */
export const readBucketKey = (
  { s3 }: Pick<GuardClients, 's3'>,
  bucket: string,
  budget: AbortSignal,
): Promise<Fact<string | undefined>> =>
  askUnless(NO_ENCRYPTION, undefined, 's3:GetEncryptionConfiguration', budget, async () => {
    const command = new GetBucketEncryptionCommand({ Bucket: bucket });
    const { ServerSideEncryptionConfiguration: encryption } = await s3.send(command, { abortSignal: budget });
    const key = (encryption?.Rules ?? [])
      .map(({ ApplyServerSideEncryptionByDefault: rule }) => rule?.KMSMasterKeyID)
      .find((id) => id !== undefined && id !== '' && !/(^|:)alias\/aws\//.test(id));
    if (key !== undefined && !key.startsWith('arn:')) throw new Error(`it names its key as ${key}, in no Region`);
    return key;
  });

const NO_ENCRYPTION = /^ServerSideEncryptionConfigurationNotFoundError$/;
