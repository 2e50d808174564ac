import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostileText } from '../builders/hostile.ts';
import { aFolder, runCli } from './fake-terminal.ts';
import { HOSTILE_TEXTS, hostileInput } from './hostile-input.ts';
import { type Page, pageTokens, type Tag } from './page-tokens.ts';

const folder = aFolder();

async function pageWith(texts: readonly string[]): Promise<Page> {
  const { records, keys } = hostileInput(texts);
  const path = join(folder.path, 'page.html');
  const { exitCode, stderr } = await runCli([
    ...['replay', '--at', '2026-11-22T03:16:00Z', '--preview', path],
    ...['--keys', folder.put('keys.json', keys), folder.put('records.json', records)],
  ]);
  if (exitCode !== 0) throw new Error(`got exit code ${exitCode}, wanted 0: ${stderr}`);
  return pageTokens(readFileSync(path, 'utf8'));
}

const CONSOLE = /^https:\/\/eu-west-1\.console\.aws\.amazon\.com\//;
/** The attributes that our pages have, and what may stand in them. */
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  'a href': new RegExp(`${CONSOLE.source}|^#alert-\\d+$`),
  'a rel': /^noreferrer$/,
  'section id': /^alert-\d+$/,
  'section aria-labelledby': /^title-\d+$/,
  'h2 id': /^title-\d+$/,
  'html lang': /^en$/,
  'nav aria-label': /^Alerts$/,
  'span aria-hidden': /^true$/,
  'time datetime': /^[\d:.TZ-]+$/,
};
const CLASS = /^[a-z ]+$/;
const NAMES =
  /^(html|head|meta|title|style|body|header|main|nav|section|article|div|p|span|strong|em|s|h[1-4]|ol|li|dl|dt|dd|pre|code|br|hr|a|time)$/;

function expectOurs({ name, attributes }: Tag): void {
  expect(name).toMatch(NAMES);
  if (name === 'meta') return;
  for (const [attribute, value] of Object.entries(attributes))
    expect(value).toMatch(attribute === 'class' ? CLASS : (ATTRIBUTES[`${name} ${attribute}`] ?? /^nothing of ours$/));
}

describe('a page of hostile records', () => {
  let page: Page;
  beforeAll(async () => {
    page = await pageWith(HOSTILE_TEXTS);
  });

  it('shows an alert of each', () => {
    expect(page.tags.filter(({ name }) => name === 'section')).toHaveLength(HOSTILE_TEXTS.length);
  });

  it('holds no tag, attribute or address but ours', () => {
    for (const tag of page.tags) expectOurs(tag);
    expect(page.tags.filter(({ name }) => name === 'meta')).toHaveLength(5);
  });

  it('has the same head and style sheet whatever is in it', async () => {
    const peaceful = await pageWith(['peace']);
    expect(page.style).toBe(peaceful.style);
    const head = ({ tags }: Page) => tags.slice(0, tags.findIndex(({ name }) => name === 'body') + 1);
    expect(head(page)).toEqual(head(peaceful));
  });

  it('holds nothing that cannot be seen', () => {
    expect(page.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}](?<!\n)/u);
  });

  it('mentions nobody', () => {
    expect(page.tags.filter(({ attributes }) => attributes.class === 'mention')).toEqual([]);
  });
});

it('no text makes a tag, an attribute or an address', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostileText(), { minLength: 1, maxLength: 3 }), async (texts) => {
      for (const tag of (await pageWith(texts)).tags) expectOurs(tag);
    }),
    { numRuns: 20 },
  );
});
