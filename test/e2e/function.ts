import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { eventually } from './eventually.ts';

const lambda = new LambdaClient();
const logs = new CloudWatchLogsClient();

/** The line that the function logs for each batch. */
export type BatchLine = Readonly<Record<string, unknown>> & { readonly failed: number };

/** Invokes a function as CloudWatch Logs does: asynchronously, so that a failure is retried and then goes to the failure queue. */
export async function invokeLater(functionName: string, payload: unknown): Promise<void> {
  await lambda.send(
    new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload: JSON.stringify(payload) }),
  );
}

/** Waits for the line of a batch logged since a moment. */
export function batchLine(
  functionName: string,
  since: Date,
  wanted: string,
  isIt: (line: BatchLine) => boolean,
): Promise<BatchLine> {
  return eventually(`a line in the log of ${functionName}: ${wanted}`, async () =>
    (await batchLines(functionName, since)).find(isIt),
  );
}

/** The lines of all batches since a moment. */
export async function batchLines(functionName: string, since: Date): Promise<BatchLine[]> {
  const { LoggingConfig: { LogGroup: logGroupName } = {} } = await configurationOf(functionName);
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, startTime: since.getTime() }));
  return events
    .map(({ message = '' }) => message)
    .filter((message) => message.startsWith('{"message":"batch"'))
    .map((message) => JSON.parse(message));
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

const configurationOf = (functionName: string) =>
  lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
