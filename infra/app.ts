import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { STACK_NAME } from '../shared/contract/names.ts';
import { acknowledge } from './acknowledgements.ts';
import { GuardStack } from './guard-stack.ts';
import { readSettings } from './settings.ts';

// CDK runs this in the folder of cdk.json.
const projectRoot = process.cwd();
const { version } = JSON.parse(readFileSync(`${projectRoot}/package.json`, 'utf8'));

const app = new App();
const outcome = readSettings(app.node.getAllContext());
if ('settings' in outcome) {
  const { settings } = outcome;
  const stack = new GuardStack(app, STACK_NAME, { settings, version, projectRoot, stackName: settings.stackName });
  acknowledge(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} else {
  process.stderr.write(
    `settings, from cdk.json or -c name=value:\n${outcome.faults.map((fault) => `- ${fault}\n`).join('')}`,
  );
  process.exitCode = 1;
}
