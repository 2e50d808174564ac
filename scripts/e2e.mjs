// The end-to-end tests: deploys the stack by `cdk bootstrap` and `cdk deploy` to a local emulator of AWS and runs test/e2e against
// it. Installs what it needs (from PyPI and npm) into node_modules/.cache/e2e, asks for no AWS account and leaves nothing running.
// Arguments are handed to Jest: npm run test:e2e -- use-is-told
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './e2e/command.mjs';
import {
  createLogGroup,
  deployStack,
  emulatorClients,
  openSubscription,
  removeStack,
  storeWebhook,
} from './e2e/deploy.mjs';
import { ACCOUNT, ownEnvironment, REGION, startEmulator } from './e2e/emulator.mjs';
import { widenRights } from './e2e/rights.mjs';
import { startSlack } from './e2e/slack-stand-in.mjs';
import { installTools } from './e2e/tools.mjs';
import { createTrail, showInvokeConfigs } from './e2e/trail.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules/.cache/e2e');
const emulatorLog = join(cache, 'emulator.log');
const LOG_GROUP = 'org-trail';
const STACK = 'KmsDeletionGuard';
/** Settings of the deployment; test/e2e expects to see them in the alerts. */
const SETTINGS = {
  logGroupName: LOG_GROUP,
  emails: 'kms-alerts@example.com',
  accountNames: `${ACCOUNT}=payments-prod`,
  ownerTag: 'team',
  runbookUrl: 'https://wiki.example.com/kms',
  slackWebhookParameter: '/kms-deletion-guard/slack-webhook',
  slackMention: 'here',
};
/** A second deployment, which acts by itself, on a log group of its own; test/e2e/rescue.e2e.ts tries it. */
const RESCUE = {
  logGroupName: 'rescue-trail',
  stackName: 'RescueGuard',
  alarmName: 'RescueAlarm',
  metricNamespace: 'Rescue',
  emails: 'kms-alerts@example.com',
  selfCheck: 'off',
  remediation: 'cancel-and-enable',
  remediationDailyLimit: '100',
};
/** Far beyond what a run takes; a run that hangs ends too. */
const LONGEST_MS = 10 * 60_000;

// The tests' output is no place for the news that the SDK will drop Node 20 one day.
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
Object.assign(process.env, QUIET);

const stopped = new AbortController();
const { signal } = stopped;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(name, () => stopped.abort(new Error(`stopped by ${name}`)));
const deadline = setTimeout(
  () => stopped.abort(new Error(`not done after ${LONGEST_MS / 60_000} minutes`)),
  LONGEST_MS,
);

const started = performance.now();
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function step(name, work) {
  const since = performance.now();
  try {
    return await work();
  } finally {
    console.log(`e2e: ${name}: ${seconds(since)}`);
  }
}

async function main(folder) {
  const requirements = join(root, 'scripts/e2e-requirements.txt');
  const tools = await step('install', () => installTools({ cache, requirements, signal }));
  await step('build the command', () => run(process.execPath, ['scripts/build.mjs'], { cwd: root, signal }));
  const emulator = await step('start the emulator', () =>
    startEmulator({ ...tools, folder, log: emulatorLog, signal }),
  );
  const slack = await startSlack(emulator);
  try {
    const env = { ...environmentOf(emulator, folder), E2E_SLACK: slack.url };
    const clients = emulatorClients({ ...emulator, region: REGION });
    const { logs, cloudFormation, lambda, ssm } = clients;
    await createLogGroup(logs, LOG_GROUP);
    await storeWebhook(ssm, SETTINGS.slackWebhookParameter, slack.webhook);
    await createTrail(clients, { name: 'org-trail', logGroupName: LOG_GROUP, account: ACCOUNT, region: REGION });
    const settings = { ...SETTINGS, slackWebhookHosts: slack.host };
    const target = { account: ACCOUNT, region: REGION, settings };
    await step('deploy', () => deployStack({ root, folder, env, ...target, signal }));
    await openSubscription(logs, LOG_GROUP);
    const rescue = { account: ACCOUNT, region: REGION, settings: RESCUE };
    const rescueFolder = join(folder, 'rescue');
    await createLogGroup(logs, RESCUE.logGroupName);
    await step('deploy one that acts', () => deployStack({ root, folder: rescueFolder, env, ...rescue, signal }));
    await openSubscription(logs, RESCUE.logGroupName);
    await showInvokeConfigs(lambda);
    const narrowRights = await widenRights(cloudFormation, STACK);
    const only = ['DetectKeyUse'];
    const narrowRescue = await widenRights(cloudFormation, RESCUE.stackName, { name: 'EmulatorRightsOfRescue', only });
    await step('test', () => runTests(env));
    await narrowRescue();
    await narrowRights();
    await step('remove the one that acts', () =>
      removeStack({ root, folder: rescueFolder, env, logs, logGroupName: RESCUE.logGroupName, signal }),
    );
    await step('remove', () => removeStack({ root, folder, env, logs, logGroupName: LOG_GROUP, signal }));
  } catch (thrown) {
    console.error(`e2e: what the emulator and the function said: ${emulatorLog}`);
    throw thrown;
  } finally {
    await slack.stop();
    await step('stop the emulator', emulator.stop);
  }
}

const environmentOf = ({ url, certificate }, folder) => ({
  ...ownEnvironment(folder),
  ...QUIET,
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: REGION,
  NODE_EXTRA_CA_CERTS: certificate,
  // The CDK's command line makes connections of its own and takes no other hint.
  AWS_CA_BUNDLE: certificate,
  CDK_DISABLE_CLI_TELEMETRY: '1',
});

const runTests = (env) =>
  run(
    process.execPath,
    [
      ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'],
      ...['--config', 'test/e2e/jest.config.mjs', ...process.argv.slice(2)],
    ],
    { cwd: root, env, show: true, signal },
  );

const folder = mkdtempSync(join(tmpdir(), 'e2e-'));
try {
  mkdirSync(cache, { recursive: true });
  await main(folder);
} catch (thrown) {
  console.error(signal.aborted ? signal.reason.message : thrown.message);
  process.exitCode = 1;
} finally {
  clearTimeout(deadline);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  console.log(`e2e: ${process.exitCode === 1 ? 'FAILED' : 'passed'} after ${seconds(started)}`);
}
