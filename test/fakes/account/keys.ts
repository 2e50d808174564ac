import type { DependencyKey, Facts, KeyToSave } from '../../../shared/blind-spots/facts.ts';
import { type Answer, awsError, json } from '../aws.ts';
import { type Answering, element, ifKnown, ifThere, jsonPage, type Manner, pageOf, seconds, tag } from './answers.ts';

const NOT_FOUND = awsError(400, 'NotFoundException');

/** KMS on the keys that the guard depends on, and on those of other Regions. */
export function answerKeys(
  aws: Answering,
  { keys, otherRegions, remediation, region: home }: Facts,
  manner: Manner,
): void {
  const pending = remediation?.pending?.keys ?? [];
  const pendingAt = (id: unknown) => pending.find(({ arn }) => arn === id || arn.endsWith(`key/${id}`));
  aws.answer('DescribeKey', ({ region, parameters: { KeyId: id } }) => {
    const toSave = pendingAt(id);
    if (toSave !== undefined) return toSave.arn.split(':')[3] === region ? describedPending(toSave) : NOT_FOUND;
    const key = keys[String(id)];
    const [, , , itsRegion = region] = String(id).split(':');
    return key === undefined || itsRegion !== region ? NOT_FOUND : ifThere(key, described, NOT_FOUND);
  });
  aws.answer('GetKeyPolicy', ({ parameters: { KeyId: arn } }) => {
    const known = Object.values(keys).flatMap((key) => (key.known && key.value !== 'missing' ? [key.value] : []));
    // A key may be named twice, and its policy be known by one name only.
    const policy = pendingAt(arn)?.policy ?? known.find((key) => key.arn === arn && key.policy !== undefined)?.policy;
    return policy === undefined ? NOT_FOUND : ifKnown(policy, (text) => json({ Policy: text, PolicyName: 'default' }));
  });
  aws.answer('ListResourceTags', ({ parameters: { KeyId: arn } }) => {
    const tags = pendingAt(arn)?.tags;
    return tags === undefined
      ? NOT_FOUND
      : ifKnown(tags, (all) =>
          json({ Tags: Object.entries(all).map(([TagKey, TagValue]) => ({ TagKey, TagValue })), Truncated: false }),
        );
  });
  const others = otherRegions?.known ? otherRegions.value : [];
  aws.answer('ListRegions', (request) => {
    const names = [home, 'ap-south-1', ...others.map(({ region }) => region)];
    const regions = names.map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED_BY_DEFAULT' }));
    return otherRegions?.known === false
      ? awsError(403, 'AccessDeniedException')
      : jsonPage(request, manner, 'Regions', 'NextToken', regions);
  });
  // Every Region has a key of AWS's own, which is not a customer's; that of the guard has customer keys.
  const customerKeysOf = (region: string) =>
    region === home ? 2 : (others.find((other) => other.region === region)?.customerKeys ?? 0);
  const keysOf = (region: string) =>
    Array.from({ length: 1 + customerKeysOf(region) }, (_, at) => ({
      KeyId: `${region}-${at}`,
    }));
  aws.answer('ListKeys', ({ region, parameters: { Marker: marker } }) => {
    const waiting = pending.filter(({ arn }) => arn.split(':')[3] === region);
    const all = [...keysOf(region), ...waiting.map(({ arn }) => ({ KeyId: arn.split('/').at(-1) }))];
    const { items, next } = pageOf(all, marker, manner);
    return json({ Keys: items, NextMarker: next, Truncated: next !== undefined });
  });
  aws.answer('ListAliases', ({ region, parameters: { Marker: marker } }) => {
    const aliases = keysOf(region).map(({ KeyId }, at) => ({
      AliasName: at === 0 ? 'alias/aws/ebs' : `alias/of-customer-${at}`,
      TargetKeyId: KeyId,
    }));
    const { items, next } = pageOf(aliases, marker, manner);
    return json({ Aliases: items, NextMarker: next, Truncated: next !== undefined });
  });
}

const described = ({ arn, state, deletionDate, manager }: DependencyKey): Answer =>
  json({
    KeyMetadata: {
      KeyId: arn.split('/').at(-1),
      Arn: arn,
      KeyState: state,
      DeletionDate: seconds(deletionDate),
      KeyManager: manager,
    },
  });

const describedPending = ({ arn, createdAt, deletionDate }: KeyToSave): Answer =>
  json({
    KeyMetadata: {
      KeyId: arn.split('/').at(-1),
      Arn: arn,
      KeyState: 'PendingDeletion',
      KeyManager: 'CUSTOMER',
      CreationDate: seconds(createdAt),
      DeletionDate: seconds(deletionDate),
    },
  });

/** S3 on the encryption of the trails' buckets. */
export function answerBuckets(aws: Answering, { bucketKeys }: Facts): void {
  aws.answer('GetBucketEncryption', ({ parameters: { Bucket: bucket } }) => {
    const key = bucketKeys[String(bucket)];
    if (key === undefined) return s3Error(404, 'NoSuchBucket');
    return ifKnown(key, encrypted, s3Error(403, 'AccessDenied'));
  });
}

const encrypted = (keyId: string | undefined): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: element(
    'ServerSideEncryptionConfiguration',
    element(
      'Rule',
      element(
        'ApplyServerSideEncryptionByDefault',
        tag('SSEAlgorithm', keyId === undefined ? 'AES256' : 'aws:kms'),
        tag('KMSMasterKeyID', keyId),
      ),
    ),
  ),
});

/** An error as S3 reports it. */
export const s3Error = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: element('Error', tag('Code', code), tag('Message', `the stand-in says ${code}`)),
});
