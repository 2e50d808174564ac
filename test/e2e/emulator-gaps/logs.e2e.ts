import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
  PutMetricFilterCommand,
  PutSubscriptionFilterCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DOCUMENTED_PATTERN, WIDE_PATTERN } from '../../../shared/contract/filter-patterns.ts';
import { aRecord } from '../../builders/record.ts';
import { alertAbout } from '../alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from '../deployment.ts';
import { batchLine, batchLines } from '../function.ts';
import { openInbox } from '../inbox.ts';
import { createPendingKey, recordOf, useKey } from '../pending-key.ts';
import { layRoad } from '../sns-road.ts';
import { deliver } from '../trail.ts';

// What ministack 1.5.33 does otherwise than AWS, where it matters here: what the other scenarios cannot prove, or go around. A test
// that fails here after an upgrade is good news: the scenario that went around it can be made stricter.

const logs = new CloudWatchLogsClient();

const aUse = async () => {
  const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/gap' });
  return { key, record: recordOf(await useKey(key, 'Decrypt')) };
};

describe('CloudWatch Logs in the emulator', () => {
  let stack: Deployment;
  beforeAll(async () => {
    stack = await deployment();
  });
  const aLogGroup = async () => {
    const logGroupName = `gaps-${randomUUID()}`;
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    return logGroupName;
  };
  const subscribe = async (logGroupName: string, filterPattern: string) => {
    const { FunctionArn: destinationArn } = await new LambdaClient().send(
      new GetFunctionConfigurationCommand({ FunctionName: stack.functionName }),
    );
    const filter = { logGroupName, filterName: 'gap', filterPattern, destinationArn };
    await logs.send(new PutSubscriptionFilterCommand(filter));
  };

  it.each([
    ['the wide pattern', WIDE_PATTERN],
    ['the documented pattern', DOCUMENTED_PATTERN],
  ])('streams no record that matches %s', async (_, filterPattern) => {
    const inbox = await openInbox(stack.alertTopicArn);
    const logGroupName = await aLogGroup();
    await subscribe(logGroupName, filterPattern);
    const [unseen, seen] = [await aUse(), await aUse()];
    await deliver(logGroupName, [unseen.record]);
    await deliver(stack.logGroupName, [seen.record]);
    await alertAbout(inbox, seen.key.arn);
    expect(await inbox.unclaimed()).toEqual([]);
  });

  it('invokes a function that permits another log group only', async () => {
    const inbox = await openInbox(stack.alertTopicArn);
    const logGroupName = await aLogGroup();
    await subscribe(logGroupName, '');
    const { key, record } = await aUse();
    await deliver(logGroupName, [record]);
    await alertAbout(inbox, key.arn);
  });

  it('finds every line by a JSON pattern, matching or not', async () => {
    const logGroupName = await aLogGroup();
    await deliver(logGroupName, [aRecord()]);
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: WIDE_PATTERN }));
    expect(events).toHaveLength(1);
  });

  it('knows no TestMetricFilter', async () => {
    const test = logs.send(new TestMetricFilterCommand({ filterPattern: WIDE_PATTERN, logEventMessages: ['{}'] }));
    await expect(test).rejects.toThrow('Unknown action');
  });

  it('puts no metric for a line that a metric filter matches', async () => {
    const logGroupName = await aLogGroup();
    const metricNamespace = `gaps-${randomUUID()}`;
    const metricTransformations = [{ metricNamespace, metricName: 'Lines', metricValue: '1' }];
    await logs.send(
      new PutMetricFilterCommand({ logGroupName, filterName: 'gap', filterPattern: '', metricTransformations }),
    );
    await deliver(logGroupName, ['a line']);
    expect((await new CloudWatchClient().send(new ListMetricsCommand({ Namespace: metricNamespace }))).Metrics).toEqual(
      [],
    );
  });

  it('does not retry a function that fails for a log subscription, nor tell its failure queue', async () => {
    const road = await layRoad(stack.functionName);
    try {
      const since = new Date();
      road.shut();
      await deliver(stack.logGroupName, [(await aUse()).record]);
      await batchLine(stack.functionName, since, 'a failure', ({ failed }) => failed > 0);
      // An asynchronous invocation is retried after one second here (topic-down.e2e.ts).
      await sleep(2500);
      expect(await batchLines(stack.functionName, since)).toHaveLength(1);
    } finally {
      await road.remove();
    }
  });
});
