import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { aFolder, lastLine, refusals, runCli } from './fake-terminal.ts';
import { pageTokens } from './page-tokens.ts';

const examples = join(import.meta.dirname, '../../examples');
const EXAMPLES = [
  ...['--keys', join(examples, 'keys.json'), '--at', '2026-11-22T03:16:00Z'],
  ...[join(examples, 'cloudtrail'), join(examples, 'log-shipper.ndjson')],
];
const folder = aFolder();
const pagePath = () => join(folder.path, 'page.html');
const page = () => readFileSync(pagePath(), 'utf8');
const replay = (...args: string[]) => runCli(['replay', '--preview', pagePath(), ...args]);
const stdin = JSON.stringify({ Records: refusals(2) });

describe('replay --preview', () => {
  it('writes a page of every alert, and changes nothing of what is printed', async () => {
    const plain = await runCli(['replay', ...EXAMPLES]);
    const seen = await replay(...EXAMPLES);
    expect(seen.stdout).toBe(plain.stdout);
    expect(seen.exitCode).toBe(plain.exitCode);
    expect(seen.stderr).toContain(`\n9 alerts as people get them: ${pagePath()}\n`);
    expect(lastLine(seen)).toBe(lastLine(plain));
    const { text } = pageTokens(page());
    const subjects = [...plain.stdout.matchAll(/^Subject: (.*)$/gm)].map(([, subject]) => subject);
    expect(subjects).toHaveLength(9);
    for (const subject of subjects) expect(text).toContain(subject);
    // Once in the overview, once above the messages.
    const named = text.match(/^HIGH KMS key alias\/ledger-prod still in use, destroyed in 6 days$/gm);
    expect(named).toHaveLength(2);
  });

  it('shows each e-mail whole, and each Slack message', async () => {
    await replay(...EXAMPLES);
    const { text } = pageTokens(page());
    const { stdout } = await runCli(['replay', ...EXAMPLES]);
    for (const mail of stdout.split(/^=+\nSubject: .*\n\n/m).slice(1)) expect(text).toContain(mail.trimEnd());
    const messages = JSON.parse((await runCli(['replay', '--format', 'slack', ...EXAMPLES])).stdout);
    expect(messages).toHaveLength(9);
    for (const { text: notification } of messages)
      expect(text).toContain(notification.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
  });

  it('mentions nobody: nobody was told', async () => {
    await replay(...EXAMPLES);
    expect(page()).toContain('CRITICAL');
    expect(pageTokens(page()).tags.filter(({ attributes }) => attributes.class === 'mention')).toEqual([]);
  });

  it('is small, loads nothing, holds no script, and lets nothing act but its own style', async () => {
    await replay(...EXAMPLES);
    expect(statSync(pagePath()).size).toBeLessThan(300_000);
    const { tags, style } = pageTokens(page());
    const policy = tags.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy');
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy?.attributes.content).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(tags.filter(({ name }) => name === 'style')).toHaveLength(1);
    expect(style).not.toMatch(/url\(|@import|@font-face|</);
    for (const { name, attributes } of tags) {
      expect(['script', 'img', 'link', 'iframe', 'object', 'form', 'base']).not.toContain(name);
      expect(Object.keys(attributes).filter((one) => /^(on|style$|src)/.test(one))).toEqual([]);
    }
  });

  it('says its language, has a title, and headings in order', async () => {
    await replay(...EXAMPLES);
    const { tags } = pageTokens(page());
    expect(tags.find(({ name }) => name === 'html')?.attributes).toEqual({ lang: 'en' });
    expect(tags.filter(({ name }) => name === 'title')).toHaveLength(1);
    const levels = tags.flatMap(({ name }) => /^h([1-6])$/.exec(name)?.[1] ?? []).map(Number);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level) => level === 2)).toHaveLength(9);
    for (const [at, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 0) + 1);
  });

  it('leads from an overview to each alert, when there are several', async () => {
    await replay(...EXAMPLES);
    const targets = () =>
      pageTokens(page()).tags.flatMap(({ attributes: { href } }) => (href?.startsWith('#') ? [href.slice(1)] : []));
    const ids = pageTokens(page()).tags.flatMap(({ name, attributes }) => (name === 'section' ? [attributes.id] : []));
    expect(targets()).toEqual(ids);
    await replay('--at', '2026-11-22T03:16:00Z', join(examples, 'one-record.json'));
    expect(targets()).toEqual([]);
  });

  it('is the same page each time', async () => {
    await replay(...EXAMPLES);
    const first = page();
    await replay(...EXAMPLES);
    expect(page()).toBe(first);
  });

  it('says so when there is nothing to show, and when nothing was read', async () => {
    await replay(folder.put('fine.json', '{"Records":[]}'));
    expect(pageTokens(page()).text).toContain('No record was read, so this says nothing about any key.');
    await replay(folder.put('used.json', JSON.stringify({ Records: [{ eventVersion: '1.11' }] })));
    expect(pageTokens(page()).text).toMatch(/\nNo alert\n/);
  });

  it('writes over an earlier page', async () => {
    folder.put('page.html', 'an earlier one');
    expect((await runCli(['replay', '--preview', pagePath(), '-'], { stdin })).exitCode).toBe(0);
    expect(page()).toMatch(/^<!doctype html>\n[\s\S]*<\/html>\n$/);
  });
});

describe('replay --preview refuses', () => {
  it.each(['-', '', 'records.json', 'page', '.html', 'folder/.html', 'page.html.gz'])('the name %j', async (name) => {
    const { exitCode, stdout, stderr } = await runCli(['replay', '--preview', name, '-'], { stdin });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('wanted the path of a file that ends in .html');
    expect(existsSync(name) && name !== '').toBe(false);
  });

  it('a folder, a folder that is not there, and a place where it may not write, before it reads anything', async () => {
    const taken = join(folder.path, 'taken.html');
    mkdirSync(taken, { recursive: true });
    const closed = folder.put('closed.html', 'closed');
    chmodSync(closed, 0o444);
    const root = process.getuid?.() === 0;
    for (const [path, got] of [
      [taken, 'a folder'],
      [join(folder.path, 'nowhere/page.html'), 'no such folder'],
      ...(root ? [] : [[closed, 'no permission'] as const]),
    ] as const) {
      const { exitCode, stdout, stderr } = await runCli(['replay', '--preview', path, '-'], { stdin });
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^error: the page cannot be written: got .* wanted .* give --preview another path\n$/);
      expect(stderr).toMatch(got);
    }
  });

  // Linux gives a disk that is always full.
  (existsSync('/dev/full') ? it : it.skip)('to say that all went well when the disk is full', async () => {
    const full = join(folder.path, 'full.html');
    symlinkSync('/dev/full', full);
    const { exitCode, stderr } = await runCli(['replay', '--preview', full, '-'], { stdin });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error: the page cannot be written: got a full disk for ${full}`);
  });
});
