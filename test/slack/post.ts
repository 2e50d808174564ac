import { inspect } from 'node:util';
import { expect } from '@jest/globals';
import type { Limits } from '../../shared/slack/time-limits.ts';
import { postToWebhook, type WebhookAnswer } from '../../shared/slack/webhook.ts';
import type { WebhookUrl } from '../../shared/slack/webhook-url.ts';

export const MESSAGE = { text: 'key ledger-prod still in use', blocks: [] };
export const NOW = new Date('2026-11-22T12:00:00Z');
/** For tests of what takes too long. */
export const SHORT = { connectMs: 300, totalMs: 2000 };

/** The answer, and the milliseconds that it took. Nothing of the webhook may be in it. */
export async function post(
  webhook: WebhookUrl,
  limits: Limits = SHORT,
): Promise<{ answer: WebhookAnswer; ms: number }> {
  const started = performance.now();
  const answer = await postToWebhook(webhook, MESSAGE, () => NOW, limits);
  const ms = performance.now() - started;
  for (const text of [JSON.stringify(answer), inspect(answer, { depth: 9, showHidden: true })])
    expect(text).not.toMatch(/Marked|EXAMPLE|127\.0\.0\.1|localhost|services|http:|https:/i);
  return { answer, ms };
}
