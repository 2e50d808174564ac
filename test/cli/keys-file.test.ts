import { describe, expect, it } from '@jest/globals';
import { readKeysFile } from '../../cli/keys-file.ts';
import { GuardError } from '../../shared/errors.ts';
import { parseKeyArn } from '../../shared/kms/key-arn.ts';
import type { KeyDetails } from '../../shared/kms/key-details.ts';
import { KEY, OTHER_KEY } from '../builders/record.ts';
import { aFolder, refusals, runCli } from './fake-terminal.ts';

const folder = aFolder();
const put = (content: unknown) =>
  folder.put('keys.json', typeof content === 'string' ? content : JSON.stringify(content));

// Shapes: KMS API Reference, DescribeKey, ListAliases, ListResourceTags, GetKeyLastUsage, as the AWS CLI prints them.
const METADATA = {
  AWSAccountId: '111122223333',
  KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
  Arn: KEY,
  CreationDate: '2024-03-14T09:12:44.301000+00:00',
  Enabled: false,
  Description: 'ledger archive',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: 'PendingDeletion',
  DeletionDate: '2026-11-28T14:02:00+00:00',
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  MultiRegion: false,
};
const WHOLE = {
  KeyMetadata: METADATA,
  Aliases: [{ AliasName: 'alias/ledger-prod', AliasArn: 'x', TargetKeyId: 'y' }],
  Tags: [{ TagKey: 'team', TagValue: 'ledger' }],
  KeyLastUsage: {
    Operation: 'Decrypt',
    Timestamp: '2026-11-20T13:58:00Z',
    CloudTrailEventId: 'e-1',
    KmsRequestId: 'r-1',
  },
  TrackingStartDate: '2026-05-04T00:00:00Z',
  ScheduledBy: { Principal: 'terraform-deploy (gh-run-8812)', Time: '2026-11-20T14:02:00Z' },
};

async function detailsOf(content: unknown, arn = KEY): Promise<KeyDetails> {
  const key = parseKeyArn(arn);
  if (key === undefined) throw new Error('wanted a key ARN');
  const { readKey } = await readKeysFile(put(content));
  return readKey(key);
}

describe('a keys file', () => {
  it('gives what it says about a key', async () => {
    expect(await detailsOf({ keys: [WHOLE], accounts: {} })).toEqual({
      metadata: {
        status: 'known',
        value: {
          state: 'PendingDeletion',
          deletionDate: new Date('2026-11-28T14:02:00Z'),
          pendingWindowInDays: undefined,
          createdAt: new Date('2024-03-14T09:12:44.301Z'),
          description: 'ledger archive',
          manager: 'CUSTOMER',
          origin: 'AWS_KMS',
        },
      },
      aliases: { status: 'known', value: ['alias/ledger-prod'] },
      tags: { status: 'known', value: { team: 'ledger' } },
      lastUsage: {
        status: 'known',
        value: { used: true, operation: 'Decrypt', time: new Date('2026-11-20T13:58:00Z'), eventId: 'e-1' },
      },
      scheduledBy: {
        status: 'known',
        value: { principal: 'terraform-deploy (gh-run-8812)', time: new Date('2026-11-20T14:02:00Z') },
      },
    });
  });

  it('names what is left out as not known, and another key as not there', async () => {
    const absent = { status: 'unavailable', reason: expect.stringContaining('keys file') };
    expect(await detailsOf({ keys: [{ KeyMetadata: METADATA }] })).toMatchObject({
      metadata: { status: 'known' },
      aliases: absent,
      tags: absent,
      lastUsage: absent,
      scheduledBy: absent,
    });
    expect(await detailsOf({ keys: [WHOLE] }, OTHER_KEY)).toMatchObject({ metadata: absent, aliases: absent });
  });

  it('takes "no alias" and "no tag" for knowledge', async () => {
    expect(await detailsOf({ keys: [{ ...WHOLE, Aliases: [], Tags: [] }] })).toMatchObject({
      aliases: { status: 'known', value: [] },
      tags: { status: 'known', value: {} },
    });
  });

  it('takes a key without a last use for not used since tracking began', async () => {
    expect(await detailsOf({ keys: [{ ...WHOLE, KeyLastUsage: {} }] })).toMatchObject({
      lastUsage: { status: 'known', value: { used: false, trackedSince: new Date('2026-05-04T00:00:00Z') } },
    });
  });

  it('takes the bare output of aws kms describe-key, with a byte order mark as well', async () => {
    for (const content of [{ KeyMetadata: METADATA }, `\ufeff${JSON.stringify({ KeyMetadata: METADATA }, null, 4)}`]) {
      expect(await detailsOf(content)).toMatchObject({ metadata: { value: { state: 'PendingDeletion' } } });
    }
  });

  it('takes a list of such outputs', async () => {
    const other = { KeyMetadata: { ...METADATA, Arn: OTHER_KEY, KeyState: 'Disabled' } };
    expect(await detailsOf([{ KeyMetadata: METADATA }, other])).toMatchObject({
      metadata: { value: { state: 'PendingDeletion' } },
    });
    expect(await detailsOf([{ KeyMetadata: METADATA }, other], OTHER_KEY)).toMatchObject({
      metadata: { value: { state: 'Disabled' } },
    });
  });

  it('takes times in seconds since 1970, as version 1 of the AWS CLI prints them', async () => {
    const seconds = Date.UTC(2026, 10, 28, 14, 2) / 1000;
    expect(await detailsOf({ KeyMetadata: { ...METADATA, DeletionDate: seconds + 0.5 } })).toMatchObject({
      metadata: { value: { deletionDate: new Date('2026-11-28T14:02:00.500Z') } },
    });
  });

  it('takes a key that waits for its replicas', async () => {
    const { DeletionDate: _, ...metadata } = METADATA;
    const waiting = { ...metadata, KeyState: 'PendingReplicaDeletion', PendingDeletionWindowInDays: 30 };
    expect(await detailsOf({ KeyMetadata: waiting })).toMatchObject({
      metadata: { value: { state: 'PendingReplicaDeletion', deletionDate: undefined, pendingWindowInDays: 30 } },
    });
  });

  it('names accounts', async () => {
    const { accountNames } = await readKeysFile(put({ keys: [], accounts: { '111122223333': 'payments-prod' } }));
    expect(accountNames).toEqual({ '111122223333': 'payments-prod' });
  });
});

