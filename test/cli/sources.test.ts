import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { aFolder, lastLine, refusals, runCli } from './fake-terminal.ts';

const folder = aFolder();
const records = (count: number, first = 0) => JSON.stringify({ Records: refusals(count, first) });
const counted = (read: number, refused = read) =>
  `${read} records read, ${read} from kms.amazonaws.com, ${refused} refused because of pending deletion`;
const replay = (...paths: string[]) => runCli(['replay', ...paths]);

describe('sources', () => {
  it('reads a gzip stream by its first bytes, whatever the file is called', async () => {
    for (const name of ['a.json.gz', 'b.json', 'c.txt', 'd']) {
      expect(await replay(folder.put(`stream-${name}`, gzipSync(records(3))))).toMatchObject({
        exitCode: 0,
        stderr: `${counted(3)}\n`,
      });
    }
  });

  it('reads a file that is named, whatever it is called, also when it is plain text called .gz', async () => {
    for (const name of ['plain.json.gz', 'plain', 'plain.txt']) {
      expect(await replay(folder.put(name, records(2)))).toMatchObject({ exitCode: 0, stderr: `${counted(2)}\n` });
    }
  });

  it('reads gzip streams that were put together', async () => {
    const both = Buffer.concat([gzipSync(records(2)), gzipSync(records(2, 2))]);
    expect(lastLine(await replay(folder.put('both.json.gz', both)))).toBe(counted(4));
  });

  it.each([0.1, 0.5, 0.95])(
    'reads what came before a gzip stream breaks off, and names the file (%d of it)',
    async (part) => {
      const whole = gzipSync(
        JSON.stringify({
          Records: refusals(3000).map((record, at) => ({ ...record, requestID: `${Math.sin(at)}${Math.cos(at)}` })),
        }),
      );
      const cut = whole.subarray(0, Math.floor(whole.length * part));
      const text = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
      const readable = text.split('"eventVersion"').length - 2;
      const seen = await replay(folder.put(`cut-${part}.json.gz`, cut));
      expect(seen.exitCode).toBe(3);
      expect(seen.stderr).toContain(`cut-${part}.json.gz: its gzip stream ends in the middle`);
      const [, read, fromKms] = /^(\d+) records read, (\d+) from/.exec(lastLine(seen) ?? '') ?? [];
      expect(Number(fromKms)).toBe(readable);
      expect(Number(read)).toBeLessThanOrEqual(readable + 1);
    },
  );

  it('reads what came before a gzip stream breaks, but for some kilobytes, and goes on with the next file', async () => {
    const broken = Buffer.from(gzipSync(records(500)));
    broken.fill(0xff, broken.length - 8, broken.length - 4); // its check sum
    const seen = await replay(folder.put('broken.json.gz', broken), folder.put('after.json', records(1, 9000)));
    expect(seen.exitCode).toBe(3);
    expect(seen.stderr).toContain('broken.json.gz: its gzip stream is broken; not all of what it held has been read\n');
    expect(Number(/, (\d+) from/.exec(seen.stderr)?.[1])).toBeGreaterThan(480);
  });

  it('takes JSON and gzip from a folder and all below it, once each, and counts what it skips', async () => {
    const tree = join(folder.path, 'AWSLogs');
    mkdirSync(join(tree, '111122223333/CloudTrail/eu-west-1/2026/11/22'), { recursive: true });
    mkdirSync(join(tree, 'empty'));
    const files: [string, string | Buffer][] = [
      ['111122223333/CloudTrail/eu-west-1/2026/11/22/a.json.gz', gzipSync(records(2))],
      ['111122223333/CloudTrail/eu-west-1/2026/11/22/b.JSON', records(1, 2)],
      ['111122223333/CloudTrail/c.ndjson', JSON.stringify(refusals(1, 3)[0])],
      ['d.jsonl', JSON.stringify(refusals(1, 4)[0])],
      ['e.log', JSON.stringify(refusals(1, 5)[0])],
      ['f.gz', gzipSync(records(1, 6))],
      ['README.md', '# no records'],
      ['notes.txt', 'is pending deletion'],
    ];
    for (const [name, content] of files) writeFileSync(join(tree, name), content);
    const seen = await replay(tree);
    expect(seen).toMatchObject({ exitCode: 0 });
    expect(seen.stderr).toBe(`2 files skipped: neither JSON nor gzip by name\n${counted(7)}\n`);
  });

  it('reads the same record twice and counts it once', async () => {
    const path = folder.put('twice.json', records(2));
    expect(lastLine(await replay(path, path))).toBe(
      '4 records read, 4 from kms.amazonaws.com, 2 refused because of pending deletion',
    );
  });

  it('reads 1,500 small files', async () => {
    const many = join(folder.path, 'many');
    mkdirSync(many);
    for (let at = 0; at < 1500; at += 1) writeFileSync(join(many, `${at}.json.gz`), gzipSync(records(1, at)));
    const started = performance.now();
    expect(lastLine(await replay(many))).toBe(counted(1500));
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('reads standard input where it says -, compressed or not', async () => {
    expect(await runCli(['replay', '-'], { stdin: records(2) })).toMatchObject({
      exitCode: 0,
      stderr: `${counted(2)}\n`,
    });
  });

  it('names standard input when it is at fault', async () => {
    const seen = await runCli(['replay', '-'], { stdin: '' });
    expect(seen).toMatchObject({ exitCode: 3 });
    expect(seen.stderr).toContain('standard input: it is empty\n');
  });
});

describe('what cannot be read', () => {
  it('a file that is not there: named, the rest is read, exit code 3', async () => {
    const good = folder.put('good.json', records(1));
    for (const paths of [
      ['nowhere.json', good],
      [good, 'nowhere.json'],
    ]) {
      const seen = await replay(...paths);
      expect(seen).toMatchObject({ exitCode: 3, stderr: `nowhere.json: no such file or folder\n${counted(1)}\n` });
      expect(seen.stdout).toContain('Subject: ');
    }
  });

  it('nothing but files that are not there: could not run, and no word of "no use"', async () => {
    const seen = await replay('nowhere.json', 'neither.json');
    expect(seen).toMatchObject({ exitCode: 1 });
    expect(seen.stderr).toContain('nowhere.json: no such file');
    expect(seen.stderr).toContain('neither.json: no such file');
    expect(seen.stdout).not.toMatch(/no use/i);
  });

  it('a link that leads nowhere, inside a folder', async () => {
    const dead = join(folder.path, 'dead');
    mkdirSync(dead);
    symlinkSync('/nowhere/at/all', join(dead, 'link.json'));
    writeFileSync(join(dead, 'good.json'), records(1));
    expect(await replay(dead)).toMatchObject({
      exitCode: 3,
      stderr: `${join(dead, 'link.json')}: no such file or folder\n${counted(1)}\n`,
    });
  });

  // Nothing is unreadable to root.
  (process.getuid?.() === 0 ? it.skip : it)('a file and a folder without permission', async () => {
    const closed = folder.put('closed.json', records(1));
    chmodSync(closed, 0);
    expect(await replay(closed)).toMatchObject({ exitCode: 1 });
    expect((await replay(closed)).stderr).toContain(`${closed}: no permission to read it\n`);
    const room = join(folder.path, 'closed-folder');
    mkdirSync(room, { mode: 0 });
    expect((await replay(room)).stderr).toContain(`${room}: no permission to read it\n`);
    chmodSync(room, 0o700);
  });

  it('a file that fails when it is read is as bad as one that is not there', async () => {
    // Reading a process's own memory from its start fails with EIO, for root as well.
    const seen = await replay('/proc/self/mem');
    expect(seen.exitCode).toBe(1);
    expect(seen.stderr).toContain('/proc/self/mem: ');
  });

  it.each([
    ['an empty file', ''],
    ['white space', ' \n\r\n\t'],
    ['a gzip stream of nothing', gzipSync('')],
    ['a lone byte order mark', '\ufeff'],
  ])('%s is said to be empty', async (_, content) => {
    const path = folder.put('empty.json', content);
    expect(await replay(path)).toMatchObject({ exitCode: 3 });
    expect((await replay(path)).stderr).toContain(`${path}: it is empty\n`);
  });

  it.each([
    ['inside a record', `{"Records":[${JSON.stringify(refusals(1)[0])},{"eventVersion":"1.1`],
    ['between two records', `{"Records":[${JSON.stringify(refusals(1)[0])},`],
    ['inside a text', `${JSON.stringify(refusals(1)[0])}\n{"eventVersion":"1.1`],
  ])('a file that ends %s is said to, and what it holds is told', async (_, text) => {
    const path = folder.put('ends.json', text);
    const { exitCode, stdout, stderr } = await replay(path);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`${path}: it ends inside a record; all that is whole has been read\n`);
    expect(stdout).toContain('Subject: ');
  });

  it('faults come in the order of the names in a folder', async () => {
    const names = ['b.json', 'c.json', 'B.json', 'a.json', '10.json', '9.json'];
    const sorted = join(folder.path, 'sorted');
    mkdirSync(sorted);
    for (const name of names) writeFileSync(join(sorted, name), '');
    const told = (await replay(sorted)).stderr.split('\n').slice(0, -2);
    expect(told).toEqual(['10', '9', 'B', 'a', 'b', 'c'].map((name) => `${join(sorted, name)}.json: it is empty`));
  });

  it('a file of something else: its first faults are shown, the rest is counted', async () => {
    const path = folder.put('words.txt', Array.from({ length: 500 }, (_, at) => `line ${at}`).join('\n'));
    const { exitCode, stderr } = await replay(path);
    expect(exitCode).toBe(3);
    expect(stderr.split('\n').length).toBeLessThan(8);
    expect(stderr).toContain(`${path}: and 497 more like these\n`);
  });

  it('hundreds of files of something else do not drown the reader either', async () => {
    const paths = Array.from({ length: 100 }, (_, at) => folder.put(`bad-${at}.json`, 'no record\n'.repeat(9)));
    const { exitCode, stderr } = await replay(...paths);
    expect(exitCode).toBe(3);
    expect(stderr.split('\n').length).toBeLessThan(100);
    expect(stderr).toContain('and faults in 80 more files\n');
  });
});
