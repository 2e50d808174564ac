import { DOCUMENTED_ALARM, WIDE_ALARM } from '../../contract/metrics.ts';
import { unknown, type Verdict, warn } from '../check.ts';
import { byAws } from '../fixes.ts';
import type { Before, LogGroupBefore } from './before.ts';
import { type Remark, remark } from './source.ts';

/** Names of the stack's two detection alarms, as its settings have them by default. */
export const ALARM_NAMES: readonly string[] = [
  DOCUMENTED_ALARM.alarmName,
  `${DOCUMENTED_ALARM.alarmName}${WIDE_ALARM.alarmNameSuffix}`,
];

/** What has the names that the stack would give, most often made by hand from AWS's page. */
export interface Collisions {
  /** CloudFormation refuses to make a second alarm of a name. */
  readonly alarms: readonly string[];
  readonly remarks: readonly Remark[];
}

/** Looks for them; what belongs to the standing stack is none. */
export function collisionsOf(before: Before, group: LogGroupBefore | undefined): Collisions {
  const isOwn = ownedBy(before);
  const alarms = before.alarms.known ? before.alarms.value.map(({ name }) => name).filter((name) => !isOwn(name)) : [];
  const filters = (group?.metricFilters.known ? group.metricFilters.value : [])
    .filter(
      ({ namespace, metricName }) =>
        namespace === DOCUMENTED_ALARM.metricNamespace && metricName === DOCUMENTED_ALARM.metricName,
    )
    .map(({ name }) => name)
    .filter((name) => !isOwn(name));
  return {
    alarms,
    remarks: [
      ...(before.alarms.known
        ? []
        : [remark(unknown(`whether an alarm of the name stands there: ${before.alarms.reason}`, before.alarms.right))]),
      ...alarms.map((name) =>
        remark(alarmInTheWay(name, before.region), 'CloudFormation refuses to make a second alarm of that name.'),
      ),
      ...filters.map((name) =>
        remark(
          filterBeside(name, group?.name ?? '', before.region),
          'Each refusal is counted twice in that metric; nothing is missed.',
        ),
      ),
    ],
  };
}

/** Where it is not known what the stack holds, what has its names is taken for its own. */
function ownedBy({ stack }: Before): (name: string) => boolean {
  if (!stack.known || stack.value === 'missing') return () => false;
  const { resources } = stack.value;
  return (name) => !resources.known || resources.value.includes(name);
}

const alarmInTheWay = (name: string, region: string): Verdict =>
  warn(
    `an alarm ${name} stands there already, made by hand from AWS's page or by another deployment`,
    byAws(
      'if it was made by hand, delete it and leave alarmName and metricNamespace out below: the stack makes the same',
      ...(['cloudwatch', 'delete-alarms', region, { '--alarm-names': name }] as const),
    ),
  );

const filterBeside = (name: string, logGroup: string, region: string): Verdict =>
  warn(
    `a metric filter ${name} counts into ${DOCUMENTED_ALARM.metricName} already`,
    byAws(
      'if it was made by hand, delete it: the stack makes the same',
      ...(['logs', 'delete-metric-filter', region, { '--log-group-name': logGroup, '--filter-name': name }] as const),
    ),
  );
