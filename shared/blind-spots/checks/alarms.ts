import type { Check, Verdict } from '../check.ts';
import { alarmNames, outputOf } from '../deployed-names.ts';
import { isOurNamespace } from '../deployed-settings.ts';
import { alarmNameOf, DETECTIONS, type Detection, withoutResources } from '../detection.ts';
import type { AlarmFacts, Facts } from '../facts.ts';
import { type Fault, grave, slight, verdictOn } from '../findings.ts';
import { byAws, restoreByHand } from '../fixes.ts';
import { putAlarm } from '../put-alarm.ts';
import { unread } from '../verdicts.ts';

/** Source of the numbers: KMS Developer Guide, "Create an alarm that detects use of a KMS key pending deletion". */
export const alarms: Check = {
  id: 'alarms',
  title: 'Every alarm of the stack stands and acts',
  meaning: 'An alarm that is gone or does nothing tells nobody: the second way beside the function is closed.',
  changedBy: ['DeleteAlarms', 'PutMetricAlarm', 'DisableAlarmActions'],
  judge: (facts) => withoutResources(facts.stack) ?? judge(facts),
};

function judge(facts: Facts): Verdict {
  if (!facts.alarms.known) return unread(facts.alarms);
  const standing = facts.alarms.value;
  const names = alarmNames(facts.stack);
  const missing = DETECTIONS.filter((detection) => alarmNameOf(facts.stack, detection) === undefined).map(({ name }) =>
    grave(`the stack has no ${name} alarm`, restoreByHand('the alarm')),
  );
  return verdictOn(
    [...missing, ...names.flatMap((name) => faultOf(name, standing, facts) ?? [])],
    `all ${names.length} alarms stand, and tell the backstop topic`,
  );
}

function faultOf(name: string, standing: readonly AlarmFacts[], facts: Facts): Fault | undefined {
  const detection = DETECTIONS.find((each) => alarmNameOf(facts.stack, each) === name);
  const alarm = standing.find((each) => each.name === name);
  const restore = detection === undefined ? restoreByHand(`alarm ${name}`) : putAlarm(name, detection, facts);
  if (alarm === undefined) return grave(`alarm ${name} is gone`, restore);
  if (!alarm.actionsEnabled) {
    return grave(
      `the actions of alarm ${name} are switched off`,
      byAws('switch them on', 'cloudwatch', 'enable-alarm-actions', facts.region, { '--alarm-names': name }),
    );
  }
  const actions = [...alarm.alarmActions, ...(detection === undefined ? alarm.insufficientDataActions : [])];
  if (!actions.some((arn) => isOurTopic(arn, facts)))
    return grave(`alarm ${name} tells neither topic of the stack`, restore);
  return detection === undefined ? undefined : differences(alarm, detection, facts, restore);
}

const isOurTopic = (arn: string, { stack }: Facts): boolean =>
  arn === outputOf(stack, 'backstopTopicArn') || arn === outputOf(stack, 'alertTopicArn');

function differences(
  alarm: AlarmFacts,
  detection: Detection,
  facts: Facts,
  restore: Fault['fixes'][number],
): Fault | undefined {
  const loses = wrongOf([
    [alarm.metricName === detection.metricName, `watches the metric ${alarm.metricName}`],
    [isOurNamespace(facts.stack, alarm.namespace), `watches the namespace ${alarm.namespace}`],
    [alarm.statistic === 'Sum', `goes by ${alarm.statistic} instead of Sum`],
    [
      alarm.threshold !== undefined && alarm.threshold > 0 && alarm.threshold <= 1,
      `has the threshold ${alarm.threshold}`,
    ],
    [alarm.comparisonOperator === 'GreaterThanOrEqualToThreshold', `compares by ${alarm.comparisonOperator}`],
    [(alarm.datapointsToAlarm ?? alarm.evaluationPeriods) === 1, 'wants more than 1 datapoint'],
  ]);
  if (loses.length > 0) return grave(`alarm ${alarm.name} ${loses.join(', ')}`, restore);
  const differs = wrongOf([
    [alarm.periodSeconds === 300, `has a period of ${alarm.periodSeconds} s instead of 300 s`],
    [alarm.evaluationPeriods === 1, `evaluates ${alarm.evaluationPeriods} periods instead of 1`],
    [alarm.treatMissingData === 'notBreaching', `treats missing data as ${alarm.treatMissingData}`],
  ]);
  return differs.length > 0 ? slight(`alarm ${alarm.name} ${differs.join(', ')}`, restore) : undefined;
}

const wrongOf = (rows: readonly (readonly [right: boolean, otherwise: string])[]): readonly string[] =>
  rows.flatMap(([right, otherwise]) => (right ? [] : [otherwise]));
