import { describe, expect, it } from '@jest/globals';
import type { KeyRef } from '../../shared/finding/key.ts';
import { identityCenterIdentity, serviceIdentity } from '../builders/identity.ts';
import { ACCOUNT, aRefusal, findingOf, type Json, KEY, KEY_ID, OTHER_ACCOUNT, OTHER_KEY } from '../builders/record.ts';

const UNNAMED = 'The KMS key is pending deletion.';

/** The key of a refusal of which only these parts name one. */
const keyOfOnly = (parts: Json, errorMessage = UNNAMED): KeyRef =>
  findingOf(aRefusal({ resources: [], requestParameters: {}, errorMessage, ...parts })).key;

const arnOf = (ref: KeyRef) => (ref.kind === 'arn' ? ref.key.arn : ref);
const resource = (ARN: unknown, type: unknown = 'AWS::KMS::Key') => ({ accountId: ACCOUNT, type, ARN });

describe('the key of a finding', () => {
  it('is the one at the start of the message, before all others', () => {
    const parts = { resources: [resource(OTHER_KEY)], requestParameters: { keyId: OTHER_KEY } };
    expect(arnOf(keyOfOnly(parts, `${KEY} is pending deletion.`))).toBe(KEY);
  });

  it('is the one in the message when nothing else names one', () => {
    expect(arnOf(keyOfOnly({}, `${KEY} is pending deletion.`))).toBe(KEY);
  });

  it('is in resources when the message names none, before the request', () => {
    expect(arnOf(keyOfOnly({ resources: [resource(KEY)], requestParameters: { keyId: OTHER_KEY } }))).toBe(KEY);
  });

  it.each([
    ['without type, as in old records', [{ ARN: KEY, accountId: ACCOUNT }]],
    ['beside its alias', [resource('arn:aws:kms:eu-west-1:111122223333:alias/ledger-prod'), resource(KEY)]],
    ['beside data', [resource('arn:aws:s3:::ledger-archive/x', 'AWS::S3::Object'), resource(KEY)]],
    ['named twice', [resource(KEY), resource(KEY)]],
    ['beside what is no ARN', [resource(''), resource(null), null, 7, resource(KEY)]],
  ])('is found in resources %s', (_, resources) => {
    expect(arnOf(keyOfOnly({ resources }))).toBe(KEY);
  });

  it.each([
    ['nothing in resources', []],
    ['a blank ARN in resources', [resource('')]],
    ['no resources', undefined],
  ])('is the ARN in keyId with %s', (_, resources) => {
    expect(arnOf(keyOfOnly({ resources, requestParameters: { keyId: KEY } }))).toBe(KEY);
  });

  it('is made of a bare key ID, the Region and the account', () => {
    expect(arnOf(keyOfOnly({ requestParameters: { keyId: KEY_ID } }))).toBe(KEY);
    const mrk = 'mrk-1234abcd12ab34cd56ef1234567890ab';
    expect(keyOfOnly({ requestParameters: { keyId: mrk } })).toMatchObject({ key: { keyId: mrk, multiRegion: true } });
  });

  it('is made of a bare key ID in the account of the trail when the caller is a service', () => {
    const parts = { userIdentity: serviceIdentity(), requestParameters: { keyId: KEY_ID } };
    expect(arnOf(keyOfOnly(parts))).toBe(KEY);
  });

  it('is made of a bare key ID in the account that was called, not in the one that owns Identity Center', () => {
    const parts = { userIdentity: identityCenterIdentity(), requestParameters: { keyId: KEY_ID } };
    expect(arnOf(keyOfOnly(parts))).toBe(KEY);
  });

  it('is only named by an alias: which key that is, KMS alone can tell', () => {
    expect(keyOfOnly({ requestParameters: { keyId: 'alias/ledger-prod' } })).toEqual({
      kind: 'named',
      name: 'alias/ledger-prod',
      accountId: ACCOUNT,
      region: 'eu-west-1',
    });
  });

  it('is only named by an alias ARN, in the Region and the account of that ARN', () => {
    const name = `arn:aws:kms:eu-central-1:${OTHER_ACCOUNT}:alias/ledger-prod`;
    expect(keyOfOnly({ requestParameters: { keyId: name } })).toEqual({
      kind: 'named',
      name,
      accountId: OTHER_ACCOUNT,
      region: 'eu-central-1',
    });
  });

  it('is the one that an S3 request names', () => {
    const requestParameters = { bucketName: 'b', key: 'k', 'x-amz-server-side-encryption-aws-kms-key-id': KEY };
    expect(arnOf(keyOfOnly({ eventSource: 's3.amazonaws.com', requestParameters }))).toBe(KEY);
  });

  it.each([
    ['nothing', {}],
    ['a bare key ID without Region', { awsRegion: undefined, requestParameters: { keyId: KEY_ID } }],
    ['a bare key ID with an option in it', { requestParameters: { keyId: `${KEY_ID} --force` } }],
    ['the ARN of something else', { requestParameters: { keyId: 'arn:aws:s3:::ledger-archive' } }],
    ['nothing, blank', { resources: [resource('')], requestParameters: { keyId: '' } }],
  ])('is not guessed from %s', (_, parts) => {
    expect(keyOfOnly(parts).kind).not.toBe('arn');
  });

  it('that is not known carries the reason, for people', () => {
    expect(keyOfOnly({})).toEqual({ kind: 'unknown', reason: expect.stringMatching(/\w+ \w+/) });
  });
});

