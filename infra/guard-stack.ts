import { Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { streamedPattern } from '../shared/contract/filter-patterns.ts';
import { SUBSCRIPTION_FILTER_NAME } from '../shared/contract/names.ts';
import { alertTopicOf, grantTopicKey } from './alert-topic.ts';
import { amazonQOf, notifySlackOf } from './chat.ts';
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
import { Remediation } from './constructs/remediation.ts';
import { Sweep } from './constructs/sweep.ts';
import { detectionAlarms } from './detection-alarms.ts';
import { checkEnvironmentOf, environmentOf } from './environment.ts';
import { tellOutputs } from './outputs.ts';
import type { GuardSettings } from './settings.ts';
import { warnOfNobody } from './warn-of-nobody.ts';

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

    const amazonQ = amazonQOf(this, settings, { backstop: backstop.topic, action });
    const topics = [alertTopic, backstop.topic];
    const notifySlack = notifySlackOf(this, settings, {
      ...{ projectRoot, version, stackName: this.stackName },
      topics,
      action,
    });

    const failures = new FailureQueue(this, 'Failures');
    const incidents = new IncidentTable(this, 'Incidents');
    const deployed = {
      topicArn: alertTopic.topicArn,
      backstopTopicArn: backstop.topic.topicArn,
      chatTopicArn: amazonQ?.topic.topicArn,
      tableName: incidents.table.tableName,
      stackName: this.stackName,
    };
    const detect = new DetectKeyUse(this, 'DetectKeyUse', {
      projectRoot,
      version,
      environment: environmentOf(settings, deployed),
      failureQueue: failures.queue,
      saves: settings.remediation !== undefined && settings.remediation.mode !== 'dry-run',
    });
    alertTopic.grantPublish(detect.role);
    incidents.grantIncidents(detect.role);
    const { remediation } = settings;
    const remedies =
      remediation === undefined ? [] : [new Remediation(this, 'Remediation', { ...remediation, role: detect.role })];
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
          topics,
          failureQueue: failures.queue,
          incidents,
          detectKeyUse: detect.function,
          notifySlack,
          ...(remediation !== undefined && { remediation: { mode: remediation.mode, role: detect.role } }),
          action,
        })
      : undefined;
    const recordsMissing = settings.deadManAlarm
      ? new RecordsMissing(this, 'RecordsMissing', { logGroup, action })
      : undefined;
    const watchers = [check, recordsMissing].filter((one) => one !== undefined);
    const chats = [amazonQ, notifySlack].filter((one) => one !== undefined);
    const tellers = [detect, check].flatMap((one) => one?.role ?? []);
    grantTopicKey(this, settings, ...tellers);
    for (const role of tellers) amazonQ?.topic.grantPublish(role);

    new RecordStream(this, 'RecordStream', {
      logGroup,
      pattern: streamedPattern(settings.remediation?.mode ?? 'off'),
      filterName: SUBSCRIPTION_FILTER_NAME,
      function: detect.function,
      safetyNet: [
        ...[alertTopic, backstop, ...detection, failures, incidents, detect, sweep, failureAlarms],
        ...remedies,
        ...watchers,
        ...chats,
      ],
    });
    if (settings.dashboard) {
      new Dashboard(this, 'Dashboard', {
        logGroup: detect.logGroup,
        failureQueue: failures.queue,
        slack: notifySlack,
        alarms: [
          ...[...detection, sweep, ...watchers].map(({ alarm }) => alarm),
          ...failureAlarms.alarms,
          ...(notifySlack?.alarms ?? []),
          ...(amazonQ === undefined ? [] : [amazonQ.alarm]),
        ],
      });
    }
    warnOfNobody(this, settings);

    tellOutputs(this, {
      ...{ alertTopic, backstop: backstop.topic, logGroup, table: incidents.table, failures: failures.queue },
      ...{ detect: detect.function, check: check?.function, notifySlack, chatTopic: amazonQ?.topic },
      ...{ version, given: settings.given },
    });
  }

  private logGroupOf({ source }: GuardSettings): ILogGroup {
    return source.kind === 'log-group'
      ? LogGroup.fromLogGroupName(this, 'LogGroup', source.name)
      : new ManagementTrail(this, 'ManagementTrail').logGroup;
  }
}
