import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TABLE } from '../../shared/contract/names.ts';

/**
 * One item a key: what was counted and not yet told. Paid by request, and without indexes, which no request needs. Encrypted
 * under a key that DynamoDB owns, the default, which nobody can schedule for deletion. Source: DynamoDB Developer Guide,
 * "DynamoDB encryption at rest".
 *
 * It goes with the stack: an incident lasts 40 days at most, whoever removes the guard wants no more alerts, and a table that
 * stayed would cost a manual step and help nobody. A guard that is deployed anew tells each key as new.
 */
export class IncidentTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: TABLE.key, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: TABLE.expiresAt,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /**
   * GetItem before a change, PutItem and UpdateItem for it, conditional, and Scan for the sweep, which looks at every key. No
   * deletion: what is over goes by its time to live.
   */
  grantIncidents(grantee: IGrantable): void {
    const actions = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'];
    this.table.grants.actions(grantee, ...actions);
  }

  /** GetItem before a run of the check for blind spots and a conditional PutItem after it, of one item, and how the table is. */
  grantWatch(grantee: IGrantable): void {
    this.table.grants.actions(grantee, 'dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem');
  }
}
