import { isAboutKey } from '../about-key.ts';
import type { Alert } from '../alert.ts';
import { isRefusedSince, standingOf } from '../rescue-standing.ts';

/** Whom critical alerts mention: nobody, all who are active, all of the channel, a user (`U...`) or a user group (`S...`). */
export type SlackMention = 'none' | 'here' | 'channel' | { readonly user: string } | { readonly group: string };

/** Reads the setting `slackMention`; undefined when it has none of its forms. */
export function parseMention(text: string): SlackMention | undefined {
  if (text === 'none' || text === 'here' || text === 'channel') return text;
  if (/^[UW][A-Z0-9]{2,30}$/.test(text)) return { user: text };
  return /^S[A-Z0-9]{2,30}$/.test(text) ? { group: text } : undefined;
}

/**
 * The mention in Slack's markup, with a blank behind it, for a critical alert that is no drill, and for a service that stays down until
 * somebody enables the key that the guard saved; else empty. Empty for a count as well:
 * people were called by what was told before, and a rise to critical by the last chance.
 */
export function mentionFor(alert: Alert, mention: SlackMention): string {
  const { severity, kind } = alert;
  if ((severity !== 'critical' && !isServiceDown(alert)) || kind === 'test' || kind === 'digest' || mention === 'none')
    return '';
  if (typeof mention === 'string') return `<!${mention}> `;
  return 'user' in mention ? `<@${mention.user}> ` : `<!subteam^${mention.group}> `;
}

/** Told once: those who are refused later come as counts, or as new callers of what people were called for. */
const isServiceDown = (alert: Alert): boolean =>
  isAboutKey(alert) && alert.severity === 'high' && standingOf(alert) === 'disabled' && !isRefusedSince(alert);
