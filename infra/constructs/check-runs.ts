import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { GUARD_METRICS } from '../../shared/contract/metrics.ts';
import { guardMetric } from './guard-metric.ts';

/** States in which the stack stands again as somebody wants it. Source: CloudFormation User Guide, "Stack status codes". */
const SETTLED = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'];

/** Runs the function every 6 hours and after each deployment, right below `scope`. */
export function runRegularly(scope: Construct, checked: IFunction): void {
  // The next run does all that this one would have, so none is tried for longer than an hour.
  const target = new LambdaFunction(checked, { maxEventAge: Duration.hours(1), retryAttempts: 2 });
  new Rule(scope, 'Schedule', {
    description: 'KMS Deletion Guard: look for blind spots',
    schedule: Schedule.rate(Duration.hours(6)),
    targets: [target],
  });
  // Stands before the stack is complete, and so sees its own creation end. Source: CloudFormation User Guide, "CloudFormation
  // events detail reference".
  new Rule(scope, 'AfterDeployment', {
    description: 'KMS Deletion Guard: look for blind spots after a deployment',
    eventPattern: {
      source: ['aws.cloudformation'],
      detailType: ['CloudFormation Stack Status Change'],
      detail: { 'stack-id': [Stack.of(scope).stackId], 'status-details': { status: SETTLED } },
    },
    targets: [target],
  });
}

/**
 * Tells when runs stop; right below `scope`.
 *
 * Missing data stays missing, and the alarm acts on INSUFFICIENT_DATA, the state in which it is created: a state that does not change
 * sends nothing, so a fresh stack is quiet. A run writes 1, which is OK by the threshold, and from then on the alarm is without data
 * when every period of the range that CloudWatch looks at is. That range is wider than the 13 periods of an hour, by two periods in
 * AWS's example. So one run that is late or fails, 12 hours between two that do not, is never told, and two in a row are told 13 to 16
 * hours after the last good one. Source: CloudWatch User Guide, "How alarm state is evaluated when data is missing".
 */
export function missingRunsAlarm(scope: Construct, action: IAlarmAction): Alarm {
  const alarm = new Alarm(scope, 'Missing', {
    alarmDescription:
      'No self-check of the guard has looked at everything and remembered what it found for more than 12 hours (INSUFFICIENT_DATA says just that): it may have been blind since without a word. Alerts on what it can still see are sent as before. What to do: docs/runbook.md, "The self-check is missing".',
    metric: guardMetric(scope, GUARD_METRICS.blindSpotsChecked, 'Sum', { period: Duration.hours(1) }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 13,
    treatMissingData: TreatMissingData.MISSING,
  });
  alarm.addInsufficientDataAction(action);
  return alarm;
}