describe('a refused ReEncrypt', () => {
  const reEncrypt = (errorMessage: string) =>
    keyOfOnly(
      {
        eventName: 'ReEncrypt',
        resources: [resource(KEY), resource(OTHER_KEY)],
        requestParameters: { destinationKeyId: OTHER_KEY },
      },
      errorMessage,
    );

  it.each([
    ['source', KEY],
    ['destination', OTHER_KEY],
  ])('is about its %s when the message says so', (_, arn) => {
    expect(arnOf(reEncrypt(`${arn} is pending deletion.`))).toBe(arn);
  });

  it('is about neither when the message does not tell', () => {
    expect(reEncrypt(UNNAMED)).toEqual({ kind: 'unknown', reason: expect.stringContaining('2 keys') });
  });
});

describe('where the key is', () => {
  it.each([
    ['aws', 'us-east-1'],
    ['aws-cn', 'cn-northwest-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-iso', 'us-iso-east-1'],
    ['aws-iso-b', 'us-isob-east-1'],
    ['aws-iso-e', 'eu-isoe-west-1'],
    ['aws-iso-f', 'us-isof-south-1'],
    ['aws-eusc', 'eusc-de-east-1'],
  ])('is told by the message in partition %s', (partition, region) => {
    const arn = `arn:${partition}:kms:${region}:${ACCOUNT}:key/${KEY_ID}`;
    const finding = findingOf(
      aRefusal({ awsRegion: region, resources: [], errorMessage: `${arn} is pending deletion.` }),
    );
    expect(finding.operation.confirmed).toBe(true);
    expect(finding.key).toMatchObject({ kind: 'arn', key: { arn, partition, region } });
  });

  it('is the Region of its ARN, not of the record', () => {
    const finding = findingOf(aRefusal({ awsRegion: 'us-east-1' }));
    expect(finding.key).toMatchObject({ key: { region: 'eu-west-1' } });
    expect(finding.event.region).toBe('us-east-1');
  });

  it('is the account of its ARN, not of the caller', () => {
    const arn = KEY.replace(ACCOUNT, OTHER_ACCOUNT);
    expect(keyOfOnly({}, `${arn} is pending deletion.`)).toMatchObject({ key: { accountId: OTHER_ACCOUNT } });
  });
});

describe('an unconfirmed message', () => {
  it('names the key that stands before its words when nothing else does', () => {
    expect(arnOf(keyOfOnly({}, `Access failed for ${OTHER_KEY}: ${KEY} is pending deletion.`))).toBe(KEY);
  });

  it('that begins with an ARN is about that key, whatever stands in resources', () => {
    const message = `${OTHER_KEY} is pending deletion, so the copy was not made`;
    expect(findingOf(aRefusal({ errorMessage: message }))).toMatchObject({
      key: { kind: 'arn', key: { arn: OTHER_KEY } },
      operation: { confirmed: false },
    });
  });

  it('does not outweigh what CloudTrail itself says in resources: only an ARN at its start would', () => {
    const message = `Cannot read "${OTHER_KEY} is pending deletion." from the input`;
    expect(arnOf(keyOfOnly({ resources: [resource(KEY)] }, message))).toBe(KEY);
  });
});
