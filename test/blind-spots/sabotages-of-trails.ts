import { fact } from '../../shared/blind-spots/fact.ts';
import type { Facts, TrailFacts } from '../../shared/blind-spots/facts.ts';
import { aTrailStatus, daysAgo, minutesAgo, NAMES } from '../builders/account.ts';
import { withKey, withLogGroup, withTrail, withTrailStatus } from './breaking.ts';
import type { Sabotage } from './sabotage.ts';
import { advanced, basic } from './selectors.ts';

export const TRAIL_SABOTAGES: readonly Sabotage[] = [
  {
    name: 'the trail is stopped',
    found: 'trail-delivers',
    break: (facts) => withTrailStatus(facts, { isLogging: false, stoppedAt: daysAgo(1) }),
  },
  {
    name: 'the trail delivers to another log group',
    found: 'trail-delivers',
    break: (facts) => withTrail(facts, { logGroupArn: `${NAMES.logGroupArn}-2:*` }),
  },
  {
    name: 'the trail delivers to its bucket alone',
    found: 'trail-delivers',
    break: (facts) => withTrail(facts, { logGroupArn: undefined }),
  },
  { name: 'the trail is deleted', found: 'trail-delivers', break: (facts) => ({ ...facts, trails: fact([]) }) },
  {
    name: 'the role by which the trail writes is gone',
    found: 'trail-delivers',
    break: (facts) => withTrailStatus(facts, { logsDeliveryError: 'AccessDenied', logsDeliveredAt: minutesAgo(184) }),
  },
  {
    name: 'deliveries to the log group stopped without an error',
    found: 'trail-delivers',
    break: (facts) => withTrailStatus(facts, { logsDeliveredAt: daysAgo(2) }),
  },
  {
    name: 'the trail is write-only',
    found: 'trail-records-kms',
    break: (facts) => withTrail(facts, { selectors: basic({ readWriteType: 'WriteOnly' }) }),
  },
  {
    name: 'the trail is write-only, but for the data events that it records',
    found: 'trail-records-kms',
    break: (facts) => withTrail(facts, { selectors: basic({ readWriteType: 'WriteOnly', hasDataResources: true }) }),
  },
  {
    name: 'the trail leaves KMS out to save money',
    found: 'trail-records-kms',
    break: (facts) => withTrail(facts, { selectors: basic({ excludeManagementEventSources: ['kms.amazonaws.com'] }) }),
  },
  {
    name: 'the trail records data events alone',
    found: 'trail-records-kms',
    break: (facts) => withTrail(facts, { selectors: basic({ includeManagementEvents: false }) }),
  },
  {
    name: 'an advanced selector leaves KMS out',
    found: 'trail-records-kms',
    break: (facts) => withTrail(facts, { selectors: advanced({ eventSource: { notEquals: ['kms.amazonaws.com'] } }) }),
  },
  {
    name: 'an advanced selector leaves reads out',
    found: 'trail-records-kms',
    break: (facts) => withTrail(facts, { selectors: advanced({ readOnly: { equals: ['false'] } }) }),
  },
  {
    name: 'an advanced selector records some callers alone',
    found: 'trail-records-kms',
    as: 'warn',
    break: (facts) =>
      withTrail(facts, {
        selectors: advanced({ 'userIdentity.arn': { startsWith: ['arn:aws:iam::111122223333:user/'] } }),
      }),
  },
  {
    name: 'the trail that records KMS cannot deliver, and another that leaves KMS out can',
    found: 'trail-records-kms',
    warnsBeside: ['trail-delivers'],
    break: (facts) =>
      allRefusedButOne(facts, { selectors: basic({ excludeManagementEventSources: ['kms.amazonaws.com'] }) }),
  },
  {
    name: 'the multi-Region trail cannot deliver, and one of this Region can',
    found: 'trail-covers-regions',
    warnsBeside: ['trail-delivers'],
    break: (facts) => ({
      ...allRefusedButOne(facts, { isMultiRegion: false }),
      otherRegions: fact([{ region: 'eu-central-1', customerKeys: 3 }]),
    }),
  },
  {
    name: 'the trail sees one Region, and keys are in another',
    found: 'trail-covers-regions',
    break: (facts) => ({
      ...withTrail(facts, { isMultiRegion: false }),
      otherRegions: fact([
        { region: 'eu-central-1', customerKeys: 3 },
        { region: 'us-east-1', customerKeys: 0 },
      ]),
    }),
  },
  {
    name: 'the log group is gone',
    found: 'log-group',
    break: (facts) => ({
      ...withTrailStatus(facts, { logsDeliveryError: 'ResourceNotFoundException' }),
      logGroup: fact('missing'),
      metricFilters: fact([]),
      subscriptionFilters: fact([]),
    }),
  },
  {
    name: 'the log group is of a class without filters',
    found: 'log-group',
    break: (facts) => withLogGroup(facts, { logGroupClass: 'INFREQUENT_ACCESS' }),
  },
  {
    name: 'records no longer arrive, though the trail delivers',
    found: 'log-group',
    break: (facts) => withLogGroup(facts, { lastIngestedAt: fact(daysAgo(3)) }),
  },
  {
    name: "the key of the trail's bucket is disabled",
    found: 'own-keys',
    break: (facts) =>
      withKey({ ...facts, bucketKeys: { [NAMES.bucket]: fact(BUCKET_KEY) } }, BUCKET_KEY, { state: 'Disabled' }),
  },
  {
    name: 'the key of the trail is pending deletion',
    found: 'own-keys',
    break: (facts) =>
      withKey(facts, NAMES.trailKeyArn, {
        state: 'PendingDeletion',
        deletionDate: new Date('2026-11-28T14:02:00Z'),
      }),
  },
  {
    name: 'a second trail that feeds the log group as well meets an error',
    found: 'trail-delivers',
    as: 'warn',
    break: (facts) => ({ ...facts, trails: facts.trails.known ? fact(withSecond(facts.trails.value)) : facts.trails }),
  },
];

/** All trails are refused at the log group since yesterday, but for one like the last that was not, with those changes. */
const allRefusedButOne = (facts: Facts, changes: Partial<TrailFacts>): Facts => {
  const trails = facts.trails.known ? facts.trails.value : [];
  const refused = fact(aTrailStatus({ logsDeliveredAt: daysAgo(1), logsDeliveryError: 'AccessDenied' }));
  const others = trails.filter(({ status }) => !(status.known && status.value.logsDeliveryError));
  const other = (others.length > 0 ? others : trails)
    .slice(-1)
    .map((last) => ({ ...last, name: 'other', arn: `${last.arn}-other`, ...changes }));
  return { ...facts, trails: fact([...trails.map((trail) => ({ ...trail, status: refused })), ...other]) };
};

const BUCKET_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/aaaabbbb-12ab-34cd-56ef-1234567890ab';

/** A copy of the first, which is refused at the log group since yesterday. */
const withSecond = (trails: readonly TrailFacts[]): readonly TrailFacts[] => [
  ...trails,
  ...trails.slice(0, 1).map((first) => ({
    ...first,
    name: 'second',
    arn: `${first.arn}-2`,
    status: fact(aTrailStatus({ logsDeliveredAt: daysAgo(1), logsDeliveryError: 'AccessDenied' })),
  })),
];
