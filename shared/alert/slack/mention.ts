import type { Alert } from '../alert.ts';

/** Whom critical alerts mention: nobody, all who are active, all of the channel, a user (`U...`) or a user group (`S...`). */
export type SlackMention = 'none' | 'here' | 'channel' | { readonly user: string } | { readonly group: string };

/** Reads the setting `slackMention`; undefined when it has none of its forms. */
export function parseMention(text: string): SlackMention | undefined {
  if (text === 'none' || text === 'here' || text === 'channel') return text;
  if (/^[UW][A-Z0-9]{2,30}$/.test(text)) return { user: text };
  return /^S[A-Z0-9]{2,30}$/.test(text) ? { group: text } : undefined;
}

/**
 * The mention in Slack's markup, with a blank behind it, for a critical alert that is no drill; else empty. Empty for a count as well:
 * people were called by what was told before, and a rise to critical by the last chance.
 */
export function mentionFor({ severity, kind }: Alert, mention: SlackMention): string {
  if (severity !== 'critical' || kind === 'test' || kind === 'digest' || mention === 'none') return '';
  if (typeof mention === 'string') return `<!${mention}> `;
  return 'user' in mention ? `<@${mention.user}> ` : `<!subteam^${mention.group}> `;
}
