import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { type Fact, fact } from '../../blind-spots/fact.ts';
import type { Figures, RunFigures } from '../../blind-spots/facts.ts';
import { GUARD_METRICS, GUARD_NAMESPACE, STACK_DIMENSION } from '../../contract/metrics.ts';
import type { GuardClients } from '../guard-clients.ts';
import { HOUR_MS, readSums, type SumOf } from './metric-sums.ts';

/** Whose figures. */
export interface Measured {
  readonly stack: string;
  readonly functionName: string;
}

type Id = keyof Figures;

/** All figures in one call. */
export async function readFigures(
  clients: Pick<GuardClients, 'cloudWatch'>,
  measured: Measured,
  now: Date,
  abortSignal: AbortSignal,
): Promise<Fact<Figures>> {
  const sums = await readSums(clients, queriesFor(measured), now, abortSignal);
  return sums.known ? fact(figuresOf(sums.value, now)) : sums;
}

/** How the invocations of one function went. */
export async function readRuns(
  clients: Pick<GuardClients, 'cloudWatch'>,
  functionName: string,
  now: Date,
  abortSignal: AbortSignal,
): Promise<Fact<RunFigures>> {
  const dimensions = { FunctionName: functionName };
  const queries = [
    query('invocations', 'AWS/Lambda', 'Invocations', dimensions, 300),
    query('errors', 'AWS/Lambda', 'Errors', dimensions, 300),
  ];
  const sums = await readSums(clients, queries, now, abortSignal);
  if (!sums.known) return sums;
  const anHourAgo = now.getTime() - HOUR_MS;
  return fact({
    invocations: sums.value('invocations'),
    invocationsInLastHour: sums.value('invocations', anHourAgo),
    errors: sums.value('errors'),
    errorsInLastHour: sums.value('errors', anHourAgo),
  });
}

function queriesFor({ stack, functionName }: Measured) {
  const ofFunction = (id: Id, name: string) => query(id, 'AWS/Lambda', name, { FunctionName: functionName }, 3600);
  const ofGuard = (id: Id, name: string, period: number) =>
    query(id, GUARD_NAMESPACE, name, { [STACK_DIMENSION]: stack }, period);
  return [
    ofFunction('invocations', 'Invocations'),
    ofFunction('errors', 'Errors'),
    ofFunction('throttles', 'Throttles'),
    ofFunction('asyncEventsDropped', 'AsyncEventsDropped'),
    ofFunction('destinationDeliveryFailures', 'DestinationDeliveryFailures'),
    ofGuard('sweepsInLastHour', GUARD_METRICS.sweepRan, 300),
    ofGuard('selfChecks', GUARD_METRICS.blindSpotsChecked, 3600),
  ];
}

const query = <QueryId extends Id>(
  id: QueryId,
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  period: number,
): MetricDataQuery & { readonly Id: QueryId } => ({
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

const figuresOf = (sum: SumOf<Id>, now: Date): Figures => ({
  invocations: sum('invocations'),
  errors: sum('errors'),
  throttles: sum('throttles'),
  asyncEventsDropped: sum('asyncEventsDropped'),
  destinationDeliveryFailures: sum('destinationDeliveryFailures'),
  sweepsInLastHour: sum('sweepsInLastHour', now.getTime() - HOUR_MS),
  selfChecks: sum('selfChecks'),
});
