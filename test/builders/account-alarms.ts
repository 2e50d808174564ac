import type { AlarmFacts } from '../../shared/blind-spots/facts.ts';
import {
  DOCUMENTED_ALARM,
  GUARD_METRICS,
  GUARD_NAMESPACE,
  STACK_DIMENSION,
  WIDE_ALARM,
} from '../../shared/contract/metrics.ts';
import { STACK_NAME } from '../../shared/contract/names.ts';
import { NAMES } from './account-names.ts';
import { daysAgo } from './account-sources.ts';

/** An alarm with the numbers of the documented one. */
export const anAlarm = (changes: Partial<AlarmFacts>): AlarmFacts => ({
  name: DOCUMENTED_ALARM.alarmName,
  namespace: DOCUMENTED_ALARM.metricNamespace,
  metricName: DOCUMENTED_ALARM.metricName,
  dimensions: {},
  unit: undefined,
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

const ofGuard = { namespace: GUARD_NAMESPACE, dimensions: { [STACK_DIMENSION]: STACK_NAME } };

/** The dead-man alarm, which not every stack has. */
export const recordsMissing = (): AlarmFacts =>
  anAlarm({
    name: NAMES.recordsMissingAlarm,
    namespace: 'AWS/Logs',
    metricName: 'IncomingLogEvents',
    dimensions: { LogGroupName: NAMES.logGroup },
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'missing',
    insufficientDataActions: [NAMES.backstopTopicArn],
    periodSeconds: 900,
    evaluationPeriods: 3,
    datapointsToAlarm: undefined,
  });

/** Those of the stack. */
export const deployedAlarms = (): readonly AlarmFacts[] => [
  anAlarm({}),
  anAlarm({ name: NAMES.wideAlarm, metricName: WIDE_ALARM.metricName }),
  anAlarm({
    name: NAMES.queueAlarm,
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: NAMES.failureQueueArn.split(':').at(-1) ?? '' },
    statistic: 'Maximum',
    treatMissingData: 'ignore',
    datapointsToAlarm: undefined,
  }),
  anAlarm({
    name: NAMES.lostAlarm,
    namespace: 'AWS/Lambda',
    metricName: 'DestinationDeliveryFailures',
    dimensions: { FunctionName: NAMES.detectKeyUse },
    datapointsToAlarm: undefined,
  }),
  anAlarm({
    ...ofGuard,
    name: NAMES.unaccountedAlarm,
    metricName: GUARD_METRICS.unaccounted,
    datapointsToAlarm: undefined,
  }),
  anAlarm({
    ...ofGuard,
    name: NAMES.sweepAlarm,
    metricName: GUARD_METRICS.sweepRan,
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'breaching',
    evaluationPeriods: 3,
  }),
  anAlarm({
    ...ofGuard,
    name: NAMES.selfCheckAlarm,
    metricName: GUARD_METRICS.blindSpotsChecked,
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'missing',
    alarmActions: [],
    insufficientDataActions: [NAMES.backstopTopicArn],
    periodSeconds: 3600,
    evaluationPeriods: 13,
    datapointsToAlarm: undefined,
  }),
];
