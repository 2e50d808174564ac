import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { DOCUMENTED_PATTERN, WIDE_PATTERN } from '../shared/contract/filter-patterns.ts';
import { DOCUMENTED_ALARM, WIDE_ALARM } from '../shared/contract/metrics.ts';
import { DetectionAlarm } from './constructs/detection-alarm.ts';
import type { GuardSettings } from './settings.ts';

const RUNBOOK = 'docs/runbook.md, "The backstop fired, but no alert came".';
const ALERT = 'The alert that names key and caller goes to the alert topic within minutes. If none came';

/** AWS's documented alarm, and one with the wide pattern for what that one does not see. */
export function detectionAlarms(
  scope: Construct,
  settings: GuardSettings,
  logGroup: ILogGroup,
  action: IAlarmAction,
): readonly DetectionAlarm[] {
  const both = { logGroup, action, metricNamespace: settings.metricNamespace };
  const runbook = settings.runbookUrl ?? RUNBOOK;
  return [
    new DetectionAlarm(scope, 'DocumentedAlarm', {
      ...both,
      pattern: DOCUMENTED_PATTERN,
      metricName: DOCUMENTED_ALARM.metricName,
      alarmName: settings.alarmName,
      alarmDescription: `A KMS key that is pending deletion was used. ${ALERT}: ${runbook}`,
    }),
    new DetectionAlarm(scope, 'WideAlarm', {
      ...both,
      pattern: WIDE_PATTERN,
      metricName: WIDE_ALARM.metricName,
      alarmName: `${settings.alarmName}${WIDE_ALARM.alarmNameSuffix}`,
      alarmDescription: `A KMS key that is pending deletion was used, perhaps through another service or in several Regions, which the documented alarm does not see. ${ALERT}: ${runbook}`,
    }),
  ];
}
