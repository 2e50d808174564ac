import { describe, expect, it } from '@jest/globals';
import { createClients } from '../../shared/aws/clients.ts';
import { drillKeys } from '../../shared/aws/drill-key.ts';
import { kmsReads } from '../../shared/aws/key-reads.ts';
import { parseKeyArn } from '../../shared/kms/key-arn.ts';
import { KEY } from '../builders/record.ts';
import { type Answer, awsError, json, useFakeAws } from '../fakes/aws.ts';

const aws = useFakeAws();
const PLACE = { region: 'eu-west-1', profile: undefined };
const SHORT = { maxAttempts: 2, connectionTimeout: 100, requestTimeout: 100 };
const keys = () => drillKeys(PLACE, SHORT);
/** The calls that were made, and their parameters. */
const calls = () => aws.requests.map(({ operation, parameters }) => ({ operation, parameters }));
const refusal = (type: string, message = `${KEY} is pending deletion.`): Answer => ({
  status: 400,
  body: JSON.stringify({ __type: type, message }),
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
});

describe('the key of a drill', () => {
  it('is made with a tag and a description that say what it is, and nothing else', async () => {
    aws.answer('CreateKey', json({ KeyMetadata: { KeyId: 'k', Arn: KEY } }));
    expect(await keys().create()).toBe(KEY);
    expect(calls()).toEqual([
      {
        operation: 'CreateKey',
        parameters: {
          Description:
            'Made by "kms-deletion-guard drill --real", which leaves it pending deletion. It protects nothing: let it go.',
          Tags: [{ TagKey: 'kms-deletion-guard:drill', TagValue: 'true' }],
        },
      },
    ]);
  });

  it('goes after as many days as it is told to', async () => {
    aws.answer('ScheduleKeyDeletion', json({ KeyId: KEY, DeletionDate: 1795922200, KeyState: 'PendingDeletion' }));
    expect(await keys().scheduleDeletion(KEY, 7)).toEqual({ there: true, value: new Date(1795922200_000) });
    expect(calls()).toEqual([{ operation: 'ScheduleKeyDeletion', parameters: { KeyId: KEY, PendingWindowInDays: 7 } }]);
  });

  it('can be disabled', async () => {
    aws.answer('DisableKey', json({}));
    await keys().disable(KEY);
    expect(calls()).toEqual([{ operation: 'DisableKey', parameters: { KeyId: KEY } }]);
  });

  it('encrypts one byte and asks for it again, by its own name', async () => {
    aws.answer('Encrypt', json({ CiphertextBlob: 'Y2lwaGVy', KeyId: KEY }));
    aws.answer('Decrypt', json({ Plaintext: 'AA==', KeyId: KEY }));
    const encrypted = await keys().encrypt(KEY);
    if (!encrypted.there) throw new Error('wanted a ciphertext');
    expect(await keys().decrypt(KEY, encrypted.value)).toBe('allowed');
    expect(calls()).toEqual([
      { operation: 'Encrypt', parameters: { KeyId: KEY, Plaintext: 'AA==' } },
      { operation: 'Decrypt', parameters: { KeyId: KEY, CiphertextBlob: 'Y2lwaGVy' } },
    ]);
  });

  // KMS Developer Guide, "Key states of AWS KMS keys", footnotes [2] and [3].
  it.each([
    ['KMSInvalidStateException', `${KEY} is pending deletion.`],
    ['DisabledException', `${KEY} is pending deletion (or pending replica deletion).`],
  ])('is refused by %s', async (type, message) => {
    aws.answer('Decrypt', refusal(type, message));
    expect(await keys().decrypt(KEY, Uint8Array.of(1))).toBe('refused');
  });

  it('is not refused by what has another cause', async () => {
    aws.answer('Decrypt', awsError(400, 'AccessDeniedException'));
    await expect(keys().decrypt(KEY, Uint8Array.of(1))).rejects.toMatchObject({
      code: 'no-right',
      message: expect.stringContaining('the right kms:Decrypt'),
    });
    aws.answer('Decrypt', refusal('DisabledException', `${KEY} is disabled.`));
    await expect(keys().decrypt(KEY, Uint8Array.of(1))).rejects.toMatchObject({ code: 'kms-unreachable' });
  });

  it('may not be known yet', async () => {
    for (const call of ['Encrypt', 'ScheduleKeyDeletion']) aws.answer(call, awsError(400, 'NotFoundException'));
    expect(await keys().encrypt(KEY)).toEqual({ there: false });
    expect(await keys().scheduleDeletion(KEY, 7)).toEqual({ there: false });
  });

  it('is scheduled when an earlier try did it and its answer was lost', async () => {
    aws.answer('ScheduleKeyDeletion', refusal('KMSInvalidStateException'));
    expect(await keys().scheduleDeletion(KEY, 7)).toEqual({ there: true, value: undefined });
  });

  it.each([
    ['CreateKey', 'kms:CreateKey, and kms:TagResource for its tag', () => keys().create()],
    ['Encrypt', 'kms:Encrypt', () => keys().encrypt(KEY)],
    ['ScheduleKeyDeletion', 'kms:ScheduleKeyDeletion', () => keys().scheduleDeletion(KEY, 7)],
    ['DisableKey', 'kms:DisableKey', () => keys().disable(KEY)],
  ])('says which right %s takes', async (call, right, ask) => {
    aws.answer(call, awsError(400, 'AccessDeniedException'));
    await expect(ask()).rejects.toMatchObject({
      code: 'no-right',
      message: expect.stringContaining(`wanted the right ${right}; ask for it`),
    });
  });

  it.each([['hang'], ['reset'], [awsError(500, 'KMSInternalException')], [json({})]] as const)(
    'is asked for once, and said to be there perhaps, when the answer is %j',
    async (answer) => {
      aws.answer('CreateKey', answer);
      await expect(keys().create()).rejects.toMatchObject({
        code: 'drill-key-unknown',
        message: expect.stringContaining('look in the KMS console for a key with the tag kms-deletion-guard:drill'),
      });
      expect(aws.requests).toHaveLength(1);
    },
  );
});

describe('what KMS says of a key', () => {
  it('holds when it was made', async () => {
    const key = parseKeyArn(KEY);
    if (key === undefined) throw new Error('wanted a key ARN');
    aws.answer('DescribeKey', json({ KeyMetadata: { KeyId: 'k', KeyState: 'Enabled', CreationDate: 1795317400 } }));
    const reads = kmsReads(createClients());
    expect(await reads.metadata(key, AbortSignal.timeout(2000))).toMatchObject({
      createdAt: new Date(1795317400_000),
    });
  });
});
