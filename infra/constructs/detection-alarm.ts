import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface DetectionAlarmProps {
  /** The log group that the trail delivers to. */
  readonly logGroup: ILogGroup;
  /** JSON filter pattern over CloudTrail records, at most 1,024 characters. */
  readonly pattern: string;
  readonly metricNamespace: string;
  readonly metricName: string;
  /** Physical name: AWS's page and people's runbooks know the alarm by it. */
  readonly alarmName: string;
  /** Stands in the alarm's e-mail, and must help somebody who has nothing else. */
  readonly alarmDescription: string;
  /** What the alarm does when it enters ALARM. */
  readonly action: IAlarmAction;
}

/**
 * A metric filter and the alarm on it, with the numbers of AWS's page "Create an alarm that detects use of a KMS key pending
 * deletion": value 1 and no default value, a sum of at least 1 in 300 seconds, 1 of 1 datapoints, missing data not breaching.
 */
export class DetectionAlarm extends Construct {
  readonly metricFilter: MetricFilter;
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: DetectionAlarmProps) {
    super(scope, id);
    this.metricFilter = new MetricFilter(this, 'MetricFilter', {
      logGroup: props.logGroup,
      filterPattern: FilterPattern.literal(props.pattern),
      metricNamespace: props.metricNamespace,
      metricName: props.metricName,
      metricValue: '1',
    });
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: props.alarmName,
      alarmDescription: props.alarmDescription,
      metric: this.metricFilter.metric({ statistic: 'Sum', period: Duration.seconds(300) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.alarm.addAlarmAction(props.action);
  }
}
