import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { templateOf, VARIANTS } from './guard-app.ts';

const root = join(import.meta.dirname, '../..');

/** IAM's prefix of each client, where it is not the client's own name. */
const PREFIX: Readonly<Record<string, string>> = { 'cloudwatch-logs': 'logs' };
/** Actions that are not named as the call is. Source: Service Authorization Reference, Amazon S3. */
const ACTION: Readonly<Record<string, string>> = { 's3:GetBucketEncryption': 's3:GetEncryptionConfiguration' };
/** Calls in the same objects of code that only the command line makes. */
const NOT_CALLED = ['ssm:PutParameter', 'ssm:DeleteParameter', 'lambda:Invoke'];
/** What the role may besides: its log, which Lambda writes. */
const OF_LAMBDA = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** Every AWS call that the code of the function imports, as the action that it needs. */
function calledActions(): readonly string[] {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, 'functions/check-blind-spots/handler.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    write: false,
  });
  const imports = (outputFiles[0]?.text ?? '').matchAll(/import \{([^}]*)\} from "@aws-sdk\/client-([a-z0-9-]+)"/g);
  const actions = [...imports].flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b([A-Z]\w+)Command\b/g)].map(([, call]) => `${PREFIX[client] ?? client}:${call}`),
  );
  return [...new Set(actions.map((action) => ACTION[action] ?? action))];
}

it('may do what its code asks of AWS, and nothing else', () => {
  const wanted = [...calledActions().filter((action) => !NOT_CALLED.includes(action)), ...OF_LAMBDA];
  const rights = templateOf(VARIANTS['an existing log group']).rights('CheckBlindSpots');
  const allowed = new Set(rights.map((right) => right.split(' on ')[0]));
  expect([...allowed].sort()).toEqual([...new Set(wanted)].sort());
});
