import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
} from '@aws-sdk/client-lambda';
import type { Fact } from '../../blind-spots/fact.ts';
import type { FunctionFacts } from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask, askUnless, whenThere } from './ask.ts';

/** Lambda answers so where the function is gone, and where it has no policy or no settings of asynchronous invocation. */
const NOT_THERE = /^ResourceNotFoundException$/;

/**
 * A function by its name. Its environment is empty where Lambda cannot decrypt it, as when its key is pending deletion. Source: Lambda
 * API Reference, GetFunctionConfiguration, GetPolicy, GetFunctionConcurrency, GetFunctionEventInvokeConfig.
 */
export async function readFunction(
  { lambda }: Pick<GuardClients, 'lambda'>,
  name: string,
  abortSignal: AbortSignal,
): Promise<Fact<FunctionFacts | 'missing'>> {
  const asked = { FunctionName: name };
  const [described, policy, reservedConcurrency, onFailure] = await Promise.all([
    askUnless(NOT_THERE, 'missing' as const, 'lambda:GetFunctionConfiguration', abortSignal, () =>
      lambda.send(new GetFunctionConfigurationCommand(asked), { abortSignal }),
    ),
    askUnless(NOT_THERE, undefined, 'lambda:GetPolicy', abortSignal, async () => {
      const { Policy: text } = await lambda.send(new GetPolicyCommand(asked), { abortSignal });
      return text;
    }),
    ask('lambda:GetFunctionConcurrency', abortSignal, async () => {
      const answer = await lambda.send(new GetFunctionConcurrencyCommand(asked), { abortSignal });
      return answer.ReservedConcurrentExecutions;
    }),
    askUnless(NOT_THERE, undefined, 'lambda:GetFunctionEventInvokeConfig', abortSignal, async () => {
      const answer = await lambda.send(new GetFunctionEventInvokeConfigCommand(asked), { abortSignal });
      return answer.DestinationConfig?.OnFailure?.Destination;
    }),
  ]);
  return whenThere(described, async (its) => ({
    name,
    arn: its.FunctionArn ?? '',
    runtime: its.Runtime,
    state: its.State,
    stateReason: its.StateReason,
    roleArn: its.Role,
    keyId: its.KMSKeyArn,
    environment: its.Environment?.Variables ?? {},
    policy,
    reservedConcurrency,
    onFailure,
  }));
}
