import type { SlackMessage } from '../alert/slack/message.ts';
import type { SlackAnswer, SlackPoster } from '../alert/slack/poster.ts';
import { err, type Result } from '../result.ts';
import type { WebhookAnswer } from './webhook.ts';
import { sameWebhook, type WebhookUrl } from './webhook-url.ts';

/** What the poster needs. */
export interface PosterPorts {
  /** The webhook, or why it cannot be read, in words. */
  readonly readWebhook: () => Promise<Result<WebhookUrl, string>>;
  /** Posts once. Never rejects. */
  readonly post: (webhook: WebhookUrl, message: SlackMessage) => Promise<WebhookAnswer>;
  readonly now: () => Date;
}

/** So long a webhook that was read is used without looking again. */
export const KEPT_MS = 300_000;
/** So soon a read that failed is tried again: whoever stores the webhook waits for it. */
export const AGAIN_AFTER_MS = 10_000;
/**
 * A second try, with another URL, begins no later than this after the first. With reads of 2.5 s and tries of 8 s, a call takes 13 s
 * at most.
 */
export const SECOND_TRY_UNTIL_MS = 5000;

/**
 * Posts to the webhook that stands in the parameter, which is read when a message first needs it and kept for minutes. A webhook
 * that is gone is read again, and when somebody has stored another, that one is tried.
 */
export function slackPoster({ readWebhook, post, now }: PosterPorts): SlackPoster {
  const webhook = rememberedWebhook(readWebhook, now);
  return async (message) => {
    const started = now().getTime();
    const used = webhook.current();
    const first = await used.read;
    if (!first.ok) return unreadable(first.error);
    const answer = await post(first.value, message);
    if (answer.kind !== 'gone') return answer;
    const next = await webhook.after(used).read;
    // Perhaps it is mended already, and only cannot be read.
    if (!next.ok) return { kind: 'later', reason: `${answer.reason}, and ${unreadable(next.error).reason}` };
    if (sameWebhook(first.value, next.value)) return refused(answer.reason, 'the parameter still holds the same URL');
    if (now().getTime() - started > SECOND_TRY_UNTIL_MS)
      return { kind: 'later', reason: `${answer.reason}; the parameter holds another URL by now` };
    const second = await post(next.value, message);
    return second.kind === 'gone' ? refused(second.reason, 'so did the URL that was stored before') : second;
  };
}

const unreadable = (reason: string) => ({ kind: 'later', reason: `the webhook could not be read: ${reason}` }) as const;

const refused = (reason: string, remark: string): SlackAnswer => ({ kind: 'refused', reason: `${reason}; ${remark}` });

/** One reading of the webhook, for all who ask while it is in force. */
interface Look {
  readonly at: number;
  readonly read: Promise<Result<WebhookUrl, string>>;
  keptMs: number;
}

function rememberedWebhook(readWebhook: PosterPorts['readWebhook'], now: () => Date) {
  let last: Look | undefined;
  const look = (): Look => {
    const read = Promise.resolve()
      .then(readWebhook)
      // What was thrown may hold anything.
      .catch(() => err('reading it failed'));
    const fresh: Look = { at: now().getTime(), read, keptMs: KEPT_MS };
    read.then(({ ok }) => {
      if (!ok) fresh.keptMs = AGAIN_AFTER_MS;
    });
    last = fresh;
    return fresh;
  };
  return {
    current(): Look {
      const age = now().getTime() - (last?.at ?? 0);
      // A clock that was set back makes no memory younger.
      return last !== undefined && age >= 0 && age < last.keptMs ? last : look();
    },
    /** A reading that began after `used`: one for all who find the same webhook gone. */
    after: (used: Look): Look => (last === undefined || last === used ? look() : last),
  };
}
