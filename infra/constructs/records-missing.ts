import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarmAction, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface RecordsMissingProps {
  /** The log group that the trail delivers to. */
  readonly logGroup: ILogGroup;
  /** What the alarm does when nothing arrives any more. */
  readonly action: IAlarmAction;
}

/**
 * The dead-man alarm: no record has reached the log group for about an hour.
 *
 * A log group to which nothing is uploaded reports no data rather than 0, so the alarm acts on INSUFFICIENT_DATA as well as on ALARM.
 * It is created in INSUFFICIENT_DATA, and a state that does not change sends nothing: it sounds for records that stop, not for those that
 * have yet to begin. Where 3 periods are to be evaluated, the latest 5 must all be without data, 75 minutes. Sources: CloudWatch User
 * Guide, "How alarm state is evaluated when data is missing"; CloudWatch Logs User Guide, "Monitoring with CloudWatch metrics".
 */
export class RecordsMissing extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, { logGroup, action }: RecordsMissingProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Alarm', {
      alarmDescription:
        'No CloudTrail record has reached the log group for about an hour (ALARM and INSUFFICIENT_DATA both say so): no use of a KMS key that is pending deletion can be seen. In an account where nothing happens for hours this means nothing. What to do: docs/runbook.md, "No records arrive".',
      // Not by the log group's own method: in aws-cdk-lib 2.276 that one names a metric `IncomingLogs`, which CloudWatch Logs never writes.
      metric: new Metric({
        namespace: 'AWS/Logs',
        metricName: 'IncomingLogEvents',
        dimensionsMap: { LogGroupName: logGroup.logGroupName },
        statistic: 'Sum',
        period: Duration.minutes(15),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.MISSING,
    });
    this.alarm.addAlarmAction(action);
    this.alarm.addInsufficientDataAction(action);
  }
}
