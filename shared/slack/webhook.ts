import type { SlackMessage } from '../alert/slack/message.ts';
import type { SlackAnswer } from '../alert/slack/poster.ts';
import { reasonOfFailure } from './failure.ts';
import { parseRetryAfter } from './retry-after.ts';
import { LIMITS, type Limits, limited } from './time-limits.ts';
import type { WebhookUrl } from './webhook-url.ts';

/** As {@link SlackAnswer}, and whether the webhook itself is what is wrong. */
export type WebhookAnswer =
  | SlackAnswer
  /** Refused as by a webhook that was revoked or replaced: its URL is to be read again. */
  | { readonly kind: 'gone'; readonly reason: string };

// Slack answers with "ok", or with one word.
const MOST_BYTES = 1024;
const WORD = /^[a-z_]{1,60}$/;
// Each that Slack documents is of two or more; a proxy may say "unauthorized".
const SLACK_WORD = /[a-z]_[a-z]/;

// Of 4xx; 413 would come again for a message of that size. Source: Slack developer documentation, "Sending messages using incoming
// webhooks", "Handling errors".
const FOR_GOOD: readonly number[] = [400, 403, 404, 410, 413];

/**
 * Posts a message to a webhook once. Never rejects, and takes no longer than `limits` say. Reasons are our own words with at most a
 * status and a word of Slack's: what fetch throws may hold the URL. Source: Slack developer documentation, "Sending messages using
 * incoming webhooks", "Handling errors"; "Rate limits".
 */
export async function postToWebhook(
  url: WebhookUrl,
  message: SlackMessage,
  now: () => Date,
  limits: Limits = LIMITS,
): Promise<WebhookAnswer> {
  return limited(limits, async (signal, late) => {
    try {
      const response = await fetch(url.reveal(), {
        method: 'POST',
        // A container sleeps between messages, and a connection that it kept would have died meanwhile.
        headers: { 'content-type': 'application/json; charset=utf-8', connection: 'close' },
        body: JSON.stringify(message),
        // Followed, it would take the message to a host that nobody has allowed.
        redirect: 'manual',
        signal,
      });
      return await answerOf(response, url, now());
    } catch (thrown) {
      return { kind: 'later', reason: reasonOfFailure(thrown, late(), limits) };
    }
  });
}

async function answerOf(response: Response, url: WebhookUrl, now: Date): Promise<WebhookAnswer> {
  const { status, headers } = response;
  // Without its text, an answer of 200 says nothing; any other says by its status what it is.
  const text = status === 200 ? await beginningOf(response) : await beginningOf(response).catch(() => '');
  if (status === 200 && text === 'ok') return { kind: 'taken' };
  const word = wordOf(text, url);
  const reason = reasonOf(status, word);
  if (status === 429) return { kind: 'wait', ms: parseRetryAfter(headers.get('retry-after'), now), reason };
  if (isForLater(status, word)) return { kind: 'later', reason };
  return { kind: status === 403 || status === 404 || status === 410 ? 'gone' : 'refused', reason };
}

/**
 * All but what is known to be an answer to this message or about this webhook. A redirect is no fault of the message, and neither is a 4xx
 * that Slack does not give, such as 401, 407, 421 or 451: they come from something between here and Slack, or from one of the setting's
 * hosts, and can be mended while the message waits. 408 and 425 ask to try again themselves (RFC 9110; RFC 8470 for 425).
 */
function isForLater(status: number, word: string | undefined): boolean {
  if (status < 400 || status >= 500 || status === 408 || status === 425) return true;
  return !FOR_GOOD.includes(status) && !SLACK_WORD.test(word ?? '');
}

function reasonOf(status: number, word: string | undefined): string {
  const said = `the webhook answered with HTTP status ${status}${word === undefined ? '' : ` (${word})`}`;
  if (status === 200) return `${said}, but not with "ok"`;
  return status >= 300 && status < 400 ? `${said}, a redirect, which is not followed` : said;
}

/** The word that Slack answered with, unless it is none, or is part of the URL: then whoever answers is repeating it. */
const wordOf = (text: string, url: WebhookUrl): string | undefined =>
  WORD.test(text) && !url.reveal().toLowerCase().includes(text) ? text : undefined;

/** At most so many bytes of the body, without white space around it; the rest is not read. Rejects when the connection breaks. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < MOST_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    bytes += value.length;
  }
  // Its answer is of no interest, and neither is whether it can still be told.
  if (bytes >= MOST_BYTES) reader.cancel().catch(() => undefined);
  return Buffer.concat(parts).subarray(0, MOST_BYTES).toString('utf8').trim();
}
