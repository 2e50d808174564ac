/** What Slack makes of a text in its markup. Sees rather too much than too little: what is in doubt is said to act. */
export interface Markup {
  /** Texts of code spans and code blocks, as they are copied. */
  readonly code: readonly string[];
  readonly links: readonly { readonly url: string; readonly title: string }[];
  /** As they stand: "<!here>". */
  readonly mentions: readonly string[];
  readonly bold: readonly string[];
  /** Italics, struck out, quotes, emoji, names that may call people. */
  readonly others: readonly string[];
}

const CODE = '\ue000';
const LINK = '\ue001';

/** Source: Slack developer documentation, "Formatting message text". */
export function parseMarkup(text: string): Markup {
  const code: string[] = [];
  const links: { url: string; title: string }[] = [];
  const mentions: string[] = [];
  const keepCode = (_: string, inner: string) => {
    code.push(unescaped(inner));
    return CODE;
  };
  const plain = text
    .replace(/```\n?([\s\S]*?)\n?```/g, keepCode)
    .replace(/`([^`\n]+)`/g, keepCode)
    .replace(/<([!@#][^>]*)>/g, (whole) => {
      mentions.push(whole);
      return LINK;
    })
    .replace(/<([^>|]*)(?:\|([^>]*))?>/g, (_, url: string, title = '') => {
      links.push({ url: unescaped(url), title: unescaped(title) });
      return LINK;
    });
  return {
    code,
    links,
    mentions,
    bold: matches(plain, BOLD, 1),
    others: OTHERS.flatMap((form) => matches(plain, form)),
  };
}

// A formatting character acts where it does not stand inside a word.
const BOLD = /(?<![\w*])\*([^*\n]+)\*(?![\w*])/g;
const OTHERS = [
  /(?<![A-Za-z0-9_])_[^_\n]+_(?![A-Za-z0-9_])/g,
  /(?<![\w~])~[^~\n]+~(?![\w~])/g,
  /^(?:>|&gt;).*$/gm,
  /:[^\s:`[\]]+:/g,
  /@(?:here|channel|everyone)\b/gi,
  /https?:\/\/\S+/g,
];

const matches = (text: string, form: RegExp, group = 0): string[] =>
  [...text.matchAll(form)].map((match) => match[group] ?? '');

/** Slack's three escapes, as it shows and copies them. */
export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** A text as people read it: without marks, escapes and addresses. */
export const asRead = (text: string): string =>
  unescaped(
    text
      .replace(/<[^>|]*\|([^>]*)>/g, '$1')
      .replaceAll('```', '')
      .replaceAll('`', ''),
  );
