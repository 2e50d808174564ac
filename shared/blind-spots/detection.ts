import { DOCUMENTED_PATTERN, WIDE_PATTERN } from '../contract/filter-patterns.ts';
import { DOCUMENTED_ALARM, WIDE_ALARM } from '../contract/metrics.ts';
import type { Verdict } from './check.ts';
import { resourceOf } from './deployed-names.ts';
import type { StackFacts } from './facts.ts';
import { unread } from './verdicts.ts';

/** One of the two ways from the log group to an alarm, as infra/guard-stack.ts deploys them. */
export interface Detection {
  readonly name: 'documented' | 'wide';
  readonly pattern: string;
  readonly metricName: string;
  /** Path of its construct: how the logical ids of filter and alarm begin. */
  readonly path: string;
}

export const DETECTIONS: readonly Detection[] = [
  { name: 'documented', pattern: DOCUMENTED_PATTERN, metricName: DOCUMENTED_ALARM.metricName, path: 'DocumentedAlarm' },
  { name: 'wide', pattern: WIDE_PATTERN, metricName: WIDE_ALARM.metricName, path: 'WideAlarm' },
];

/** Name of the alarm of a detection; undefined when it is not known. */
export const alarmNameOf = ({ resources }: StackFacts, { path }: Detection): string | undefined =>
  resources.known ? resourceOf(resources.value, 'AWS::CloudWatch::Alarm', path)?.physicalId : undefined;

/** Name of its metric filter. */
export const filterNameOf = ({ resources }: StackFacts, { path }: Detection): string | undefined =>
  resources.known
    ? resourceOf(resources.value, 'AWS::Logs::MetricFilter', `${path}MetricFilter`)?.physicalId
    : undefined;

/** Why the names of the stack's resources are not known. */
export const withoutResources = ({ resources }: StackFacts): Verdict | undefined =>
  resources.known ? undefined : unread(resources);
