import {
  DescribeMetricFiltersCommand,
  DescribeSubscriptionFiltersCommand,
  type MetricFilter,
  type SubscriptionFilter,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Fact } from '../../blind-spots/fact.ts';
import type { MetricFilterFacts, PatternTest, SubscriptionFilterFacts } from '../../blind-spots/facts.ts';
import { SAMPLES } from '../../blind-spots/sample-records.ts';
import { DOCUMENTED_PATTERN, RESCUE_PATTERN, WIDE_PATTERN } from '../../contract/filter-patterns.ts';
import type { GuardClients } from '../guard-clients.ts';
import { accountPolicies } from './account-policies.ts';
import { ask } from './ask.ts';
import { allPages } from './pages.ts';

type Logs = Pick<GuardClients, 'logs'>;

/** The metric filters of a log group; not known where there is no such group. Source: CloudWatch Logs API Reference, MetricFilter. */
export const readMetricFilters = (
  { logs }: Logs,
  logGroupName: string,
  abortSignal: AbortSignal,
): Promise<Fact<readonly MetricFilterFacts[]>> =>
  ask('logs:DescribeMetricFilters', abortSignal, async () => {
    const filters = await allPages(async (token) => {
      const command = new DescribeMetricFiltersCommand({ logGroupName, ...(token && { nextToken: token }) });
      const { metricFilters: items, nextToken: next } = await logs.send(command, { abortSignal });
      return { items, next };
    });
    return filters.map(metricFilterOf);
  });

/** A filter has one transformation, whatever the list suggests. Source: CloudWatch Logs API Reference, PutMetricFilter. */
function metricFilterOf(filter: MetricFilter): MetricFilterFacts {
  const [metric] = filter.metricTransformations ?? [];
  return {
    name: filter.filterName ?? '',
    pattern: filter.filterPattern ?? '',
    namespace: metric?.metricNamespace ?? '',
    metricName: metric?.metricName ?? '',
    metricValue: metric?.metricValue ?? '',
    defaultValue: metric?.defaultValue,
    appliesToTransformed: filter.applyOnTransformedLogs ?? false,
    dimensions: metric?.dimensions ?? {},
    unit: metric?.unit,
    fieldSelectionCriteria: filter.fieldSelectionCriteria || undefined,
    emitSystemFieldDimensions: filter.emitSystemFieldDimensions ?? [],
  };
}

/** The subscription filters of a log group, ours among them. Source: CloudWatch Logs API Reference, SubscriptionFilter. */
export const readSubscriptionFilters = (
  { logs }: Logs,
  logGroupName: string,
  abortSignal: AbortSignal,
): Promise<Fact<readonly SubscriptionFilterFacts[]>> =>
  ask('logs:DescribeSubscriptionFilters', abortSignal, async () => {
    const filters = await allPages(async (token) => {
      const command = new DescribeSubscriptionFiltersCommand({ logGroupName, ...(token && { nextToken: token }) });
      const { subscriptionFilters: items, nextToken: next } = await logs.send(command, { abortSignal });
      return { items, next };
    });
    return filters.map(subscriptionFilterOf);
  });

const subscriptionFilterOf = (filter: SubscriptionFilter): SubscriptionFilterFacts => ({
  name: filter.filterName ?? '',
  pattern: filter.filterPattern ?? '',
  destinationArn: filter.destinationArn ?? '',
  appliesToTransformed: filter.applyOnTransformedLogs ?? false,
  fieldSelectionCriteria: filter.fieldSelectionCriteria || undefined,
});

/** Names of the subscription filter policies of the account. It takes the right logs:DescribeSubscriptionFilters as well. */
export const readAccountFilterPolicies = ({ logs }: Logs, abortSignal: AbortSignal): Promise<Fact<readonly string[]>> =>
  ask('logs:DescribeAccountPolicies', abortSignal, () =>
    accountPolicies({ logs }, 'SUBSCRIPTION_FILTER_POLICY', abortSignal),
  );

/** Every pattern on all samples, whatever the mode. Source: CloudWatch Logs API Reference, TestMetricFilter (at most 50 messages). */
export const readPatternTests = ({ logs }: Logs, abortSignal: AbortSignal): Promise<Fact<readonly PatternTest[]>> =>
  ask('logs:TestMetricFilter', abortSignal, () =>
    Promise.all(
      [DOCUMENTED_PATTERN, WIDE_PATTERN, RESCUE_PATTERN].map(async (pattern) => {
        const logEventMessages = SAMPLES.map(({ text }) => text);
        const command = new TestMetricFilterCommand({ filterPattern: pattern, logEventMessages });
        const { matches = [] } = await logs.send(command, { abortSignal });
        // By its text: whether eventNumber counts from 0 or from 1 is not documented.
        const texts = new Set(matches.map(({ eventMessage }) => eventMessage));
        return { pattern, matched: SAMPLES.filter(({ text }) => texts.has(text)).map(({ name }) => name) };
      }),
    ),
  );
