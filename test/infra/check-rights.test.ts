import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { templateOf, VARIANTS } from './guard-app.ts';

const root = join(import.meta.dirname, '../..');

/** IAM's prefix of each client, where it is not the client's own name. */
const PREFIX: Readonly<Record<string, string>> = { 'cloudwatch-logs': 'logs' };
/** Actions that are not named as the call is. Source: Service Authorization Reference, Amazon S3. */
const ACTION: Readonly<Record<string, string>> = { 's3:GetBucketEncryption': 's3:GetEncryptionConfiguration' };
interface Case {
  readonly entry: string;
  /** Calls in the same objects of code that only the command line makes. */
  readonly notCalled: readonly string[];
  /** What Lambda does by the role: it writes the log, and polls a queue. */
  readonly ofLambda: readonly string[];
}
const LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const CASES: Readonly<Record<string, Case>> = {
  CheckBlindSpots: {
    entry: 'check-blind-spots',
    notCalled: ['ssm:PutParameter', 'ssm:DeleteParameter', 'lambda:Invoke'],
    ofLambda: LOG,
  },
  NotifySlack: {
    entry: 'notify-slack',
    notCalled: [],
    ofLambda: [...LOG, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  },
};

/** Every AWS call that the code of the function imports, as the action that it needs. */
function calledActions(name: string): readonly string[] {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, `functions/${name}/handler.ts`)],
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

// With everything that the check may have to look at.
const template = templateOf({ ...VARIANTS['Slack and Amazon Q Developer'], remediation: 'cancel-and-enable' });

it.each(Object.entries(CASES))('%s may do what its code asks of AWS, and nothing else', (construct, one) => {
  const wanted = [...calledActions(one.entry).filter((action) => !one.notCalled.includes(action)), ...one.ofLambda];
  const rights = template.rights(construct);
  const allowed = new Set(rights.map((right) => right.split(' on ')[0]));
  expect([...allowed].sort()).toEqual([...new Set(wanted)].sort());
});
