import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { doctor } from '../../cli/commands/doctor.ts';
import type { DoctorReport } from '../../cli/reports/doctor.ts';
import { type Check, fail, pass, unknown, warn } from '../../shared/blind-spots/check.ts';
import { notKnown } from '../../shared/blind-spots/fact.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { GuardError } from '../../shared/errors.ts';
import { healthyAccount } from '../builders/account.ts';
import { hostileText } from '../builders/hostile.ts';
import { aCheck, FAILS, PASSES, UNKNOWN, WARNS } from './doctor-verdicts.ts';
import { aTerminal, type FakeTerminal, runCli } from './fake-terminal.ts';
import { ACTS, tooWide } from './layout-rules.ts';

interface Asked extends FakeTerminal {
  readonly format?: 'text' | 'json';
  readonly strict?: boolean;
  readonly facts?: Facts;
}

async function examined(checks: readonly Check[], { format = 'text', strict = false, facts, ...fake }: Asked = {}) {
  const { terminal, seen } = aTerminal(fake);
  const exitCode = await doctor(async () => facts ?? healthyAccount(), { format, strict }, terminal, checks);
  return { exitCode, ...seen };
}

const reportOf = async (checks: readonly Check[], asked: Asked = {}): Promise<DoctorReport> =>
  JSON.parse((await examined(checks, { ...asked, format: 'json' })).stdout);

describe('the exit code of doctor', () => {
  it.each([
    ['all pass', PASSES, 0, 0],
    ['one fails', [...PASSES, FAILS], 10, 10],
    ['one warns', [...PASSES, WARNS], 0, 11],
    ['one is unknown', [...PASSES, UNKNOWN], 0, 11],
    ['one of each', [WARNS, UNKNOWN, FAILS, ...PASSES], 10, 10],
  ] as const)('%s', async (_name, checks, code, strictCode) => {
    expect((await examined(checks)).exitCode).toBe(code);
    expect((await examined(checks, { strict: true })).exitCode).toBe(strictCode);
    expect((await reportOf(checks)).exit).toBe(code);
    expect((await reportOf(checks, { strict: true })).exit).toBe(strictCode);
  });
});

