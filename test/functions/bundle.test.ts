import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { GuardStack } from '../../infra/guard-stack.ts';
import { readSettings } from '../../infra/settings.ts';
import { aPayload } from '../builders/payload.ts';
import { ACCOUNT, aRefusal, KEY } from '../builders/record.ts';
import { type FakeAws, startFakeAws } from '../fakes/aws.ts';
import { answerParameters } from '../fakes/ssm.ts';
import { answerTable } from './container.ts';

const root = join(import.meta.dirname, '../..');
// The end-to-end tier puts a Node 24 there; it cannot be a dependency, since it would take the place of the Node that runs npm.
const node24 = join(root, 'node_modules/.cache/e2e/node/node_modules/node/bin/node');
const runtimes = [
  ['the Node of this machine', process.execPath],
  ['Node 24', node24],
] as const;

const GOOD = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'y',
  GUARD_TOPIC_ARN: `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`,
  GUARD_STACK_NAME: 'KmsDeletionGuard',
  GUARD_OWN_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/guard`,
  GUARD_TABLE_NAME: 'KmsDeletionGuard-Incidents',
};

let aws: FakeAws;
let assembly: string;
let bundle: string;

/** Synthesizes the stack with its bundle, as `cdk deploy` does, and finds the file that Lambda would load. */
function synthesize(): string {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const app = new App({
    outdir: assembly,
    context: {
      ...context,
      '@aws-cdk/core:validateAgainstDefaultRules': false,
      logGroupName: 'trail',
      emails: 'ops@example.com',
    },
    analyticsReporting: false,
  });
  const outcome = readSettings(app.node.getAllContext());
  if ('faults' in outcome) throw new Error(outcome.faults.join('\n'));
  new GuardStack(app, 'KmsDeletionGuard', { settings: outcome.settings, version: '1.2.3', projectRoot: root });
  app.synth();
  const { Resources } = JSON.parse(readFileSync(join(assembly, 'KmsDeletionGuard.template.json'), 'utf8'));
  const code = Object.keys(Resources).find(
    (id) => id.startsWith('DetectKeyUseFunction') && Resources[id].Properties.Code,
  );
  const asset = `asset.${Resources[code ?? '']?.Properties.Code.S3Key.replace('.zip', '')}`;
  if (!existsSync(join(assembly, asset, 'index.mjs')))
    throw new Error('wanted an asset with index.mjs in the assembly');
  return join(assembly, asset, 'index.mjs');
}

beforeAll(async () => {
  assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
  aws = await startFakeAws();
  bundle = synthesize();
}, 60_000);
afterAll(async () => {
  await aws.close();
  rmSync(assembly, { recursive: true });
});
beforeEach(() => {
  aws.reset();
  answerTable(aws);
  answerParameters(aws, new Date());
});

function invoke(
  node: string,
  event: unknown,
  environment: Record<string, string>,
): Promise<{ result: Record<string, unknown>; log: string[] }> {
  const child = spawn(node, [join(import.meta.dirname, 'invoke-bundle.mjs'), bundle], {
    env: { ...environment, AWS_ENDPOINT_URL: aws.url },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stdin.end(JSON.stringify(event));
  return new Promise((resolve) => {
    child.on('close', () => {
      const lines = output.trim().split('\n');
      resolve({ result: JSON.parse(lines.at(-1) ?? ''), log: lines.slice(0, -1) });
    });
  });
}

describe.each(runtimes)('the deployed bundle under %s', (_name, node) => {
  // Shown as skipped where that Node is not there: `npm run test:e2e` installs it.
  const it = existsSync(node) ? test : test.skip;

  it('turns a payload into a published alert that names the version', async () => {
    const { result, log } = await invoke(node, aPayload([aRefusal()]), GOOD);
    expect(result).toMatchObject({ answered: { kind: 'data', findings: 1, sent: 1 } });
    expect(log.map((line) => JSON.parse(line))).toMatchObject([
      { message: 'key', keyArn: KEY },
      { message: 'batch', level: 'info', RecordsIn: 1, Notified: 1, Stack: 'KmsDeletionGuard' },
    ]);
    const published = aws.requests.filter(({ operation }) => operation === 'Publish');
    expect(published).toHaveLength(1);
    const alert = JSON.parse(JSON.parse(String(published[0]?.parameters.Message)).default);
    expect(alert).toMatchObject({
      guard: { version: '1.2.3' },
      key: { arn: KEY, aliases: ['alias/ledger-prod'], lastUsed: { used: true } },
    });
    expect(new Set(aws.requests.map(({ operation }) => operation))).toEqual(
      new Set([
        ...['DescribeKey', 'ListAliases', 'ListResourceTags', 'GetKeyLastUsage', 'LookupEvents', 'Publish'],
        ...['GetParametersByPath', 'GetItem', 'PutItem', 'UpdateItem'],
      ]),
    );
    for (const { operation, parameters } of aws.requests)
      if (/Item$/.test(operation)) expect(parameters.TableName).toBe('KmsDeletionGuard-Incidents');
  });

  it('sweeps when the clock asks it to', async () => {
    const { result, log } = await invoke(node, { sweep: true }, GOOD);
    expect(result).toEqual({ answered: { kind: 'swept' } });
    expect(log.map((line) => JSON.parse(line))).toMatchObject([{ message: 'sweep', level: 'info', SweepRan: 1 }]);
    expect(aws.requests.map(({ operation }) => operation)).toEqual(['Scan']);
  });

  it('fails when it is loaded with a wrong configuration, and names every fault', async () => {
    const { result } = await invoke(node, aPayload([aRefusal()]), {
      ...GOOD,
      GUARD_TOPIC_ARN: 'x',
      GUARD_RUNBOOK_URL: 'ftp://x',
      GUARD_STACK_NAME: '',
      GUARD_TABLE_NAME: '',
    });
    expect(result.threw).toMatch(
      /GUARD_TOPIC_ARN: got "x".*GUARD_STACK_NAME: got nothing.*GUARD_RUNBOOK_URL: got "ftp:\/\/x".*GUARD_TABLE_NAME: got nothing/,
    );
    expect(aws.requests).toEqual([]);
  });
});

describe('the deployed bundle', () => {
  it('is one ES module of at most 750 kB, with the SDK in it', () => {
    const code = readFileSync(bundle, 'utf8');
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(750_000);
    expect(code).toContain('GetKeyLastUsage');
    expect(code).not.toMatch(/from ?["']@aws-sdk/);
  });
});
