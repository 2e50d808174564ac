import type { ContextBlock, KnownBlock, SectionBlock, TextObject } from '@slack/types';
import type { SlackMessage } from '../../shared/alert/slack/message.ts';
import { type Html, html, NOTHING } from './html.ts';
import { fromMrkdwn, fromPlainText, plain } from './mrkdwn.ts';

/** A message as Slack shows it, made of its blocks and of nothing else; above it what a notification says of it. */
export const slackPane = ({ text, blocks }: SlackMessage, now: Date): Html => html`
<article class="pane">
<h3>Slack</h3>
<div class="window slack">
<p class="toast"><span class="label">Notification</span> ${plain(text)}</p>
<div class="message">
<span class="avatar" aria-hidden="true"></span>
<div class="said">
<p class="author"><strong>KMS Deletion Guard</strong> <span class="app">APP</span> <time>${now.toISOString().slice(11, 16)}</time></p>
${blocks.map(shownBlock)}
</div>
</div>
</div>
</article>`;

function shownBlock(block: KnownBlock): Html {
  switch (block.type) {
    case 'header':
      return html`<h4>${plain(block.text.text)}</h4>\n`;
    case 'section':
      return block.accessory === undefined ? section(block) : unknown(block);
    case 'context':
      return context(block);
    case 'divider':
      return html`<hr>\n`;
    default:
      return unknown(block);
  }
}

const section = ({ text, fields = [] }: SectionBlock): Html =>
  html`${text === undefined ? NOTHING : html`<div class="section">${shownText(text)}</div>\n`}${
    fields.length === 0
      ? NOTHING
      : html`<div class="fields">${fields.map((field) => html`<div class="field">${shownText(field)}</div>`)}</div>\n`
  }`;

const context = ({ elements }: ContextBlock): Html =>
  html`<div class="context">${elements.map((element) =>
    element.type === 'image' ? unknown(element) : html`<span>${shownText(element)}</span>`,
  )}</div>\n`;

const shownText = ({ type, text }: TextObject): Html => (type === 'mrkdwn' ? fromMrkdwn(text) : fromPlainText(text));

/** What this page cannot show, it shows as it is sent. */
const unknown = (part: unknown): Html => html`<pre><code>${JSON.stringify(part, null, 2)}</code></pre>\n`;
