import { describe, expect, it } from '@jest/globals';
import { keyArnFrom, keyArnsIn, parseKeyArn } from '../../shared/kms/key-arn.ts';
import { KEY, KEY_ID, OTHER_KEY } from '../builders/record.ts';

// Partition and a Region of it. Source: AWS General Reference, "AWS partitions"; the ISO ones: botocore's endpoints.
const PARTITIONS = [
  ['aws', 'eu-west-1'],
  ['aws', 'ap-southeast-4'],
  ['aws', 'ca-west-1'],
  ['aws', 'il-central-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-cn', 'cn-northwest-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-us-gov', 'us-gov-east-1'],
  ['aws-iso', 'us-iso-east-1'],
  ['aws-iso-b', 'us-isob-east-1'],
  ['aws-iso-e', 'eu-isoe-west-1'],
  ['aws-iso-f', 'us-isof-south-1'],
  ['aws-eusc', 'eusc-de-east-1'],
] as const;

describe('a key ARN', () => {
  it.each(PARTITIONS)('of partition %s, Region %s is taken apart', (partition, region) => {
    const arn = `arn:${partition}:kms:${region}:111122223333:key/${KEY_ID}`;
    expect(parseKeyArn(arn)).toEqual({
      arn,
      partition,
      region,
      accountId: '111122223333',
      keyId: KEY_ID,
      multiRegion: false,
    });
  });

  it.each(PARTITIONS)('is put together in partition %s from Region %s', (partition, region) => {
    expect(keyArnFrom(region, '111122223333', KEY_ID)?.arn).toBe(
      `arn:${partition}:kms:${region}:111122223333:key/${KEY_ID}`,
    );
  });

  it('tells a multi-Region key by its id', () => {
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
    expect(parseKeyArn(arn)?.multiRegion).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a key ID', KEY_ID],
    ['an alias ARN', 'arn:aws:kms:eu-west-1:111122223333:alias/ledger-prod'],
    ['another service', 'arn:aws:s3:::ledger-archive'],
    ['no Region', `arn:aws:kms::111122223333:key/${KEY_ID}`],
    ['no account', `arn:aws:kms:eu-west-1::key/${KEY_ID}`],
    ['a short account', `arn:aws:kms:eu-west-1:1111:key/${KEY_ID}`],
    ['no key ID', 'arn:aws:kms:eu-west-1:111122223333:key/'],
    ['white space before', ` ${KEY}`],
    ['a line break behind', `${KEY}\n`],
    ['a path behind', `${KEY}/x`],
    ['a shell behind', `${KEY};id`],
    ['a quote in the key ID', 'arn:aws:kms:eu-west-1:111122223333:key/a"b'],
    ['an option as the key ID', 'arn:aws:kms:eu-west-1:111122223333:key/--profile'],
    ['capitals in the Region', `arn:aws:kms:EU-WEST-1:111122223333:key/${KEY_ID}`],
    ['digits of another script', `arn:aws:kms:eu-west-1:١١١١٢٢٢٢٣٣٣٣:key/${KEY_ID}`],
  ])('%s is none', (_, text) => {
    expect(parseKeyArn(text)).toBeUndefined();
  });

  it('is put together only from parts that make one', () => {
    expect(keyArnFrom('eu-west-1', '111122223333', 'alias/ledger-prod')).toBeUndefined();
    expect(keyArnFrom('eu-west-1', 'unknown', KEY_ID)).toBeUndefined();
    expect(keyArnFrom('', '111122223333', KEY_ID)).toBeUndefined();
    expect(keyArnFrom('eu-west-1', '111122223333', `${KEY_ID} --force`)).toBeUndefined();
  });
});

describe('the key ARNs in a text', () => {
  it('are found between other words, each once, in the order of first mention', () => {
    expect(keyArnsIn(`from ${OTHER_KEY} to "${KEY}", back to ${OTHER_KEY}.`).map(({ arn }) => arn)).toEqual([
      OTHER_KEY,
      KEY,
    ]);
  });

  it.each(['', 'no ARN', `x${KEY}`, `${KEY}/x`, `${KEY}-x/y`, 'arn:aws:kms:eu-west-1:111122223333:alias/a'])(
    'are none in %j',
    (text) => {
      expect(keyArnsIn(text)).toEqual([]);
    },
  );
});
