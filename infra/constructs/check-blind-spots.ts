import { Duration } from 'aws-cdk-lib';
import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRole, Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { RemediationSettings } from '../remediation-settings.ts';
import { accountRights, remediationRights } from './account-rights.ts';
import { missingRunsAlarm, runRegularly } from './check-runs.ts';
import { type GuardFunctionProps, guardFunction, readSilences } from './guard-function.ts';
import type { IncidentTable } from './incident-table.ts';
import type { NotifySlack } from './notify-slack.ts';

export interface CheckBlindSpotsProps extends GuardFunctionProps {
  /** The log group that the trail delivers to. */
  readonly logGroup: ILogGroup;
  /** The topics that it looks at, and tells. */
  readonly topics: readonly ITopic[];
  /** The queue that it looks at. */
  readonly failureQueue: IQueue;
  /** The table in which it remembers what it found. */
  readonly incidents: IncidentTable;
  /** The function that it watches. */
  readonly detectKeyUse: LambdaFunction;
  /** The way to Slack that it watches, where there is one. */
  readonly notifySlack: NotifySlack | undefined;
  /**
   * What automatic cancel may do, and whose rights it takes.
   *
   * @default - there is none: nothing of it is looked at
   */
  readonly remediation?: RemediationToCheck | undefined;
  /** What the alarm does when runs stop. */
  readonly action: IAlarmAction;
}

/** Whose rights to save a key are looked at, and in which mode. */
export interface RemediationToCheck {
  readonly mode: RemediationSettings['mode'];
  readonly role: IRole;
}

/**
 * The function that looks for what would silence the guard, with a role that reads, publishes and does nothing else.
 *
 * What fails three times goes nowhere: the failure queue is for batches of records, of which its alarm tells and which `redrive`
 * hands to the other function, and a failed check has nothing to keep. The next run makes up for it, and an alarm tells when runs
 * stop.
 */
export class CheckBlindSpots extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  /** Tells when runs stop. */
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: CheckBlindSpotsProps) {
    super(scope, id);
    const { logGroup, topics, failureQueue, incidents, detectKeyUse, notifySlack, remediation, action, ...common } =
      props;
    const made = guardFunction(this, {
      ...common,
      entry: 'check-blind-spots/handler.ts',
      does: 'looks for what would silence the guard',
      roleFor: 'reads what could silence the guard',
      rights: [
        ...accountRights(this, logGroup.logGroupName),
        readSilences(this),
        ...stackRights(topics, failureQueue),
        ...slackRights(notifySlack),
        ...remediationRights(this, remediation),
      ],
      timeout: Duration.seconds(120),
      maxEventAge: Duration.hours(1),
    });
    this.function = made.function;
    this.role = made.role;
    for (const topic of topics) topic.grantPublish(this.role);
    incidents.grantWatch(this.role);
    this.readFunctions(detectKeyUse, this.function, ...(notifySlack === undefined ? [] : [notifySlack.function]));
    runRegularly(this, this.function);
    this.alarm = missingRunsAlarm(this, action);
  }

  /** A policy of its own: a function waits for its role's, which therefore cannot name the function. */
  private readFunctions(...functions: readonly LambdaFunction[]): void {
    new Policy(this, 'ReadFunctions', {
      roles: [this.role],
      statements: [
        new PolicyStatement({
          actions: [
            'lambda:GetFunctionConfiguration',
            'lambda:GetPolicy',
            'lambda:GetFunctionConcurrency',
            'lambda:GetFunctionEventInvokeConfig',
          ],
          resources: functions.map((one) => one.functionArn),
        }),
      ],
    });
  }
}

const stackRights = (topics: readonly ITopic[], queue: IQueue): readonly PolicyStatement[] => [
  new PolicyStatement({
    sid: 'ReadTopics',
    actions: ['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic'],
    resources: topics.map(({ topicArn }) => topicArn),
  }),
  new PolicyStatement({ sid: 'ReadQueue', actions: ['sqs:GetQueueAttributes'], resources: [queue.queueArn] }),
];

/** What it looks at of the way to Slack. Of the webhook's parameter it sees the kind, never the value. */
function slackRights(slack: NotifySlack | undefined): readonly PolicyStatement[] {
  if (slack === undefined) return [];
  const { queue, failureQueue, mapping } = slack;
  const right = (sid: string, action: string, ...resources: string[]) =>
    new PolicyStatement({ sid, actions: [action], resources });
  return [
    right('ReadSlackQueues', 'sqs:GetQueueAttributes', queue.queueArn, failureQueue.queueArn),
    right('ReadSlackMapping', 'lambda:GetEventSourceMapping', mapping.eventSourceMappingArn),
    // It lists, and knows no resource. Source: Systems Manager User Guide, "Restricting access to Parameter Store parameters using IAM
    // policies".
    right('ListParameters', 'ssm:DescribeParameters', '*'),
  ];
}
