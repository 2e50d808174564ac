import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { faultsOf } from '../slack/validate-message.ts';
import { lastLine, refusals, runCli } from './fake-terminal.ts';
import { HOSTILE_TEXTS, hostileInput } from './hostile-input.ts';

const examples = join(import.meta.dirname, '../../examples');
const AT = ['--at', '2026-11-22T03:16:00Z'];
const EXAMPLES = [
  ...['--keys', join(examples, 'keys.json'), ...AT],
  ...[join(examples, 'cloudtrail'), join(examples, 'log-shipper.ndjson')],
];
const slack = (...args: string[]) => runCli(['replay', '--format', 'slack', ...args]);

describe('replay --format slack', () => {
  it('prints one array of messages as a webhook takes them, and nothing else', async () => {
    const seen = await slack(...EXAMPLES);
    const messages = JSON.parse(seen.stdout);
    expect(messages).toHaveLength(9);
    for (const message of messages) expect(faultsOf(message)).toEqual([]);
    expect(lastLine(seen)).toBe('299 records read, 167 from kms.amazonaws.com, 47 refused because of pending deletion');
  });

  it('prints them in the order of the e-mails', async () => {
    const { stdout } = await runCli(['replay', ...EXAMPLES]);
    const mails = [...stdout.matchAll(/^Subject: \[([A-Z]+)\]/gm)].map(([, severity]) => severity);
    expect(mails).toHaveLength(9);
    const messages: { text: string }[] = JSON.parse((await slack(...EXAMPLES)).stdout);
    for (const [at, { text }] of messages.entries()) expect(text).toContain(mails[at]);
  });

  it('prints an empty array when there is nothing to tell', async () => {
    const { stdout, exitCode } = await runCli(['replay', '--format', 'slack', '-'], {
      stdin: JSON.stringify({ Records: [] }),
    });
    expect([stdout, exitCode]).toEqual(['[]\n', 0]);
  });

  it('mentions nobody, whatever the severity and the records', async () => {
    const { stdout } = await runCli(['replay', '--format', 'slack', ...AT, '-'], { stdin: hostileInput().records });
    const all = `${stdout}${(await slack(...EXAMPLES)).stdout}`;
    expect(all).toContain('CRITICAL');
    expect(all).not.toMatch(/<[!@#]/);
  });

  it('prints what Slack takes, whatever the records', async () => {
    const { stdout } = await runCli(['replay', '--format', 'slack', ...AT, '-'], { stdin: hostileInput().records });
    const messages = JSON.parse(stdout);
    expect(messages).toHaveLength(HOSTILE_TEXTS.length);
    for (const message of messages) expect(faultsOf(message)).toEqual([]);
  });

  it('tells a key once', async () => {
    const { stdout } = await runCli(['replay', '--format', 'slack', ...AT, '-'], {
      stdin: JSON.stringify({ Records: refusals(5) }),
    });
    expect(JSON.parse(stdout)).toHaveLength(1);
  });
});
