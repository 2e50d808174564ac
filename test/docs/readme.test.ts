import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { CHECKS } from '../../shared/blind-spots/checks.ts';
import { WIDE_PATTERN } from '../../shared/contract/filter-patterns.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const markdown = [
  ...readdirSync(root),
  ...['docs', 'docs/decisions', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  ),
].filter((name) => name.endsWith('.md'));

describe('the documents', () => {
  it.each(markdown)('%s links to files that are there', (file) => {
    const targets = [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target ?? '');
    for (const target of targets)
      expect([target, existsSync(join(root, dirname(file), target))]).toEqual([target, true]);
  });

  it.each(markdown)('%s names npm scripts that are there', (file) => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = [...read(file).matchAll(/npm run (?:--silent )?([a-z0-9:]+)/g)].map(([, name]) => name);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });

  it('tell people to look for records by the pattern that finds them all', () => {
    for (const file of ['README.md', 'docs/runbook.md']) {
      const patterns = [...read(file).matchAll(/--filter-pattern '([^']*)'/g)].map(([, pattern]) => pattern);
      expect([file, new Set(patterns)]).toEqual([file, new Set([WIDE_PATTERN])]);
    }
  });

  it('README shows the e-mail that is sent', () => {
    expect(read('README.md')).toContain(read('test/fixtures/emails/first-use.txt').trim());
  });

  it('name every check for blind spots, and as many as there are', () => {
    const table = /\| check \| passes when \|[\s\S]*?\n\n/.exec(read('docs/cli.md'))?.[0] ?? '';
    const named = table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, id]) => id));
    expect(named).toEqual(CHECKS.map(({ id }) => id));
    for (const file of ['README.md', 'docs/cli.md', 'docs/architecture.md', 'CHANGELOG.md'])
      expect([file, /(\d+) checks/.exec(read(file))?.[1]]).toEqual([file, String(CHECKS.length)]);
  });

  it('.ci/run runs the commands that README opens with, and those of CONTRIBUTING', () => {
    const ci = read('.ci/run');
    for (const command of ['npm ci', 'npm start', 'npm run check', 'npm run mutants', 'npm run bench'])
      expect(ci).toContain(command);
    expect(JSON.parse(read('package.json')).scripts.check).toContain('npm test');
  });

  it('NOTICE names every package that the bundles hold', () => {
    const { outputs } = buildSync({
      absWorkingDir: root,
      entryPoints: ['cli/main.ts', 'functions/detect-key-use/handler.ts', 'functions/check-blind-spots/handler.ts'],
      ...{ bundle: true, write: false, metafile: true, platform: 'node', format: 'esm', outdir: 'out' },
      mainFields: ['module', 'main'],
    } as const).metafile;
    const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
    const packages = inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    for (const name of new Set(packages))
      expect(read('NOTICE')).toContain(name.startsWith('@') ? `${name.split('/')[0]}/*` : name);
  });
});
