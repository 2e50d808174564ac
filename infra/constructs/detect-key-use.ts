import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type GuardFunctionProps, guardFunction, readSilences } from './guard-function.ts';

export interface DetectKeyUseProps extends GuardFunctionProps {
  /** Takes the batches for which the function failed three times. */
  readonly failureQueue: IQueue;
  /** It may also cancel deletions by itself. */
  readonly saves: boolean;
}

/** The function that turns records into alerts, with a role that can read what an alert tells; other rights are the stack's to add. */
export class DetectKeyUse extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  /** The function's own. */
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, { failureQueue, saves, ...props }: DetectKeyUseProps) {
    super(scope, id);
    const made = guardFunction(this, {
      ...props,
      entry: 'detect-key-use/handler.ts',
      does: 'tells who uses a KMS key that is pending deletion',
      roleFor: `reads what an alert tells about a key${saves ? ', and saves keys' : ''}`,
      rights: this.rights(),
      timeout: Duration.seconds(60),
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(failureQueue),
    });
    this.function = made.function;
    this.role = made.role;
    this.logGroup = made.logGroup;
  }

  private rights(): readonly PolicyStatement[] {
    // Any Region: a multi-Region trail brings the records of all Regions into one log group.
    const keysOf = (account?: string) =>
      Stack.of(this).formatArn({
        service: 'kms',
        region: '*',
        resource: 'key',
        resourceName: '*',
        ...(account !== undefined && { account }),
      });
    return [
      new PolicyStatement({
        sid: 'ReadKeys',
        actions: ['kms:ListResourceTags', 'kms:GetKeyLastUsage'],
        resources: [keysOf()],
      }),
      // The one read that works across accounts, where the other account's key policy allows it as well: an organization's trail
      // brings the records of keys of all its accounts.
      new PolicyStatement({ sid: 'DescribeKeys', actions: ['kms:DescribeKey'], resources: [keysOf('*')] }),
      // Neither call has a resource to narrow. Sources: KMS Developer Guide, "Specifying KMS keys in IAM policy statements"
      // (ListAliases uses no particular key); Service Authorization Reference, CloudTrail (LookupEvents has no resource type).
      new PolicyStatement({
        sid: 'ReadWhatHasNoResource',
        actions: ['kms:ListAliases', 'cloudtrail:LookupEvents'],
        resources: ['*'],
      }),
      readSilences(this),
    ];
  }
}
