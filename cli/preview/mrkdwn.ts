import { type Html, html, link, NOTHING } from './html.ts';

// Slack's markup, as far as our messages use it. Source: Slack developer documentation, "Formatting message text". Code goes
// first, since nothing acts in it, then what stands between < and >. A block of code stands on lines of its own.
const TOKEN = /\n?```\n?([\s\S]*?)\n?```\n?|`([^`\n]+)`|<([^<>\n]+)>/g;

/** Formatting: at the borders of words, on one line, and nothing blank at its ends. */
const STYLED = /(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/gu;

/** Stands for a token while formatting is looked for, which may go around it. Private use: of no meaning in any text. */
const HOLD = '\ue000';

/** Shows Slack's markup as Slack does. */
export function fromMrkdwn(text: string): Html {
  const held: Html[] = [];
  const kept = text.replaceAll(HOLD, '\ufffd').replace(TOKEN, (_, block?: string, code?: string, control?: string) => {
    held.push(shownToken(block, code, control));
    return HOLD;
  });
  return html`${styled(kept, held)}`;
}

function shownToken(block: string | undefined, code: string | undefined, control: string | undefined): Html {
  if (block !== undefined) return html`<pre><code>${plain(block)}</code></pre>`;
  return code === undefined ? fromControl(control ?? '') : html`<code>${plain(code)}</code>`;
}

/** Formats a text, and puts back what was held, in its order. */
function styled(text: string, held: Html[]): Html[] {
  const parts: Html[] = [];
  let done = 0;
  for (const match of text.matchAll(STYLED)) {
    const [whole, mark = '', inner = ''] = match;
    parts.push(...restored(text.slice(done, match.index), held));
    parts.push(formatted(mark, styled(inner, held)));
    done = match.index + whole.length;
  }
  return [...parts, ...restored(text.slice(done), held)];
}

const restored = (text: string, held: Html[]): Html[] =>
  text
    .split(HOLD)
    .flatMap((part, at) => (at === 0 ? [fromPlainText(part)] : [held.shift() ?? NOTHING, fromPlainText(part)]));

/** Shows text that is no markup: its escapes read, its lines broken. */
export const fromPlainText = (text: string): Html =>
  html`${plain(text)
    .split('\n')
    .map((line, at) => (at === 0 ? html`${line}` : html`<br>${line}`))}`;

function formatted(mark: string, inner: readonly Html[]): Html {
  if (mark === '*') return html`<strong>${inner}</strong>`;
  return mark === '_' ? html`<em>${inner}</em>` : html`<s>${inner}</s>`;
}

/** What stands between < and >: a link, a mention, a date's fallback. */
function fromControl(control: string): Html {
  const [target = '', label] = control.split('|', 2);
  if (target.startsWith('@')) return mention(`@${label ?? target.slice(1)}`);
  if (target.startsWith('#')) return mention(`#${label ?? target.slice(1)}`);
  if (target.startsWith('!subteam^')) return mention(`@${label ?? target.slice('!subteam^'.length)}`);
  if (target.startsWith('!date^')) return html`${plain(label ?? '')}`;
  if (target.startsWith('!')) return mention(`@${target.slice(1)}`);
  return link(plain(target), html`${plain(label ?? target)}`);
}

const mention = (name: string): Html => html`<span class="mention">${plain(name)}</span>`;

/** Slack's three escapes, read. */
export const plain = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
