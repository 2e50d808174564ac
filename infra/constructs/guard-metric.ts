import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type GUARD_METRICS, GUARD_NAMESPACE, STACK_DIMENSION } from '../../shared/contract/metrics.ts';

type GuardMetricName = (typeof GUARD_METRICS)[keyof typeof GUARD_METRICS];

/** A figure that the function of this stack reports of itself, in periods of 5 minutes. */
export function guardMetric(scope: Construct, metricName: GuardMetricName, statistic: string, options?: MetricOptions) {
  return new Metric({
    namespace: GUARD_NAMESPACE,
    metricName,
    dimensionsMap: { [STACK_DIMENSION]: Stack.of(scope).stackName },
    statistic,
    period: Duration.minutes(5),
    ...options,
  });
}
