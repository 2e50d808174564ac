import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { WIDE_PATTERN } from '../shared/contract/filter-patterns.ts';
import { OUTPUTS, SUBSCRIPTION_FILTER_NAME } from '../shared/contract/names.ts';
import { alertTopicOf, grantTopicKey } from './alert-topic.ts';
import { CheckBlindSpots } from './constructs/check-blind-spots.ts';
import { Dashboard } from './constructs/dashboard.ts';
import { DetectKeyUse } from './constructs/detect-key-use.ts';
import { FailureAlarms } from './constructs/failure-alarms.ts';
import { FailureQueue } from './constructs/failure-queue.ts';
import { GuardTopic } from './constructs/guard-topic.ts';
import { IncidentTable } from './constructs/incident-table.ts';
import { ManagementTrail } from './constructs/management-trail.ts';
import { RecordStream } from './constructs/record-stream.ts';
import { RecordsMissing } from './constructs/records-missing.ts';
import { Sweep } from './constructs/sweep.ts';
import { detectionAlarms } from './detection-alarms.ts';
import { checkEnvironmentOf, environmentOf } from './environment.ts';
import type { GuardSettings } from './settings.ts';
import { shownSettings } from './shown-settings.ts';

export interface GuardStackProps extends StackProps {
  readonly settings: GuardSettings;
  /** Version of package.json. */
  readonly version: string;
  /** Folder of package.json, package-lock.json and functions/. */
  readonly projectRoot: string;
}

/** The documented alarm and, beside it, the stream of records to the function that says which key, by whom and until when. */
export class GuardStack extends Stack {
  /** Where the records come from. */
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: GuardStackProps) {
    super(scope, id, props);
    const { settings, version, projectRoot } = props;
    const logGroup = this.logGroupOf(settings);
    this.logGroup = logGroup;

    // Two topics, so that one fault cannot silence both: the function publishes to the first, the alarms to the second.
    const alertTopic = alertTopicOf(this, settings);
    const backstop = new GuardTopic(this, 'Backstop', {
      displayName: 'KMS Deletion Guard backstop',
      emails: settings.emails,
    });
    const action = new SnsAction(backstop.topic);
    const detection = detectionAlarms(this, settings, logGroup, action);

    const failures = new FailureQueue(this, 'Failures');
    const incidents = new IncidentTable(this, 'Incidents');
    const deployed = {
      topicArn: alertTopic.topicArn,
      backstopTopicArn: backstop.topic.topicArn,
      tableName: incidents.table.tableName,
      stackName: this.stackName,
    };
    const detect = new DetectKeyUse(this, 'DetectKeyUse', {
      projectRoot,
      version,
      environment: environmentOf(settings, deployed),
      failureQueue: failures.queue,
    });
    alertTopic.grantPublish(detect.role);
    incidents.grantIncidents(detect.role);
    const sweep = new Sweep(this, 'Sweep', { function: detect.function, action });
    const failureAlarms = new FailureAlarms(this, 'FailureAlarms', {
      function: detect.function,
      queue: failures.queue,
      action,
    });

    const check = settings.selfCheck
      ? new CheckBlindSpots(this, 'CheckBlindSpots', {
          projectRoot,
          version,
          environment: checkEnvironmentOf(settings, deployed),
          logGroup,
          topics: [alertTopic, backstop.topic],
          failureQueue: failures.queue,
          incidents,
          detectKeyUse: detect.function,
          action,
        })
      : undefined;
    const recordsMissing = settings.deadManAlarm
      ? new RecordsMissing(this, 'RecordsMissing', { logGroup, action })
      : undefined;
    const watchers = [check, recordsMissing].filter((one) => one !== undefined);
    grantTopicKey(this, settings, ...[detect, check].flatMap((one) => one?.role ?? []));

    new RecordStream(this, 'RecordStream', {
      logGroup,
      pattern: WIDE_PATTERN,
      filterName: SUBSCRIPTION_FILTER_NAME,
      function: detect.function,
      safetyNet: [
        ...[alertTopic, backstop, ...detection, failures, incidents, detect, sweep, failureAlarms],
        ...watchers,
      ],
    });
    if (settings.dashboard) {
      new Dashboard(this, 'Dashboard', {
        logGroup: detect.logGroup,
        failureQueue: failures.queue,
        alarms: [...[...detection, sweep, ...watchers].map(({ alarm }) => alarm), ...failureAlarms.alarms],
      });
    }
    this.warnOfNobody(settings);

    this.tell(OUTPUTS.alertTopicArn, alertTopic.topicArn, 'Alerts: which key, by whom, until when, what to do');
    this.tell(OUTPUTS.backstopTopicArn, backstop.topic.topicArn, 'Alarms, also of the guard itself');
    this.tell(OUTPUTS.functionName, detect.function.functionName, 'Turns records into alerts');
    if (check !== undefined)
      this.tell(OUTPUTS.checkFunctionName, check.function.functionName, 'Looks for what would silence the guard');
    this.tell(OUTPUTS.failureQueueUrl, failures.queue.queueUrl, 'Batches that no alert could be sent for');
    this.tell(OUTPUTS.tableName, incidents.table.tableName, 'What was counted and not yet told');
    this.tell(OUTPUTS.logGroupName, logGroup.logGroupName, 'Where the records come from');
    this.tell(OUTPUTS.version, version, 'Version of KMS Deletion Guard');
    this.tell(OUTPUTS.settings, shownSettings(settings.given), 'What was set; long texts by their digest');
  }

  private logGroupOf({ source }: GuardSettings): ILogGroup {
    return source.kind === 'log-group'
      ? LogGroup.fromLogGroupName(this, 'LogGroup', source.name)
      : new ManagementTrail(this, 'ManagementTrail').logGroup;
  }

  private warnOfNobody({ emails }: GuardSettings): void {
    if (emails.length > 0) return;
    Annotations.of(this).addWarningV2(
      'KmsDeletionGuard:nobodySubscribed',
      'emails: got none, so that nobody is subscribed to the backstop topic; give -c emails=ops@example.com, or subscribe to it after the deployment',
    );
  }

  private tell(output: string, value: string, description: string): void {
    new CfnOutput(this, output, { value, description });
  }
}
