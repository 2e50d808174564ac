import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AlertOfKey } from '../../shared/alert/alert.ts';
import { aFolder, lastLine, runCli } from './fake-terminal.ts';

const root = join(import.meta.dirname, '../..');
const examples = join(root, 'examples');
const REPLAY = [
  '--keys',
  join(examples, 'keys.json'),
  '--at',
  '2026-11-22T03:16:00Z',
  join(examples, 'cloudtrail'),
  join(examples, 'log-shipper.ndjson'),
];

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
const contentOf = (folder: string, name: string): string => {
  const bytes = readFileSync(join(folder, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
};

interface TrailRecord {
  readonly eventID: string;
  readonly eventTime: string;
  readonly errorMessage?: string;
}
const trailRecords = (): TrailRecord[] =>
  files(join(examples, 'cloudtrail')).flatMap(
    (name) => JSON.parse(contentOf(join(examples, 'cloudtrail'), name)).Records,
  );
const shippedLines = () => contentOf(examples, 'log-shipper.ndjson').trimEnd().split('\n');

describe('examples/', () => {
  const again = aFolder();

  it('is what scripts/make-examples.mjs writes', () => {
    mkdirSync(again.path, { recursive: true });
    execFileSync(process.execPath, [join(root, 'scripts/make-examples.mjs'), again.path]);
    expect(files(examples).filter((name) => name !== 'README.md')).toEqual(files(again.path));
    for (const name of files(again.path)) expect(contentOf(again.path, name)).toBe(contentOf(examples, name));
  });

  it('is small, named as CloudTrail names its files, and of one quarter of an hour', () => {
    const bytes = files(examples).reduce((sum, name) => sum + statSync(join(examples, name)).size, 0);
    expect(bytes).toBeLessThan(500_000);
    for (const name of readdirSync(join(examples, 'cloudtrail')))
      expect(name).toMatch(/^\d{12}_CloudTrail_[a-z]+-[a-z]+-\d_20261122T0315Z_[A-Za-z0-9]{16}\.json(\.gz)?$/);
    for (const { eventTime } of trailRecords()) expect(eventTime).toMatch(/^2026-11-22T03:(0\d|1[0-4]):\d\dZ$/);
  });

  it('holds no id twice and none that is not made up', () => {
    const lines = shippedLines().flatMap((line) => /"eventID":"([^"]+)"/.exec(line)?.[1] ?? []);
    const ids = [...trailRecords().map(({ eventID }) => eventID), ...lines];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const everything = files(examples)
      .map((name) => contentOf(examples, name))
      .join('\n');
    const accounts = new Set(everything.match(/(?<![\w.-])\d{12}(?![\w.-])/g));
    expect([...accounts].sort()).toEqual(['111122223333', '222233334444', '333344445555', '999988887777']);
    for (const [id] of everything.matchAll(/\bA(?:RO|SI|ID|KI)A[A-Z0-9]{12,}\b/g)) expect(id).toMatch(/EXAMPLE$/);
    for (const [address] of everything.matchAll(/\b\d+\.\d+\.\d+\.\d+\b/g))
      expect(address).toMatch(/^(10\.20|192\.0\.2|198\.51\.100|203\.0\.113)\./);
  });

  it('is what its README says', () => {
    const readme = contentOf(examples, 'README.md');
    const all = trailRecords().length + shippedLines().length;
    const pending = [...trailRecords().map(({ errorMessage }) => errorMessage ?? ''), ...shippedLines()].filter(
      (text) => / is pending deletion\b/.test(text),
    );
    expect(readme).toContain(`${all} records`);
    expect(readme).toContain(`${pending.length} of them about a key that is pending deletion`);
    expect(readme).toContain(`The other ${all - pending.length} are`);
    expect(readme.match(/^\| (?!key|---)/gm)).toHaveLength(9);
    expect(readme).toContain(
      'replay --keys examples/keys.json --at 2026-11-22T03:16:00Z examples/cloudtrail examples/log-shipper.ndjson',
    );
  });
});

describe('the stories of examples/', () => {
  let alerts: readonly AlertOfKey[];
  beforeAll(async () => {
    alerts = JSON.parse((await runCli(['replay', '--format', 'json', ...REPLAY])).stdout);
  });
  const about = (matches: (alert: AlertOfKey) => boolean) => {
    const [only, ...more] = alerts.filter(matches);
    expect(more).toEqual([]);
    return only;
  };
  const byAlias = (alias: string) => about(({ key }) => key.aliases?.includes(alias) ?? false);

  it('are nine, and no record of everyday life is among them', () => {
    expect(alerts).toHaveLength(9);
    expect(alerts.reduce((sum, { occurrences }) => sum + occurrences.count, 0)).toBe(49);
  });

  // Severities: the table of design and docs/severity.md.
  it('a workload is refused its data, 6 days before the end', () => {
    expect(byAlias('alias/ledger-prod')).toMatchObject({
      kind: 'key-use',
      severity: 'high',
      key: {
        accountName: 'payments-prod',
        region: 'eu-west-1',
        daysLeft: 6,
        deletionDate: '2026-11-28T14:02:00.000Z',
        scheduledBy: { principal: 'terraform-deploy (gh-run-8812)', time: '2026-11-20T14:02:00.000Z' },
        lastUsed: { used: true, operation: 'Decrypt', time: '2026-11-20T13:58:00.000Z' },
      },
      caller: { name: 'role billing-batch', kind: 'workload' },
      operation: { name: 'Decrypt', class: 'cryptographic', confirmed: true },
      data: [{ type: 'S3 object', id: 'ledger-archive/2026/11/22.parquet' }],
      occurrences: { count: 1 },
    });
  });

  it('a controller tags a key of another account, over and over', () => {
    expect(byAlias('alias/old-etl')).toMatchObject({
      kind: 'management-call',
      severity: 'low',
      key: { accountName: 'data-dev', daysLeft: 21 },
      caller: { name: 'role crossplane-provider' },
      operation: { name: 'TagResource', class: 'management' },
      occurrences: { count: 36 },
    });
  });

  it('a key of an account that is not ours', () => {
    const alert = about(({ key }) => key.accountId === '999988887777');
    expect(alert).toMatchObject({
      severity: 'high',
      key: { otherAccount: true, region: 'eu-central-1' },
      caller: { name: 'role report-api', accountId: '333344445555' },
      occurrences: { count: 4 },
    });
    expect(alert?.key.deletionDate).toBeUndefined();
  });

  it('a person who enables before cancelling, 72 hours before the end or less', () => {
    expect(byAlias('alias/payroll-archive')).toMatchObject({
      severity: 'critical',
      operation: { name: 'EnableKey' },
      caller: { kind: 'person', name: 'alice@example.com' },
      occurrences: { count: 2 },
    });
  });

  it('hostile text', () => {
    expect(byAlias('alias/partner-uploads')).toMatchObject({
      severity: 'high',
      key: { daysLeft: 12 },
      occurrences: { count: 2 },
    });
  });

  it('a record that is cut off is told, by the key that it still names', () => {
    expect(about(({ unavailable }) => unavailable.some(({ part }) => part === 'record'))).toMatchObject({
      severity: 'high',
      key: { accountId: '111122223333' },
      operation: { confirmed: false },
    });
  });

  it('an inventory reader, 5 days before the end', () => {
    expect(about(({ caller }) => caller.kind === 'inventory')).toMatchObject({
      severity: 'medium',
      key: { daysLeft: 5 },
      data: [{ type: 'Lambda function', id: 'etl-import' }],
    });
  });

  it('an unconfirmed message about a key that is not known', () => {
    expect(about(({ operation }) => operation.eventSource === 'lambda.amazonaws.com')).toMatchObject({
      severity: 'low',
      operation: { eventSource: 'lambda.amazonaws.com' },
      caller: { name: 'role deploy-features' },
    });
  });

  it('a call across accounts, in two copies, is one call by the caller that one of them names', () => {
    expect(byAlias('alias/shared-reports')).toMatchObject({
      severity: 'high',
      key: { accountName: 'payments-prod', otherAccount: false },
      caller: { name: 'role dashboard-export', accountId: '333344445555' },
      occurrences: { count: 1 },
    });
  });

  it('end with exit code 3 and the reason for it', async () => {
    const seen = await runCli(['replay', ...REPLAY]);
    expect(seen.exitCode).toBe(3);
    expect(seen.stderr).toContain('log-shipper.ndjson: got text that is not JSON');
    expect(lastLine(seen)).toBe('299 records read, 167 from kms.amazonaws.com, 47 refused because of pending deletion');
  });
});

describe('npm start', () => {
  const started = () => spawnSync(process.execPath, [join(root, 'scripts/start.mjs')], { encoding: 'utf8', cwd: '/' });

  it('shows the e-mails and one alert as JSON, with the command lines before them, and succeeds', () => {
    const { status, stdout, stderr } = started();
    expect(status).toBe(0);
    const subjects = [...stdout.matchAll(/^Subject: (\[[A-Z]+\]) (.*)$/gm)].map(([, severity, title]) => [
      severity,
      title,
    ]);
    expect(subjects).toHaveLength(9);
    const expected = [
      ['[CRITICAL]', 'alias/payroll-archive'],
      ['[HIGH]', 'alias/ledger-prod'],
      ['[HIGH]', 'alias/partner-uploads'],
      ['[HIGH]', 'alias/shared-reports'],
      ['[HIGH]', '999988887777'],
      ['[LOW]', 'alias/old-etl'],
    ] as const;
    for (const [severity, part] of expected) expect(subjects).toContainEqual([severity, expect.stringContaining(part)]);
    const commands = stdout.match(/^\$ npm run --silent guard -- replay .*$/gm) ?? [];
    expect(commands).toHaveLength(2);
    const json = stdout.slice(stdout.indexOf('\n[\n') + 1, stdout.lastIndexOf('\n]') + 2);
    expect(JSON.parse(json)).toMatchObject([{ key: { aliases: ['alias/ledger-prod'] } }]);
    expect(stdout).toMatch(/Exit code 3 .* is right here/);
    expect(stderr).toContain('refused because of pending deletion');
    expect(stdout + stderr).not.toContain('\u001b');
  });
});
