import type { StackResource } from '../../shared/blind-spots/facts.ts';
import { DOCUMENTED_ALARM, WIDE_ALARM } from '../../shared/contract/metrics.ts';
import { SUBSCRIPTION_FILTER_NAME } from '../../shared/contract/names.ts';

const accountId = '111122223333';
const arn = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:${accountId}:${resource}`;
// As CloudFormation makes them: stack, logical id, random end.
const made = (logicalId: string): string => `KmsDeletionGuard-${logicalId}-1A2B3C4D5E6F`;
const detectKeyUse = made('DetectKeyUseFunctionDF4EA966');
const checkBlindSpots = made('CheckBlindSpotsFunction0C1D2E3F');

/** Names and ARNs of the account of account.ts. */
export const NAMES = {
  accountId,
  trailArn: arn('cloudtrail', 'trail/management'),
  trailKeyArn: arn('kms', 'key/0987dcba-09fe-87dc-65ba-ab0987654321'),
  topicKeyArn: arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab'),
  usedKeyArn: arn('kms', 'key/5678ef01-12ab-34cd-56ef-1234567890ab'),
  bucket: 'acme-trail-111122223333',
  logGroup: 'my-trail',
  logGroupArn: arn('logs', 'log-group:my-trail'),
  alertTopicArn: arn('sns', made('AlertsTopicCF7C81C9')),
  backstopTopicArn: arn('sns', made('BackstopTopicB0A9CE5E')),
  detectKeyUse,
  detectKeyUseArn: arn('lambda', `function:${detectKeyUse}`),
  detectKeyUseRoleArn: `arn:aws:iam::${accountId}:role/${made('DetectKeyUseRole37E927B3')}`,
  checkBlindSpots,
  checkBlindSpotsArn: arn('lambda', `function:${checkBlindSpots}`),
  checkBlindSpotsRoleArn: `arn:aws:iam::${accountId}:role/${made('CheckBlindSpotsRole4A5B6C7D')}`,
  ruleArn: arn('events', 'rule/KmsDeletionGuard'),
  failureQueueUrl: `https://sqs.eu-west-1.amazonaws.com/${accountId}/${made('FailuresQueueB0898B50')}`,
  failureQueueArn: arn('sqs', made('FailuresQueueB0898B50')),
  table: made('IncidentsTable7D5FD327'),
  documentedFilter: made('DocumentedAlarmMetricFilter3296F924'),
  wideFilter: made('WideAlarmMetricFilter4DC64EBC'),
  wideAlarm: `${DOCUMENTED_ALARM.alarmName}${WIDE_ALARM.alarmNameSuffix}`,
  queueAlarm: made('FailureAlarmsFailureQueueNotEmpty129941E0'),
  lostAlarm: made('FailureAlarmsFailureNotRecorded45FF23F7'),
  unaccountedAlarm: made('FailureAlarmsRecordsUnaccounted476B542F'),
  sweepAlarm: made('SweepMissingCFECA345'),
  selfCheckAlarm: made('CheckBlindSpotsMissing8E9F0A1B'),
  recordsMissingAlarm: made('RecordsMissingAlarm2C3D4E5F'),
} as const;

const notifySlack = made('NotifySlackFunction5D6E7F80');

/** Names and ARNs of the way to Slack, see account-slack.ts. */
export const SLACK_NAMES = {
  function: notifySlack,
  functionArn: arn('lambda', `function:${notifySlack}`),
  roleArn: `arn:aws:iam::${accountId}:role/${made('NotifySlackRole91A2B3C4')}`,
  mappingId: '9c1d2e3f-1a2b-4c5d-8e6f-0a1b2c3d4e5f',
  queueUrl: `https://sqs.eu-west-1.amazonaws.com/${accountId}/${made('NotifySlackQueue6E7F8091')}`,
  queueArn: arn('sqs', made('NotifySlackQueue6E7F8091')),
  failureQueueUrl: `https://sqs.eu-west-1.amazonaws.com/${accountId}/${made('NotifySlackFailuresQueue7F8091A2')}`,
  failureQueueArn: arn('sqs', made('NotifySlackFailuresQueue7F8091A2')),
} as const;

/** The resources of the stack, as ListStackResources lists them. */
export const stackResources = (): readonly StackResource[] => [
  resource('AlertsTopicCF7C81C9', 'AWS::SNS::Topic', NAMES.alertTopicArn),
  resource('BackstopTopicB0A9CE5E', 'AWS::SNS::Topic', NAMES.backstopTopicArn),
  resource('DetectKeyUseFunctionDF4EA966', 'AWS::Lambda::Function', NAMES.detectKeyUse),
  resource('DetectKeyUseLogGroup298EEB64', 'AWS::Logs::LogGroup', made('DetectKeyUseLogGroup298EEB64')),
  resource('CheckBlindSpotsFunction0C1D2E3F', 'AWS::Lambda::Function', NAMES.checkBlindSpots),
  resource('IncidentsTable7D5FD327', 'AWS::DynamoDB::Table', NAMES.table),
  resource('FailuresQueueB0898B50', 'AWS::SQS::Queue', NAMES.failureQueueUrl),
  resource('SubscriptionFilter', 'AWS::Logs::SubscriptionFilter', SUBSCRIPTION_FILTER_NAME),
  resource('DocumentedAlarmMetricFilter3296F924', 'AWS::Logs::MetricFilter', NAMES.documentedFilter),
  resource('WideAlarmMetricFilter4DC64EBC', 'AWS::Logs::MetricFilter', NAMES.wideFilter),
  resource('DocumentedAlarm2DA87804', 'AWS::CloudWatch::Alarm', DOCUMENTED_ALARM.alarmName),
  resource('WideAlarmBBD34B37', 'AWS::CloudWatch::Alarm', NAMES.wideAlarm),
  resource('FailureAlarmsFailureQueueNotEmpty129941E0', 'AWS::CloudWatch::Alarm', NAMES.queueAlarm),
  resource('FailureAlarmsFailureNotRecorded45FF23F7', 'AWS::CloudWatch::Alarm', NAMES.lostAlarm),
  resource('FailureAlarmsRecordsUnaccounted476B542F', 'AWS::CloudWatch::Alarm', NAMES.unaccountedAlarm),
  resource('SweepMissingCFECA345', 'AWS::CloudWatch::Alarm', NAMES.sweepAlarm),
  resource('CheckBlindSpotsMissing8E9F0A1B', 'AWS::CloudWatch::Alarm', NAMES.selfCheckAlarm),
];

/** Those of the way to Slack. */
export const slackResources = (): readonly StackResource[] => [
  resource('NotifySlackFunction5D6E7F80', 'AWS::Lambda::Function', SLACK_NAMES.function),
  resource('NotifySlackLogGroup4C5D6E7F', 'AWS::Logs::LogGroup', made('NotifySlackLogGroup4C5D6E7F')),
  resource('NotifySlackQueue6E7F8091', 'AWS::SQS::Queue', SLACK_NAMES.queueUrl),
  resource('NotifySlackFailuresQueue7F8091A2', 'AWS::SQS::Queue', SLACK_NAMES.failureQueueUrl),
  resource('NotifySlackMessages8091A2B3', 'AWS::Lambda::EventSourceMapping', SLACK_NAMES.mappingId),
];

const resource = (logicalId: string, type: string, physicalId: string): StackResource => ({
  logicalId,
  type,
  physicalId,
});
