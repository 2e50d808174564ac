/** A start tag of a page: its name, and its attributes. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A page as a browser takes it apart: its tags, its text, and its style sheet. */
export interface Page {
  readonly tags: readonly Tag[];
  readonly text: string;
  readonly style: string;
}

const ATTRIBUTE = /\s+([a-z-]+)(?:="([^"<>]*)")?/gy;

/**
 * Takes a page apart, more strictly than HTML asks for: what is no well-formed tag, no text without < and >, or no reference to a
 * character, fails. Only the contents of `style` are raw. Source: HTML Standard, "Tokenization".
 */
export function pageTokens(page: string): Page {
  const tags: Tag[] = [];
  let text = '';
  let style = '';
  let at = page.indexOf('>') + 1;
  if (page.slice(0, at) !== '<!doctype html>') throw new Error(`got ${page.slice(0, at)}, wanted the doctype`);
  while (at < page.length) {
    const next = page.indexOf('<', at);
    text += charactersOf(page.slice(at, next < 0 ? undefined : next));
    if (next < 0) break;
    const end = page.indexOf('>', next);
    const inside = page.slice(next + 1, end);
    at = end + 1;
    if (/^\/[a-z0-9]+$/.test(inside)) continue;
    const tag = tagOf(inside);
    tags.push(tag);
    if (tag.name !== 'style') continue;
    const close = page.indexOf('</style', at);
    style += page.slice(at, close);
    at = close;
  }
  return { tags, text, style };
}

function tagOf(inside: string): Tag {
  const [name = ''] = /^[a-z][a-z0-9]*/.exec(inside) ?? [];
  const attributes: Record<string, string> = {};
  let read = name.length;
  ATTRIBUTE.lastIndex = read;
  for (let match = ATTRIBUTE.exec(inside); match !== null; match = ATTRIBUTE.exec(inside)) {
    attributes[match[1] ?? ''] = charactersOf(match[2] ?? '');
    read = ATTRIBUTE.lastIndex;
  }
  if (name === '' || read !== inside.length) throw new Error(`got <${inside}>, wanted a tag`);
  return { name, attributes };
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

function charactersOf(text: string): string {
  if (text.includes('>')) throw new Error(`got ${text}, wanted text without >`);
  return text.replace(/&(?:#(\d+);|([a-z]+);)?/g, (whole, number?: string, name?: string) => {
    const char = number === undefined ? NAMED[name ?? ''] : String.fromCodePoint(Number(number));
    if (char === undefined) throw new Error(`got ${whole}, wanted a reference to a character`);
    return char;
  });
}
