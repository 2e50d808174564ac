import { Alarm, ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { GUARD_METRICS } from '../../shared/contract/metrics.ts';
import { guardMetric } from './guard-metric.ts';

/**
 * An alarm, right below `scope`, on alerts that the chat topic did not take. The functions fail nothing for it and do not send them
 * there again, so that nobody else would tell. Its own message comes into the channel by the backstop topic.
 */
export function chatAlarm(scope: Construct, action: IAlarmAction): Alarm {
  const alarm = new Alarm(scope, 'NotSent', {
    alarmDescription:
      'The topic of Amazon Q Developer did not take alerts: they are not in its channels, and are not sent there again. The alert topic is told first, and is not affected. What to do: docs/runbook.md, "The chat topic did not take alerts".',
    metric: guardMetric(scope, GUARD_METRICS.chatNotSent, 'Sum'),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    // Written when there is one, never as a zero.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(action);
  return alarm;
}
