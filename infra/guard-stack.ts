import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { DOCUMENTED_PATTERN, WIDE_PATTERN } from '../shared/contract/filter-patterns.ts';
import { DOCUMENTED_ALARM, WIDE_ALARM } from '../shared/contract/metrics.ts';
import { OUTPUTS, SUBSCRIPTION_FILTER_NAME } from '../shared/contract/names.ts';
import { Dashboard } from './constructs/dashboard.ts';
import { DetectKeyUse } from './constructs/detect-key-use.ts';
import { DetectionAlarm } from './constructs/detection-alarm.ts';
import { FailureAlarms } from './constructs/failure-alarms.ts';
import { FailureQueue } from './constructs/failure-queue.ts';
import { GuardTopic } from './constructs/guard-topic.ts';
import { IncidentTable } from './constructs/incident-table.ts';
import { ManagementTrail } from './constructs/management-trail.ts';
import { RecordStream } from './constructs/record-stream.ts';
import { Sweep } from './constructs/sweep.ts';
import { environmentOf } from './environment.ts';
import type { GuardSettings } from './settings.ts';

export interface GuardStackProps extends StackProps {
  readonly settings: GuardSettings;
  /** Version of package.json. */
  readonly version: string;
  /** Folder of package.json, package-lock.json and functions/. */
  readonly projectRoot: string;
  /**
   * File that exports the function's `handler`.
   *
   * @default - functions/detect-key-use/handler.ts below projectRoot
   */
  readonly entry?: string;
}

const RUNBOOK = 'docs/runbook.md, "The backstop fired, but no alert came".';

/** The documented alarm and, beside it, the stream of records to the function that says which key, by whom and until when. */
export class GuardStack extends Stack {
  constructor(scope: Construct, id: string, props: GuardStackProps) {
    super(scope, id, props);
    const { settings } = props;
    const logGroup = this.logGroupOf(settings);

    // Two topics, so that one fault cannot silence both: the function publishes to the first, the alarms to the second.
    const alertTopic = this.alertTopicOf(settings);
    const backstop = new GuardTopic(this, 'Backstop', {
      displayName: 'KMS Deletion Guard backstop',
      emails: settings.emails,
    });
    const action = new SnsAction(backstop.topic);

    const documented = new DetectionAlarm(this, 'DocumentedAlarm', {
      logGroup,
      action,
      pattern: DOCUMENTED_PATTERN,
      metricNamespace: settings.metricNamespace,
      metricName: DOCUMENTED_ALARM.metricName,
      alarmName: settings.alarmName,
      alarmDescription: `A KMS key that is pending deletion was used. The alert that names key and caller goes to the alert topic within minutes. If none came: ${settings.runbookUrl ?? RUNBOOK}`,
    });
    const wide = new DetectionAlarm(this, 'WideAlarm', {
      logGroup,
      action,
      pattern: WIDE_PATTERN,
      metricNamespace: settings.metricNamespace,
      metricName: WIDE_ALARM.metricName,
      alarmName: `${settings.alarmName}${WIDE_ALARM.alarmNameSuffix}`,
      alarmDescription: `A KMS key that is pending deletion was used, perhaps through another service or in several Regions, which the documented alarm does not see. The alert that names key and caller goes to the alert topic within minutes. If none came: ${settings.runbookUrl ?? RUNBOOK}`,
    });

    const failures = new FailureQueue(this, 'Failures');
    const incidents = new IncidentTable(this, 'Incidents');
    const detect = new DetectKeyUse(this, 'DetectKeyUse', {
      projectRoot: props.projectRoot,
      version: props.version,
      environment: environmentOf(settings, {
        topicArn: alertTopic.topicArn,
        tableName: incidents.table.tableName,
        stackName: this.stackName,
      }),
      failureQueue: failures.queue,
      ...(props.entry !== undefined && { entry: props.entry }),
    });
    alertTopic.grantPublish(detect.role);
    this.grantTopicKey(settings, detect.role);
    incidents.grantIncidents(detect.role);
    const sweep = new Sweep(this, 'Sweep', { function: detect.function, action });
    const failureAlarms = new FailureAlarms(this, 'FailureAlarms', {
      function: detect.function,
      queue: failures.queue,
      action,
    });

    new RecordStream(this, 'RecordStream', {
      logGroup,
      pattern: WIDE_PATTERN,
      filterName: SUBSCRIPTION_FILTER_NAME,
      function: detect.function,
      safetyNet: [alertTopic, backstop, documented, wide, failures, incidents, detect, sweep, failureAlarms],
    });
    if (settings.dashboard) {
      new Dashboard(this, 'Dashboard', {
        logGroup: detect.logGroup,
        failureQueue: failures.queue,
        alarms: [documented.alarm, wide.alarm, ...failureAlarms.alarms, sweep.alarm],
      });
    }

    if (settings.emails.length === 0) {
      Annotations.of(this).addWarningV2(
        'KmsDeletionGuard:nobodySubscribed',
        'emails: got none, so that nobody is subscribed to the backstop topic; give -c emails=ops@example.com, or subscribe to it after the deployment',
      );
    }

    this.tell(OUTPUTS.alertTopicArn, alertTopic.topicArn, 'Alerts: which key, by whom, until when, what to do');
    this.tell(OUTPUTS.backstopTopicArn, backstop.topic.topicArn, 'Alarms, also of the guard itself');
    this.tell(OUTPUTS.functionName, detect.function.functionName, 'Turns records into alerts');
    this.tell(OUTPUTS.failureQueueUrl, failures.queue.queueUrl, 'Batches that no alert could be sent for');
    this.tell(OUTPUTS.tableName, incidents.table.tableName, 'What was counted and not yet told');
    this.tell(OUTPUTS.logGroupName, logGroup.logGroupName, 'Where the records come from');
    this.tell(OUTPUTS.version, props.version, 'Version of KMS Deletion Guard');
  }

  private logGroupOf({ source }: GuardSettings): ILogGroup {
    return source.kind === 'log-group'
      ? LogGroup.fromLogGroupName(this, 'LogGroup', source.name)
      : new ManagementTrail(this, 'ManagementTrail').logGroup;
  }

  /** CDK cannot change the policy of a topic that is there already: its owner must let nobody but this account publish. */
  private alertTopicOf({ topic, emails }: GuardSettings): ITopic {
    if (topic === undefined) return new GuardTopic(this, 'Alerts', { displayName: 'KMS Deletion Guard', emails }).topic;
    const existing = Topic.fromTopicArn(this, 'Alerts', topic.arn);
    for (const address of emails) existing.addSubscription(new EmailSubscription(address));
    return existing;
  }

  private grantTopicKey({ topic }: GuardSettings, grantee: IGrantable): void {
    if (topic?.keyArn === undefined) return;
    // What SNS asks of a publisher to an encrypted topic. Source: SNS Developer Guide, "Managing Amazon SNS encryption keys and costs".
    Key.fromKeyArn(this, 'AlertTopicKey', topic.keyArn).grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey*');
  }

  private tell(output: string, value: string, description: string): void {
    new CfnOutput(this, output, { value, description });
  }
}
