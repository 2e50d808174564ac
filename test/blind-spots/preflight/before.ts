import { fact } from '../../../shared/blind-spots/fact.ts';
import type { AdvancedSelector, TrailFacts } from '../../../shared/blind-spots/facts.ts';
import type { Before, LogGroupBefore, StandingStack, Wishes } from '../../../shared/blind-spots/preflight/before.ts';
import { aLogGroup, aTrail, healthyAccount, NAMES } from '../../builders/account.ts';
import { NOW } from '../../builders/alert.ts';

export const aGroup = (changes: Partial<LogGroupBefore> = {}): LogGroupBefore => ({
  name: NAMES.logGroup,
  logGroup: fact(aLogGroup()),
  metricFilters: fact([]),
  subscriptionFilters: fact([]),
  ...changes,
});

/** An account before a deployment in eu-west-1: a good trail that delivers to my-trail, CDK bootstrapped, nothing else. */
export const anAccountBefore = (changes: Partial<Before> = {}): Before => ({
  now: NOW,
  region: 'eu-west-1',
  stackName: 'KmsDeletionGuard',
  trails: fact([aTrail()]),
  logGroups: [aGroup()],
  accountFilterPolicies: fact([]),
  alarms: fact([]),
  stack: fact('missing'),
  bootstrap: fact(21),
  bucketKeys: healthyAccount().bucketKeys,
  keys: healthyAccount().keys,
  ...changes,
});

export const noWishes = (changes: Partial<Wishes> = {}): Wishes => ({
  logGroupName: undefined,
  emails: [],
  profile: undefined,
  ...changes,
});

/** The guard's own stack, as deployed. */
export const standingStack = (changes: Partial<StandingStack> = {}): StandingStack => ({
  status: 'CREATE_COMPLETE',
  outputs: healthyAccount().stack.outputs,
  resources: fact(['KMSKeyPendingDeletionErrorAlarm', 'KMSKeyPendingDeletionErrorAlarm-wide']),
  ...changes,
});

const basic = (readWriteType: string, ...excluded: readonly string[]): TrailFacts['selectors'] =>
  fact({
    kind: 'basic',
    selectors: [
      {
        readWriteType,
        includeManagementEvents: true,
        excludeManagementEventSources: excluded,
        hasDataResources: false,
      },
    ],
  });

export const WRITE_ONLY = basic('WriteOnly');
export const WITHOUT_KMS = basic('All', 'kms.amazonaws.com');

const field = (name: string, equals: readonly string[]): AdvancedSelector['fields'][number] => ({
  field: name,
  equals,
  notEquals: [],
  startsWith: [],
  notStartsWith: [],
  endsWith: [],
  notEndsWith: [],
});
/** Advanced selectors with data events alone. */
export const DATA_ONLY: TrailFacts['selectors'] = fact({
  kind: 'advanced',
  selectors: [
    { name: undefined, fields: [field('eventCategory', ['Data']), field('resources.type', ['AWS::S3::Object'])] },
  ],
});

/** An organization's trail, as a member account sees it. */
export const organizationTrail = (): TrailFacts =>
  aTrail({
    name: 'aws-controltower-BaselineCloudTrail',
    arn: 'arn:aws:cloudtrail:eu-west-1:444455556666:trail/aws-controltower-BaselineCloudTrail',
    isOrganization: true,
    logGroupArn: 'arn:aws:logs:eu-west-1:444455556666:log-group:aws-controltower/CloudTrailLogs:*',
  });
