import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { SWEEP_FIELD } from '../../shared/contract/names.ts';
import { aPayload } from '../builders/payload.ts';
import { eventually } from './eventually.ts';
import { workersOf } from './worker.ts';

const lambda = new LambdaClient();
const logs = new CloudWatchLogsClient();

/** The line that the function logs for each batch. */
export type BatchLine = Readonly<Record<string, unknown>> & {
  readonly recordsIn: number;
  /** Findings. */
  readonly failed: number;
  readonly messagesFailed: number;
};

/** Invokes a function as CloudWatch Logs does: asynchronously, so that a failure is retried and then goes to the failure queue. */
export async function invokeLater(functionName: string, payload: unknown): Promise<void> {
  await lambda.send(
    new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload: JSON.stringify(payload) }),
  );
}

/** Invokes a function once and waits until it is done. Rejects when it fails. */
export async function invoke(functionName: string, payload: unknown): Promise<unknown> {
  const { FunctionError: error, Payload: answer } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
  );
  const text = answer?.transformToString() ?? '';
  if (error !== undefined) throw new Error(`${functionName}: ${error}: ${text}`);
  return JSON.parse(text);
}

/** Asks the function to tell what is due, as the rule does every 5 minutes. */
export const sweep = (functionName: string): Promise<unknown> => invoke(functionName, { [SWEEP_FIELD]: true });

/** Waits for the line of a batch logged since a moment. */
export async function batchLine(
  functionName: string,
  since: Date,
  wanted: string,
  isIt: (line: BatchLine) => boolean,
): Promise<BatchLine> {
  let looks = 0;
  return eventually(`a line in the log of ${functionName}: ${wanted}`, async () => {
    looks += 1;
    if (looks % 20 === 0) await flushLog(functionName);
    return (await linesIn<BatchLine>(functionName, since, 'batch')).find(isIt);
  });
}

/** The lines of all batches since a moment. */
export const batchLines = (functionName: string, since: Date): Promise<BatchLine[]> =>
  linesOf<BatchLine>(functionName, since, 'batch');

/** The lines that the function has logged since a moment, by their message. */
export async function linesOf<L>(functionName: string, since: Date, wanted: string): Promise<L[]> {
  await flushLog(functionName);
  return linesIn<L>(functionName, since, wanted);
}

/**
 * The emulator waits 5 milliseconds for the next line of a container; what comes later, as when the machine is busy, it hands over
 * with the next invocation. So each container is given one.
 */
async function flushLog(functionName: string): Promise<void> {
  const control = aPayload([], { messageType: 'CONTROL_MESSAGE' });
  await Promise.all((await workersOf(functionName)).map(() => invoke(functionName, control)));
}

async function linesIn<L>(functionName: string, since: Date, wanted: string): Promise<L[]> {
  const { LoggingConfig: { LogGroup: logGroupName } = {} } = await configurationOf(functionName);
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, startTime: since.getTime() }));
  return events
    .map(({ message = '' }) => message)
    .filter((message) => message.startsWith(`{"message":"${wanted}"`))
    .map((message) => JSON.parse(message));
}

/** From now on the function runs in containers that remember nothing of what came before. */
export async function freshContainers(functionName: string): Promise<void> {
  await changeEnvironment(functionName, { TEST_E2E: randomUUID() });
}

/** Adds variables to the environment of a function; gives what takes them out again. */
export async function changeEnvironment(
  functionName: string,
  added: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  const { Environment: { Variables: before = {} } = {} } = await configurationOf(functionName);
  const set = async (variables: Record<string, string>) => {
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: functionName, Environment: { Variables: variables } }),
    );
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 10, minDelay: 1 }, { FunctionName: functionName });
  };
  await set({ ...before, ...added });
  return () => set(before);
}

/** ARN of the role that a function acts by. */
export async function roleOf(functionName: string): Promise<string> {
  const { Role: role = '' } = await configurationOf(functionName);
  return role;
}

const configurationOf = (functionName: string) =>
  lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
