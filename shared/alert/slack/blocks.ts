import type { ContextBlock, HeaderBlock, KnownBlock, MrkdwnElement, SectionBlock } from '@slack/types';
import { escapeSlack, forSlackText } from '../inert.ts';
import { SLACK_LIMITS } from './message.ts';

// `verbatim`: Slack makes links of nothing that only looks like a URL, a channel or a name. Source: Slack, "Text object".
const mrkdwn = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });

/** A header; text of any kind, which is made inert and cut. */
export const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text: forSlackText(text, SLACK_LIMITS.header), emoji: false },
});

/** Lines of markup in one section; those that do not fit are left out and counted: "and 3 more". No line is ever cut. */
export const section = (...lines: readonly string[]): SectionBlock => ({
  type: 'section',
  text: mrkdwn(fitting(lines, SLACK_LIMITS.text)),
});

/** Text of any kind in a section without markup. */
export const plainSection = (text: string, most = 600): SectionBlock => ({
  type: 'section',
  text: { type: 'plain_text', text: forSlackText(text, most) || '-', emoji: false },
});

/** Pairs of a label and markup, two beside each other; at most ten. */
export const fields = (pairs: readonly (readonly [label: string, markup: string])[]): KnownBlock[] =>
  pairs.length === 0
    ? []
    : [
        {
          type: 'section',
          fields: pairs
            .slice(0, SLACK_LIMITS.fields)
            .map(([label, markup]) => mrkdwn(fitting([`*${label}*`, markup], SLACK_LIMITS.field))),
        },
      ];

/** Small grey print. */
export const context = (...lines: readonly string[]): ContextBlock => ({
  type: 'context',
  elements: [mrkdwn(fitting(lines, SLACK_LIMITS.text))],
});

/** As many of the lines as fit, and the number of the others; never a part of one, so that no escape and no code span is cut. */
export function fitting(lines: readonly string[], most: number): string {
  const whole = lines.join('\n');
  if (whole.length <= most) return whole;
  const kept: string[] = [];
  let used = 'and 1,000,000 more'.length;
  for (const line of lines) {
    if (used + line.length + 1 > most) break;
    kept.push(line);
    used += line.length + 1;
  }
  return [...kept, `and ${(lines.length - kept.length).toLocaleString('en-US')} more`].join('\n');
}

/** Commands of ours in one code block, each on its own line; escaped, so that they are copied as they were. */
export const codeBlock = (...commands: readonly string[]): string =>
  ['```', ...commands.map(escapeSlack), '```'].join('\n');

const MOST_COMMAND = 2900;

/** Whether a command fits into a code block, and nothing in it ends the block or cannot be seen. It stands whole or not at all. */
export const isCopyable = (command: string): boolean =>
  escapeSlack(command).length <= MOST_COMMAND && !/```|^`|`$|[\p{Cc}\p{Cf}\p{Cs}]/u.test(command);

/** Longer ones are left out, so that three fit into a section. */
const MOST_URL = 900;

/** A link in words; none where the URL is not one of the web, or too long. Source: Slack, "Formatting message text", links. */
export function link(title: string, url: string): string[] {
  if (!/^https?:\/\/[^\s]+$/.test(url)) return [];
  const safe = escapeSlack(url.replace(/[<>|`"\\^{}]|[^\x21-\x7e]/gu, percent));
  return safe.length > MOST_URL ? [] : [`<${safe}|${forSlackText(title, 60) || 'Link'}>`];
}

const percent = (char: string): string =>
  [...new TextEncoder().encode(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
