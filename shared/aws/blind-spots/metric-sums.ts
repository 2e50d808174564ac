import { GetMetricDataCommand, type MetricDataQuery, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Fact } from '../../blind-spots/fact.ts';
import { METRIC_HOURS } from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask } from './ask.ts';
import { allPages } from './pages.ts';

export const HOUR_MS = 3_600_000;

/** The sum of what came under an id, over all its series; since then, in milliseconds, or over all the hours. 0 where there is nothing. */
export type SumOf<Id extends string> = (id: Id, since?: number) => number;

/** Sums of the last {@link METRIC_HOURS} hours, by one question of any number of pages. Source: CloudWatch API Reference, GetMetricData. */
export const readSums = <Id extends string>(
  { cloudWatch }: Pick<GuardClients, 'cloudWatch'>,
  queries: readonly (MetricDataQuery & { readonly Id: Id })[],
  now: Date,
  abortSignal: AbortSignal,
): Promise<Fact<SumOf<Id>>> =>
  ask('cloudwatch:GetMetricData', abortSignal, async () => {
    const window = { StartTime: new Date(now.getTime() - METRIC_HOURS * HOUR_MS), EndTime: now };
    const results = await allPages(async (token) => {
      const asked = { ...window, MetricDataQueries: [...queries], ...(token && { NextToken: token }) };
      const { MetricDataResults: items, NextToken: next } = await cloudWatch.send(new GetMetricDataCommand(asked), {
        abortSignal,
      });
      return { items, next };
    });
    const refused = results.find(({ StatusCode: code }) => code === 'Forbidden' || code === 'InternalError');
    if (refused !== undefined) throw new Error(`CloudWatch says ${refused.StatusCode} of ${refused.Id}`);
    return (id, since = 0) => sumOf(results, id, since);
  });

const sumOf = (results: readonly MetricDataResult[], id: string, since: number): number =>
  results
    .filter(({ Id }) => Id === id)
    .flatMap(({ Values: values = [], Timestamps: times = [] }) =>
      values.filter((_, at) => (times[at]?.getTime() ?? since) >= since),
    )
    .reduce((total, value) => total + value, 0);
