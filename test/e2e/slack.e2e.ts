import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DOCUMENTED_ALARM, WIDE_ALARM } from '../../shared/contract/metrics.ts';
import { faultsOf } from '../slack/validate-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { eventually } from './eventually.ts';
import { invoke, sweep } from './function.ts';
import { lookInto } from './inbox.ts';
import { incidentsIn, MINUTE } from './incidents.ts';
import { createPendingKey, type PendingKey, recordOf, useKey } from './pending-key.ts';
import { openSlack, type SlackChannel } from './slack-channel.ts';
import { putDeployedPattern, removeMetricFilter } from './subscription.ts';
import { deliver } from './trail.ts';

const cloudWatch = new CloudWatchClient();
const logs = new CloudWatchLogsClient();

// From the topics by way of the deployed queue and function to a server that plays Slack (scripts/e2e/slack-stand-in.mjs). Slack's pace
// holds, so a message waits for those that other scenarios have sent before.
/** Longer than what a message is waited for. */
const LONGEST_MS = 150_000;

describe('Slack', () => {
  let stack: Deployment;
  let slack: SlackChannel;
  beforeAll(async () => {
    stack = await deployment();
    slack = await openSlack();
  });
  afterEach(() => slack.set('ok'));

  const use = async (key: PendingKey) => deliver(stack.logGroupName, [recordOf(await useKey(key, 'Decrypt'))]);
  const aKey = () => createPendingKey({ region: HOME_REGION, alias: 'alias/slack', days: 7 });
  /** What came, and that Slack would have taken it. */
  const shown = async (...holding: readonly string[]): Promise<string> => {
    const message = await slack.message(...holding);
    expect(faultsOf(message)).toEqual([]);
    return JSON.stringify(message);
  };

  it(
    'shows an alert, and its digest, each once',
    async () => {
      const key = await aKey();
      await use(key);
      const first = await shown(key.alias, 'still in use');
      expect(first).toContain('HIGH');
      expect(first).toContain(`aws kms cancel-key-deletion --region ${HOME_REGION} --key-id ${key.arn}`);
      expect(first).toContain('role billing-batch');

      const incidents = incidentsIn(stack.tableName);
      const allCounted = async () => (await incidents.of(key)).facets[0]?.count === 3 || undefined;
      await use(key);
      await use(key);
      await eventually('three refusals counted', allCounted);
      await incidents.waits(key, 16 * MINUTE);
      await sweep(stack.functionName);
      expect(await shown(key.alias, 'till refused', '2')).not.toContain('"header"');
      expect(await slack.messages(key.alias)).toHaveLength(2);
    },
    LONGEST_MS,
  );

  it(
    'shows a blind spot, and that it is gone',
    async () => {
      const check = () => invoke(stack.checkFunctionName, { source: 'aws.events' });
      const emptyPattern = await putDeployedPattern(stack);
      try {
        await check();
        // One that no other scenario turns: what turns again and again is told less.
        const putBack = await removeMetricFilter(stack, WIDE_ALARM.metricName);
        try {
          await check();
          expect(await shown('may reach nobody', 'metric-filters')).toContain('aws logs put-metric-filter');
        } finally {
          await putBack();
        }
        await check();
        await shown('LOW', 'metric-filters');
      } finally {
        await emptyPattern();
      }
    },
    LONGEST_MS,
  );

  it(
    'shows an alarm of the backstop, which is no alert',
    async () => {
      const AlarmName = DOCUMENTED_ALARM.alarmName;
      const { MetricAlarms: [alarm] = [] } = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }),
      );
      expect(alarm).toBeDefined();
      const set = (StateValue: 'OK' | 'ALARM') =>
        cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'the test of Slack' }));
      await set('OK');
      await set('ALARM');
      expect(await shown('ALARM - ', AlarmName, 'the test of Slack')).toContain('wiki');
    },
    LONGEST_MS,
  );

  it(
    'gets what came while it was dead, when it is back',
    async () => {
      const [before, key] = [await slack.tries(), await aKey()];
      await slack.set('dead');
      await use(key);
      await eventually('three tries', async () => (await slack.tries()) >= before + 3 || undefined);
      expect(await slack.messages(key.alias)).toEqual([]);
      await slack.set('ok');
      await shown(key.alias, 'still in use');
      expect(await slack.messages(key.alias)).toHaveLength(1);
      expect(await lookInto(stack.slackFailureQueueUrl)).toEqual([]);
    },
    LONGEST_MS,
  );

  it(
    "keeps the webhook's URL out of every log",
    async () => {
      const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand());
      const lines = await Promise.all(
        logGroups.map(({ logGroupName }) => logs.send(new FilterLogEventsCommand({ logGroupName, limit: 10_000 }))),
      );
      const all = lines.flatMap(({ events = [] }) => events.map(({ message = '' }) => message));
      expect(all.length).toBeGreaterThan(0);
      expect(all.filter((line) => line.includes('markedWebhookSecret'))).toEqual([]);
    },
    LONGEST_MS,
  );
});
