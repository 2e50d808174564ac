import { fact } from '../../shared/blind-spots/fact.ts';
import { DOCUMENTED_PATTERN } from '../../shared/contract/filter-patterns.ts';
import { DOCUMENTED_ALARM } from '../../shared/contract/metrics.ts';
import { functionPolicy, NAMES, permission } from '../builders/account.ts';
import { withAlarm, withFunction, withMetricFilter, withSubscriptionFilter } from './breaking.ts';
import type { Sabotage } from './sabotage.ts';

/** Filters, alarms, and the way to the function. */
export const DETECTION_SABOTAGES: readonly Sabotage[] = [
  {
    name: 'the documented metric filter is deleted',
    found: 'metric-filters',
    break: (facts) => ({
      ...facts,
      metricFilters: facts.metricFilters.known
        ? fact(facts.metricFilters.value.filter(({ name }) => name !== NAMES.documentedFilter))
        : facts.metricFilters,
    }),
  },
  {
    name: 'the wide metric filter has another pattern',
    found: 'metric-filters',
    break: (facts) => withMetricFilter(facts, NAMES.wideFilter, { pattern: '{ $.errorCode = "Nothing" }' }),
  },
  {
    name: 'a metric filter counts nothing for each match',
    found: 'metric-filters',
    break: (facts) => withMetricFilter(facts, NAMES.documentedFilter, { metricValue: '0' }),
  },
  {
    name: 'a metric filter writes a metric that no alarm watches',
    found: 'metric-filters',
    break: (facts) => withMetricFilter(facts, NAMES.wideFilter, { metricName: 'Other' }),
  },
  {
    name: 'a metric filter counts the records of another Region alone',
    found: 'metric-filters',
    break: (facts) =>
      withMetricFilter(facts, NAMES.documentedFilter, { fieldSelectionCriteria: '@aws.region = "us-east-1"' }),
  },
  {
    name: 'a metric filter writes by dimensions, which no alarm watches',
    found: 'metric-filters',
    break: (facts) => withMetricFilter(facts, NAMES.wideFilter, { dimensions: { region: '$.awsRegion' } }),
  },
  {
    name: 'a metric filter makes dimensions of system fields',
    found: 'metric-filters',
    break: (facts) => withMetricFilter(facts, NAMES.wideFilter, { emitSystemFieldDimensions: ['@aws.account'] }),
  },
  {
    name: 'the documented alarm is deleted',
    found: 'alarms',
    break: (facts) => ({
      ...facts,
      alarms: facts.alarms.known
        ? fact(facts.alarms.value.filter(({ name }) => name !== DOCUMENTED_ALARM.alarmName))
        : facts.alarms,
    }),
  },
  {
    name: 'the actions of the wide alarm are switched off',
    found: 'alarms',
    break: (facts) => withAlarm(facts, NAMES.wideAlarm, { actionsEnabled: false }),
  },
  {
    name: 'the alarm on the heartbeat tells nobody',
    found: 'alarms',
    break: (facts) => withAlarm(facts, NAMES.sweepAlarm, { alarmActions: [] }),
  },
  {
    name: 'the wide alarm watches a dimension that nobody writes',
    found: 'alarms',
    break: (facts) => withAlarm(facts, NAMES.wideAlarm, { dimensions: { region: 'us-east-1' } }),
  },
  {
    name: 'the alarm on the queue wants a thousand batches',
    found: 'alarms',
    break: (facts) => withAlarm(facts, NAMES.queueAlarm, { threshold: 1000 }),
  },
  {
    name: 'the alarm on the heartbeat takes missing sweeps for well',
    found: 'alarms',
    break: (facts) => withAlarm(facts, NAMES.sweepAlarm, { treatMissingData: 'notBreaching' }),
  },
  {
    name: 'the documented alarm tells the alert topic alone',
    found: 'alarms',
    break: (facts) => withAlarm(facts, DOCUMENTED_ALARM.alarmName, { alarmActions: [NAMES.alertTopicArn] }),
  },
  {
    name: 'the documented alarm wants five uses',
    found: 'alarms',
    break: (facts) => withAlarm(facts, DOCUMENTED_ALARM.alarmName, { threshold: 5 }),
  },
  {
    name: 'the subscription filter is deleted and its slots are taken',
    found: 'subscription-filter',
    break: (facts) => ({
      ...facts,
      subscriptionFilters: fact(
        ['siem', 'archive'].map((name) => ({
          name,
          pattern: '',
          destinationArn: `arn:aws:firehose:eu-west-1:111122223333:deliverystream/${name}`,
          appliesToTransformed: false,
          fieldSelectionCriteria: undefined,
        })),
      ),
    }),
  },
  {
    name: 'the subscription filter sends to another function',
    found: 'subscription-filter',
    break: (facts) => withSubscriptionFilter(facts, { destinationArn: `${NAMES.detectKeyUseArn}-old` }),
  },
  {
    name: 'the subscription filter streams the records of another Region alone',
    found: 'subscription-filter',
    break: (facts) => withSubscriptionFilter(facts, { fieldSelectionCriteria: '@aws.region = "us-east-1"' }),
  },
  {
    name: 'the subscription filter has the narrow pattern',
    found: 'subscription-filter',
    break: (facts) => withSubscriptionFilter(facts, { pattern: DOCUMENTED_PATTERN }),
  },
  {
    name: 'the permission of the log group is removed',
    found: 'invoke-permission',
    break: (facts) =>
      withFunction(facts, {
        policy: fact(functionPolicy(permission('events.amazonaws.com', NAMES.detectKeyUseArn, `${NAMES.ruleArn}-x`))),
      }),
  },
  {
    name: 'the permission is for a log group of another name',
    found: 'invoke-permission',
    break: (facts) =>
      withFunction(facts, {
        policy: fact(
          functionPolicy(
            permission('logs.amazonaws.com', NAMES.detectKeyUseArn, `${NAMES.logGroupArn}-2:*`, NAMES.accountId),
          ),
        ),
      }),
  },
  {
    name: 'CloudWatch Logs reads the wide pattern otherwise than we do',
    found: 'patterns',
    break: (facts) => ({
      ...facts,
      patternTests: facts.patternTests.known
        ? fact(facts.patternTests.value.map((test) => ({ ...test, matched: test.matched.slice(0, 1) })))
        : facts.patternTests,
    }),
  },
];
