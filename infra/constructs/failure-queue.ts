import { Duration } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * Where a batch of records waits when the function could not tell of it: TLS only, encrypted by SQS's own key (which nobody
 * can schedule for deletion), for SQS's longest retention, so that a fault over the holidays loses nothing.
 */
export class FailureQueue extends Construct {
  readonly queue: IQueue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
  }
}
