import { describe, expect, it } from '@jest/globals';
import { aRefusal } from '../builders/record.ts';
import { useFakeAws } from '../fakes/aws.ts';
import { runCli } from './fake-terminal.ts';

const AT = ['--at', '2026-11-22T03:16:00Z'];
const READS = new Set(['DescribeKey', 'ListAliases', 'ListResourceTags', 'GetKeyLastUsage', 'LookupEvents']);
const stdin = JSON.stringify(aRefusal());

describe('replay with a Region or profile', () => {
  const aws = useFakeAws();

  it('reads the keys from AWS, and makes no call but reads', async () => {
    const { stdout, exitCode } = await runCli(['replay', '--region', 'eu-west-1', ...AT, '-'], { stdin });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Subject: [HIGH] KMS key alias/ledger-prod still in use, destroyed in 6 days');
    expect(new Set(aws.requests.map(({ operation }) => operation))).toEqual(READS);
  });

  it('asks AWS nothing without them', async () => {
    const { stdout } = await runCli(['replay', ...AT, '-'], { stdin });
    expect(stdout).toContain('offline: no --keys file given');
    expect(aws.requests).toEqual([]);
  });

  it('says what a profile lacks that is not there', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    const { stdout, stderr, exitCode } = await runCli(['replay', '--profile', 'nobody', ...AT, '-'], { stdin });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: AWS cannot be asked: got no credentials of profile nobody/);
  });
});
