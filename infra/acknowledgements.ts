import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding of cdk-nag that we live with, where it is and why. */
export interface Acknowledgement {
  /** Path of the construct within the stack; one that these settings do not create is passed over. */
  readonly path: string;
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
    path: 'ManagementTrail/Bucket',
    id: 'AwsSolutions-S1',
    reason:
      'server access logs of the bucket of an audit log would need a bucket of their own, and so on; CloudTrail records who changes it',
  },
];

/** Tells cdk-nag what we live with. */
export function acknowledge(stack: Stack, acknowledgements: readonly Acknowledgement[] = ACKNOWLEDGEMENTS): void {
  for (const { path, id, reason } of acknowledgements) {
    const construct = path
      .split('/')
      .reduce<IConstruct | undefined>((node, part) => node?.node.tryFindChild(part), stack);
    if (construct !== undefined) Validations.of(construct).acknowledge({ id, reason });
  }
}
