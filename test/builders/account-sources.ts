import { type Fact, fact } from '../../shared/blind-spots/fact.ts';
import type { LogGroupFacts, MetricFilterFacts, TrailFacts, TrailStatus } from '../../shared/blind-spots/facts.ts';
import { DOCUMENTED_PATTERN, WIDE_PATTERN } from '../../shared/contract/filter-patterns.ts';
import { DOCUMENTED_ALARM, WIDE_ALARM } from '../../shared/contract/metrics.ts';
import { NAMES } from './account-names.ts';
import { NOW } from './alert.ts';

/** So many minutes before {@link NOW}. */
export const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
export const daysAgo = (days: number): Date => minutesAgo(days * 24 * 60);

/** What is known of something; fails the test when it is not known or not there. */
export function valueIn<T>(known: Fact<T | 'missing'> | undefined): T {
  if (known === undefined || !known.known || known.value === 'missing') throw new Error('wanted a known fact');
  return known.value;
}

export const aTrailStatus = (changes: Partial<TrailStatus> = {}): TrailStatus => ({
  isLogging: true,
  startedAt: daysAgo(400),
  stoppedAt: undefined,
  deliveredAt: minutesAgo(4),
  deliveryError: undefined,
  logsDeliveredAt: minutesAgo(3),
  logsDeliveryError: undefined,
  ...changes,
});

/** A multi-Region trail that records all management events and delivers to the log group. */
export const aTrail = (changes: Partial<TrailFacts> = {}): TrailFacts => ({
  name: 'management',
  arn: NAMES.trailArn,
  homeRegion: 'eu-west-1',
  isMultiRegion: true,
  isOrganization: false,
  logGroupArn: `${NAMES.logGroupArn}:*`,
  bucket: NAMES.bucket,
  keyId: NAMES.trailKeyArn,
  status: fact(aTrailStatus()),
  selectors: fact({
    kind: 'basic',
    selectors: [
      {
        readWriteType: 'All',
        includeManagementEvents: true,
        excludeManagementEventSources: [],
        hasDataResources: false,
      },
    ],
  }),
  ...changes,
});

export const aLogGroup = (changes: Partial<LogGroupFacts> = {}): LogGroupFacts => ({
  name: NAMES.logGroup,
  arn: NAMES.logGroupArn,
  logGroupClass: 'STANDARD',
  keyId: undefined,
  createdAt: daysAgo(400),
  retentionDays: 90,
  lastIngestedAt: fact(minutesAgo(40)),
  hasTransformer: fact(false),
  ...changes,
});

const metricFilter = (name: string, pattern: string, metricName: string): MetricFilterFacts => ({
  name,
  pattern,
  namespace: DOCUMENTED_ALARM.metricNamespace,
  metricName,
  metricValue: '1',
  defaultValue: undefined,
  appliesToTransformed: false,
  dimensions: {},
  unit: 'None',
  fieldSelectionCriteria: undefined,
  emitSystemFieldDimensions: [],
});

/** Both, as deployed. */
export const deployedMetricFilters = (): readonly MetricFilterFacts[] => [
  metricFilter(NAMES.documentedFilter, DOCUMENTED_PATTERN, DOCUMENTED_ALARM.metricName),
  metricFilter(NAMES.wideFilter, WIDE_PATTERN, WIDE_ALARM.metricName),
];
