import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { containerMemory } from '../../../functions/notify-slack/memory.ts';
import { type BatchResponse, notifySlack } from '../../../functions/notify-slack/notify-slack.ts';
import type { Tools } from '../../../functions/notify-slack/tools.ts';
import { slackClients } from '../../../shared/aws/slack-clients.ts';
import { slackQueues } from '../../../shared/aws/slack-queues.ts';
import { readWebhookParameter } from '../../../shared/aws/webhook-parameter.ts';
import { createLog } from '../../../shared/log.ts';
import { slackPoster } from '../../../shared/slack/poster.ts';
import { postToWebhook } from '../../../shared/slack/webhook.ts';
import { NOW } from '../../builders/alert.ts';
import { awsError, json, useFakeAws } from '../../fakes/aws.ts';
import { INVALID_BLOCKS, limited, NO_SERVICE, type SlackBehaviour } from '../../fakes/slack-behaviour.ts';
import { MARK, PATH, plainWebhook, type SlackServer, startSlackServer } from '../../fakes/slack-server.ts';
import { anAlert, failedIn, received } from './function.ts';

const aws = useFakeAws();
let slack: SlackServer;
beforeAll(async () => {
  slack = await startSlackServer();
});
beforeEach(() => {
  slack.reset();
  aws.answer('ChangeMessageVisibility', json({}));
  aws.answer('SendMessage', ({ parameters: { MessageBody } }) =>
    json({ MessageId: 'm', MD5OfMessageBody: createHash('md5').update(String(MessageBody)).digest('hex') }),
  );
});
afterAll(() => slack.close());

const PARAMETER = '/kms-deletion-guard/slack-webhook';
const stored = (Value: string, Type = 'SecureString') => json({ Parameter: { Name: PARAMETER, Type, Value } });

/** A container over its real adapters, whose pauses do not take time; over the webhook of the stand-in, or over what SSM says. */
function container(webhook: 'plain' | 'stored' = 'plain') {
  const { sqs, ssm } = slackClients('eu-west-1');
  const log: string[] = [];
  const waits: number[] = [];
  const address = process.env.AWS_ENDPOINT_URL;
  const tools: Tools = {
    settings: { mention: 'here' },
    guard: { stack: 'KmsDeletionGuard', region: 'eu-west-1' },
    post: slackPoster({
      readWebhook: async () =>
        webhook === 'plain'
          ? { ok: true, value: plainWebhook(slack.url) }
          : readWebhookParameter(ssm, PARAMETER, [slack.host], 1000),
      post: (url, message) => postToWebhook(url, message, () => NOW, { connectMs: 300, totalMs: 700 }),
      now: () => NOW,
    }),
    ...slackQueues(sqs, {
      queueUrl: `${address}/111122223333/slack`,
      failureQueueUrl: `${address}/111122223333/failures`,
    }),
    memory: containerMemory(),
    now: () => NOW,
    wait: async (ms, unneeded) => {
      // Only that of the deadline can be called off, and it is never reached here.
      if (unneeded !== undefined) return new Promise(() => undefined);
      waits.push(ms);
    },
    random: () => 0.5,
    log: createLog(
      (line) => void log.push(line),
      'KmsDeletionGuard',
      () => NOW,
    ),
  };
  const invoke = (...Records: readonly unknown[]): Promise<BatchResponse> => notifySlack({ Records }, tools);
  return { invoke, log, waits };
}

const asked = (operation: string) => aws.requests.filter((request) => request.operation === operation);

/** No part of the secret path is in what the function wrote, answered, or asked of AWS. */
function expectSecret(...told: readonly unknown[]): void {
  for (const one of [...told, aws.requests])
    for (const text of [JSON.stringify(one), inspect(one, { depth: 12, showHidden: true })])
      expect(text).not.toMatch(new RegExp(`${MARK}|T0EXAMPLE|B0EXAMPLE`));
}

