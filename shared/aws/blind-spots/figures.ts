import { GetMetricDataCommand, type MetricDataQuery, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Fact } from '../../blind-spots/fact.ts';
import { type Figures, METRIC_HOURS } from '../../blind-spots/facts.ts';
import { GUARD_METRICS, GUARD_NAMESPACE, STACK_DIMENSION } from '../../contract/metrics.ts';
import { SUBSCRIPTION_FILTER_NAME } from '../../contract/names.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask } from './ask.ts';
import { allPages } from './pages.ts';

/** Whose figures. */
export interface Measured {
  readonly stack: string;
  readonly functionName: string;
  readonly logGroupName: string;
}

const HOUR_MS = 3_600_000;

/** All figures in one call. Source: CloudWatch API Reference, GetMetricData. */
export const readFigures = (
  { cloudWatch }: Pick<GuardClients, 'cloudWatch'>,
  measured: Measured,
  now: Date,
  abortSignal: AbortSignal,
): Promise<Fact<Figures>> =>
  ask('cloudwatch:GetMetricData', abortSignal, async () => {
    const window = { StartTime: new Date(now.getTime() - METRIC_HOURS * HOUR_MS), EndTime: now };
    const results = await allPages(async (token) => {
      const asked = { ...window, MetricDataQueries: queriesFor(measured), ...(token && { NextToken: token }) };
      const { MetricDataResults: items, NextToken: next } = await cloudWatch.send(new GetMetricDataCommand(asked), {
        abortSignal,
      });
      return { items, next };
    });
    const refused = results.find(({ StatusCode: code }) => code === 'Forbidden' || code === 'InternalError');
    if (refused !== undefined) throw new Error(`CloudWatch says ${refused.StatusCode} of ${refused.Id}`);
    return figuresOf(results, now);
  });

function queriesFor({ stack, functionName, logGroupName }: Measured): MetricDataQuery[] {
  const ofFunction = (id: keyof Figures, name: string) =>
    query(id, 'AWS/Lambda', name, { FunctionName: functionName }, 3600);
  const ofGuard = (id: keyof Figures, name: string, period: number) =>
    query(id, GUARD_NAMESPACE, name, { [STACK_DIMENSION]: stack }, period);
  return [
    ofFunction('errors', 'Errors'),
    ofFunction('throttles', 'Throttles'),
    ofFunction('asyncEventsDropped', 'AsyncEventsDropped'),
    ofFunction('destinationDeliveryFailures', 'DestinationDeliveryFailures'),
    ofGuard('sweepsInLastHour', GUARD_METRICS.sweepRan, 300),
    ofGuard('selfChecks', GUARD_METRICS.blindSpotsChecked, 3600),
    search('deliveryErrors', 'DeliveryErrors', logGroupName),
    search('deliveryThrottling', 'DeliveryThrottling', logGroupName),
  ];
}

const query = (
  id: keyof Figures,
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  period: number,
): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: period,
    Stat: 'Sum',
  },
});

/**
 * A search, since the dimension DestinationType has values that no page lists; it may find several series. Source: CloudWatch Logs
 * User Guide, "Monitoring usage with CloudWatch metrics"; CloudWatch User Guide, "Search expression syntax".
 */
const search = (id: keyof Figures, name: string, logGroupName: string): MetricDataQuery => ({
  Id: id,
  Expression: `SEARCH('{AWS/Logs,DestinationType,FilterName,LogGroupName} MetricName="${name}" LogGroupName="${logGroupName}" FilterName="${SUBSCRIPTION_FILTER_NAME}"', 'Sum', 3600)`,
});

function figuresOf(results: readonly MetricDataResult[], now: Date): Figures {
  const sum = (id: keyof Figures, since = 0): number =>
    results
      .filter(({ Id }) => Id === id)
      .flatMap(({ Values: values = [], Timestamps: times = [] }) =>
        values.filter((_, at) => (times[at]?.getTime() ?? since) >= since),
      )
      .reduce((total, value) => total + value, 0);
  return {
    errors: sum('errors'),
    throttles: sum('throttles'),
    asyncEventsDropped: sum('asyncEventsDropped'),
    destinationDeliveryFailures: sum('destinationDeliveryFailures'),
    sweepsInLastHour: sum('sweepsInLastHour', now.getTime() - HOUR_MS),
    selfChecks: sum('selfChecks'),
    deliveryErrors: sum('deliveryErrors'),
    deliveryThrottling: sum('deliveryThrottling'),
  };
}
