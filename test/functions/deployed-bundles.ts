import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { GuardStack } from '../../infra/guard-stack.ts';
import { readSettings } from '../../infra/settings.ts';

const root = join(import.meta.dirname, '../..');
// The end-to-end tier puts a Node 24 there; it cannot be a dependency, since it would take the place of the Node that runs npm.
const node24 = join(root, 'node_modules/.cache/e2e/node/node_modules/node/bin/node');

/** Where bundles are tried; a Node that is not there is skipped visibly: `npm run test:e2e` installs it. */
export const RUNTIMES = [
  ['the Node of this machine', process.execPath],
  ['Node 24', node24],
] as const;

/** Synthesizes the stack into a folder with its bundles, as `cdk deploy` does; gives the file that Lambda would load of a function. */
export function synthesize(assembly: string): (construct: string) => string {
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
  return (construct) => {
    const id = Object.keys(Resources).find(
      (one) => one.startsWith(`${construct}Function`) && Resources[one].Properties.Code,
    );
    const file = join(assembly, `asset.${Resources[id ?? '']?.Properties.Code.S3Key.replace('.zip', '')}`, 'index.mjs');
    if (!existsSync(file)) throw new Error(`wanted an asset with index.mjs for ${construct} in the assembly`);
    return file;
  };
}

/** Loads a bundle in a process of its own and hands it one event; its log line by line, and what it answered or threw. */
export function invokeBundle(
  node: string,
  bundle: string,
  event: unknown,
  environment: Record<string, string>,
): Promise<{ result: Record<string, unknown>; log: string[] }> {
  const child = spawn(node, [join(import.meta.dirname, 'invoke-bundle.mjs'), bundle], {
    env: environment,
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
