import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeMetricFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DOCUMENTED_PATTERN, WIDE_PATTERN } from '../../shared/contract/filter-patterns.ts';
import { DOCUMENTED_ALARM, GUARD_METRICS, GUARD_NAMESPACE, WIDE_ALARM } from '../../shared/contract/metrics.ts';
import { type Deployment, deployment } from './deployment.ts';
import { type Inbox, openInbox } from './inbox.ts';

const cloudWatch = new CloudWatchClient();
const { metricNamespace: Namespace, metricName: documentedMetric, alarmName: documentedAlarm } = DOCUMENTED_ALARM;
const wideAlarm = `${documentedAlarm}${WIDE_ALARM.alarmNameSuffix}`;

describe('the backstop', () => {
  let stack: Deployment;
  let backstop: Inbox;
  let alerts: Inbox;
  beforeAll(async () => {
    stack = await deployment();
    backstop = await openInbox(stack.backstopTopicArn);
    alerts = await openInbox(stack.alertTopicArn);
  });

  const alarmOf = async (alarmName: string) => {
    const { message } = await backstop.receive(`alarm ${alarmName}`, ({ message }) =>
      message.includes(`"AlarmName": "${alarmName}"`),
    );
    return JSON.parse(message);
  };

  it.each([
    { alarm: documentedAlarm, metric: documentedMetric, pattern: DOCUMENTED_PATTERN },
    { alarm: wideAlarm, metric: WIDE_ALARM.metricName, pattern: WIDE_PATTERN },
  ])('$alarm: one record that matches its filter is one message, on a topic of its own', async (row) => {
    const { metricFilters = [] } = await new CloudWatchLogsClient().send(
      new DescribeMetricFiltersCommand({ metricName: row.metric, metricNamespace: Namespace }),
    );
    expect(metricFilters).toEqual([
      expect.objectContaining({
        logGroupName: stack.logGroupName,
        filterPattern: row.pattern,
        metricTransformations: [{ metricNamespace: Namespace, metricName: row.metric, metricValue: '1' }],
      }),
    ]);
    await setState(row.alarm, 'OK');
    // What that filter would put, were it alive.
    const MetricData = [{ MetricName: row.metric, Value: 1 }];
    await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
    expect(await alarmOf(row.alarm)).toMatchObject({
      NewStateValue: 'ALARM',
      AlarmDescription: expect.stringContaining('https://wiki.example.com/kms'),
      Trigger: {
        MetricName: row.metric,
        Namespace,
        Statistic: expect.stringMatching(/^sum$/i),
        Period: 300,
        EvaluationPeriods: 1,
        Threshold: 1,
      },
    });
    expect(await alerts.unclaimed()).toEqual([]);
  });

  it("hears every alarm of the stack, also those of the guard's own failures", async () => {
    const { MetricAlarms: all = [] } = await cloudWatch.send(new DescribeAlarmsCommand());
    // Those of the second deployment (scripts/e2e.mjs) go to a backstop of its own.
    const alarms = all.filter(({ AlarmName: name = '' }) => !name.startsWith('Rescue'));
    expect(alarms.map(watched).sort()).toEqual([
      'AWS/Lambda DestinationDeliveryFailures',
      'AWS/SQS ApproximateAgeOfOldestMessage',
      'AWS/SQS ApproximateNumberOfMessagesVisible',
      'AWS/SQS ApproximateNumberOfMessagesVisible',
      `${Namespace} ${WIDE_ALARM.metricName}`,
      `${Namespace} ${documentedMetric}`,
      `${GUARD_NAMESPACE} ${GUARD_METRICS.blindSpotsChecked}`,
      `${GUARD_NAMESPACE} ${GUARD_METRICS.slackLate}`,
      `${GUARD_NAMESPACE} ${GUARD_METRICS.sweepRan}`,
      `${GUARD_NAMESPACE} ${GUARD_METRICS.unaccounted}`,
    ]);
    for (const { AlarmName, AlarmActions: actions = [] } of alarms) {
      // The one on the checks for blind spots speaks when nothing comes any more.
      const state = actions.length > 0 ? 'ALARM' : 'INSUFFICIENT_DATA';
      await setState(AlarmName, 'OK');
      await setState(AlarmName, state);
      expect(await alarmOf(AlarmName ?? '')).toMatchObject({ NewStateValue: state, NewStateReason: 'test/e2e' });
    }
  });
});

const setState = (AlarmName: string | undefined, StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') =>
  cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'test/e2e' }));

const watched = ({ Namespace: namespace, MetricName: name }: MetricAlarm) => `${namespace} ${name}`;
