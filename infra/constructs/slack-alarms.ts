import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  type IAlarmAction,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { GUARD_METRICS } from '../../shared/contract/metrics.ts';
import { guardMetric } from './guard-metric.ts';

export interface SlackAlarmsProps {
  /** What waits for Slack. */
  readonly queue: IQueue;
  /** What Slack will not take. */
  readonly failureQueue: IQueue;
  /** What the alarms do when they enter ALARM. */
  readonly action: IAlarmAction;
}

const FIVE_MINUTES = Duration.minutes(5);
const AT_LEAST = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;

/** Three alarms, right below `scope`: messages that wait, that Slack does not take, and that it will not take. */
export function slackAlarms(scope: Construct, { queue, failureQueue, action }: SlackAlarmsProps): readonly IAlarm[] {
  const alarms = [isWaiting(scope, queue), slackIsLate(scope), slackRefused(scope, failureQueue)];
  for (const alarm of alarms) alarm.addAlarmAction(action);
  return alarms;
}

/**
 * Messages that the function does not take, or not as fast as they come: Slack takes one a second. SQS leaves a message that was
 * received three times and not deleted out of the age, so those that Slack does not take are not seen here; of a function that dies each
 * time they are, as its messages come for the third time after 12 minutes, which the threshold stays below. Without data nothing waits; and where a queue is silent because nobody touches it, the next message wakes it, and the alarm sounds again. Source: SQS
 * Developer Guide, "Available CloudWatch metrics for Amazon SQS".
 */
const isWaiting = (scope: Construct, queue: IQueue): Alarm =>
  new Alarm(scope, 'Waiting', {
    alarmDescription:
      'The oldest message for Slack has waited for 10 minutes: nobody takes them from their queue, or there are more than Slack takes. Other readers of the topics are not affected. What to do: docs/runbook.md, "Messages for Slack are waiting".',
    metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: FIVE_MINUTES }),
    threshold: 600,
    comparisonOperator: AT_LEAST,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });

/**
 * Messages that the function takes, and Slack does not. It writes the figure when it hands one back, for up to an hour: any of the
 * last 14 periods, so that an outage is told once and not at every try.
 */
const slackIsLate = (scope: Construct): Alarm =>
  new Alarm(scope, 'Late', {
    alarmDescription:
      'Slack has not taken messages for 10 minutes or more. They are tried again for a day and longer. Other readers of the topics are not affected. What to do: docs/runbook.md, "Slack does not take messages".',
    metric: guardMetric(scope, GUARD_METRICS.slackLate, 'Sum'),
    threshold: 1,
    comparisonOperator: AT_LEAST,
    evaluationPeriods: 14,
    datapointsToAlarm: 1,
    // Written when there is one, never as a zero.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });

const slackRefused = (scope: Construct, failureQueue: IQueue): Alarm =>
  new Alarm(scope, 'FailureQueueNotEmpty', {
    alarmDescription:
      'Messages were refused by Slack for good, or tried 50 times in vain: they are not in the channel, and wait in the Slack failure queue for up to 14 days. Other readers of the topics are not affected. What to do: docs/runbook.md, "Slack refused messages".',
    metric: failureQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: FIVE_MINUTES }),
    threshold: 1,
    comparisonOperator: AT_LEAST,
    evaluationPeriods: 1,
    // SQS stops reporting for a queue that nobody touches for six hours; what waits there has not gone.
    treatMissingData: TreatMissingData.IGNORE,
  });
