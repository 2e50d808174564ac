import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface FailureAlarmsProps {
  /** The function whose failures matter. */
  readonly function: IFunction;
  /** Its on-failure destination. */
  readonly queue: IQueue;
  /** What the alarms do when they enter ALARM: a way that does not lead through the function. */
  readonly action: IAlarmAction;
}

/** Two alarms: records that no alert went out for, and records that did not even reach the failure queue. */
export class FailureAlarms extends Construct {
  constructor(scope: Construct, id: string, props: FailureAlarmsProps) {
    super(scope, id);
    const atLeastOne = {
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
    };
    const notEmpty = new Alarm(this, 'FailureQueueNotEmpty', {
      ...atLeastOne,
      alarmDescription:
        'Uses of KMS keys that are pending deletion were found, and no alert could be sent for them. They wait in the failure queue for 14 days. What to do: docs/runbook.md, "The failure queue is not empty".',
      metric: props.queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(5),
      }),
      // SQS stops reporting for a queue that nobody touches for six hours; what waits there has not gone.
      treatMissingData: TreatMissingData.IGNORE,
    });
    const notDelivered = new Alarm(this, 'FailureNotRecorded', {
      ...atLeastOne,
      alarmDescription:
        'Uses of KMS keys that are pending deletion were found, and neither an alert nor the failure queue could take them: they are lost to both. What to do: docs/runbook.md, "The failure queue is not empty".',
      // Source: Lambda Developer Guide, "Types of metrics for Lambda functions", asynchronous invocation metrics.
      metric: props.function.metric('DestinationDeliveryFailures', { statistic: 'Sum', period: Duration.minutes(5) }),
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    for (const alarm of [notEmpty, notDelivered]) alarm.addAlarmAction(props.action);
  }
}