const entry = (overrides: object) => ({ keys: [{ ...WHOLE, ...overrides }] });
const WRONG: readonly (readonly [what: string, content: unknown, got: RegExp, wanted: RegExp])[] = [
  ['no JSON', 'Key: x', /got text that is not JSON/, /wanted a keys file/],
  ['an empty file', '', /got text that is not JSON/, /wanted a keys file/],
  ['a text', '"alias/ledger-prod"', /got "alias\/ledger-prod"/, /wanted the output of describe-key/],
  ['a list of key ARNs', [KEY], /keys\.0: got "arn:/, /wanted Object/],
  ['a CloudTrail file', { Records: [] }, /keys: got nothing/, /wanted/],
  ['keys that are no list', { keys: { [KEY]: WHOLE } }, /keys: got Object/, /wanted the output of describe-key/],
  [
    'an ARN of something else',
    { keys: [{ KeyMetadata: { Arn: 'foo', KeyState: 'Enabled' } }] },
    /got "foo"/,
    /wanted a key ARN/,
  ],
  [
    'a state that KMS does not have',
    { keys: [{ KeyMetadata: { Arn: KEY, KeyState: 'Foo' } }] },
    /got "Foo"/,
    /PendingDeletion/,
  ],
  [
    'a key twice',
    { keys: [{ KeyMetadata: { Arn: KEY, KeyState: 'Enabled' } }, { KeyMetadata: { Arn: KEY, KeyState: 'Disabled' } }] },
    /got the key .* twice/,
    /wanted each key once/,
  ],
  [
    'a part that is mistyped',
    { keys: [{ KeyMetadata: { Arn: KEY, KeyState: 'Enabled' }, Alias: [] }] },
    /keys\.0\.Alias: got a name that is not known/,
    /wanted/,
  ],
  [
    'an account that is none',
    { keys: [], accounts: { x: 'payments' } },
    /accounts\.x: got/,
    /wanted an account id of 12 digits/,
  ],
  ['a key without KeyMetadata', { keys: [{ Arn: KEY }] }, /keys\.0\.KeyMetadata: got nothing/, /wanted/],
  [
    'a key without ARN',
    entry({ KeyMetadata: { KeyState: 'PendingDeletion' } }),
    /keys\.0\.KeyMetadata\.Arn: got nothing/,
    /wanted/,
  ],
  [
    'a key without state',
    entry({ KeyMetadata: { Arn: KEY } }),
    /keys\.0\.KeyMetadata\.KeyState: got nothing/,
    /wanted/,
  ],
  [
    'a date that is none',
    entry({ KeyMetadata: { ...METADATA, DeletionDate: 'next week' } }),
    /KeyMetadata\.DeletionDate: got "next week"/,
    /wanted a time such as 2026-/,
  ],
  [
    'a date of another type',
    entry({ KeyMetadata: { ...METADATA, DeletionDate: true } }),
    /KeyMetadata\.DeletionDate: got true/,
    /wanted \(string \| number\)/,
  ],
  [
    'a time without scheduler',
    entry({ ScheduledBy: { Time: '2026-11-20T14:02:00Z' } }),
    /ScheduledBy\.Principal: got nothing/,
    /wanted/,
  ],
  [
    'aliases as texts',
    entry({ Aliases: ['alias/ledger-prod'] }),
    /Aliases\.0: got "alias\/ledger-prod"/,
    /wanted Object/,
  ],
  ['tags as an object', entry({ Tags: { team: 'ledger' } }), /Tags: got Object/, /wanted Array/],
  [
    'accounts with numbers',
    { keys: [], accounts: { '111122223333': 7 } },
    /accounts\.111122223333: got 7/,
    /wanted string/,
  ],
];

describe('a wrong keys file', () => {
  it.each(WRONG)('%s: says what it got and what it wanted, and where that is told', async (_, content, got, wanted) => {
    const failure = await readKeysFile(put(content)).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(GuardError);
    const { message, code } = failure as GuardError;
    expect(code).toBe('keys-file-invalid');
    expect(message).toContain(folder.path);
    expect(message).toMatch(got);
    expect(message).toMatch(wanted);
  });

  it.each(WRONG)('%s: the command could not run, and reads nothing', async (_, content) => {
    const records = folder.put('records.json', JSON.stringify(refusals(1)));
    const seen = await runCli(['replay', '--keys', put(content), records]);
    expect(seen).toMatchObject({ exitCode: 1, stdout: '' });
    expect(seen.stderr).toMatch(/^error: .*keys\.json: .*\n$/);
  });

  it('one that is not there', async () => {
    const seen = await runCli(['replay', '--keys', 'nowhere/keys.json', '-']);
    expect(seen).toMatchObject({ exitCode: 1, stdout: '' });
    expect(seen.stderr).toMatch(/^error: nowhere\/keys\.json: the keys file cannot be read \(.*no such file.*\)\n$/);
  });
});
