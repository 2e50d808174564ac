import type { KeysPorts } from '../../cli/commands/keys.ts';
import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import type { TrailFacts } from '../../shared/blind-spots/facts.ts';
import type { PendingKey } from '../../shared/blind-spots/pending-key.ts';
import { type KeyDetails, known, unavailable } from '../../shared/kms/key-details.ts';
import { NOW } from '../builders/alert.ts';
import { ACCOUNT, aRefusal, eventId, type Json, KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';

export const MRK = 'mrk-1234abcd12ab34cd56ef1234567890ab';
export const arnIn = (region: string, id: string) => `arn:aws:kms:${region}:${ACCOUNT}:key/${id}`;
export const PRIMARY = arnIn('eu-west-1', MRK);
export const REPLICA = arnIn('us-east-1', MRK);
export const SIGNING = arnIn('eu-west-1', '11111111-2222-3333-4444-555555555555');
export const DRILL = arnIn('eu-west-1', '66666666-2222-3333-4444-555555555555');

/** A key that goes on Sat 28 Nov 2026 14:02 UTC. */
export const pendingKey = (arn: string, changes: Partial<PendingKey> = {}): PendingKey => ({
  ...{ arn, region: arn.split(':')[3] ?? '', accountId: ACCOUNT, state: 'PendingDeletion' },
  ...{ deletionDate: new Date('2026-11-28T14:02:00Z'), pendingWindowInDays: undefined, description: 'ledger archive' },
  ...{ createdAt: new Date('2024-02-01T00:00:00Z'), keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' },
  ...{ multiRegion: undefined, origin: 'AWS_KMS' },
  ...changes,
});

const detailsOf = (key: PendingKey, changes: Partial<KeyDetails> = {}): KeyDetails => ({
  metadata: known({
    ...{ state: key.state, deletionDate: key.deletionDate, pendingWindowInDays: undefined, createdAt: key.createdAt },
    ...{ description: key.description, manager: 'CUSTOMER' },
  }),
  aliases: known(['alias/ledger-prod']),
  tags: known({}),
  lastUsage: known({ used: true, operation: 'Decrypt', time: new Date('2026-11-20T13:58:00Z'), eventId: undefined }),
  scheduledBy: known({ principal: 'terraform-deploy (gh-run-8812)', time: new Date('2026-11-20T14:02:00Z') }),
  ...changes,
});

export const TRAIL: TrailFacts = {
  ...{ name: 't', arn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/t', homeRegion: 'eu-west-1' },
  ...{ isMultiRegion: true, isOrganization: false, bucket: undefined, keyId: undefined },
  logGroupArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:my-trail:*',
  status: fact({
    ...{ isLogging: true, startedAt: undefined, stoppedAt: undefined, deliveredAt: undefined },
    ...{ deliveryError: undefined, logsDeliveredAt: NOW, logsDeliveryError: undefined },
  }),
  selectors: fact({
    kind: 'basic',
    selectors: [
      {
        readWriteType: 'All',
        includeManagementEvents: true,
        excludeManagementEventSources: [],
        hasDataResources: false,
      },
    ],
  }),
};
export const GROUP = {
  ...{ name: 'my-trail', arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:my-trail', logGroupClass: 'STANDARD' },
  ...{ keyId: undefined, createdAt: new Date('2024-01-01T00:00:00Z'), retentionDays: 90 },
  ...{ lastIngestedAt: fact(NOW), hasTransformer: fact(false) },
};

/** An account with these keys, and what is known of each. */
export function portsOf(
  some: readonly (readonly [PendingKey, Partial<KeyDetails>])[],
  changes: Partial<KeysPorts> = {},
  records: readonly Json[] = [],
): KeysPorts {
  const byArn = new Map(some.map(([key, details]) => [key.arn, detailsOf(key, details)]));
  return {
    accountId: ACCOUNT,
    pendingKeys: async () => ({ keys: some.map(([key]) => key), regions: ['eu-west-1', 'us-east-1'], notSeen: [] }),
    readKey: async ({ arn }) => byArn.get(arn) as KeyDetails,
    incidents: async () => fact([]),
    search: async (_, take) => {
      take(records.map((record) => ({ text: JSON.stringify(record), lineId: undefined })));
      return fact({ endedBy: undefined });
    },
    coverage: async () => ({ trails: fact([TRAIL]), logGroup: fact(GROUP) }),
    ...changes,
  };
}

export const refusals = (count: number, overrides: Json = {}, first = 0): Json[] =>
  Array.from({ length: count }, (_, at) => aRefusal({ eventID: eventId(first + at), ...overrides }));

/** Of a key that was never used. */
export const NEVER: Partial<KeyDetails> = {
  aliases: known([]),
  lastUsage: known({ used: false, trackedSince: new Date('2026-10-20T00:00:00Z') }),
};
const NOTHING_DEPLOYED = notKnown('no stack KmsDeletionGuard is deployed');
/** Nothing remembers refusals. */
export const UNDEPLOYED: Partial<KeysPorts> = {
  incidents: async () => NOTHING_DEPLOYED,
  search: async () => NOTHING_DEPLOYED,
  coverage: async () => ({ trails: NOTHING_DEPLOYED, logGroup: NOTHING_DEPLOYED }),
};

/** Keys of every kind, with what is known of each. */
export const ALL: readonly (readonly [PendingKey, Partial<KeyDetails>])[] = [
  [
    pendingKey(PRIMARY, {
      ...{ state: 'PendingReplicaDeletion', deletionDate: undefined, pendingWindowInDays: 7, description: '' },
      multiRegion: { role: 'PRIMARY', others: [REPLICA, arnIn('ap-southeast-2', MRK)] },
    }),
    { ...NEVER, scheduledBy: unavailable('no ScheduleKeyDeletion among the latest') },
  ],
  [pendingKey(KEY), {}],
  [
    pendingKey(SIGNING, {
      keySpec: 'RSA_2048',
      keyUsage: 'SIGN_VERIFY',
      deletionDate: new Date('2026-12-10T14:02:00Z'),
    }),
    { aliases: unavailable('no right kms:ListAliases') },
  ],
  [
    pendingKey(OTHER_KEY, { origin: 'EXTERNAL', deletionDate: new Date('2026-12-16T00:00:00Z') }),
    { ...NEVER, tags: unavailable('no right kms:ListResourceTags') },
  ],
  [
    pendingKey(REPLICA, {
      deletionDate: new Date('2026-12-01T00:00:00Z'),
      multiRegion: { role: 'REPLICA', others: [PRIMARY] },
    }),
    { lastUsage: unavailable('no right kms:GetKeyLastUsage') },
  ],
  [
    pendingKey(DRILL, { createdAt: new Date('2026-11-22T02:00:00Z'), deletionDate: new Date('2026-11-29T02:01:00Z') }),
    {
      tags: known({ 'kms-deletion-guard:drill': 'true' }),
      aliases: known([]),
      lastUsage: known({
        used: true,
        operation: 'Encrypt',
        time: new Date('2026-11-22T02:00:30Z'),
        eventId: undefined,
      }),
      scheduledBy: known({ principal: 'role admin (alice@example.com)', time: new Date('2026-11-22T02:01:00Z') }),
    },
  ],
];

/** Their refused calls. */
export const RECORDS: readonly Json[] = [
  ...refusals(214, { eventTime: '2026-11-20T15:00:00Z' }),
  ...refusals(3, { eventName: 'GenerateDataKey', userIdentity: roleIdentity('report-api') }, 1000),
  ...refusals(2, { eventName: 'TagResource' }, 2000),
  // Before it was scheduled, this time.
  ...refusals(5, { eventTime: '2026-11-19T00:00:00Z' }, 3000),
  ...refusals(
    1,
    {
      ...{ errorMessage: `${DRILL} is pending deletion.`, eventTime: '2026-11-22T02:01:30Z' },
      userIdentity: roleIdentity('admin', 'alice@example.com'),
    },
    4000,
  ),
];
