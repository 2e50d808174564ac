import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { GuardStack } from './guard-stack.ts';

/** A finding of cdk-nag that we live with, where it is and why. */
export interface Acknowledgement {
  /** Path of the construct within the stack; one that these settings do not create is passed over. */
  readonly path: string;
  /** As cdk-nag writes it, but for `{logGroup}`, which stands for the log group that the trail delivers to. */
  readonly id: string;
  readonly reason: string;
}

export const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    path: 'Failures/Queue',
    id: 'AwsSolutions-SQS3',
    reason:
      'this queue is itself the dead-letter queue: the on-failure destination of the function, with an alarm on it',
  },
  {
    path: 'Incidents/Table',
    id: 'AwsSolutions-DDB3',
    reason:
      'counts of incidents of the last weeks: restored from an earlier time they would tell old news and hide new; lost, each key is told as new',
  },
  {
    path: 'DetectKeyUse/Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:*:<AWS::AccountId>:key/*]',
    reason: 'any key of this account, in any Region, may be the one that is pending deletion; the actions only read',
  },
  {
    path: 'DetectKeyUse/Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:*:*:key/*]',
    reason:
      'an organization trail brings the records of keys of other accounts; kms:DescribeKey alone, and only where their key policies allow it',
  },
  {
    path: 'DetectKeyUse/Role',
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'kms:ListAliases and cloudtrail:LookupEvents know no resource to narrow; both only read',
  },
  {
    path: 'DetectKeyUse/Role',
    id: 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
    reason:
      'what SNS asks of whoever publishes to an encrypted topic; on the one key that the setting topicKeyArn names',
  },
  {
    path: 'CheckBlindSpots/Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/<AWS::StackName>/*]',
    reason: 'the stack itself, read by its name: CloudFormation judges a name with any id behind it',
  },
  {
    path: 'CheckBlindSpots/Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudtrail:*:*:trail/*]',
    reason:
      'which trails feed the log group is what the check finds out; one of an organization belongs to its management account; the actions only read',
  },
  {
    path: 'CheckBlindSpots/Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:{logGroup}:*]',
    reason: 'the one log group of the trail: the form in which CloudWatch Logs names it with its streams',
  },
  {
    path: 'CheckBlindSpots/Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:*]',
    reason:
      'logs:DescribeLogGroups lists, and logs:DescribeAccountPolicies asks for logs:DescribeSubscriptionFilters besides; neither reads a record',
  },
  {
    path: 'CheckBlindSpots/Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*]',
    reason: 'cloudwatch:DescribeAlarms lists, also when it is given names; it only reads how alarms are set and stand',
  },
  {
    path: 'CheckBlindSpots/Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::*]',
    reason:
      'the bucket is that of whichever trail feeds the log group, not known before; s3:GetEncryptionConfiguration alone, which reads no object',
  },
  {
    path: 'CheckBlindSpots/Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:*:<AWS::AccountId>:key/*]',
    reason:
      'any key of this account may be pending deletion, or be what trail, bucket or log group lie under; kms:DescribeKey and kms:GetKeyPolicy only read',
  },
  {
    path: 'CheckBlindSpots/Role',
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'reads that know no resource to narrow, each listed with its source in infra/constructs',
  },
  {
    path: 'CheckBlindSpots/Role',
    id: 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
    reason:
      'what SNS asks of whoever publishes to an encrypted topic; on the one key that the setting topicKeyArn names',
  },
  {
    path: 'Remediation/Rights',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:*:<AWS::AccountId>:key/*]',
    reason:
      'any key of this account, in any Region, may be the one to save; what may be left alone is denied by tag, and the two actions destroy nothing',
  },
  {
    path: 'ManagementTrail/Bucket',
    id: 'AwsSolutions-S1',
    reason:
      'server access logs of the bucket of an audit log would need a bucket of their own, and so on; CloudTrail records who changes it',
  },
];

/** Tells cdk-nag what we live with. */
export function acknowledge(stack: GuardStack, acknowledgements: readonly Acknowledgement[] = ACKNOWLEDGEMENTS): void {
  for (const { path, id, reason } of acknowledgements) {
    const construct = path
      .split('/')
      .reduce<IConstruct | undefined>((node, part) => node?.node.tryFindChild(part), stack);
    if (construct !== undefined) Validations.of(construct).acknowledge({ id: idIn(stack, id), reason });
  }
}

/** The id of an acknowledgement as cdk-nag writes it for this stack: a reference is the logical id in angle brackets. */
export function idIn(stack: GuardStack, id: string): string {
  const name = stack.resolve(stack.logGroup.logGroupName);
  return id.replace('{logGroup}', typeof name === 'string' ? name : `<${name.Ref}>`);
}
