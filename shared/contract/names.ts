/** Physical names that people and later versions rely on. A rename is a breaking change. */
export const STACK_NAME = 'KmsDeletionGuard';

/** Fixed: CloudFormation creates before it deletes, and a second filter would need a second slot of the log group. */
export const SUBSCRIPTION_FILTER_NAME = 'kms-deletion-guard';

/** Field that stands beside `awslogs` in an invocation to mark a drill. It is never read out of a record. */
export const DRILL_MARKER = 'kmsDeletionGuardDrill';

/** Field of an invocation that asks the function to tell what is due: `{ "sweep": true }`. */
export const SWEEP_FIELD = 'sweep';

/** Attributes of the table of incidents: the partition key (text), and when DynamoDB may delete an item (seconds since 1970). */
export const TABLE = { key: 'pk', expiresAt: 'expiresAt' } as const;

/** Silences are SSM parameters right below this path, one each: the last part is its name, the value JSON. */
export const SILENCE_PATH = '/kms-deletion-guard/silences/';

/**
 * Name of an SSM parameter that may hold the webhook of Slack: with a slash in it, it begins with one. A silence is none, which is read
 * as text and shown. Source: Systems Manager API Reference, PutParameter, Name.
 */
export const WEBHOOK_PARAMETER =
  /^(?!\/kms-deletion-guard\/silences\/)(?=.{1,500}$)(?:[A-Za-z0-9_.-]+|(?:\/[A-Za-z0-9_.-]+)+)$/;

/** Key of the tag, with value `true`, that marks a key as made by `drill --real`. It is believed only of a key that lived for less than an hour. */
export const DRILL_TAG = 'kms-deletion-guard:drill';

/** Partition key of the item, in the table of incidents, that remembers what the checks for blind spots last found. */
export const WATCH_KEY = 'blind-spots';

/** Outputs of the stack: where people and the command line find what was deployed. */
export const OUTPUTS = {
  alertTopicArn: 'AlertTopicArn',
  backstopTopicArn: 'BackstopTopicArn',
  functionName: 'FunctionName',
  /** Name of the function check-blind-spots; not there with `selfCheck=off`. */
  checkFunctionName: 'CheckFunctionName',
  failureQueueUrl: 'FailureQueueUrl',
  tableName: 'TableName',
  /** These three not there without `slackWebhookParameter`. */
  slackFunctionName: 'SlackFunctionName',
  slackQueueUrl: 'SlackQueueUrl',
  slackFailureQueueUrl: 'SlackFailureQueueUrl',
  /** Topic that Amazon Q Developer reads; not there without its settings. */
  chatTopicArn: 'ChatTopicArn',
  logGroupName: 'LogGroupName',
  version: 'Version',
  /**
   * The settings that were given, as JSON: texts by the setting's name, as they would be typed. One of more than 60 characters, but for
   * `emails`, is `sha256:` and the first 16 hex digits of its digest.
   */
  settings: 'Settings',
} as const;
