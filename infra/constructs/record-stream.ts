import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';

export interface RecordStreamProps {
  /** The log group that the trail delivers to. */
  readonly logGroup: ILogGroup;
  /** JSON filter pattern over CloudTrail records, at most 1,024 characters. */
  readonly pattern: string;
  /** Fixed, as is the logical id: CloudFormation creates before it deletes, and a log group has few filter slots. */
  readonly filterName: string;
  /** The function that takes the records. */
  readonly function: LambdaFunction;
  /** All that must stand before the first record flows, as CloudFormation would else create the filter early. */
  readonly safetyNet: readonly IDependable[];
}

/**
 * Streams the records that match to the function. An L1, as the L2's destination permits no source account and makes the
 * filter wait for that permission alone.
 */
export class RecordStream extends Construct {
  constructor(scope: Construct, id: string, props: RecordStreamProps) {
    super(scope, id);
    // logGroupArn ends in `:*`, as logs.amazonaws.com names the source. Source: CloudWatch Logs User Guide, "Subscription
    // filters with AWS Lambda".
    props.function.addPermission('InvokeByTrailLogs', {
      principal: new ServicePrincipal('logs.amazonaws.com'),
      sourceArn: props.logGroup.logGroupArn,
      sourceAccount: Stack.of(this).account,
    });
    const filter = new CfnSubscriptionFilter(this, 'Filter', {
      filterName: props.filterName,
      logGroupName: props.logGroup.logGroupName,
      filterPattern: props.pattern,
      destinationArn: props.function.functionArn,
    });
    filter.overrideLogicalId('SubscriptionFilter');
    filter.node.addDependency(props.function, ...props.safetyNet);
  }
}
