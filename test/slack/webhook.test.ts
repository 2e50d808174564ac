import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../shared/slack/time-limits.ts';
import type { WebhookAnswer } from '../../shared/slack/webhook.ts';
import type { WebhookUrl } from '../../shared/slack/webhook-url.ts';
import {
  ARCHIVED,
  INVALID_BLOCKS,
  INVALID_PAYLOAD,
  INVALID_TOKEN,
  limited,
  NO_SERVICE,
  ROLLUP_ERROR,
  type SlackBehaviour,
} from '../fakes/slack-behaviour.ts';
import { PATH, plainWebhook, type SlackServer, startSlackServer } from '../fakes/slack-server.ts';
import { MESSAGE, post } from './post.ts';

describe('a message to a webhook', () => {
  let slack: SlackServer;
  let webhook: WebhookUrl;
  beforeAll(async () => {
    slack = await startSlackServer();
    webhook = plainWebhook(slack.url);
  });
  beforeEach(() => slack.reset());
  afterAll(() => slack.close());

  it('is taken as JSON, on a connection of its own', async () => {
    expect((await post(webhook)).answer).toEqual({ kind: 'taken' });
    expect(slack.taken).toEqual([MESSAGE]);
    expect(slack.requests).toHaveLength(1);
    expect(slack.requests[0]).toMatchObject({
      method: 'POST',
      path: PATH,
      contentType: 'application/json; charset=utf-8',
      connection: 'close',
    });
  });

  // 400 to 410 and 500: Slack developer documentation, "Sending messages using incoming webhooks"; 429: "Rate limits".
  const said = (text: string) => `the webhook answered with HTTP status ${text}`;
  it.each<[string, SlackBehaviour, WebhookAnswer]>([
    ['invalid_payload', INVALID_PAYLOAD, { kind: 'refused', reason: said('400 (invalid_payload)') }],
    ['invalid_blocks', INVALID_BLOCKS, { kind: 'refused', reason: said('400 (invalid_blocks)') }],
    ['no_text', { status: 400, body: 'no_text\n' }, { kind: 'refused', reason: said('400 (no_text)') }],
    ['no_text by another status', { status: 422, body: 'no_text' }, { kind: 'refused', reason: said('422 (no_text)') }],
    ['400 without a word', { status: 400 }, { kind: 'refused', reason: said('400') }],
    ['401', { status: 401 }, { kind: 'later', reason: said('401') }],
    ['401 of a proxy', { status: 401, body: 'unauthorized' }, { kind: 'later', reason: said('401 (unauthorized)') }],
    ['invalid_auth', { status: 401, body: 'invalid_auth' }, { kind: 'refused', reason: said('401 (invalid_auth)') }],
    ['402', { status: 402, body: '{"error":"no_money"}' }, { kind: 'later', reason: said('402') }],
    ['405', { status: 405, body: 'Method Not Allowed' }, { kind: 'later', reason: said('405') }],
    ['451', { status: 451 }, { kind: 'later', reason: said('451') }],
    ['499', { status: 499 }, { kind: 'later', reason: said('499') }],
    ['408 with a word', { status: 408, body: 'timed_out' }, { kind: 'later', reason: said('408 (timed_out)') }],
    ['413', { status: 413, body: 'Too large' }, { kind: 'refused', reason: said('413') }],
    ['invalid_token', INVALID_TOKEN, { kind: 'gone', reason: said('403 (invalid_token)') }],
    ['no_service', NO_SERVICE, { kind: 'gone', reason: said('404 (no_service)') }],
    ['channel_is_archived', ARCHIVED, { kind: 'gone', reason: said('410 (channel_is_archived)') }],
    ['408', { status: 408 }, { kind: 'later', reason: said('408') }],
    ['425', { status: 425 }, { kind: 'later', reason: said('425') }],
    ['rollup_error', ROLLUP_ERROR, { kind: 'later', reason: said('500 (rollup_error)') }],
    ['502', { status: 502, body: '<html>' }, { kind: 'later', reason: said('502') }],
    ['503', { status: 503, headers: { 'retry-after': '9' } }, { kind: 'later', reason: said('503') }],
    ['201', { status: 201, body: 'ok' }, { kind: 'later', reason: said('201 (ok)') }],
    ['204', { status: 204 }, { kind: 'later', reason: said('204') }],
    ['200 without text', { status: 200 }, { kind: 'later', reason: said('200, but not with "ok"') }],
    ['another word', { status: 200, body: 'okay' }, { kind: 'later', reason: said('200 (okay), but not with "ok"') }],
    ['a page', { status: 200, body: 'ok <html>' }, { kind: 'later', reason: said('200, but not with "ok"') }],
    ['JSON', { status: 200, body: '{"ok":true}' }, { kind: 'later', reason: said('200, but not with "ok"') }],
    ['a page without an end', 'huge', { kind: 'later', reason: said('200, but not with "ok"') }],
    [
      '"ok" far down',
      { status: 200, body: `${' '.repeat(2000)}ok` },
      { kind: 'later', reason: expect.any(String) as never },
    ],
    ['429', limited(), { kind: 'wait', ms: undefined, reason: said('429 (rate_limited)') }],
    ['429 for 30 s', limited('30'), { kind: 'wait', ms: 30_000, reason: said('429 (rate_limited)') }],
    ['429 for less than no time', limited('-1'), { kind: 'wait', ms: 0, reason: said('429 (rate_limited)') }],
    ['429 for who knows', limited('soon'), { kind: 'wait', ms: undefined, reason: said('429 (rate_limited)') }],
    [
      '429 until noon and a half minute',
      limited('Sun, 22 Nov 2026 12:00:30 GMT'),
      { kind: 'wait', ms: 30_000, reason: said('429 (rate_limited)') },
    ],
  ])('is answered by %s', async (_, behaviour, wanted) => {
    slack.behave(behaviour);
    const { answer, ms } = await post(webhook, LIMITS);
    expect(answer).toEqual(wanted);
    expect(ms).toBeLessThan(2000);
    expect(slack.requests).toHaveLength(1);
  });

  // By the Fetch standard, 407 is no response, and 421 is asked once more on another connection.
  it.each([
    [407, 'no answer of the webhook', 1],
    [421, said('421'), 2],
  ])('is for later by status %d of a proxy', async (status, reason, requests) => {
    slack.behave({ status, body: '<html>' });
    expect((await post(webhook)).answer).toEqual({ kind: 'later', reason });
    expect(slack.requests).toHaveLength(requests);
  });

  it.each([301, 302, 303, 307, 308])('is carried nowhere else by a redirect of status %d', async (status) => {
    slack.behave(({ path }) => (path === PATH ? { status, headers: { location: '/elsewhere' } } : 'ok'));
    expect((await post(webhook)).answer).toEqual({
      kind: 'later',
      reason: `the webhook answered with HTTP status ${status}, a redirect, which is not followed`,
    });
    expect(slack.requests.map(({ path }) => path)).toEqual([PATH]);
  });

  it.each([
    ['what came', `the message to ${PATH}`],
    ['a part of the URL that looks like a word', 'services'],
    ['a word that is too long', 'a'.repeat(61)],
    ['text that acts', 'x\u001b[2J<!channel>'],
  ])('shows nothing of an answer that repeats %s', async (_, body) => {
    slack.behave({ status: 400, body });
    expect((await post(webhook)).answer).toEqual({ kind: 'refused', reason: said('400') });
  });
});
