/** Physical names that people and later versions rely on. A rename is a breaking change. */
export const STACK_NAME = 'KmsDeletionGuard';

/** Fixed: CloudFormation creates before it deletes, and a second filter would need a second slot of the log group. */
export const SUBSCRIPTION_FILTER_NAME = 'kms-deletion-guard';

/** Field that stands beside `awslogs` in an invocation to mark a drill. It is never read out of a record. */
export const DRILL_MARKER = 'kmsDeletionGuardDrill';

/** Outputs of the stack: where people and `kms-deletion-guard drill` find what was deployed. */
export const OUTPUTS = {
  alertTopicArn: 'AlertTopicArn',
  backstopTopicArn: 'BackstopTopicArn',
  functionName: 'FunctionName',
  failureQueueUrl: 'FailureQueueUrl',
  logGroupName: 'LogGroupName',
  version: 'Version',
} as const;
