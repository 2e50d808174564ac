import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { GUARD_METRICS } from '../../shared/contract/metrics.ts';
import { SWEEP_FIELD } from '../../shared/contract/names.ts';
import { guardMetric } from './guard-metric.ts';

export interface SweepProps {
  /** The function that tells what is due. */
  readonly function: IFunction;
  /** What the alarm does when sweeps are missing. */
  readonly action: IAlarmAction;
}

const EVERY = Duration.minutes(5);

/** Asks the function every 5 minutes to tell what is due, and alarms when it no longer does: the guard's heartbeat. */
export class Sweep extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      description: 'KMS Deletion Guard: tell what is due',
      schedule: Schedule.rate(EVERY),
    });
    rule.addTarget(
      new LambdaFunction(props.function, {
        event: RuleTargetInput.fromObject({ [SWEEP_FIELD]: true }),
        // The next sweep does all that this one would have: by default EventBridge would go on for a day, 185 times. Source:
        // EventBridge User Guide, "How EventBridge retries delivering events".
        maxEventAge: EVERY,
        retryAttempts: 2,
      }),
    );

    this.alarm = this.heartbeatAlarm(props.action);
    // So that a first deployment may have a sweep before it has an alarm for want of one.
    this.alarm.node.addDependency(rule);
  }

  /**
   * Where 3 periods are to be evaluated, CloudWatch looks at the latest 5, takes those with data first, and fills up to 3 with
   * missing ones. So 1 of 3 means that 3 of the 5 are without a sweep, 15 minutes after the last one; 3 of 3 would wait until all
   * 5 are. Source: CloudWatch User Guide, "How alarm state is evaluated when data is missing".
   */
  private heartbeatAlarm(action: IAlarmAction): Alarm {
    const alarm = new Alarm(this, 'Missing', {
      alarmDescription:
        'The guard has not looked for what is due for about 15 minutes: digests, last chances and alerts that failed once are not sent. New keys and callers are told all the same, unless the function itself is down. In the first 15 minutes after a first deployment this means nothing, and ends by itself. What to do: docs/runbook.md, "The sweep is missing".',
      metric: guardMetric(this, GUARD_METRICS.sweepRan, 'Sum'),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(action);
    return alarm;
  }
}
