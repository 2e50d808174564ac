import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  type IAlarmAction,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { GUARD_METRICS } from '../../shared/contract/metrics.ts';
import { guardMetric } from './guard-metric.ts';

export interface FailureAlarmsProps {
  /** The function whose failures matter. */
  readonly function: IFunction;
  /** Its on-failure destination. */
  readonly queue: IQueue;
  /** What the alarms do when they enter ALARM: a way that does not lead through the function. */
  readonly action: IAlarmAction;
}

/**
 * Three alarms: records that no alert went out for, records that did not even reach the failure queue, and records of which the
 * function itself does not know what became.
 */
export class FailureAlarms extends Construct {
  readonly alarms: readonly IAlarm[];

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
        'Uses of KMS keys that are pending deletion were found, and neither an alert nor the failure queue could take them: they are lost to both. What to do: docs/runbook.md, "A batch was lost".',
      // Source: Lambda Developer Guide, "Types of metrics for Lambda functions", asynchronous invocation metrics.
      metric: props.function.metric('DestinationDeliveryFailures', { statistic: 'Sum', period: Duration.minutes(5) }),
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const unaccounted = new Alarm(this, 'RecordsUnaccounted', {
      ...atLeastOne,
      alarmDescription:
        'Records reached the guard, and its own figures do not say what became of them: an alert may be missing. This is a fault of the guard. What to do: docs/runbook.md, "Records are unaccounted for".',
      metric: guardMetric(this, GUARD_METRICS.unaccounted, 'Sum'),
      // Written when there is one, never as a zero.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const alarms = [notEmpty, notDelivered, unaccounted];
    for (const alarm of alarms) alarm.addAlarmAction(props.action);
    this.alarms = alarms;
  }
}
