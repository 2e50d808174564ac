import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { stackWith, startFakeAws } from '../fakes/aws.ts';
import { answerQueue } from '../fakes/sqs.ts';
import { aFolder, lastLine, refusals } from './fake-terminal.ts';

const root = join(import.meta.dirname, '../..');
const CLI = join(root, 'dist/kms-deletion-guard.mjs');
const folder = aFolder();

interface Ended {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Collects what a process writes until it is gone. */
function ended(child: ChildProcess): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    written.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    written.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, ...written }));
  });
}

const guard = (args: readonly string[], nodeOptions: readonly string[] = []) =>
  spawn(process.execPath, [...nodeOptions, CLI, ...args], { cwd: root, env: { PATH: process.env.PATH ?? '' } });
const shell = (line: string) => ended(spawn('bash', ['-c', line], { cwd: root }));

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root });
  // Different keys, so that there is more output than a pipe holds.
  const records = refusals(300).map((record, at) => ({
    ...record,
    errorMessage: `arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-${String(at).padStart(12, '0')} is pending deletion.`,
  }));
  folder.put('much.json', JSON.stringify({ Records: records }));
});

describe('the command as a process', () => {
  it('ends without a word when its reader has seen enough', async () => {
    for (const format of ['text', 'json']) {
      const { exitCode, stdout, stderr } = await shell(
        `set -o pipefail; node ${CLI} replay --format ${format} ${folder.path}/much.json | head -c 100`,
      );
      expect({ exitCode, stderr, length: stdout.length }).toEqual({ exitCode: 0, stderr: '', length: 100 });
    }
  });

  it('ends as it should when nobody reads standard error', async () => {
    const child = guard(['replay', join(folder.path, 'much.json')]);
    child.stderr.destroy();
    const { exitCode, stdout } = await ended(child);
    expect({ exitCode, subjects: stdout.match(/^Subject: /gm)?.length }).toEqual({ exitCode: 0, subjects: 300 });
  });

  it('says that a disk is full', async () => {
    const { exitCode, stderr } = await shell(`node ${CLI} replay ${folder.path}/much.json > /dev/full`);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^error: .*no space left on device.*\n$/),
    });
  });

  it('ends with 130 when it is interrupted', async () => {
    const child = guard(['replay', '-']);
    const end = ended(child);
    // More than a pipe holds: once it is written, the command is there and reads.
    await new Promise((resolve) => child.stdin?.write('x'.repeat(1024 * 1024), resolve));
    child.kill('SIGINT');
    expect(await end).toMatchObject({ exitCode: 130, signal: null, stdout: '' });
  });

  it('removes nothing from the failure queue when it is interrupted while the function works', async () => {
    const aws = await startFakeAws();
    const queue = answerQueue(aws, aws.url);
    queue.put(
      JSON.stringify({ requestContext: { functionArn: '1:2:3:4:5:6:detect', condition: 'x' }, requestPayload: {} }),
    );
    aws.answer('DescribeStacks', stackWith({ FunctionName: 'detect', FailureQueueUrl: queue.url }));
    const invoked = new Promise<void>((resolve) => {
      aws.answer('Invoke', () => {
        resolve();
        return 'hang';
      });
    });
    const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
    const env = { PATH: process.env.PATH ?? '', AWS_ENDPOINT_URL: aws.url, AWS_REGION: 'eu-west-1', ...credentials };
    const child = spawn(process.execPath, [CLI, 'redrive'], { cwd: root, env });
    const end = ended(child);
    await invoked;
    child.kill('SIGINT');
    expect(await end).toMatchObject({ exitCode: 130, signal: null, stdout: '' });
    // Held for a while, and there again by itself.
    expect(queue.messages).toHaveLength(1);
    await aws.close();
  });

  it('says what is wrong in one line, with no word of the SDK about the version of Node.js', async () => {
    const { exitCode, stderr } = await ended(guard(['drill']));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^error: stack .*: got no .*\n$/),
    });
  });

  it('asks the Region of AWS_DEFAULT_REGION where AWS_REGION has no value', async () => {
    const aws = await startFakeAws();
    aws.answer('DescribeStacks', stackWith({ Something: 'else' }));
    const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_ENDPOINT_URL: aws.url };
    const env = { PATH: process.env.PATH ?? '', AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-central-1', ...credentials };
    await ended(spawn(process.execPath, [CLI, 'drill'], { cwd: root, env }));
    expect(aws.requests.map(({ region }) => region)).toEqual(['eu-central-1']);
    await aws.close();
  });

  it('passes exit codes on, and writes colours only where a terminal is', async () => {
    const whole = await ended(guard(['replay', join(folder.path, 'much.json')]));
    expect(whole).toMatchObject({ exitCode: 0 });
    expect(whole.stdout + whole.stderr).not.toContain('\u001b');
    expect(await ended(guard(['replay', 'nowhere.json']))).toMatchObject({ exitCode: 1 });
    expect(await ended(guard(['reply']))).toMatchObject({ exitCode: 2 });
    expect(await ended(guard(['replay', 'nowhere.json', join(folder.path, 'much.json')]))).toMatchObject({
      exitCode: 3,
    });
  });

  it('tells the version of package.json', async () => {
    const { version } = JSON.parse(execFileSync('cat', [join(root, 'package.json')], { encoding: 'utf8' }));
    expect((await ended(guard(['--version']))).stdout).toBe(`${version}\n`);
  });

  it('knows one command line for npm run guard and the bin', async () => {
    const { exitCode, stdout } = await shell(
      'npm run --silent guard -- replay --format json examples/one-record.json 2>/dev/null',
    );
    expect({ exitCode, alerts: JSON.parse(stdout).length }).toEqual({ exitCode: 0, alerts: 1 });
  });
});

