import { ACCOUNT, type Json } from '../builders/record.ts';

/** What CloudWatch publishes of a metric alarm. Source: CloudWatch User Guide, "Notifying users on alarm changes"; field by field. */
export const anAlarm = (overrides: Json = {}) => ({
  AlarmName: 'KmsDeletionGuard-FailureQueueNotEmpty',
  AlarmDescription:
    'Alerts could not be sent. They wait in the failure queue. What to do: docs/runbook.md, "The failure queue is not empty".',
  AWSAccountId: ACCOUNT,
  AlarmConfigurationUpdatedTimestamp: '2026-11-20T09:00:00.000+0000',
  NewStateValue: 'ALARM',
  NewStateReason:
    'Threshold Crossed: 1 out of the last 1 datapoints [2.0 (22/11/26 03:06:00)] was greater than or equal to the threshold (1.0).',
  StateChangeTime: '2026-11-22T03:11:40.123+0000',
  Region: 'EU (Ireland)',
  AlarmArn: `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:KmsDeletionGuard-FailureQueueNotEmpty`,
  OldStateValue: 'OK',
  OKActions: [],
  AlarmActions: [`arn:aws:sns:eu-west-1:${ACCOUNT}:backstop`],
  InsufficientDataActions: [],
  Trigger: {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Namespace: 'AWS/SQS',
    StatisticType: 'Statistic',
    Statistic: 'MAXIMUM',
    Period: 300,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 1,
    TreatMissingData: 'ignore',
  },
  ...overrides,
});

/** The same of a composite alarm. */
export const COMPOSITE: Json = {
  AlarmName: 'guard-in-trouble',
  AlarmDescription: '',
  AWSAccountId: ACCOUNT,
  NewStateValue: 'OK',
  NewStateReason:
    'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x transitioned to OK at Sunday 22 November, 2026 03:11:40 UTC',
  StateChangeTime: '2026-11-22T03:11:40.123+0000',
  Region: 'EU (Ireland)',
  AlarmArn: `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:guard-in-trouble`,
  OldStateValue: 'ALARM',
  AlarmRule: 'ALARM("x") OR ALARM("y")',
  TriggeringChildren: [],
};
