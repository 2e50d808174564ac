import type { Check, Fix, Verdict } from '../check.ts';
import { type DeployedAlarm, deployedAlarm } from '../deployed-alarm.ts';
import { alarmNames, outputOf } from '../deployed-names.ts';
import { isOurNamespace } from '../deployed-settings.ts';
import { alarmNameOf, DETECTIONS, withoutResources } from '../detection.ts';
import type { AlarmFacts, Facts } from '../facts.ts';
import { type Fault, grave, slight, verdictOn } from '../findings.ts';
import { byAws, restoreByHand } from '../fixes.ts';
import { putAlarm } from '../put-alarm.ts';
import { listed, unread } from '../verdicts.ts';

/** Source of the numbers: KMS Developer Guide, "Create an alarm that detects use of a KMS key pending deletion", and deployed-alarm.ts. */
export const alarms: Check = {
  id: 'alarms',
  title: 'Every alarm of the stack stands and acts',
  meaning: 'An alarm that is gone or does nothing tells nobody: the second way beside the function is closed.',
  concerns: 'telling',
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
  const wanted = deployedAlarm(name, facts);
  const restore = putAlarm(name, wanted, facts);
  const alarm = standing.find((each) => each.name === name);
  if (alarm === undefined) return grave(`alarm ${name} is gone`, restore);
  if (!alarm.actionsEnabled) {
    return grave(
      `the actions of alarm ${name} are switched off`,
      byAws('switch them on', 'cloudwatch', 'enable-alarm-actions', facts.region, { '--alarm-names': name }),
    );
  }
  return tellsNobody(alarm, wanted, facts, restore) ?? (wanted && differences(alarm, wanted, facts, restore));
}

/** The alert topic would not do: it need not let CloudWatch publish. */
function tellsNobody(
  { name, alarmActions, insufficientDataActions }: AlarmFacts,
  wanted: DeployedAlarm | undefined,
  { stack }: Facts,
  restore: Fix,
): Fault | undefined {
  const backstop = outputOf(stack, 'backstopTopicArn');
  const tells = (actions: readonly string[]) => backstop === undefined || actions.includes(backstop);
  const actionsIn = { ALARM: alarmActions, INSUFFICIENT_DATA: insufficientDataActions };
  if (wanted === undefined)
    return tells([...alarmActions, ...insufficientDataActions])
      ? undefined
      : grave(`alarm ${name} does not tell the backstop topic`, restore);
  const mute = wanted.tellsIn.filter((state) => !tells(actionsIn[state]));
  return mute.length === 0
    ? undefined
    : grave(`alarm ${name} does not tell the backstop topic of ${listed(mute)}`, restore);
}

function differences(alarm: AlarmFacts, wanted: DeployedAlarm, facts: Facts, restore: Fix): Fault | undefined {
  const { datapointsToAlarm: datapoints = alarm.evaluationPeriods, unit = 'None' } = alarm;
  // An alarm that sounds for what is missing must see that it is.
  const needsMissing = wanted.comparisonOperator === 'LessThanThreshold';
  const missing = [
    alarm.treatMissingData === wanted.treatMissingData,
    `treats missing data as ${alarm.treatMissingData}`,
  ] as const;
  const loses = wrongOf([
    [alarm.metricName === wanted.metricName, `watches the metric ${alarm.metricName}`],
    [isNamespace(alarm, wanted, facts), `watches the namespace ${alarm.namespace}`],
    [hasDimensions(alarm, wanted), `watches the dimensions ${shown(alarm)} instead of ${shown(wanted)}`],
    [unit === 'None' || isOfAws(wanted), `watches values of the unit ${unit}`],
    [alarm.statistic === wanted.statistic, `goes by ${alarm.statistic} instead of ${wanted.statistic}`],
    [isThreshold(alarm, wanted), `has the threshold ${alarm.threshold}`],
    [alarm.comparisonOperator === wanted.comparisonOperator, `compares by ${alarm.comparisonOperator}`],
    [(datapoints ?? 0) <= datapointsOf(wanted), `wants more than ${datapointsOf(wanted)} datapoint`],
    ...(needsMissing ? [missing] : []),
  ]);
  if (loses.length > 0) return grave(`alarm ${alarm.name} ${loses.join(', ')}`, restore);
  const differs = wrongOf([
    [
      alarm.periodSeconds === wanted.periodSeconds,
      `has a period of ${alarm.periodSeconds} s instead of ${wanted.periodSeconds} s`,
    ],
    [
      alarm.evaluationPeriods === wanted.evaluationPeriods,
      `evaluates ${alarm.evaluationPeriods} periods instead of ${wanted.evaluationPeriods}`,
    ],
    missing,
  ]);
  return differs.length > 0 ? slight(`alarm ${alarm.name} ${differs.join(', ')}`, restore) : undefined;
}

/** All, where it does not say. Source: CloudWatch API Reference, PutMetricAlarm, DatapointsToAlarm. */
const datapointsOf = (wanted: DeployedAlarm): number => wanted.datapointsToAlarm ?? wanted.evaluationPeriods;

/** The detection metrics' namespace may be known by its digest alone. */
const isNamespace = ({ namespace }: AlarmFacts, wanted: DeployedAlarm, { stack }: Facts): boolean =>
  isDetection(wanted) ? isOurNamespace(stack, namespace) : namespace === wanted.namespace;

const isDetection = ({ metricName }: DeployedAlarm): boolean =>
  DETECTIONS.some((detection) => detection.metricName === metricName);

/** Metrics of AWS's services have units of their own. */
const isOfAws = ({ namespace }: DeployedAlarm): boolean => namespace?.startsWith('AWS/') === true;

function hasDimensions({ dimensions: its }: AlarmFacts, { dimensions: wanted }: DeployedAlarm): boolean {
  const names = new Set([...Object.keys(its), ...Object.keys(wanted)]);
  return [...names].every((name) => Object.hasOwn(its, name) && Object.hasOwn(wanted, name) && same(its, wanted, name));
}

/** What is not known is not held against it. */
const same = (its: AlarmFacts['dimensions'], wanted: DeployedAlarm['dimensions'], name: string): boolean =>
  wanted[name] === undefined || its[name] === wanted[name];

const shown = ({ dimensions }: { readonly dimensions: DeployedAlarm['dimensions'] }): string =>
  listed(Object.entries(dimensions).map(([name, value]) => `${name} ${value}`)) || 'none';

/** Counts are whole numbers: anything above 0 and up to 1 is the same. Of an age, less of it sounds earlier. */
const isThreshold = ({ threshold }: AlarmFacts, wanted: DeployedAlarm): boolean =>
  threshold !== undefined && threshold > 0 && threshold <= wanted.threshold;

const wrongOf = (rows: readonly (readonly [right: boolean, otherwise: string])[]): readonly string[] =>
  rows.flatMap(([right, otherwise]) => (right ? [] : [otherwise]));
