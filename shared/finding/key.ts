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
 * Finds the key: the ARN at the start of the message, else `resources[]`, else the request parameters, and only then an ARN that
 * stands somewhere in the text, where a caller may have put it. Of several keys none is picked by chance: for ReEncrypt only the
 * message tells which of the two is pending deletion.
 * Source: the samples of the KMS Developer Guide, "Logging AWS KMS API calls with AWS CloudTrail".
 */
export function keyOf(record: RecordParts, atStart: KeyArn | undefined, inText?: KeyArn): KeyRef {
  if (atStart !== undefined) return { kind: 'arn', key: atStart };
  const inResources = differentKeys(record.resources.map((resource) => resource.ARN));
  if (inResources.length > 1) {
    return {
      kind: 'unknown',
      reason: `the record names ${inResources.length} keys and does not say which one it is about`,
    };
  }
  const [only] = inResources;
  if (only !== undefined) return { kind: 'arn', key: only };
  const named = keyOfParameters(record);
  return named.kind !== 'arn' && inText !== undefined ? { kind: 'arn', key: inText } : named;
}

function keyOfParameters(record: RecordParts): KeyRef {
  const { keyId, 'x-amz-server-side-encryption-aws-kms-key-id': sseKeyId } = record.requestParameters;
  const name = keyId ?? sseKeyId;
  if (name === undefined) return { kind: 'unknown', reason: 'the record names no key' };
  const arn = parseKeyArn(name);
  if (arn !== undefined) return { kind: 'arn', key: arn };
  const region = record.awsRegion;
  // A bare key ID means a key of the caller's own account: one of another account is always given by its ARN.
  const accountId = record.recipientAccountId ?? record.userIdentity.accountId;
  const [, aliasRegion, aliasAccount] = /^arn:[a-z0-9-]+:kms:([a-z0-9-]+):(\d{12}):alias\//.exec(name) ?? [];
  if (aliasRegion !== undefined) return { kind: 'named', name, accountId: aliasAccount, region: aliasRegion };
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
