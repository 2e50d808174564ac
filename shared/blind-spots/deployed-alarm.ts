import { DOCUMENTED_ALARM, GUARD_METRICS, GUARD_NAMESPACE, STACK_DIMENSION, WIDE_ALARM } from '../contract/metrics.ts';
import { failureQueueNameOf, logGroupNameOf, outputOf, type Place, queueNameOf, resourceOf } from './deployed-names.ts';
import { ourNamespace } from './deployed-settings.ts';
import type { StackResource } from './facts.ts';

/** An alarm as infra deploys it; held equal to the template by a test. */
export interface DeployedAlarm {
  /** Undefined: only its digest is known. */
  readonly namespace: string | undefined;
  readonly metricName: string;
  /** Value by name; undefined: not known. */
  readonly dimensions: Readonly<Record<string, string | undefined>>;
  readonly statistic: 'Sum' | 'Maximum';
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number | undefined;
  readonly threshold: number;
  readonly comparisonOperator: 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';
  readonly treatMissingData: 'notBreaching' | 'ignore' | 'breaching' | 'missing';
  /** The states in which it tells the backstop topic. */
  readonly tellsIn: readonly ('ALARM' | 'INSUFFICIENT_DATA')[];
}

/** At least 1 in 5 minutes. */
const AT_LEAST_ONE = {
  dimensions: {},
  statistic: 'Sum',
  periodSeconds: 300,
  evaluationPeriods: 1,
  datapointsToAlarm: undefined,
  threshold: 1,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  treatMissingData: 'notBreaching',
  tellsIn: ['ALARM'],
} as const;

const ONE_OF_ONE = { ...AT_LEAST_ONE, datapointsToAlarm: 1 } as const;

/** By the path of the construct, with which the logical id begins; see infra/constructs. */
const ALARMS: Readonly<Record<string, (place: Place) => DeployedAlarm>> = {
  // Source of both: KMS Developer Guide, "Create an alarm that detects use of a KMS key pending deletion".
  DocumentedAlarm: ({ stack }) => ({
    ...ONE_OF_ONE,
    namespace: ourNamespace(stack),
    metricName: DOCUMENTED_ALARM.metricName,
  }),
  WideAlarm: ({ stack }) => ({ ...ONE_OF_ONE, namespace: ourNamespace(stack), metricName: WIDE_ALARM.metricName }),
  FailureAlarmsFailureQueueNotEmpty: (place) => ({
    ...AT_LEAST_ONE,
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: failureQueueNameOf(place) },
    statistic: 'Maximum',
    treatMissingData: 'ignore',
  }),
  FailureAlarmsFailureNotRecorded: ({ stack }) => ({
    ...AT_LEAST_ONE,
    namespace: 'AWS/Lambda',
    metricName: 'DestinationDeliveryFailures',
    dimensions: { FunctionName: outputOf(stack, 'functionName') },
  }),
  FailureAlarmsRecordsUnaccounted: (place) => ({ ...AT_LEAST_ONE, ...ofGuard(place, GUARD_METRICS.unaccounted) }),
  SweepMissing: (place) => ({
    ...AT_LEAST_ONE,
    ...ofGuard(place, GUARD_METRICS.sweepRan),
    evaluationPeriods: 3,
    datapointsToAlarm: 1,
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'breaching',
  }),
  CheckBlindSpotsMissing: (place) => ({
    ...AT_LEAST_ONE,
    ...ofGuard(place, GUARD_METRICS.blindSpotsChecked),
    periodSeconds: 3600,
    evaluationPeriods: 13,
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'missing',
    tellsIn: ['INSUFFICIENT_DATA'],
  }),
  NotifySlackWaiting: ({ stack }) => ({
    ...AT_LEAST_ONE,
    namespace: 'AWS/SQS',
    metricName: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: queueNameOf(stack, 'slackQueueUrl') },
    statistic: 'Maximum',
    threshold: 600,
  }),
  NotifySlackLate: (place) => ({
    ...AT_LEAST_ONE,
    ...ofGuard(place, GUARD_METRICS.slackLate),
    evaluationPeriods: 14,
    datapointsToAlarm: 1,
  }),
  NotifySlackFailureQueueNotEmpty: ({ stack }) => ({
    ...AT_LEAST_ONE,
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: queueNameOf(stack, 'slackFailureQueueUrl') },
    statistic: 'Maximum',
    treatMissingData: 'ignore',
  }),
  AmazonQNotSent: (place) => ({ ...AT_LEAST_ONE, ...ofGuard(place, GUARD_METRICS.chatNotSent) }),
  RecordsMissingAlarm: (place) => ({
    ...AT_LEAST_ONE,
    namespace: 'AWS/Logs',
    metricName: 'IncomingLogEvents',
    dimensions: { LogGroupName: logGroupNameOf(place) },
    periodSeconds: 900,
    evaluationPeriods: 3,
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'missing',
    tellsIn: ['ALARM', 'INSUFFICIENT_DATA'],
  }),
};

const ofGuard = ({ stack }: Place, metricName: string) => ({
  namespace: GUARD_NAMESPACE,
  metricName,
  dimensions: { [STACK_DIMENSION]: stack.name },
});

/** How the alarm of this name was deployed; undefined where this version does not know it. */
export function deployedAlarm(name: string, place: Place): DeployedAlarm | undefined {
  const { resources } = place.stack;
  if (!resources.known) return undefined;
  const [path] = Object.keys(ALARMS).filter((each) => isNamed(resources.value, each, name));
  return path === undefined ? undefined : ALARMS[path]?.(place);
}

const isNamed = (resources: readonly StackResource[], path: string, name: string): boolean =>
  resourceOf(resources, 'AWS::CloudWatch::Alarm', path)?.physicalId === name;
