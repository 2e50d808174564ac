import type { RecordParts } from '../cloudtrail/record.ts';
import { type KeyArn, keyArnFrom, parseKeyArn } from '../kms/key-arn.ts';

/**
 * The key that a record is about. `named` means that the record gives an alias only: which key that is, only KMS can tell.
 * `unknown` carries the reason in words for people.
 */
export type KeyRef =
  | { readonly kind: 'arn'; readonly key: KeyArn }
  | {
      readonly kind: 'named';
      readonly name: string;
      readonly accountId: string | undefined;
      readonly region: string | undefined;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Finds the key: the ARN in the message, else `resources[]`, else the request parameters. An ARN of a record whose parts name
 * several keys is not picked by chance: for ReEncrypt only the message tells which of the two is pending deletion.
 * Source: the samples of the KMS Developer Guide, "Logging AWS KMS API calls with AWS CloudTrail".
 */
export function keyOf(record: RecordParts, inMessage: KeyArn | undefined): KeyRef {
  if (inMessage !== undefined) return { kind: 'arn', key: inMessage };
  const inResources = differentKeys(record.resources.map((resource) => resource.ARN));
  if (inResources.length > 1) {
    return {
      kind: 'unknown',
      reason: `the record names ${inResources.length} keys and does not say which one it is about`,
    };
  }
  const [only] = inResources;
  return only === undefined ? keyOfParameters(record) : { kind: 'arn', key: only };
}

function keyOfParameters(record: RecordParts): KeyRef {
  const { keyId, 'x-amz-server-side-encryption-aws-kms-key-id': sseKeyId } = record.requestParameters;
  const name = keyId ?? sseKeyId;
  if (name === undefined) return { kind: 'unknown', reason: 'the record names no key' };
  const arn = parseKeyArn(name);
  if (arn !== undefined) return { kind: 'arn', key: arn };
  const region = record.awsRegion;
  // A bare key ID means a key of the caller's own account: one of another account is always given by its ARN.
  const accountId = record.userIdentity.accountId ?? record.recipientAccountId;
  const isName = name.includes(':') || name.startsWith('alias/');
  if (!isName && region !== undefined && accountId !== undefined) {
    const key = keyArnFrom(region, accountId, name);
    if (key !== undefined) return { kind: 'arn', key };
  }
  return { kind: 'named', name, accountId, region };
}

function differentKeys(arns: readonly (string | undefined)[]): readonly KeyArn[] {
  const keys = arns.map(parseKeyArn).filter((key) => key !== undefined);
  return [...new Map(keys.map((key) => [key.arn, key])).values()];
}
