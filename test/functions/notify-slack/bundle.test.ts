import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { type FakeAws, json, startFakeAws } from '../../fakes/aws.ts';
import { MARK, PATH, type SlackServer, startSlackServer } from '../../fakes/slack-server.ts';
import { invokeBundle, RUNTIMES } from '../deployed-bundles.ts';
import { received } from './function.ts';

const root = join(import.meta.dirname, '../../..');
let folder: string;
let bundle: string;
let aws: FakeAws;
let slack: SlackServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  bundle = join(folder, 'index.mjs');
  // As infra/constructs/guard-function.ts has it.
  buildSync({
    entryPoints: [join(root, 'functions/notify-slack/handler.ts')],
    outfile: bundle,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
  });
  aws = await startFakeAws();
  slack = await startSlackServer();
}, 60_000);
afterAll(async () => {
  await Promise.all([aws.close(), slack.close()]);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  aws.reset();
  aws.answer('ChangeMessageVisibility', json({}));
});

const given = () => ({
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'y',
  AWS_ENDPOINT_URL: aws.url,
  GUARD_STACK_NAME: 'KmsDeletionGuard',
  GUARD_SLACK_QUEUE_URL: `${aws.url}/111122223333/slack`,
  GUARD_SLACK_FAILURE_QUEUE_URL: `${aws.url}/111122223333/failures`,
  GUARD_SLACK_WEBHOOK_PARAMETER: '/kms-deletion-guard/slack-webhook',
  GUARD_SLACK_WEBHOOK_HOSTS: slack.host,
});

describe.each(RUNTIMES)('the bundle of notify-slack under %s', (_name, node) => {
  const it = existsSync(node) ? test : test.skip;

  // The stand-in has no certificate that Node.js trusts: posting for real is shown end to end.
  it('reads the webhook, tries three times, and hands the message back', async () => {
    const Value = `https://${slack.host}${PATH}`;
    aws.answer('GetParameter', json({ Parameter: { Type: 'SecureString', Value } }));
    const { result, log } = await invokeBundle(node, bundle, { Records: [received('a')] }, given());
    expect(result).toEqual({ answered: { batchItemFailures: [{ itemIdentifier: 'message-a' }] } });
    expect(log).toHaveLength(1);
    expect(JSON.parse(log[0] ?? '')).toMatchObject({
      message: 'slack batch',
      level: 'error',
      handedBack: 1,
      reasons: [expect.stringContaining('no TLS connection to the webhook')],
    });
    expect(aws.requests.map(({ operation }) => operation)).toEqual(['GetParameter', 'ChangeMessageVisibility']);
    expect(JSON.stringify([result, log])).not.toContain(MARK);
  });

  it('fails when it is loaded with a wrong configuration, and names every fault', async () => {
    const wrong = { ...given(), GUARD_SLACK_QUEUE_URL: '', GUARD_SLACK_WEBHOOK_PARAMETER: `https://x${PATH}` };
    const { result } = await invokeBundle(node, bundle, { Records: [] }, wrong);
    expect(result.threw).toMatch(/GUARD_SLACK_QUEUE_URL: got nothing.*GUARD_SLACK_WEBHOOK_PARAMETER: got a text/);
    expect(JSON.stringify(result)).not.toContain(MARK);
    expect(aws.requests).toEqual([]);
  });
});

describe('the bundle of notify-slack', () => {
  it('holds two clients of AWS and no more, in at most 500 kB', () => {
    const code = readFileSync(bundle, 'utf8');
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(500_000);
    expect(code).toContain('ChangeMessageVisibility');
    expect(code).not.toMatch(/GetKeyLastUsage|LookupEvents|UpdateItem|from ?["']@aws-sdk/);
  });
});
