import type { SlackMessage } from './message.ts';

/** What came of one try to post a message. Reasons are words of our own, with at most a code of Slack's: never a URL. */
export type SlackAnswer =
  | { readonly kind: 'taken' }
  /** Slack asks to wait, so many milliseconds where it says how many: it takes none before that. */
  | { readonly kind: 'wait'; readonly ms: number | undefined; readonly reason: string }
  /** It may be taken later: no answer, an error of the server's, a webhook that cannot be read just now. */
  | { readonly kind: 'later'; readonly reason: string }
  /** It will never be taken as it is, or the webhook is gone: no later try does better before somebody has mended that. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Posts a message once. Never rejects. */
export type SlackPoster = (message: SlackMessage) => Promise<SlackAnswer>;