describe('memory', () => {
  const MB = 1024 * 1024;

  /** Runs the command and has it tell its highest resident set size in bytes on a descriptor of its own. */
  async function measured(args: readonly string[]) {
    const tell = `data:text/javascript,import fs from 'node:fs';process.on('exit',()=>fs.writeSync(3,String(process.resourceUsage().maxRSS)))`;
    const child = spawn(process.execPath, ['--import', tell, CLI, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    let maxRss = '';
    child.stdio[3]?.on('data', (chunk) => {
      maxRss += chunk;
    });
    const end = ended(child);
    return { ...(await end), peak: Number(maxRss) * 1024 };
  }

  /** One line, as CloudTrail writes it: {"Records":[...]} of so many bytes and more, with a refusal in every hundredth record. */
  function bigFile(bytes: number): { path: string; records: number } {
    const path = join(folder.path, 'big.json');
    const file = openSync(path, 'w');
    writeSync(file, '{"Records":[');
    let records = 0;
    for (let size = 0; size < bytes; ) {
      const batch = refusals(100, records).map((record, at) =>
        at === 0 ? record : { ...record, errorMessage: 'no', errorCode: 'AccessDenied' },
      );
      const text = `${records === 0 ? '' : ','}${JSON.stringify(batch).slice(1, -1)}`;
      size += writeSync(file, text);
      records += batch.length;
    }
    writeSync(file, ']}');
    closeSync(file);
    return { path, records };
  }

  it('reads a file of 30 MB on one line in less than 300 MB, and all of it', async () => {
    const { path, records } = bigFile(30 * MB);
    const { stderr, stdout, exitCode, peak } = await measured(['replay', path]);
    expect(lastLine({ exitCode: 0, stdout, stderr })).toBe(
      `${records} records read, ${records} from kms.amazonaws.com, ${records / 100} refused because of pending deletion`,
    );
    expect(exitCode).toBe(0);
    expect(peak).toBeGreaterThan(20 * MB);
    expect(peak).toBeLessThan(300 * MB);
  });
});
