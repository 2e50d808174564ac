import { setTimeout as sleep } from 'node:timers/promises';
import { slackClients } from '../../shared/aws/slack-clients.ts';
import { slackQueues } from '../../shared/aws/slack-queues.ts';
import { readWebhookParameter } from '../../shared/aws/webhook-parameter.ts';
import { createLog } from '../../shared/log.ts';
import { slackPoster } from '../../shared/slack/poster.ts';
import { postToWebhook } from '../../shared/slack/webhook.ts';
import { readConfig } from './config.ts';
import { containerMemory } from './memory.ts';
import { notifySlack } from './notify-slack.ts';
import type { Tools } from './tools.ts';

// Made at import, so that a wrong deployment fails in the first second and a container pays once.
const config = readConfig(process.env);
const { sqs, ssm } = slackClients(config.region);
const now = () => new Date();

const tools: Tools = {
  settings: { mention: config.mention },
  guard: { stack: config.stackName, region: config.region },
  post: slackPoster({
    readWebhook: () => readWebhookParameter(ssm, config.webhookParameter, config.webhookHosts),
    post: (webhook, message) => postToWebhook(webhook, message, now),
    now,
  }),
  ...slackQueues(sqs, config),
  memory: containerMemory(),
  now,
  // What nobody waits for any more is no failure.
  wait: (ms, unneeded) =>
    sleep(ms, undefined, unneeded === undefined ? {} : { signal: unneeded }).catch(() => undefined),
  random: Math.random,
  log: createLog((line) => void process.stdout.write(line), config.stackName, now),
};

/** Invoked by the queue, synchronously: messages that it reports are given out again, and so are all when it throws. */
export const handler = (event: unknown) => notifySlack(event, tools);
