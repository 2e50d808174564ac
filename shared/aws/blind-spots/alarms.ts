import { DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Fact } from '../../blind-spots/fact.ts';
import type { AlarmFacts } from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask } from './ask.ts';
import { allPages } from './pages.ts';

/** Source: CloudWatch API Reference, DescribeAlarms, AlarmNames. */
const MOST_NAMES = 100;

/** The metric alarms of these names, as far as they are there. Source: CloudWatch API Reference, MetricAlarm. */
export const readAlarms = (
  { cloudWatch }: Pick<GuardClients, 'cloudWatch'>,
  names: readonly string[],
  abortSignal: AbortSignal,
): Promise<Fact<readonly AlarmFacts[]>> =>
  ask('cloudwatch:DescribeAlarms', abortSignal, async () => {
    const batches = Array.from({ length: Math.ceil(names.length / MOST_NAMES) }, (_, at) =>
      names.slice(at * MOST_NAMES, (at + 1) * MOST_NAMES),
    );
    const described = await Promise.all(
      batches.map((batch) =>
        allPages(async (token) => {
          const command = new DescribeAlarmsCommand({ AlarmNames: [...batch], ...(token && { NextToken: token }) });
          const { MetricAlarms: items, NextToken: next } = await cloudWatch.send(command, { abortSignal });
          return { items, next };
        }),
      ),
    );
    return described.flat().map(alarmOf);
  });

const alarmOf = (alarm: MetricAlarm): AlarmFacts => ({
  name: alarm.AlarmName ?? '',
  namespace: alarm.Namespace,
  metricName: alarm.MetricName,
  dimensions: Object.fromEntries(
    (alarm.Dimensions ?? []).map(({ Name: name = '', Value: value = '' }) => [name, value]),
  ),
  unit: alarm.Unit,
  actionsEnabled: alarm.ActionsEnabled ?? true,
  alarmActions: alarm.AlarmActions ?? [],
  insufficientDataActions: alarm.InsufficientDataActions ?? [],
  state: alarm.StateValue ?? '',
  stateSince: alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp,
  statistic: alarm.Statistic,
  periodSeconds: alarm.Period,
  evaluationPeriods: alarm.EvaluationPeriods,
  datapointsToAlarm: alarm.DatapointsToAlarm,
  threshold: alarm.Threshold,
  comparisonOperator: alarm.ComparisonOperator,
  treatMissingData: alarm.TreatMissingData,
});