describe('the function, its Slack on a port', () => {
  it('sends an alert that Slack takes', async () => {
    const { invoke, log } = container();
    expect(failedIn(await invoke(received('a')))).toEqual([]);
    expect(slack.taken).toHaveLength(1);
    expect(JSON.stringify(slack.taken)).toContain(anAlert('a').title.split(' ')[0]);
    expect(aws.requests).toEqual([]);
    expectSecret(log);
  });

  const ENDS: readonly (readonly [
    name: string,
    behaviour: SlackBehaviour,
    tries: number,
    pauses: readonly number[],
    seconds: number | undefined,
    reason: RegExp,
  ])[] = [
    ['429 with a long Retry-After', limited('120'), 1, [], 125, /429/],
    ['429 without', limited(), 3, [2250, 2250], 26, /429/],
    ['500', { status: 500 }, 3, [2250, 2250], 26, /500/],
    ['a Slack that hangs', 'hang', 3, [2250, 2250], 26, /within 0\.7 s/],
    ['a reset', 'reset', 3, [2250, 2250], 26, /broke off/],
    ['a slow drip', 'drip', 3, [2250, 2250], 26, /within 0\.7 s/],
    ['invalid_blocks', INVALID_BLOCKS, 1, [], undefined, /invalid_blocks/],
    ['no_service', NO_SERVICE, 1, [], undefined, /no_service/],
  ];

  it.each(ENDS)('at %s tries so often, with these pauses, and the message ends there', async (...given) => {
    const [, behaviour, tries, pauses, seconds, reason] = given;
    slack.behave(behaviour);
    const { invoke, log, waits } = container();
    const answer = await invoke(received('a'));
    expect(slack.requests).toHaveLength(tries);
    expect(waits).toEqual(pauses);
    const [back, kept] = [asked('ChangeMessageVisibility'), asked('SendMessage')];
    if (seconds === undefined) {
      expect([failedIn(answer), back]).toEqual([[], []]);
      expect(kept.map(({ parameters }) => parameters)).toMatchObject([
        {
          QueueUrl: expect.stringMatching(/failures$/),
          MessageBody: received('a').body,
          MessageAttributes: { reason: { StringValue: expect.stringMatching(reason) } },
        },
      ]);
    } else {
      expect([failedIn(answer), kept]).toEqual([['message-a'], []]);
      expect(back.map(({ parameters }) => parameters)).toMatchObject([
        { ReceiptHandle: 'receipt-a', VisibilityTimeout: seconds },
      ]);
    }
    expect(JSON.parse(log[0] ?? '').reasons).toEqual([expect.stringMatching(reason)]);
    expectSecret(log, answer);
  });

  it.each([
    ['is no SecureString', () => stored(`https://hooks.slack.com${PATH}`, 'String')],
    ['is on another host', () => stored(`https://evil.example${PATH}`)],
    ['is not https', () => stored(slack.url)],
    ['is no URL', () => stored(`${MARK} ${MARK}`)],
    ['is not there', () => awsError(400, 'ParameterNotFound')],
    ['may not be read', () => awsError(400, 'AccessDeniedException')],
    ['leads to a server without TLS', () => stored(`https://${slack.host}${PATH}`)],
  ])('keeps the message when the webhook %s, and says nothing of it', async (_what, answerOfSsm) => {
    aws.answer('GetParameter', answerOfSsm());
    const { invoke, log } = container('stored');
    const answer = await invoke(received('a'));
    expect(failedIn(answer)).toEqual(['message-a']);
    expect(JSON.parse(log[0] ?? '').reasons).toEqual([expect.stringMatching(/webhook/)]);
    expectSecret(log, answer);
  });

  it('says nothing of it when SQS fails as well', async () => {
    slack.behave(INVALID_BLOCKS);
    aws.answer('SendMessage', awsError(403, 'AccessDenied'));
    aws.answer('ChangeMessageVisibility', awsError(403, 'AccessDenied'));
    const { invoke, log } = container();
    const answer = await invoke(received('a'));
    expect(failedIn(answer)).toEqual(['message-a']);
    expect(JSON.parse(log[0] ?? '').reasons).toHaveLength(2);
    expectSecret(log, answer);
  });
});
