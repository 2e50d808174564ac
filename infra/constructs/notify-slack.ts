import { Duration, Stack } from 'aws-cdk-lib';
import type { IAlarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { FailureQueue } from './failure-queue.ts';
import { type GuardFunctionProps, guardFunction } from './guard-function.ts';
import { letInFromAfar } from './let-in-from-afar.ts';
import { slackAlarms } from './slack-alarms.ts';

export interface NotifySlackProps extends GuardFunctionProps {
  /** Name of the SSM parameter that holds the webhook's URL. */
  readonly webhookParameter: string;
  /** The topics whose messages go to Slack. One may be of another account or Region. */
  readonly topics: readonly ITopic[];
  /** What the alarms do: a way that does not lead through Slack alone. */
  readonly action: IAlarmAction;
}

const TIMEOUT = Duration.seconds(60);

/**
 * From the topics by a queue to a function that posts to Slack. The queue holds what Slack does not take at once: a message that comes
 * back late is received again up to 50 times, which by the function's own delays is more than a day, and is kept for four.
 */
export class NotifySlack extends Construct {
  readonly function: LambdaFunction;
  /** What waits for Slack. */
  readonly queue: IQueue;
  /** What Slack will not take. */
  readonly failureQueue: IQueue;
  /** What takes messages from the queue to the function. */
  readonly mapping: EventSourceMapping;
  readonly alarms: readonly IAlarm[];

  constructor(scope: Construct, id: string, props: NotifySlackProps) {
    super(scope, id);
    const { webhookParameter, topics, action, ...common } = props;
    this.failureQueue = new FailureQueue(this, 'Failures').queue;
    this.queue = this.queueOf(topics);
    const made = guardFunction(this, {
      ...common,
      environment: {
        ...common.environment,
        [ENVIRONMENT.slackQueueUrl]: this.queue.queueUrl,
        [ENVIRONMENT.slackFailureQueueUrl]: this.failureQueue.queueUrl,
      },
      entry: 'notify-slack/handler.ts',
      does: 'posts alerts and alarms to Slack',
      roleFor: 'takes messages from its queue, and reads the webhook of Slack',
      rights: this.rights(webhookParameter),
      timeout: TIMEOUT,
      // It renders a few kB a message, and waits for most of its time: half the memory is half the cost.
      memorySize: 256,
    });
    this.function = made.function;
    this.mapping = this.poll(made.role);
    this.alarms = slackAlarms(this, { queue: this.queue, failureQueue: this.failureQueue, action });
  }

  /** Each topic may send, and nobody else: SqsSubscription names its ARN in the queue's policy. Messages come in SNS's envelope. */
  private queueOf(topics: readonly ITopic[]): Queue {
    const queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // Six times the function's timeout, as Lambda asks. Source: Lambda Developer Guide, "Creating and configuring an Amazon SQS
      // event source mapping".
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.failureQueue, maxReceiveCount: 50 },
    });
    for (const topic of topics) topic.addSubscription(new SqsSubscription(queue));
    letInFromAfar(queue, topics);
    return queue;
  }

  /** Two at once is the least that Lambda allows; Slack takes about one message a second. */
  private poll(role: Role): EventSourceMapping {
    const mapping = new EventSourceMapping(this, 'Messages', {
      target: this.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: 5,
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
    // Lambda looks for the right to receive when it makes the mapping.
    mapping.node.addDependency(role);
    return mapping;
  }

  private rights(webhookParameter: string): readonly PolicyStatement[] {
    return [
      // Not SqsEventSource's, which grants more. ReceiveMessage, DeleteMessage and GetQueueAttributes are what Lambda itself needs.
      // Source: AWS Managed Policy Reference, AWSLambdaSQSQueueExecutionRole.
      new PolicyStatement({
        sid: 'TakeMessages',
        actions: [
          ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          'sqs:ChangeMessageVisibility',
        ],
        resources: [this.queue.queueArn],
      }),
      new PolicyStatement({
        sid: 'KeepRefused',
        actions: ['sqs:SendMessage'],
        resources: [this.failureQueue.queueArn],
      }),
      // No right on a key: that of Parameter Store, aws/ssm, lets everybody of the account decrypt, and nobody can schedule its
      // deletion. Source: Systems Manager User Guide, "Restricting decryption of SecureString parameter values".
      new PolicyStatement({
        sid: 'ReadWebhook',
        actions: ['ssm:GetParameter'],
        resources: [
          Stack.of(this).formatArn({
            service: 'ssm',
            resource: 'parameter',
            resourceName: webhookParameter.replace(/^\//, ''),
          }),
        ],
      }),
    ];
  }
}
