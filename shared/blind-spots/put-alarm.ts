import type { Fix } from './check.ts';
import { outputOf } from './deployed-names.ts';
import { ourNamespace } from './deployed-settings.ts';
import type { Detection } from './detection.ts';
import type { Facts } from './facts.ts';
import { byAws, restoreByHand } from './fixes.ts';

/** How to put an alarm of a detection back, or set it right: PutMetricAlarm overwrites. Its description comes with the next deployment. */
export function putAlarm(name: string, { metricName }: Detection, { stack, region }: Facts): Fix {
  const namespace = ourNamespace(stack);
  const topic = outputOf(stack, 'backstopTopicArn');
  if (topic === undefined || namespace === undefined) return restoreByHand(`alarm ${name}`);
  return byAws('put it as it was deployed', 'cloudwatch', 'put-metric-alarm', region, {
    '--alarm-name': name,
    '--namespace': namespace,
    '--metric-name': metricName,
    '--statistic': 'Sum',
    '--period': '300',
    '--evaluation-periods': '1',
    '--datapoints-to-alarm': '1',
    '--threshold': '1',
    '--comparison-operator': 'GreaterThanOrEqualToThreshold',
    '--treat-missing-data': 'notBreaching',
    '--alarm-actions': topic,
  });
}
