import type { Fix } from './check.ts';
import type { DeployedAlarm } from './deployed-alarm.ts';
import { outputOf } from './deployed-names.ts';
import type { Facts } from './facts.ts';
import { byAws, restoreByHand } from './fixes.ts';

/** How to put an alarm of the stack back, or set it right: PutMetricAlarm overwrites. Its description comes with the next deployment. */
export function putAlarm(name: string, alarm: DeployedAlarm | undefined, { stack, region }: Facts): Fix {
  const topic = outputOf(stack, 'backstopTopicArn');
  const dimensions = Object.entries(alarm?.dimensions ?? {});
  if (topic === undefined || alarm?.namespace === undefined || dimensions.some(([, value]) => value === undefined))
    return restoreByHand(`alarm ${name}`);
  return byAws('put it as it was deployed', 'cloudwatch', 'put-metric-alarm', region, {
    '--alarm-name': name,
    '--namespace': alarm.namespace,
    '--metric-name': alarm.metricName,
    ...(dimensions.length > 0 && {
      '--dimensions': JSON.stringify(dimensions.map(([Name, Value]) => ({ Name, Value }))),
    }),
    '--statistic': alarm.statistic,
    '--period': String(alarm.periodSeconds),
    '--evaluation-periods': String(alarm.evaluationPeriods),
    ...(alarm.datapointsToAlarm !== undefined && { '--datapoints-to-alarm': String(alarm.datapointsToAlarm) }),
    '--threshold': String(alarm.threshold),
    '--comparison-operator': alarm.comparisonOperator,
    '--treat-missing-data': alarm.treatMissingData,
    ...(alarm.tellsIn.includes('ALARM') && { '--alarm-actions': topic }),
    ...(alarm.tellsIn.includes('INSUFFICIENT_DATA') && { '--insufficient-data-actions': topic }),
  });
}
