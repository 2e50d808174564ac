import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../shared/slack/time-limits.ts';
import { parseWebhookUrl, type WebhookUrl } from '../../shared/slack/webhook-url.ts';
import { startSilentServer } from '../fakes/silent-server.ts';
import type { SlackBehaviour } from '../fakes/slack-behaviour.ts';
import { MARK, PATH, plainWebhook, type SlackServer, startSlackServer } from '../fakes/slack-server.ts';
import { post } from './post.ts';

describe('a message to a webhook that does not answer', () => {
  let slack: SlackServer;
  let webhook: WebhookUrl;
  beforeAll(async () => {
    slack = await startSlackServer();
    webhook = plainWebhook(slack.url);
  });
  beforeEach(() => slack.reset());
  afterAll(() => slack.close());

  const OUT_OF_TIME = { kind: 'later', reason: 'no answer of the webhook within 2 s' };

  it.each<SlackBehaviour>(['hang', 'drip'])('is given up when the whole time is over: %s', async (behaviour) => {
    slack.behave(behaviour);
    const { answer, ms } = await post(webhook);
    expect(answer).toEqual(OUT_OF_TIME);
    expect(ms).toBeGreaterThan(1950);
    expect(ms).toBeLessThan(4000);
  });

  it.each<SlackBehaviour>(['reset', 'reset-in-body'])('may be sent later: %s', async (behaviour) => {
    slack.behave(behaviour);
    const { answer, ms } = await post(webhook);
    expect(answer).toEqual({
      kind: 'later',
      reason: expect.stringMatching(/^the connection to the webhook broke off \([A-Z_]+\)$/),
    });
    expect(ms).toBeLessThan(1900);
  });

  it('is waited for beyond the limit for connecting, once a connection stands', async () => {
    const slow = await startSlackServer({ delayMs: 500 });
    const { answer, ms } = await post(plainWebhook(slow.url));
    await slow.close();
    expect(answer).toEqual({ kind: 'taken' });
    expect(ms).toBeGreaterThan(450);
  });

  it('is given up early while no connection stands, whatever others get', async () => {
    const silent = await startSilentServer();
    const url = parseWebhookUrl(`https://${silent.host}${PATH}`, [silent.host]);
    if (!url.ok) throw new Error(url.error);
    const slow = await startSlackServer({ delayMs: 500 });
    const posts = [post(url.value), post(plainWebhook(slow.url)), post(url.value)];
    const [one, other, third] = await Promise.all(posts);
    await Promise.all([silent.close(), slow.close()]);
    expect(other?.answer).toEqual({ kind: 'taken' });
    for (const given of [one, third]) {
      expect(given?.answer).toEqual({ kind: 'later', reason: 'no connection to the webhook within 0.3 s' });
      expect(given?.ms).toBeGreaterThan(250);
      expect(given?.ms).toBeLessThan(1900);
    }
  });

  it('may be sent later when nobody listens, or speaks TLS, or has that name', async () => {
    const gone = await startSilentServer();
    await gone.close();
    expect((await post(plainWebhook(`http://${gone.host}${PATH}`))).answer).toEqual({
      kind: 'later',
      reason: 'the webhook could not be reached (ECONNREFUSED)',
    });
    expect((await post(plainWebhook(`https://${slack.host}${PATH}`))).answer).toEqual({
      kind: 'later',
      reason: expect.stringMatching(/^no TLS connection to the webhook that can be trusted \([A-Z_]+\)$/),
    });
    // RFC 6761: nobody ever has a name under it.
    expect((await post(plainWebhook(`http://no-such-host.invalid/${MARK}`), LIMITS)).answer).toEqual({
      kind: 'later',
      reason: expect.stringMatching(/^the name of the webhook's host could not be resolved \((ENOTFOUND|EAI_AGAIN)\)$/),
    });
  });

  it('is given up without a word of what was thrown', async () => {
    expect((await post(plainWebhook(`no URL but ${MARK}`))).answer).toEqual({
      kind: 'later',
      reason: 'no answer of the webhook (ERR_INVALID_URL)',
    });
  });

  it('has 3 s for a connection, and 8 s in all', () => {
    expect(LIMITS).toEqual({ connectMs: 3000, totalMs: 8000 });
  });
});
