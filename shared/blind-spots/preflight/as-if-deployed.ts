import { OUTPUTS } from '../../contract/names.ts';
import { fact, notKnown } from '../fact.ts';
import type { Facts, LogGroupFacts } from '../facts.ts';
import type { Before, LogGroupBefore } from './before.ts';

const NOT_ASKED = notKnown('nothing is deployed yet');
const MISSING = fact('missing' as const);

/**
 * The facts of a deployment that read this log group, with nothing else of it standing: so that the checks of a standing deployment
 * judge what it would depend on, by the same rules.
 */
export function asIfDeployed(before: Before, { name, ...filters }: LogGroupBefore, logGroup: LogGroupFacts): Facts {
  const [, partition = 'aws', , region = before.region, accountId = ''] = logGroup.arn.split(':');
  return {
    now: before.now,
    region,
    accountId,
    partition,
    packageVersion: '',
    stack: {
      name: before.stackName,
      status: 'CREATE_COMPLETE',
      // Long ago: nothing is to be given time.
      createdAt: new Date(0),
      updatedAt: undefined,
      outputs: { [OUTPUTS.logGroupName]: name },
      resources: fact([]),
    },
    trails: before.trails,
    logGroup: fact(logGroup),
    metricFilters: filters.metricFilters,
    subscriptionFilters: filters.subscriptionFilters,
    accountFilterPolicies: before.accountFilterPolicies,
    patternTests: NOT_ASKED,
    alarms: NOT_ASKED,
    alertTopic: MISSING,
    backstopTopic: MISSING,
    detectKeyUse: MISSING,
    checkBlindSpots: undefined,
    slack: undefined,
    remediation: undefined,
    figures: NOT_ASKED,
    delivery: NOT_ASKED,
    failureQueue: MISSING,
    table: MISSING,
    bucketKeys: before.bucketKeys,
    keys: before.keys,
    otherRegions: undefined,
    silences: NOT_ASKED,
  };
}
