import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IAlarm,
  LogQueryVisualizationType,
  LogQueryWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { GUARD_METRICS } from '../../shared/contract/metrics.ts';
import { guardMetric } from './guard-metric.ts';

export interface DashboardProps {
  /** The function's own log group, a line for each key and batch. Never the trail's: a query is billed by what it reads. */
  readonly logGroup: ILogGroup;
  /** Where batches wait that no alert could be sent for. */
  readonly failureQueue: IQueue;
  /** What waits for Slack, and what it will not take; undefined: no Slack. */
  readonly slack: { readonly queue: IQueue; readonly failureQueue: IQueue } | undefined;
  /** All alarms of the stack. */
  readonly alarms: readonly IAlarm[];
}

const HALF = { width: 12, height: 6 };

/** What was refused, what was sent and counted, how late, what failed, and how the alarms stand. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const sum = [GUARD_METRICS.messagesSent, GUARD_METRICS.counted, GUARD_METRICS.silenced].map((name) =>
      guardMetric(this, name, 'Sum'),
    );
    const delays = [GUARD_METRICS.deliveryLag, GUARD_METRICS.publishLatency].flatMap((name) =>
      ['Maximum', 'p90'].map((statistic) => guardMetric(this, name, statistic, { label: `${name} ${statistic}` })),
    );
    const waiting = props.failureQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' });

    new CloudWatchDashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(7),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: 24 })],
        [this.refusalsByKey(props.logGroup), new GraphWidget({ title: 'Sent, counted, silenced', left: sum, ...HALF })],
        [
          new GraphWidget({ title: 'Milliseconds from refusal to function, to alert', left: delays, ...HALF }),
          new GraphWidget({ title: 'Failure queue', left: [waiting], ...HALF }),
        ],
        ...(props.slack === undefined ? [] : [this.slackGraphs(props.slack)]),
      ],
    });
  }

  private slackGraphs({ queue, failureQueue }: NonNullable<DashboardProps['slack']>): GraphWidget[] {
    const taken = [GUARD_METRICS.slackSent, GUARD_METRICS.slackLate, GUARD_METRICS.slackRefused].map((name) =>
      guardMetric(this, name, 'Sum'),
    );
    const inQueues = Object.entries({ waiting: queue, refused: failureQueue }).map(([label, each]) =>
      each.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label }),
    );
    return [
      new GraphWidget({ title: 'Slack: sent, late, refused', left: taken, ...HALF }),
      new GraphWidget({ title: 'Slack queues', left: inQueues, ...HALF }),
    ];
  }

  private refusalsByKey(logGroup: ILogGroup): LogQueryWidget {
    return new LogQueryWidget({
      title: 'Refusals by key',
      logGroupNames: [logGroup.logGroupName],
      view: LogQueryVisualizationType.TABLE,
      queryLines: ['filter message = "key"', 'stats sum(findings) as refusals by keyArn', 'sort refusals desc'],
      ...HALF,
    });
  }
}
