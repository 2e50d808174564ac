import type { Check, Fix, Verdict } from '../check.ts';
import { logGroupNameOf } from '../deployed-names.ts';
import { isOurNamespace, ourNamespace } from '../deployed-settings.ts';
import { DETECTIONS, type Detection, filterNameOf, withoutResources } from '../detection.ts';
import type { Facts, MetricFilterFacts } from '../facts.ts';
import { type Fault, grave, slight, verdictOn } from '../findings.ts';
import { byAws, restoreByHand } from '../fixes.ts';
import { readsRewritten } from '../rewritten.ts';
import { listed, unread, withoutLogGroup } from '../verdicts.ts';

/** Source of the values: KMS Developer Guide, "Create an alarm that detects use of a KMS key pending deletion". */
export const metricFilters: Check = {
  id: 'metric-filters',
  title: 'Both metric filters stand as deployed',
  meaning: 'The alarms count nothing: should the function fail as well, nobody hears of the use of a key.',
  concerns: 'telling',
  changedBy: ['DeleteMetricFilter', 'PutMetricFilter'],
  judge: (facts) => withoutLogGroup(facts) ?? withoutResources(facts.stack) ?? judge(facts),
};

function judge(facts: Facts): Verdict {
  if (!facts.metricFilters.known) return unread(facts.metricFilters);
  const standing = facts.metricFilters.value;
  return verdictOn(
    DETECTIONS.flatMap((detection) => faultOf(detection, standing, facts) ?? []),
    'both metric filters stand as deployed',
  );
}

function faultOf(detection: Detection, standing: readonly MetricFilterFacts[], facts: Facts): Fault | undefined {
  const name = filterNameOf(facts.stack, detection);
  if (name === undefined)
    return grave(`the stack has no ${detection.name} metric filter`, restoreByHand('the metric filter'));
  const filter = standing.find((each) => each.name === name);
  if (filter === undefined)
    return grave(`the ${detection.name} metric filter ${name} is gone`, put(name, detection, facts));
  const wrong = differences(filter, detection, facts);
  if (wrong.length > 0) return grave(`metric filter ${name} has ${wrong.join(', ')}`, put(name, detection, facts));
  return filter.defaultValue === undefined
    ? undefined
    : slight(
        `metric filter ${name} has the default value ${filter.defaultValue}, which costs money and detects no more`,
        put(name, detection, facts),
      );
}

function differences(filter: MetricFilterFacts, { pattern, metricName }: Detection, facts: Facts): readonly string[] {
  return [
    filter.pattern === pattern ? '' : `the pattern ${filter.pattern}`,
    filter.metricName === metricName ? '' : `the metric ${filter.metricName} instead of ${metricName}`,
    isOurNamespace(facts.stack, filter.namespace) ? '' : `the namespace ${filter.namespace}`,
    Number(filter.metricValue) === 1 ? '' : `the value ${filter.metricValue} instead of 1`,
    readsRewritten(filter, facts) ? 'records that a transformer rewrote' : '',
    ...counting(filter),
  ].filter((difference) => difference !== '');
}

/** What would make it count less, or into another metric than the alarm watches. Source: CloudWatch Logs API Reference, MetricFilter. */
function counting(filter: MetricFilterFacts): readonly string[] {
  const { dimensions, unit = 'None', fieldSelectionCriteria, emitSystemFieldDimensions } = filter;
  const named = [...Object.keys(dimensions), ...emitSystemFieldDimensions];
  return [
    fieldSelectionCriteria === undefined ? '' : `the selection criteria ${fieldSelectionCriteria}`,
    named.length === 0 ? '' : `the dimensions ${listed(named)}, which make it another metric`,
    unit === 'None' ? '' : `the unit ${unit}`,
  ];
}

/** PutMetricFilter makes a filter, or overwrites the one of that name. */
function put(name: string, { pattern, metricName }: Detection, facts: Facts): Fix {
  const namespace = ourNamespace(facts.stack);
  if (namespace === undefined) return restoreByHand(`metric filter ${name}`);
  return byAws('put it as it was deployed', 'logs', 'put-metric-filter', facts.region, {
    '--log-group-name': logGroupNameOf(facts) ?? '',
    '--filter-name': name,
    '--filter-pattern': pattern,
    '--metric-transformations': `metricName=${metricName},metricNamespace=${namespace},metricValue=1`,
  });
}
