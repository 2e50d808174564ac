import { afterEach, describe, expect, it } from '@jest/globals';
import { postToWebhook } from '../../shared/slack/webhook.ts';
import { plainWebhook, type SlackServer, type SlackServerOptions, startSlackServer } from '../fakes/slack-server.ts';

const MESSAGE = { text: 'x', blocks: [] };

// What it is to enforce: Slack developer documentation, "Rate limits" and "Sending messages using incoming webhooks".
describe('the server that plays Slack', () => {
  let slack: SlackServer;
  const start = async (options: SlackServerOptions) => {
    slack = await startSlackServer(options);
    return () => postToWebhook(plainWebhook(slack.url), MESSAGE, () => new Date());
  };
  afterEach(() => slack.close());

  it('takes a message a second, by the clock that it is given', async () => {
    let time = 0;
    const post = await start({ everyMs: 1000, now: () => time });
    expect(await post()).toEqual({ kind: 'taken' });
    time = 999;
    expect(await post()).toMatchObject({ kind: 'wait', ms: 1000 });
    time = 1000;
    expect(await post()).toEqual({ kind: 'taken' });
    expect(slack.requests.map(({ at }) => at)).toEqual([0, 999, 1000]);
    expect(slack.taken).toHaveLength(2);
  });

  it('takes no message with a fault, and remembers it', async () => {
    const post = await start({ faultsOf: () => ['no text'] });
    expect(await post()).toMatchObject({ kind: 'refused', reason: expect.stringContaining('invalid_blocks') });
    expect(slack).toMatchObject({ taken: [], faults: ['no text'] });
  });

  it.each([
    ['another method', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['another type', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }],
    ['text that is no JSON', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }],
  ])('takes no request with %s', async (_, request) => {
    await start({});
    const response = await fetch(slack.url, request);
    expect([response.status, await response.text()]).toEqual([400, 'invalid_payload']);
  });

  it('behaves from request to request as it is told', async () => {
    const post = await start({});
    slack.behave((_request, nth) => (nth === 0 ? { status: 500 } : 'ok'));
    expect(await post()).toMatchObject({ kind: 'later' });
    expect(await post()).toEqual({ kind: 'taken' });
    slack.behave('reset');
    expect(await post()).toMatchObject({ kind: 'later' });
    slack.reset();
    expect(slack.requests).toEqual([]);
    expect(await post()).toEqual({ kind: 'taken' });
  });
});
