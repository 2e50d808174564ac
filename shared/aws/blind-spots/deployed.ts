import { outputOf, type Place } from '../../blind-spots/deployed-names.ts';
import type { Facts, StackFacts } from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { silenceParameters } from '../silences.ts';
import { readAlarms } from './alarms.ts';
import { ask } from './ask.ts';
import { byOutput } from './by-output.ts';
import { readDelivery } from './delivery.ts';
import { readFigures } from './figures.ts';
import { readAccountFilterPolicies, readMetricFilters, readPatternTests, readSubscriptionFilters } from './filters.ts';
import { readFunction } from './functions.ts';
import { readLogGroup } from './log-group.ts';
import { readQueue, readTable } from './queue-and-table.ts';
import { readSlack } from './slack.ts';
import { readTopic } from './topics.ts';

type OfLogs = 'logGroup' | 'metricFilters' | 'subscriptionFilters' | 'accountFilterPolicies' | 'patternTests';
type OfTopics = 'alarms' | 'alertTopic' | 'backstopTopic' | 'silences';
type OfFunctions = 'detectKeyUse' | 'checkBlindSpots' | 'slack' | 'figures' | 'delivery' | 'failureQueue' | 'table';

/** What was deployed, and the log group that it was deployed on, all at once. */
export async function readDeployed(
  clients: GuardClients,
  { stack }: Place,
  now: Date,
  budget: AbortSignal,
): Promise<Pick<Facts, OfLogs | OfTopics | OfFunctions>> {
  const [ofLogs, ofTopics, ofFunctions] = await Promise.all([
    readLogs(clients, stack, budget),
    readTopics(clients, stack, budget),
    readFunctions(clients, stack, now, budget),
  ]);
  return { ...ofLogs, ...ofTopics, ...ofFunctions };
}

async function readLogs(clients: GuardClients, stack: StackFacts, budget: AbortSignal): Promise<Pick<Facts, OfLogs>> {
  const [logGroup, metricFilters, subscriptionFilters, accountFilterPolicies, patternTests] = await Promise.all([
    byOutput(stack, 'logGroupName', (name) => readLogGroup(clients, name, budget)),
    byOutput(stack, 'logGroupName', (name) => readMetricFilters(clients, name, budget)),
    byOutput(stack, 'logGroupName', (name) => readSubscriptionFilters(clients, name, budget)),
    readAccountFilterPolicies(clients, budget),
    readPatternTests(clients, budget),
  ]);
  return { logGroup, metricFilters, subscriptionFilters, accountFilterPolicies, patternTests };
}

async function readTopics(
  clients: GuardClients,
  stack: StackFacts,
  budget: AbortSignal,
): Promise<Pick<Facts, OfTopics>> {
  const [alarms, alertTopic, backstopTopic, silences] = await Promise.all([
    readDeployedAlarms(clients, stack, budget),
    byOutput(stack, 'alertTopicArn', (arn) => readTopic(clients, arn, budget)),
    byOutput(stack, 'backstopTopicArn', (arn) => readTopic(clients, arn, budget)),
    ask('ssm:GetParametersByPath', budget, () => silenceParameters(clients.ssm).list(budget)),
  ]);
  return { alarms, alertTopic, backstopTopic, silences };
}

async function readFunctions(
  clients: GuardClients,
  stack: StackFacts,
  now: Date,
  budget: AbortSignal,
): Promise<Pick<Facts, OfFunctions>> {
  const functionName = outputOf(stack, 'functionName') ?? '';
  const checkFunctionName = outputOf(stack, 'checkFunctionName');
  const [detectKeyUse, checkBlindSpots, slack, figures, delivery, failureQueue, table] = await Promise.all([
    readFunction(clients, functionName, budget),
    checkFunctionName === undefined ? undefined : readFunction(clients, checkFunctionName, budget),
    readSlack(clients, stack, now, budget),
    readFigures(clients, { stack: stack.name, functionName }, now, budget),
    byOutput(stack, 'logGroupName', (name) => readDelivery(clients, name, now, budget)),
    byOutput(stack, 'failureQueueUrl', (url) => readQueue(clients, url, budget)),
    byOutput(stack, 'tableName', (name) => readTable(clients, name, budget)),
  ]);
  return { detectKeyUse, checkBlindSpots, slack, figures, delivery, failureQueue, table };
}

/** The alarms that the stack has; as unknown as its resources are. */
async function readDeployedAlarms(
  clients: GuardClients,
  { resources }: StackFacts,
  budget: AbortSignal,
): Promise<Facts['alarms']> {
  if (!resources.known) return resources;
  const alarms = resources.value.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  const names = alarms.flatMap(({ physicalId }) => (physicalId === undefined ? [] : [physicalId]));
  return readAlarms(clients, names, budget);
}
