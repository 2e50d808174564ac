import { GetEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { DescribeParametersCommand } from '@aws-sdk/client-ssm';
import { outputOf } from '../../blind-spots/deployed-names.ts';
import { deployedSettings, settingOf } from '../../blind-spots/deployed-settings.ts';
import { type Fact, fact, notKnown } from '../../blind-spots/fact.ts';
import type { MappingFacts, ParameterFacts, SlackFacts, StackFacts } from '../../blind-spots/facts.ts';
import { ENVIRONMENT } from '../../contract/environment.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask, askUnless } from './ask.ts';
import { byOutput } from './by-output.ts';
import { readRuns } from './figures.ts';
import { readFunction } from './functions.ts';
import { allPages } from './pages.ts';
import { readQueue, readSubscribedQueue } from './queue-and-table.ts';

type Clients = Pick<GuardClients, 'cloudWatch' | 'lambda' | 'sqs' | 'ssm'>;

/** The way to Slack; undefined where the stack has none. */
export async function readSlack(
  clients: Clients,
  stack: StackFacts,
  now: Date,
  budget: AbortSignal,
): Promise<SlackFacts | undefined> {
  const url = outputOf(stack, 'slackQueueUrl');
  if (url === undefined) return undefined;
  const [its, runs, mapping, queue, failureQueue] = await Promise.all([
    byOutput(stack, 'slackFunctionName', (name) => readFunction(clients, name, budget)),
    byOutput(stack, 'slackFunctionName', (name) => readRuns(clients, name, now, budget)),
    readMapping(clients, stack, budget),
    readSubscribedQueue(clients, url, budget),
    byOutput(stack, 'slackFailureQueueUrl', (failureUrl) => readQueue(clients, failureUrl, budget)),
  ]);
  const parameter = parameterOf(its, stack);
  const webhook = parameter === undefined ? NOT_NAMED : await readParameter(clients, parameter, budget);
  return { function: its, runs, mapping, queue, failureQueue, parameter, webhook };
}

const NOT_NAMED = notKnown('neither the function nor the settings of the stack say its name');

/** As the function has it; as it was set, where that is not known and short enough to stand in the stack's output. */
function parameterOf(its: SlackFacts['function'], stack: StackFacts): string | undefined {
  const environment = its.known && its.value !== 'missing' ? its.value.environment : {};
  if (environment[ENVIRONMENT.slackWebhookParameter]) return environment[ENVIRONMENT.slackWebhookParameter];
  const settings = deployedSettings(stack);
  const given = settings.known ? settingOf(settings.value, 'slackWebhookParameter') : undefined;
  return given?.startsWith('sha256:') ? undefined : given;
}

/** The stack has one. Source: Lambda API Reference, GetEventSourceMapping. */
async function readMapping(
  { lambda }: Clients,
  { resources }: StackFacts,
  abortSignal: AbortSignal,
): Promise<Fact<MappingFacts | 'missing'>> {
  if (!resources.known) return resources;
  const { physicalId: id } = resources.value.find(({ type }) => type === 'AWS::Lambda::EventSourceMapping') ?? {};
  if (id === undefined) return fact('missing');
  return askUnless<MappingFacts, 'missing'>(
    /^ResourceNotFoundException$/,
    'missing',
    'lambda:GetEventSourceMapping',
    abortSignal,
    async () => {
      const answer = await lambda.send(new GetEventSourceMappingCommand({ UUID: id }), { abortSignal });
      return {
        id,
        state: answer.State,
        stateReason: answer.StateTransitionReason,
        functionArn: answer.FunctionArn,
        takesMessagesBack: answer.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true,
        hasFilters: (answer.FilterCriteria?.Filters ?? []).length > 0,
      };
    },
  );
}

/**
 * A parameter without its value, by its name: no right to read values is asked for. A page may be empty and not be the last. Source:
 * Systems Manager API Reference, DescribeParameters.
 */
const readParameter = (
  { ssm }: Clients,
  name: string,
  abortSignal: AbortSignal,
): Promise<Fact<ParameterFacts | 'missing'>> =>
  ask<ParameterFacts | 'missing'>('ssm:DescribeParameters', abortSignal, async () => {
    const found = await allPages(async (token) => {
      const command = new DescribeParametersCommand({
        ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [name] }],
        ...(token && { NextToken: token }),
      });
      const { Parameters: items, NextToken: next } = await ssm.send(command, { abortSignal });
      return { items, next };
    });
    const its = found.find(({ Name }) => Name === name);
    return its === undefined ? 'missing' : { type: its.Type, keyId: its.KeyId };
  });
