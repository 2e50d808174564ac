import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

// What a cold start pays for our code: the time to load the function's bundle, against a bundle of nothing but the clients and
// commands of the SDK that it uses. Each is loaded by a new process, the two in turn, so that the ratio holds on any machine.
const ROUNDS = 31;
const MOST_TIMES_BARE = 1.25;
const MOST_BYTES = 750_000;

const BARE = `
import { KMSClient, KMSServiceException, CancelKeyDeletionCommand, DescribeKeyCommand, EnableKeyCommand, GetKeyLastUsageCommand,
  ListAliasesCommand, ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { SNSClient, PublishCommand } from '@aws-sdk/client-sns';
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SSMClient, GetParameterCommand, GetParametersByPathCommand } from '@aws-sdk/client-ssm';
export const handler = [new SNSClient({}), new DynamoDBClient({}), new SSMClient({}), GetItemCommand, PutItemCommand, ScanCommand,
  UpdateItemCommand, GetParametersByPathCommand, KMSClient, CloudTrailClient, DescribeKeyCommand, GetKeyLastUsageCommand, ListAliasesCommand,
  ListResourceTagsCommand, LookupEventsCommand, PublishCommand, KMSServiceException, CancelKeyDeletionCommand, EnableKeyCommand,
  GetParameterCommand];
`;

const folder = mkdtempSync(join(tmpdir(), 'import-'));
/** As infra/constructs/detect-key-use.ts bundles. */
function bundle(
  name: string,
  from: { entryPoints: string[] } | { stdin: { contents: string; resolveDir: string } },
): string {
  const outfile = join(folder, `${name}.mjs`);
  const how: BuildOptions = {
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
  };
  buildSync({ ...from, ...how, outfile, define: { GUARD_VERSION: '"bench"' } });
  return outfile;
}

const guard = bundle('guard', { entryPoints: ['functions/detect-key-use/handler.ts'] });
const bare = bundle('bare', { stdin: { contents: BARE, resolveDir: process.cwd() } });
writeFileSync(
  join(folder, 'load.mjs'),
  'const t = performance.now(); await import(process.argv[2]); console.log(performance.now() - t);',
);

const env = {
  AWS_REGION: 'eu-west-1',
  NODE_NO_WARNINGS: '1',
  GUARD_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  GUARD_STACK_NAME: 'bench',
  GUARD_OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/guard',
  GUARD_TABLE_NAME: 'incidents',
};
const load = (file: string): number => {
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'load.mjs'), file], { env, encoding: 'utf8' });
  const ms = Number(stdout);
  if (!Number.isFinite(ms) || ms === 0) throw new Error(`${file} does not load: ${stderr}`);
  return ms;
};
const median = (figures: number[]) =>
  figures.sort((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;

load(guard);
load(bare);
const rounds = Array.from({ length: ROUNDS }, () => [load(guard), load(bare)] as const);
const ratio = median(rounds.map(([ours, theirs]) => ours / theirs));
const bytes = statSync(guard).size;
console.log(`loading the function's bundle, median of ${ROUNDS} pairs, Node ${process.version}`);
console.log(
  `guard ${median(rounds.map(([ours]) => ours)).toFixed(0)} ms, bare SDK ${median(rounds.map(([, theirs]) => theirs)).toFixed(0)} ms, ${ratio.toFixed(2)} times; ${(bytes / 1000).toFixed(0)} kB`,
);
rmSync(folder, { recursive: true });
if (ratio > MOST_TIMES_BARE || bytes > MOST_BYTES) {
  console.error(`wanted at most ${MOST_TIMES_BARE} times the bare SDK and ${MOST_BYTES / 1000} kB`);
  process.exitCode = 1;
}
