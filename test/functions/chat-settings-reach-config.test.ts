import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readConfig as readCheckConfig } from '../../functions/check-blind-spots/config.ts';
import { readConfig } from '../../functions/detect-key-use/config.ts';
import { readConfig as readSlackConfig } from '../../functions/notify-slack/config.ts';
import { checkEnvironmentOf, environmentOf, slackEnvironmentOf } from '../../infra/environment.ts';
import { readSettings } from '../../infra/settings.ts';
import { ROLE, TOPIC } from './tools.ts';

const DEPLOYED = { topicArn: TOPIC, backstopTopicArn: `${TOPIC}-backstop`, tableName: 'Incidents' };
const OWN_ROLE = { GUARD_OWN_ROLE_ARN: ROLE };
const QUEUES = {
  GUARD_SLACK_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/Slack',
  GUARD_SLACK_FAILURE_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/Failures',
};
const WITH_CHATS = { slackWebhookParameter: 'webhook', slackWorkspaceId: 'T0123ABCDEF', slackChannelId: 'C0123ABCDEF' };

/**
 * The configurations that all three functions of a deployment with these settings and both ways to a chat read; undefined when synth
 * refuses them. The names of what is deployed begin with the stack's.
 */
function allReached(given: Record<string, unknown>) {
  const outcome = readSettings({ logGroupName: 'trail', ...WITH_CHATS, ...given });
  if ('faults' in outcome) return undefined;
  const { slack, stackName } = outcome.settings;
  if (slack === undefined) throw new Error('wanted a way to Slack');
  const arn = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${stackName}-${name}-1ABCDEFGHIJKL`;
  const deployed = { ...DEPLOYED, stackName, chatTopicArn: arn('AmazonQTopic') };
  return {
    detect: readConfig({ ...environmentOf(outcome.settings, deployed), ...OWN_ROLE }),
    check: readCheckConfig({ ...checkEnvironmentOf(outcome.settings, deployed), ...OWN_ROLE }),
    notify: readSlackConfig({ ...slackEnvironmentOf(slack, stackName), ...QUEUES, ...OWN_ROLE }),
  };
}

// What notify-slack alone is told: test/functions/notify-slack/config.test.ts.
it('what synth accepts, all functions accept: stackName, of which the names of the chat topic and the others are made', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(fc.stringMatching(/^[A-Za-z0-9-]{1,112}$/), fc.string()), (stackName) => {
      if (allReached({ stackName }) !== undefined) accepted += 1;
    }),
    { numRuns: 200 },
  );
  expect(accepted).toBeGreaterThan(20);
});

it('what synth accepts of the ways to a chat reaches the functions as it was meant', () => {
  const { detect, check, notify } =
    allReached({ stackName: 'Guard2', slackMention: 'here', slackWebhookHosts: 'chat.example.com' }) ?? {};
  const chatTopicArn = 'arn:aws:sns:eu-west-1:111122223333:Guard2-AmazonQTopic-1ABCDEFGHIJKL';
  for (const config of [detect, check]) expect(config).toMatchObject({ stackName: 'Guard2', chatTopicArn });
  expect(notify).toEqual({
    stackName: 'Guard2',
    queueUrl: QUEUES.GUARD_SLACK_QUEUE_URL,
    failureQueueUrl: QUEUES.GUARD_SLACK_FAILURE_QUEUE_URL,
    webhookParameter: 'webhook',
    webhookHosts: ['chat.example.com'],
    mention: 'here',
    region: undefined,
  });
});

it('without Amazon Q Developer there is no chat topic', () => {
  const { slackWebhookParameter } = WITH_CHATS;
  const outcome = readSettings({ logGroupName: 'trail', slackWebhookParameter });
  if ('faults' in outcome) throw new Error(outcome.faults.join());
  const { settings } = outcome;
  const deployed = { ...DEPLOYED, stackName: settings.stackName, chatTopicArn: undefined };
  expect(readConfig({ ...environmentOf(settings, deployed), ...OWN_ROLE }).chatTopicArn).toBeUndefined();
  expect(readCheckConfig({ ...checkEnvironmentOf(settings, deployed), ...OWN_ROLE }).chatTopicArn).toBeUndefined();
});
