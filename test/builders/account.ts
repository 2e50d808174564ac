import { fact } from '../../shared/blind-spots/fact.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { SAMPLES, type Sample } from '../../shared/blind-spots/sample-records.ts';
import { DOCUMENTED_PATTERN, RESCUE_PATTERN, WIDE_PATTERN } from '../../shared/contract/filter-patterns.ts';
import { OUTPUTS, STACK_NAME, SUBSCRIPTION_FILTER_NAME } from '../../shared/contract/names.ts';
import { deployedAlarms } from './account-alarms.ts';
import { NAMES, stackResources } from './account-names.ts';
import { aTopic, checkBlindSpots, detectKeyUse } from './account-readers.ts';
import { aLogGroup, aTrail, daysAgo, deployedMetricFilters } from './account-sources.ts';
import { NOW } from './alert.ts';

export * from './account-alarms.ts';
export * from './account-names.ts';
export * from './account-readers.ts';
export * from './account-remediation.ts';
export * from './account-slack.ts';
export * from './account-sources.ts';

const stack = (): Facts['stack'] => ({
  name: STACK_NAME,
  status: 'UPDATE_COMPLETE',
  createdAt: daysAgo(60),
  updatedAt: daysAgo(10),
  outputs: {
    [OUTPUTS.alertTopicArn]: NAMES.alertTopicArn,
    [OUTPUTS.backstopTopicArn]: NAMES.backstopTopicArn,
    [OUTPUTS.functionName]: NAMES.detectKeyUse,
    [OUTPUTS.checkFunctionName]: NAMES.checkBlindSpots,
    [OUTPUTS.failureQueueUrl]: NAMES.failureQueueUrl,
    [OUTPUTS.tableName]: NAMES.table,
    [OUTPUTS.logGroupName]: NAMES.logGroup,
    [OUTPUTS.version]: '0.1.0',
    [OUTPUTS.settings]: JSON.stringify({ logGroupName: NAMES.logGroup, emails: 'ops@example.com' }),
  },
  resources: fact(stackResources()),
});

/**
 * A whole deployment in good health, and all that it depends on: in eu-west-1 of account 111122223333, on the log group my-trail of
 * one multi-Region trail that lies under a customer key, with the self-check and one address on both topics, and without Slack.
 */
export const healthyAccount = (changes: Partial<Facts> = {}): Facts => ({
  now: NOW,
  region: 'eu-west-1',
  accountId: NAMES.accountId,
  partition: 'aws',
  packageVersion: '0.1.0',
  stack: stack(),
  trails: fact([aTrail()]),
  logGroup: fact(aLogGroup()),
  metricFilters: fact(deployedMetricFilters()),
  subscriptionFilters: fact([
    {
      name: SUBSCRIPTION_FILTER_NAME,
      pattern: WIDE_PATTERN,
      destinationArn: NAMES.detectKeyUseArn,
      appliesToTransformed: false,
      fieldSelectionCriteria: undefined,
    },
  ]),
  accountFilterPolicies: fact([]),
  patternTests: fact([
    { pattern: DOCUMENTED_PATTERN, matched: matchedBy('documented') },
    { pattern: WIDE_PATTERN, matched: matchedBy('wide') },
    { pattern: RESCUE_PATTERN, matched: matchedBy('rescue') },
  ]),
  alarms: fact(deployedAlarms()),
  alertTopic: fact(aTopic(NAMES.alertTopicArn)),
  backstopTopic: fact(aTopic(NAMES.backstopTopicArn)),
  detectKeyUse: fact(detectKeyUse()),
  checkBlindSpots: fact(checkBlindSpots()),
  slack: undefined,
  remediation: undefined,
  figures: fact({
    invocations: 288,
    errors: 0,
    throttles: 0,
    asyncEventsDropped: 0,
    destinationDeliveryFailures: 0,
    sweepsInLastHour: 12,
    selfChecks: 4,
  }),
  delivery: fact({ errors: 0, errorsInLastHour: 0, throttling: 0 }),
  failureQueue: fact({ messages: 0, keyId: undefined }),
  table: fact({ status: 'ACTIVE', keyId: undefined }),
  bucketKeys: { [NAMES.bucket]: fact(undefined) },
  keys: {
    [NAMES.trailKeyArn]: fact({
      arn: NAMES.trailKeyArn,
      state: 'Enabled',
      deletionDate: undefined,
      manager: 'CUSTOMER',
      policy: undefined,
    }),
  },
  otherRegions: undefined,
  silences: fact({ silences: [], malformed: [] }),
  ...changes,
});

const matchedBy = (pattern: Sample['matches'][number]): readonly string[] =>
  SAMPLES.filter(({ matches }) => matches.includes(pattern)).map(({ name }) => name);
