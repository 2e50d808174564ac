/** Environment variables of the functions: what infra writes and each config.ts reads. */
export const ENVIRONMENT = {
  /** ARN of the alert topic. */
  topicArn: 'GUARD_TOPIC_ARN',
  /** ARN of the backstop topic; of check-blind-spots only. */
  backstopTopicArn: 'GUARD_BACKSTOP_TOPIC_ARN',
  /** Name of the stack, shown in alerts. */
  stackName: 'GUARD_STACK_NAME',
  /** ARN of the function's own role, so that its own calls are known as such. */
  ownRoleArn: 'GUARD_OWN_ROLE_ARN',
  /** `111122223333=payments-prod,...`; empty or absent: none. */
  accountNames: 'GUARD_ACCOUNT_NAMES',
  /** Link that signs in, with `{accountId}` and `{destination}`; optional. */
  consoleLinkTemplate: 'GUARD_CONSOLE_LINK_TEMPLATE',
  /** https link; optional. */
  runbookUrl: 'GUARD_RUNBOOK_URL',
  /** Name of the tag that names a key's owner; optional. */
  ownerTag: 'GUARD_OWNER_TAG',
  /** `notify` (default) or `ignore`. */
  managementCalls: 'GUARD_MANAGEMENT_CALLS',
  /** Name of the table that holds the incidents. */
  tableName: 'GUARD_TABLE_NAME',
  /** Minutes, as a whole number: the first interval in which repeats are only counted. Default 15. */
  windowMinutes: 'GUARD_WINDOW_MINUTES',
  /** `class=glob,...`: callers whose refused calls of that class are only counted; optional. */
  ignoreCallers: 'GUARD_IGNORE_CALLERS',
  /** `off` (default), `dry-run`, `cancel` or `cancel-and-enable`: what the function may do about a key by itself. */
  remediation: 'GUARD_REMEDIATION',
  /** `all` (default) or `tagged`. */
  remediationScope: 'GUARD_REMEDIATION_SCOPE',
  /** Keys, aliases and accounts that are left alone, comma-separated; optional. */
  remediationNever: 'GUARD_REMEDIATION_NEVER',
  /** Days, as a whole number: the function acts when no more are left; absent: at once. */
  remediationWithinDays: 'GUARD_REMEDIATION_WITHIN_DAYS',
  /** Cancels in one day, as a whole number; optional. */
  remediationDailyLimit: 'GUARD_REMEDIATION_DAILY_LIMIT',
  /** ARN of the topic that Amazon Q Developer reads; optional. */
  chatTopicArn: 'GUARD_CHAT_TOPIC_ARN',
  /** URL of the queue that notify-slack is invoked by. */
  slackQueueUrl: 'GUARD_SLACK_QUEUE_URL',
  /** URL of the queue for what Slack will not take. */
  slackFailureQueueUrl: 'GUARD_SLACK_FAILURE_QUEUE_URL',
  /** Name of the SSM parameter that holds the webhook's URL, which itself stands nowhere else. */
  slackWebhookParameter: 'GUARD_SLACK_WEBHOOK_PARAMETER',
  /** `host,host:port,...`: hosts, besides Slack's, that the webhook may be on; optional. */
  slackWebhookHosts: 'GUARD_SLACK_WEBHOOK_HOSTS',
  /** Who is mentioned in critical alerts: `none` (default), `here`, `channel`, a user's or a user group's id. */
  slackMention: 'GUARD_SLACK_MENTION',
} as const;
