import { describe, expect, it } from '@jest/globals';
import { guardClients } from '../../shared/aws/guard-clients.ts';
import { aliasesOf, countCustomerKeys, readPendingKeys } from '../../shared/aws/pending-keys.ts';
import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import { type Answer, awsError, json, useFakeAws } from '../fakes/aws.ts';

const aws = useFakeAws();

const budget = () => AbortSignal.timeout(8000);
const PATIENCE = { maxAttempts: 2, connectionTimeout: 1000, requestTimeout: 3000 };
const clients = (patience = PATIENCE) => guardClients({ region: 'eu-west-1', profile: undefined }, patience);
const DENIED = awsError(400, 'AccessDeniedException');

const arnOf = (region: string, id: string) => `arn:aws:kms:${region}:111122223333:key/${id}`;
const seconds = (time: string) => Date.parse(time) / 1000;

/** What DescribeKey says of a key, besides its names. */
type Described = Readonly<Record<string, unknown>>;

const pendingUntil = (time: string, more: Described = {}): Described => ({
  KeyState: 'PendingDeletion',
  KeyManager: 'CUSTOMER',
  DeletionDate: seconds(time),
  ...more,
});

/** KMS with these keys by Region and id, two a page. */
function standKeys(keys: Readonly<Record<string, Readonly<Record<string, Described | Answer>>>>): void {
  aws.answer(
    'ListRegions',
    json({ Regions: Object.keys(keys).map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED' })) }),
  );
  aws.answer('ListKeys', ({ region, parameters: { Marker: marker = '0' } }) => {
    const ids = Object.keys(keys[region] ?? {});
    const to = Number(marker) + 2;
    const page = ids.slice(Number(marker), to).map((KeyId) => ({ KeyId }));
    return json({ Keys: page, Truncated: to < ids.length, ...(to < ids.length && { NextMarker: String(to) }) });
  });
  aws.answer('DescribeKey', ({ region, parameters: { KeyId: id } }) => {
    const key = keys[region]?.[String(id)];
    if (key === undefined) return awsError(400, 'NotFoundException');
    if (isAnswer(key)) return key;
    return json({ KeyMetadata: { KeyId: id, Arn: arnOf(region, String(id)), AWSAccountId: '111122223333', ...key } });
  });
}

const isAnswer = (key: Described | Answer): key is Answer => typeof key === 'string' || 'status' in key;

describe('the keys that are pending deletion', () => {
  it('are those of customers in all enabled Regions, soonest first, on every page', async () => {
    standKeys({
      'eu-west-1': {
        enabled: { KeyState: 'Enabled', KeyManager: 'CUSTOMER' },
        disabled: { KeyState: 'Disabled', KeyManager: 'CUSTOMER' },
        late: pendingUntil('2026-12-20T00:00:00Z'),
        ofAws: pendingUntil('2026-11-23T00:00:00Z', { KeyManager: 'AWS' }),
        soon: pendingUntil('2026-11-24T00:00:00Z'),
      },
      'us-east-1': {
        primary: { KeyState: 'PendingReplicaDeletion', KeyManager: 'CUSTOMER', PendingDeletionWindowInDays: 7 },
        middle: pendingUntil('2026-11-30T00:00:00Z'),
      },
      'us-west-2': {},
    });
    const found = await readPendingKeys(clients(), { budget: budget() });
    expect(found.keys.map(({ arn, deletionDate }) => [arn, deletionDate])).toEqual([
      [arnOf('eu-west-1', 'soon'), new Date('2026-11-24T00:00:00Z')],
      [arnOf('us-east-1', 'middle'), new Date('2026-11-30T00:00:00Z')],
      [arnOf('eu-west-1', 'late'), new Date('2026-12-20T00:00:00Z')],
      [arnOf('us-east-1', 'primary'), undefined],
    ]);
    expect(found.keys[3]).toMatchObject({ state: 'PendingReplicaDeletion', pendingWindowInDays: 7 });
    expect(found.regions).toEqual(['eu-west-1', 'us-east-1', 'us-west-2']);
    expect(found.notSeen).toEqual([]);
  });

  it('are described whole', async () => {
    const self = arnOf('eu-west-1', 'mrk-1');
    const [primary, replica] = [arnOf('us-east-1', 'mrk-1'), arnOf('eu-north-1', 'mrk-1')];
    standKeys({
      'eu-west-1': {
        'mrk-1': pendingUntil('2026-11-24T00:00:00Z', {
          CreationDate: seconds('2024-01-02T03:04:05Z'),
          Description: 'ledger',
          KeySpec: 'RSA_2048',
          KeyUsage: 'SIGN_VERIFY',
          Origin: 'EXTERNAL',
          MultiRegionConfiguration: {
            MultiRegionKeyType: 'REPLICA',
            PrimaryKey: { Arn: primary, Region: 'us-east-1' },
            ReplicaKeys: [
              { Arn: self, Region: 'eu-west-1' },
              { Arn: replica, Region: 'eu-north-1' },
            ],
          },
        }),
      },
    });
    expect((await readPendingKeys(clients(), { regions: ['eu-west-1'], budget: budget() })).keys).toEqual([
      {
        arn: self,
        region: 'eu-west-1',
        accountId: '111122223333',
        state: 'PendingDeletion',
        deletionDate: new Date('2026-11-24T00:00:00Z'),
        pendingWindowInDays: undefined,
        createdAt: new Date('2024-01-02T03:04:05Z'),
        description: 'ledger',
        keySpec: 'RSA_2048',
        keyUsage: 'SIGN_VERIFY',
        multiRegion: { role: 'REPLICA', others: [primary, replica] },
        origin: 'EXTERNAL',
      },
    ]);
    expect(aws.requests.some(({ operation }) => operation === 'ListRegions')).toBe(false);
  });

  it('leave out what AWS does not show, and name it once for each Region and reason', async () => {
    const gone = awsError(400, 'NotFoundException');
    standKeys({
      'eu-west-1': { a: DENIED, b: DENIED, c: pendingUntil('2026-11-24T00:00:00Z'), d: gone },
      'us-east-1': { e: DENIED, f: { KeyState: 'Enabled' } },
      'us-west-2': { g: { KeyState: 'Enabled' } },
    });
    const found = await readPendingKeys(clients(), { budget: budget() });
    const why = { reason: 'AWS does not allow it (AccessDeniedException)', right: 'kms:DescribeKey' };
    expect(found.keys).toHaveLength(1);
    expect(found.regions).toEqual(['us-west-2']);
    expect(found.notSeen).toEqual([
      { what: '2 keys of eu-west-1', ...why, region: 'eu-west-1', keys: 2 },
      { what: 'key e of us-east-1', ...why, region: 'us-east-1', keys: 1 },
    ]);
  });

  it('of a Region that cannot be listed to its end are those that came before', async () => {
    standKeys({ 'eu-west-1': { a: pendingUntil('2026-11-24T00:00:00Z') } });
    aws.answer('ListKeys', ({ parameters: { Marker: marker } }) =>
      marker === undefined ? json({ Keys: [{ KeyId: 'a' }], Truncated: true, NextMarker: 'm' }) : DENIED,
    );
    const found = await readPendingKeys(clients(), { regions: ['eu-west-1'], budget: budget() });
    expect(found.keys).toHaveLength(1);
    expect(found.regions).toEqual([]);
    expect(found.notSeen).toEqual([
      {
        ...{ what: 'Region eu-west-1', region: 'eu-west-1' },
        ...{ reason: 'AWS does not allow it (AccessDeniedException)', right: 'kms:ListKeys' },
      },
    ]);
  });

  it('are those of one Region where the others cannot be listed', async () => {
    standKeys({ 'eu-west-1': { a: pendingUntil('2026-11-24T00:00:00Z') } });
    aws.answer('ListRegions', awsError(403, 'AccessDeniedException'));
    const found = await readPendingKeys(clients(), { budget: budget() });
    expect([found.keys.length, found.regions]).toEqual([1, ['eu-west-1']]);
    expect(found.notSeen).toEqual([
      {
        what: 'Regions other than eu-west-1',
        reason: 'AWS does not allow it (AccessDeniedException)',
        right: 'account:ListRegions',
      },
    ]);
  });

  it('are asked for again when KMS was too busy, and not known when it stays so', async () => {
    standKeys({ 'eu-west-1': { a: pendingUntil('2026-11-24T00:00:00Z'), b: { KeyState: 'Enabled' } } });
    const once = { ...PATIENCE, maxAttempts: 1 };
    const described = json({
      KeyMetadata: { KeyId: 'a', Arn: arnOf('eu-west-1', 'a'), ...pendingUntil('2026-11-24T00:00:00Z') },
    });
    let asked = 0;
    aws.answer('DescribeKey', () => {
      asked += 1;
      return asked <= 2 ? awsError(400, 'ThrottlingException') : described;
    });
    expect((await readPendingKeys(clients(once), { regions: ['eu-west-1'], budget: budget() })).notSeen).toEqual([]);
    expect(asked).toBe(4);
    aws.answer('DescribeKey', awsError(400, 'ThrottlingException'));
    const { notSeen } = await readPendingKeys(clients(once), { regions: ['eu-west-1'], budget: budget() });
    expect(notSeen).toEqual([
      {
        what: '2 keys of eu-west-1',
        reason: 'AWS was asked too often (ThrottlingException)',
        region: 'eu-west-1',
        keys: 2,
      },
    ]);
  });

  it('that nobody answered for in time are named as such', async () => {
    standKeys({ 'eu-west-1': { a: pendingUntil('2026-11-24T00:00:00Z'), b: 'hang' }, 'us-east-1': {} });
    const found = await readPendingKeys(clients(), { budget: AbortSignal.timeout(2000) });
    expect(found.keys).toHaveLength(1);
    expect(found.regions).toEqual(['us-east-1']);
    expect(found.notSeen).toEqual([
      { what: 'key b of eu-west-1', reason: 'no answer in time', region: 'eu-west-1', keys: 1 },
    ]);
  });

  it('come with how far the look is', async () => {
    standKeys({ 'eu-west-1': { a: { KeyState: 'Enabled' }, b: { KeyState: 'Enabled' } }, 'us-east-1': {} });
    const progress: (readonly [number, number])[] = [];
    await readPendingKeys(clients(), { budget: budget(), onProgress: (...seen) => void progress.push(seen) });
    expect(progress).toHaveLength(4);
    expect(progress.at(-1)).toEqual([2, 2]);
  });
});

describe('the customer keys of a Region', () => {
  it('are all but those under an alias of AWS', async () => {
    standKeys({ 'eu-west-1': { a: {}, b: {}, c: {} } });
    aws.answer('ListAliases', ({ parameters: { Marker: marker } }) =>
      marker === undefined
        ? json({ Aliases: [{ AliasName: 'alias/own', TargetKeyId: 'a' }], Truncated: true, NextMarker: 'm' })
        : json({ Aliases: [{ AliasName: 'alias/aws/ebs', TargetKeyId: 'b' }, { AliasName: 'alias/aws/rds' }] }),
    );
    expect(await countCustomerKeys(clients(), 'eu-west-1', budget())).toEqual(fact(2));
    expect(await countCustomerKeys(clients(), 'us-east-1', budget())).toEqual(fact(0));
  });

  it('are not known without the right to list aliases', async () => {
    standKeys({ 'eu-west-1': { a: {} } });
    aws.answer('ListAliases', DENIED);
    expect(await countCustomerKeys(clients(), 'eu-west-1', budget())).toEqual(
      notKnown('AWS does not allow it (AccessDeniedException)', 'kms:ListAliases'),
    );
  });
});

describe('the aliases of a key', () => {
  it('are asked for in its Region, to the last page', async () => {
    aws.answer('ListAliases', ({ region, parameters: { KeyId: id, Marker: marker } }) =>
      region !== 'us-east-1' || id !== arnOf('us-east-1', 'a')
        ? DENIED
        : marker === undefined
          ? json({ Aliases: [{ AliasName: 'alias/one' }], Truncated: true, NextMarker: 'm' })
          : json({ Aliases: [{ AliasName: 'alias/two' }], Truncated: false }),
    );
    const key = { arn: arnOf('us-east-1', 'a'), region: 'us-east-1' };
    expect(await aliasesOf(clients(), key, budget())).toEqual(fact(['alias/one', 'alias/two']));
    expect(await aliasesOf(clients(), { ...key, region: 'eu-west-1' }, budget())).toEqual(
      notKnown('AWS does not allow it (AccessDeniedException)', 'kms:ListAliases'),
    );
  });
});
