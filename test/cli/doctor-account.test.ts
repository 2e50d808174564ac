import { beforeEach, describe, expect, it } from '@jest/globals';
import { doctor } from '../../cli/commands/doctor.ts';
import type { DoctorReport } from '../../cli/reports/doctor.ts';
import { fact } from '../../shared/blind-spots/fact.ts';
import { WRITE_ONLY } from '../blind-spots/preflight/before.ts';
import { aTrail, healthyAccount, withRemediation } from '../builders/account.ts';
import { answerAccount, onHost } from '../fakes/account-over-http.ts';
import { awsError, useFakeAws } from '../fakes/aws.ts';
import { faulty, hostile, refusedRescue, slackOff, unread } from './doctor-accounts.ts';
import { expectChosen } from './doctor-golden.ts';
import { aTerminal, runCli } from './fake-terminal.ts';
import { ACTS, tooWide } from './layout-rules.ts';

describe('doctor by the checks that there are', () => {
  it.each([
    ['healthy', healthyAccount(), 0],
    ['faulty', faulty(), 10],
    ['slack-off', slackOff(), 10],
    ['refused-rescue', refusedRescue(), 10],
    ['unread', unread(), 0],
    ['hostile', hostile(), 10],
  ] as const)('%s', async (name, facts, exit) => {
    const { terminal, seen } = aTerminal();
    expect(await doctor(async () => facts, { format: 'text', strict: false }, terminal)).toBe(exit);
    expect(seen.stdout).not.toMatch(ACTS);
    expect(tooWide(seen.stdout)).toEqual([]);
    expectChosen('doctor', name, seen.stdout);
  });
});

describe('doctor asks AWS', () => {
  const aws = useFakeAws();
  const now = () => healthyAccount().now;
  beforeEach(() => answerAccount(aws, onHost(healthyAccount())));

  const reportOf = async (...args: string[]) => {
    const { stdout, ...rest } = await runCli(['doctor', '--format', 'json', ...args], { now });
    const report: DoctorReport = JSON.parse(stdout);
    return { report, ...rest };
  };
  const statesOf = ({ checks }: DoctorReport, state: string) =>
    checks.filter((check) => check.state === state).map(({ id }) => id);

  it('and finds nothing amiss in a healthy account, but for the version', async () => {
    const { report, exitCode, stderr } = await reportOf();
    expect(stderr).toBe('');
    // The command line of tests is of version 9.9.9.
    expect([statesOf(report, 'fail'), statesOf(report, 'unknown'), statesOf(report, 'warn')]).toEqual([
      [],
      [],
      ['version'],
    ]);
    expect([exitCode, report.exit]).toEqual([0, 0]);
    expect((await reportOf('--strict')).exitCode).toBe(11);
  });

  it('and changes nothing, even where it could save a key', async () => {
    answerAccount(aws, onHost(withRemediation(healthyAccount())));
    await reportOf();
    const asked = [...new Set(aws.requests.map(({ operation }) => operation))];
    expect(asked.filter((operation) => !/^(Describe|Get|List|Simulate|Test)/.test(operation))).toEqual([]);
  });

  it('and finds what somebody broke', async () => {
    answerAccount(aws, onHost(healthyAccount({ trails: fact([aTrail({ selectors: WRITE_ONLY })]) })));
    const { report, exitCode } = await reportOf();
    expect([exitCode, statesOf(report, 'fail')]).toEqual([10, ['trail-records-kms']]);
    expect(JSON.stringify(report.checks[0])).toContain('put-event-selectors');
  });

  it('and names the rights that it lacks, without failing for them', async () => {
    aws.answer('DescribeTrails', awsError(400, 'AccessDeniedException'));
    aws.answer('GetMetricData', awsError(400, 'AccessDeniedException'));
    const { report, exitCode } = await reportOf();
    expect([exitCode, statesOf(report, 'fail')]).toEqual([0, []]);
    expect(report.missingRights).toEqual(['cloudtrail:DescribeTrails', 'cloudwatch:GetMetricData']);
    expect(statesOf(report, 'unknown')).toEqual(expect.arrayContaining(['trail-delivers', 'heartbeat']));
  });

  it('and waits no longer than it was told: what hangs is unknown', async () => {
    for (const operation of ['DescribeTrails', 'GetMetricData', 'DescribeAlarms', 'GetPolicy'])
      aws.answer(operation, 'hang');
    const started = Date.now();
    const { report, exitCode, stderr } = await reportOf('--timeout', '1');
    expect(Date.now() - started).toBeLessThan(5000);
    expect([exitCode, stderr, statesOf(report, 'fail')]).toEqual([0, '', []]);
    const alarms = report.checks.find(({ id }) => id === 'alarms');
    expect(alarms).toMatchObject({ state: 'unknown', reason: expect.stringContaining('no answer in time') });
  });

  it('and cannot run where there is no stack', async () => {
    aws.answer('DescribeStacks', {
      status: 400,
      headers: { 'content-type': 'text/xml' },
      body: '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id X does not exist</Message></Error></ErrorResponse>',
    });
    expect(await runCli(['doctor'], { now })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error: stack KmsDeletionGuard: got no stack of that name in eu-west-1/),
    });
  });

  it('and cannot run when the stack hangs', async () => {
    aws.answer('DescribeStacks', 'hang');
    const { exitCode, stdout, stderr } = await runCli(['doctor', '--timeout', '1'], { now });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/got no answer in time/);
  });
});