describe('what doctor prints for people', () => {
  it('is worst first, with the fix under each, and sums up in the last line', async () => {
    const { stdout } = await examined([...PASSES, WARNS, UNKNOWN, FAILS]);
    expect(stdout).toBe(`Stack KmsDeletionGuard, account 111122223333, eu-west-1
deployed: 0.1.0; this package: 0.1.0; Sun 22 Nov 2026 03:15 UTC

FAIL     The trail delivers is well (trail-delivers)
         trail management has not been logging since Sun 22 Nov 2026 02:10 UTC
         It means: No record arrives: no use of any key is seen.
         To do: start it
aws cloudtrail start-logging --region eu-west-1 --name arn:aws:cloudtrail:eu-west-1:111122223333:trail/management
         To do: or read about it
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html

UNKNOWN  The topic keys is well (topic-keys)
         AWS does not allow it (AccessDenied)
         Missing right: kms:GetKeyPolicy

WARN     The version is well (version)
         0.1.0 is deployed, this is 0.2.0
         To do: deploy this version

4 checks passed: trail, log-group, metric-filters, alarms.

What is unknown for want of 1 right: this statement of an IAM policy gives it.
{
  "Effect": "Allow",
  "Action": [
    "kms:GetKeyPolicy"
  ],
  "Resource": "*"
}

1 of 7 checks failed, 1 warning, 1 unknown.
`);
    expect(tooWide(stdout)).toEqual([]);
  });

  it('gives the evidence of every check where all is well', async () => {
    expect((await examined(PASSES)).stdout).toContain(`
ok       The trail is well (trail)
         trail is there
ok       The log group is well (log-group)
         log-group is there
`);
    expect((await examined(PASSES)).stdout).toMatch(/\n\nAll 4 checks passed\.\n$/);
  });

  it.each([
    [[...PASSES, WARNS], 'None of 5 checks failed, 1 warning.'],
    [[...PASSES, UNKNOWN, UNKNOWN], 'None of 6 checks failed, 2 unknown. This is no all-clear.'],
    [[...PASSES, FAILS, FAILS, WARNS, WARNS], '2 of 8 checks failed, 2 warnings.'],
  ] as const)('sums up %#', async (checks, line) => {
    expect((await examined(checks)).stdout.trimEnd().split('\n').at(-1)).toBe(line);
  });

  it('has colours on a terminal that wants them, and nowhere else', async () => {
    expect((await examined([FAILS], { isTTY: true })).stdout).toContain('\u001b[1;31mFAIL\u001b[0m     The trail');
    expect((await examined([FAILS], { isTTY: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b');
    expect((await examined([FAILS])).stdout).not.toContain('\u001b');
  });

  it('says on a terminal that it is asking, and wipes that away', async () => {
    const { stderr } = await examined(PASSES, { isTTY: true });
    expect(stderr).toBe('\r\u001b[2Kasking AWS about the deployment ...\r\u001b[2K');
    expect((await examined(PASSES)).stderr).toBe('');
  });
});

describe('the rights that doctor lacks', () => {
  const noRight = (right: string) => notKnown('AWS does not allow it (AccessDenied)', right);

  it('are those of every unknown fact at once, each once and sorted', async () => {
    const facts = healthyAccount({
      trails: noRight('cloudtrail:DescribeTrails'),
      figures: noRight('cloudwatch:GetMetricData'),
      silences: noRight('cloudwatch:GetMetricData'),
      keys: { k: noRight('kms:DescribeKey') },
    });
    expect((await reportOf([UNKNOWN], { facts })).missingRights).toEqual([
      'cloudtrail:DescribeTrails',
      'cloudwatch:GetMetricData',
      'kms:DescribeKey',
      'kms:GetKeyPolicy',
    ]);
  });

  it('are none where nothing is unknown for it', async () => {
    const facts = healthyAccount({ silences: noRight('ssm:GetParametersByPath') });
    expect((await reportOf(PASSES, { facts })).missingRights).toEqual([]);
    expect((await examined([aCheck('x', unknown('no answer in time'))])).stdout).not.toContain('IAM policy');
  });

  it('never make a policy of what is no action', async () => {
    const facts = healthyAccount({ trails: noRight('*'), figures: noRight('kms:*'), silences: noRight('a:b", "*') });
    expect((await reportOf([UNKNOWN], { facts })).missingRights).toEqual(['kms:GetKeyPolicy']);
  });
});

describe('doctor as JSON', () => {
  it('holds every check, with what it found and what to do', async () => {
    const report = await reportOf([...PASSES, WARNS, UNKNOWN, FAILS]);
    expect(report).toMatchObject({
      schemaVersion: '0.1',
      at: '2026-11-22T03:15:45.000Z',
      stack: 'KmsDeletionGuard',
      region: 'eu-west-1',
      accountId: '111122223333',
      packageVersion: '0.1.0',
      deployedVersion: '0.1.0',
      sums: { checks: 7, failed: 1, unknown: 1, warned: 1, passed: 4 },
    });
    expect(report.checks.map(({ id, state }) => [id, state])).toEqual([
      ['trail-delivers', 'fail'],
      ['topic-keys', 'unknown'],
      ['version', 'warn'],
      ...PASSES.map(({ id }) => [id, 'pass']),
    ]);
    expect(report.checks[1]).toEqual({
      id: 'topic-keys',
      title: 'The topic keys is well',
      state: 'unknown',
      reason: 'AWS does not allow it (AccessDenied)',
      missingRight: 'kms:GetKeyPolicy',
      meaning: 'No record arrives: no use of any key is seen.',
      fixes: [],
    });
    expect(report.checks[0]?.fixes).toHaveLength(2);
  });

  it('leaves out a version that the stack does not tell', async () => {
    const { stack } = healthyAccount();
    const facts = healthyAccount({ stack: { ...stack, outputs: {} } });
    expect(await reportOf(PASSES, { facts })).not.toHaveProperty('deployedVersion');
    expect((await examined(PASSES, { facts })).stdout).toContain('deployed: of an unknown version;');
  });
});

describe('names that want to act', () => {
  const hostileCheck = (text: string, state: number): Check =>
    aCheck(
      'hostile',
      [
        pass(text),
        warn(text, { title: text, command: text, url: text }),
        fail(text, { title: text, command: text }),
        unknown(text, text),
      ][state] ?? pass(text),
    );

  it('cannot, in text or JSON', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText(), fc.nat(3), async (text, state) => {
        const { stack } = healthyAccount();
        const facts = healthyAccount({
          region: text,
          accountId: text,
          stack: { ...stack, name: text, outputs: { Version: text } },
        });
        const { stdout } = await examined([hostileCheck(text, state), ...PASSES], { facts });
        expect(stdout).not.toMatch(ACTS);
        const report = await examined([hostileCheck(text, state)], { facts, format: 'json' });
        expect(JSON.stringify(JSON.parse(report.stdout))).not.toMatch(ACTS);
      }),
    );
  });

  it('make no link on a terminal', async () => {
    const text = 'see http://evil.example.com and mailto:boss@evil.org';
    for (const verdict of [pass(text), warn(text, { title: text }), fail(text, { title: text }), unknown(text, text)]) {
      const { stdout } = await examined([aCheck('x', verdict)]);
      expect(stdout).not.toMatch(/:\/\/|mailto:/);
      expect(stdout).toContain('http[:]//evil.example.com');
    }
  });

  it('never stand where our own words begin', async () => {
    const forged = `x\nFAIL     All is lost\naws iam create-user --user-name ${'y '.repeat(60)}`;
    const { stdout } = await examined([
      aCheck('forged', fail(forged, { title: forged, command: forged, url: forged })),
    ]);
    const own = /^(Stack |deployed: |FAIL {5}The forged is well|1 of 1 checks failed|$| {9})/;
    expect(stdout.split('\n').filter((line) => !own.test(line))).toEqual([]);
  });
});

describe('doctor on the command line', () => {
  it('cannot run without a stack, and says why', async () => {
    const { terminal } = aTerminal();
    const gone = new GuardError('stack-not-found', 'stack X: got no stack of that name, wanted one');
    await expect(doctor(() => Promise.reject(gone), { format: 'text', strict: false }, terminal)).rejects.toBe(gone);
  });

  it.each([
    [['--timeout', '0'], 'is invalid: wanted 1s to 10m, such as 30s or 2m.'],
    [['--timeout', '601'], 'is invalid: wanted 1s to 10m, such as 30s or 2m.'],
    [['--timeout', '11m'], 'is invalid: wanted 1s to 10m, such as 30s or 2m.'],
    [['--timeout', '1.5'], 'is invalid: wanted 1s to 10m, such as 30s or 2m.'],
    [['--format', 'yaml'], 'Allowed choices are text, json'],
    [['--stack', ''], '--stack: got nothing, wanted the name of a stack'],
    [['--region', '', '--profile', ''], '--region: got nothing, wanted a Region'],
  ])('refuses %j', async (args, fault) => {
    const { exitCode, stdout, stderr } = await runCli(['doctor', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(fault);
  });
});
