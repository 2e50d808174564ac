import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from '@jest/globals';
import { healthyAccount, NAMES } from '../builders/account.ts';
import { aPayload } from '../builders/payload.ts';
import { ACCOUNT, aRefusal, KEY } from '../builders/record.ts';
import { answerAccount, onHost } from '../fakes/account-over-http.ts';
import { type FakeAws, startFakeAws } from '../fakes/aws.ts';
import { answerParameters } from '../fakes/ssm.ts';
import { answerTable } from './container.ts';
import { invokeBundle, RUNTIMES, synthesize } from './deployed-bundles.ts';

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
let checkBundle: string;

beforeAll(async () => {
  assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
  aws = await startFakeAws();
  const bundleOf = synthesize(assembly);
  bundle = bundleOf('DetectKeyUse');
  checkBundle = bundleOf('CheckBlindSpots');
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

const invoke = (node: string, event: unknown, environment: Record<string, string>, file = bundle) =>
  invokeBundle(node, file, event, { ...environment, AWS_ENDPOINT_URL: aws.url });

describe.each(RUNTIMES)('the deployed bundle under %s', (_name, node) => {
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

const CHECKING = {
  ...GOOD,
  GUARD_TOPIC_ARN: NAMES.alertTopicArn,
  GUARD_BACKSTOP_TOPIC_ARN: NAMES.backstopTopicArn,
};

describe.each(RUNTIMES)('the bundle of the check for blind spots under %s', (_name, node) => {
  const it = existsSync(node) ? test : test.skip;

  it('looks at the account, finds it well and gives its heartbeat', async () => {
    // What it reads holds for as long as the account was made for.
    answerAccount(aws, onHost(healthyAccount({ now: new Date() })));
    answerTable(aws);
    const { result, log } = await invoke(node, { source: 'aws.events' }, CHECKING, checkBundle);
    expect(result).toMatchObject({ answered: { kind: 'checked', sent: 0, counts: { fail: 0 } } });
    expect(JSON.parse(log.at(-1) ?? '')).toMatchObject({ message: 'check', level: 'info', BlindSpotsChecked: 1 });
  });

  it('fails when it is loaded with a wrong configuration, and names every fault', async () => {
    const { result } = await invoke(
      node,
      {},
      { ...CHECKING, GUARD_BACKSTOP_TOPIC_ARN: 'x', GUARD_TABLE_NAME: '' },
      checkBundle,
    );
    expect(result.threw).toMatch(/GUARD_TABLE_NAME: got nothing.*GUARD_BACKSTOP_TOPIC_ARN: got "x"/);
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

  it('of the check is one of at most 1.1 MB, since it talks to eleven services', () => {
    const code = readFileSync(checkBundle, 'utf8');
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(1_100_000);
    expect(code).not.toMatch(/from ?["']@aws-sdk/);
  });
});
