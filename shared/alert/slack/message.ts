import type { KnownBlock } from '@slack/types';

/** What an incoming webhook of Slack takes. Source: Slack developer documentation, "Sending messages using incoming webhooks". */
export interface SlackMessage {
  /** Shown in notifications, and where blocks cannot be. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** Limits of Slack's, in characters as sent, escapes included. Source: its reference of blocks and of the text object. */
export const SLACK_LIMITS = {
  blocks: 50,
  header: 150,
  text: 3000,
  field: 2000,
  fields: 10,
  contextElements: 10,
  /** Not documented: about 13,200 characters of all blocks were refused as msg_blocks_too_long (slackapi/bolt-js#2509). */
  all: 12_000,
} as const;
