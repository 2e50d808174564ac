import type { AlarmFacts } from '../../shared/blind-spots/facts.ts';
import { DOCUMENTED_ALARM, GUARD_METRICS, GUARD_NAMESPACE, WIDE_ALARM } from '../../shared/contract/metrics.ts';
import { NAMES } from './account-names.ts';
import { daysAgo } from './account-sources.ts';

/** An alarm with the numbers of the documented one. */
export const anAlarm = (changes: Partial<AlarmFacts>): AlarmFacts => ({
  name: DOCUMENTED_ALARM.alarmName,
  namespace: DOCUMENTED_ALARM.metricNamespace,
  metricName: DOCUMENTED_ALARM.metricName,
  actionsEnabled: true,
  alarmActions: [NAMES.backstopTopicArn],
  insufficientDataActions: [],
  state: 'OK',
  stateSince: daysAgo(30),
  statistic: 'Sum',
  periodSeconds: 300,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 1,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  treatMissingData: 'notBreaching',
  ...changes,
});

/** Those of the stack. */
export const deployedAlarms = (): readonly AlarmFacts[] => [
  anAlarm({}),
  anAlarm({ name: NAMES.wideAlarm, metricName: WIDE_ALARM.metricName }),
  anAlarm({
    name: NAMES.queueAlarm,
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    statistic: 'Maximum',
    treatMissingData: 'ignore',
    datapointsToAlarm: undefined,
  }),
  anAlarm({
    name: NAMES.lostAlarm,
    namespace: 'AWS/Lambda',
    metricName: 'DestinationDeliveryFailures',
    datapointsToAlarm: undefined,
  }),
  anAlarm({
    name: NAMES.unaccountedAlarm,
    namespace: GUARD_NAMESPACE,
    metricName: GUARD_METRICS.unaccounted,
    datapointsToAlarm: undefined,
  }),
  anAlarm({
    name: NAMES.sweepAlarm,
    namespace: GUARD_NAMESPACE,
    metricName: GUARD_METRICS.sweepRan,
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'breaching',
    evaluationPeriods: 3,
  }),
  anAlarm({
    name: NAMES.selfCheckAlarm,
    namespace: GUARD_NAMESPACE,
    metricName: GUARD_METRICS.blindSpotsChecked,
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'missing',
    alarmActions: [],
    insufficientDataActions: [NAMES.backstopTopicArn],
    periodSeconds: 3600,
    evaluationPeriods: 12,
    datapointsToAlarm: 12,
  }),
];
