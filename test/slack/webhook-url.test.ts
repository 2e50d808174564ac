import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parseWebhookUrl, sameWebhook, type WebhookUrl } from '../../shared/slack/webhook-url.ts';

// Hosts and form: Slack developer documentation, "Sending messages using incoming webhooks".
const MARK = 'MarkedSecretXyz0123456789';
const PATH = `/services/T0EXAMPLE/B0EXAMPLE/${MARK}`;
const SLACK = `https://hooks.slack.com${PATH}`;

function webhookOf(text: string, hosts: readonly string[] = []): WebhookUrl {
  const webhook = parseWebhookUrl(text, hosts);
  if (!webhook.ok) throw new Error(webhook.error);
  return webhook.value;
}

describe('the URL of a webhook', () => {
  it.each([
    ['of Slack', SLACK],
    ['of GovSlack', `https://hooks.slack-gov.com${PATH}`],
    ['with the port that https has anyway', `https://hooks.slack.com:443${PATH}`],
    ['in capitals', `HTTPS://HOOKS.SLACK.COM${PATH}`],
    ['as it is pasted', ` \t${SLACK}\r\n`],
  ])('is taken: %s', (_, text) => {
    expect(webhookOf(text).reveal()).toBe(text.includes('gov') ? text : SLACK);
  });

  it.each([
    ['chat.example.com', `https://chat.example.com/hooks/${MARK}?channel=1`],
    ['chat.example.com:443', `https://chat.example.com/hooks/${MARK}`],
    ['Chat.Example.com', `https://chat.example.com/hooks/${MARK}`],
    ['chat.example.com:8443', `https://chat.example.com:8443/hooks/${MARK}`],
    ['127.0.0.1:8443', `https://127.0.0.1:8443/hooks/${MARK}`],
    // The form of Slack's own paths binds nobody else.
    ['chat.example.com', `https://chat.example.com/workflows/${MARK}`],
  ])('is taken on a host of the setting: %s', (host, text) => {
    expect(webhookOf(text, ['other.example.com', host]).reveal()).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['nothing', ' \n'],
    ['a text that is no URL', MARK],
    ['a text that is no URL', `"${SLACK}"`],
    ['a text that is no URL', `hooks.slack.com${PATH}`],
    ['a text with white space', `${SLACK.slice(0, 40)}\n${SLACK.slice(40)}`],
    ['a text with white space', `${SLACK} ${SLACK}`],
    ['a text with white space or control characters', `${SLACK}\u0000`],
    ['a text with white space or control characters', `https://hooks.slack.com\u200b${PATH}`],
    ['a URL that is not https', `http://hooks.slack.com${PATH}`],
    ['a URL that is not https', `ftp://hooks.slack.com${PATH}`],
    ['a URL that is not https', `javascript:${MARK}`],
    ['a URL with a user name or a password', `https://${MARK}@hooks.slack.com${PATH}`],
    ['a URL with a user name or a password', `https://:${MARK}@hooks.slack.com${PATH}`],
    ['a URL on another host or port', `https://${MARK}.example.com${PATH}`],
    ['a URL on another host or port', `https://hooks.slack.com.example.com${PATH}`],
    ['a URL on another host or port', `https://evil-hooks.slack.com${PATH}`],
    ['a URL on another host or port', `https://hooks.slack.com.${PATH}`],
    ['a URL on another host or port', `https://hooks.slack.com:8443${PATH}`],
    ['a URL on another host or port', `https://chat.example.com:8443${PATH}`],
    ['a URL on another host or port', `https://example.com\\@hooks.slack.com${PATH}`],
    ['a URL without a path', 'https://hooks.slack.com'],
    ['a URL without a path', `https://hooks.slack.com/?${MARK}`],
    ['the URL of a workflow', `https://hooks.slack.com/triggers/T0EXAMPLE/1/${MARK}`],
    ['the URL of a workflow', `https://hooks.slack.com/workflows/T0EXAMPLE/A0EXAMPLE/1/${MARK}`],
  ])('is refused as %s, and nothing of it is told: %j', (fault, text) => {
    const refused = parseWebhookUrl(text, ['chat.example.com']);
    expect(refused).toEqual({ ok: false, error: expect.stringContaining(`got ${fault}`) });
    expect(refused).toMatchObject({
      error: expect.stringMatching(
        /, wanted the https URL of an incoming webhook on hooks\.slack\.com or hooks\.slack-gov\.com or chat\.example\.com$/,
      ),
    });
    expect(JSON.stringify(refused)).not.toMatch(/marked|T0EXAMPLE|evil/i);
  });

  it('cannot be printed by accident', () => {
    const webhook = webhookOf(SLACK);
    const error = new Error(`cannot post to ${webhook}`, { cause: { webhook } });
    const printed = [
      String(webhook),
      `${webhook}`,
      // biome-ignore lint/style/useTemplate: the other way of making a text
      'to ' + webhook,
      JSON.stringify({ webhook, list: [webhook] }),
      inspect(webhook, { showHidden: true, depth: 9 }),
      inspect({ a: { b: { c: { webhook } } } }, { depth: 9, showHidden: true }),
      inspect(new Map([[webhook, webhook]])),
      inspect(error, { depth: 9 }),
      error.stack,
    ];
    for (const text of printed) {
      expect(text).toContain('[webhook URL]');
      expect(text).not.toContain('hooks.slack.com');
      expect(text).not.toContain(MARK);
    }
    expect(() => structuredClone(webhook)).toThrow();
  });

  it('is told from another by all of it', () => {
    expect(sameWebhook(webhookOf(SLACK), webhookOf(`${SLACK}\n`))).toBe(true);
    expect(sameWebhook(webhookOf(SLACK), webhookOf(`${SLACK}0`))).toBe(false);
  });
});
