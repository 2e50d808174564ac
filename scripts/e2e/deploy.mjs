import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeMetricFiltersCommand,
  DescribeSubscriptionFiltersCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { run } from './command.mjs';

/**
 * Deploys the stack as its users do: `cdk bootstrap`, then `cdk deploy` with settings in the context.
 * @param env environment that leads the CDK to the emulator
 * @param settings the stack's settings, by name
 */
export async function deployStack({ root, folder, env, account, region, settings, signal }) {
  mkdirSync(folder, { recursive: true });
  // In a folder without cdk.json: bootstrapping needs no app.
  await run(cdkOf(root), ['bootstrap', `aws://${account}/${region}`, '--no-notices'], { cwd: folder, env, signal });
  const context = Object.entries(settings).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
  const output = ['--output', assemblyIn(folder), '--require-approval', 'never', '--no-notices'];
  await run(cdkOf(root), ['deploy', '--all', ...output, ...context], { cwd: root, env, signal });
}

/** Removes the stack by `cdk destroy`. Rejects when something of it stays on the log group, which is not the stack's own. */
export async function removeStack({ root, folder, env, logs, logGroupName, signal }) {
  await run(cdkOf(root), ['destroy', '--all', '--force', '--app', assemblyIn(folder), '--no-notices'], {
    cwd: folder,
    env,
    signal,
  });
  const { subscriptionFilters } = await logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName }));
  const { metricFilters } = await logs.send(new DescribeMetricFiltersCommand({ logGroupName }));
  const left = [...(subscriptionFilters ?? []), ...(metricFilters ?? [])].map(({ filterName }) => filterName);
  if (left.length > 0) throw new Error(`cdk destroy: got ${left.join(', ')} left on ${logGroupName}, wanted nothing`);
}

const cdkOf = (root) => join(root, 'node_modules/.bin/cdk');
const assemblyIn = (folder) => join(folder, 'cdk.out');

/** Clients of the emulator for this process, which was started without its certificate. */
export function emulatorClients({ url, certificate, region }) {
  const options = {
    endpoint: url,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { httpsAgent: { ca: readFileSync(certificate) } },
  };
  return {
    cloudFormation: new CloudFormationClient(options),
    cloudTrail: new CloudTrailClient(options),
    lambda: new LambdaClient(options),
    logs: new CloudWatchLogsClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    ssm: new SSMClient(options),
  };
}

/** The webhook of a Slack channel, stored as README says. */
export const storeWebhook = (ssm, Name, Value) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));

/** The log group of a trail that was there before the stack. */
export const createLogGroup = (logs, logGroupName) => logs.send(new CreateLogGroupCommand({ logGroupName }));

/**
 * Puts an empty pattern in the place of the deployed one, which the emulator takes for words that must all stand in the line and so
 * never finds. test/e2e/emulator-gaps holds that it still does.
 */
export async function openSubscription(logs, logGroupName) {
  const { subscriptionFilters = [] } = await logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName }));
  const [filter, ...others] = subscriptionFilters;
  if (filter === undefined || others.length > 0)
    throw new Error(
      `${logGroupName}: got ${subscriptionFilters.length} subscription filters, wanted the one of the stack`,
    );
  const { filterName, destinationArn } = filter;
  await logs.send(new PutSubscriptionFilterCommand({ logGroupName, filterName, destinationArn, filterPattern: '' }));
}
