import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { preflight } from '../../cli/commands/preflight.ts';
import type { PreflightReport } from '../../cli/reports/preflight.ts';
import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import type { Before, Wishes } from '../../shared/blind-spots/preflight/before.ts';
import { aGroup, anAccountBefore, noWishes } from '../blind-spots/preflight/before.ts';
import { aLogGroup, anAlarm, aTrail } from '../builders/account.ts';
import { hostileText } from '../builders/hostile.ts';
import { expectChosen } from './doctor-golden.ts';
import { aTerminal, type FakeTerminal, runCli } from './fake-terminal.ts';
import { ACTS, tooWide } from './layout-rules.ts';
import { emails, filter, SITUATIONS, siem } from './preflight-situations.ts';

interface Asked extends FakeTerminal {
  readonly format?: 'text' | 'json';
  readonly wishes?: Partial<Wishes>;
}

async function told(changes: Partial<Before> = {}, { format = 'text', wishes = {}, ...fake }: Asked = {}) {
  const { terminal, seen } = aTerminal(fake);
  const exitCode = await preflight(async () => anAccountBefore(changes), noWishes(wishes), format, terminal);
  return { exitCode, ...seen };
}

describe('what preflight prints for people', () => {
  it.each(SITUATIONS)('%s', async (name, exit, before, wishes = {}) => {
    const { exitCode, stdout } = await told(before, { wishes });
    expect(exitCode).toBe(exit);
    expect(tooWide(stdout)).toEqual([]);
    expectChosen('preflight', name, stdout);
  });

  it.each(SITUATIONS.filter(([, exit]) => exit !== 21))(
    '%s ends with the line that deploys',
    async (_name, _exit, before, wishes = {}) => {
      const { stdout } = await told(before, { wishes });
      expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^AWS_REGION=eu-west-1 npx cdk deploy -c /);
    },
  );

  it('has colours on a terminal that wants them, and nowhere else', async () => {
    expect((await told({}, { isTTY: true })).stdout).toContain('\u001b[32mUSABLE\u001b[0m   log group my-trail');
    expect((await told({}, { isTTY: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b');
    expect((await told()).stdout).not.toContain('\u001b');
  });
});

describe('preflight as JSON', () => {
  it.each(SITUATIONS)('%s', async (_name, exit, before, wishes = {}) => {
    const { exitCode, stdout } = await told(before, { wishes, format: 'json' });
    const report: PreflightReport = JSON.parse(stdout);
    expect([exitCode, report.exit, report.schemaVersion]).toEqual([exit, exit, '0.1']);
    expect(report.outcome).toBe({ 0: 'ready', 10: 'not-ready', 21: 'incomplete' }[exit]);
  });

  it('holds sources, slots and advice', async () => {
    const { stdout } = await told({ logGroups: [siem] }, { format: 'json', wishes: { emails } });
    expect(JSON.parse(stdout)).toMatchObject({
      at: '2026-11-22T03:15:45.000Z',
      region: 'eu-west-1',
      stack: 'KmsDeletionGuard',
      logGroup: 'my-trail',
      accountFilterPolicies: [],
      sources: [
        {
          state: 'usable',
          logGroup: { name: 'my-trail', region: 'eu-west-1', accountId: '111122223333' },
          trails: [{ name: 'management', homeRegion: 'eu-west-1', isMultiRegion: true, isOrganization: false }],
          subscriptionFilters: [
            { filter: 'siem-shipper', destination: 'arn:aws:lambda:eu-west-1:111122223333:function:siem-shipper' },
          ],
        },
      ],
      advice: [{ command: 'AWS_REGION=eu-west-1 npx cdk deploy -c logGroupName=my-trail -c emails=ops@example.com' }],
      missingRights: [],
    });
  });

  it('lists the rights that are missing', async () => {
    const { stdout } = await told(SITUATIONS.find(([name]) => name === 'nothing-readable')?.[2], { format: 'json' });
    expect(JSON.parse(stdout).missingRights).toEqual([
      'cloudformation:DescribeStacks',
      'cloudtrail:DescribeTrails',
      'cloudwatch:DescribeAlarms',
      'ssm:GetParameter',
    ]);
  });
});

describe('names that want to act', () => {
  it('cannot, in text or JSON', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText(), hostileText(), async (name, other) => {
        const arn = `arn:aws:logs:eu-west-1:111122223333:log-group:${name}`;
        const before = {
          region: 'eu-west-1',
          trails: fact([
            aTrail({ name: other, arn: other, logGroupArn: `${arn}:*` }),
            aTrail({ name, logGroupArn: other }),
          ]),
          logGroups: [
            aGroup({ name, logGroup: fact(aLogGroup({ name, arn })), subscriptionFilters: fact([filter(other)]) }),
          ],
          alarms: fact([anAlarm({ name })]),
          accountFilterPolicies: fact([other]),
          stack: notKnown(other, name),
        };
        const { stdout } = await told(before, { wishes: { emails: [other], profile: name } });
        expect(stdout).not.toMatch(ACTS);
        const json = await told(before, { format: 'json' });
        expect(JSON.stringify(JSON.parse(json.stdout))).not.toMatch(ACTS);
      }),
    );
  });

  it('never stand where our own words begin', async () => {
    const forged = `x\nUSABLE   log group y\nAWS_REGION=x npx cdk deploy ${'y '.repeat(60)}`;
    const { stdout } = await told({
      trails: fact([aTrail({ name: forged, logGroupArn: undefined })]),
      logGroups: [],
      accountFilterPolicies: fact([forged]),
    });
    const ours = [
      ...[
        'Before deploying ',
        'as it stood ',
        'BLIND    trail x USABLE ',
        'The guard ',
        'Better, ',
        'ask again.',
        'Deploy with ',
      ],
      ...['nothing, each further', 'emails=... for who', 'AWS_REGION=eu-west-1 npx cdk deploy -c createTrail=true'],
      ...['https://docs.aws', ' '.repeat(9)],
    ];
    expect(stdout.split('\n').filter((line) => line !== '' && !ours.some((start) => line.startsWith(start)))).toEqual(
      [],
    );
  });
});

describe('preflight on the command line', () => {
  it.each([
    [['--log-group', 'arn:aws:logs:x'], 'wanted the name (not the ARN) of a log group'],
    [['--emails', 'ops'], 'wanted e-mail addresses'],
    [['--emails', 'ops@example.com,'], 'wanted e-mail addresses'],
    [['--stack', '1st'], 'wanted a letter'],
    [['--stack', '', '--log-group', ''], '--log-group: got nothing'],
    [['--emails', ''], '--emails: got nothing'],
    [['--format', 'yaml'], 'Allowed choices are text, json'],
  ])('refuses %j', async (args, fault) => {
    const { exitCode, stdout, stderr } = await runCli(['preflight', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(fault);
  });
});
