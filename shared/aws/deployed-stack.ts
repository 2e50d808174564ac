import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { OUTPUTS } from '../contract/names.ts';
import { GuardError } from '../errors.ts';
import { callFailure, mayHaveHappened } from './call-failure.ts';
import type { Patience } from './clients.ts';

/** Where to look for a deployment; what is left out comes from the environment, as the SDK reads it. */
export interface Place {
  readonly stack: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
}

/** A deployment as its stack's outputs describe it. */
export interface Deployment {
  readonly functionName: string;
  readonly alertTopicArn: string;
  readonly version: string;
}

/** What a function answered when it was invoked and waited for. */
export type Invocation =
  | { readonly kind: 'answered'; readonly payload: unknown }
  /** It ran and failed. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** It never ran. */
  | { readonly kind: 'not-invoked'; readonly reason: string }
  /** It may have run, or run still. */
  | { readonly kind: 'no-answer'; readonly reason: string };

/** The deployed stack, for commands that talk to it. */
export interface DeployedStack {
  /** Finds the deployment. Throws a GuardError that says what to do when there is none. */
  find(): Promise<Deployment>;
  /** Invokes its function and waits for the answer. */
  invoke(functionName: string, payload: unknown): Promise<Invocation>;
}

/** A person waits longer than an alert may, but not without end. */
export const ASK: Patience = { maxAttempts: 3, connectionTimeout: 3000, requestTimeout: 10_000 };
/** The function may take its whole minute. Invoked once: a second time would do its work twice. */
export const INVOKE: Patience = { maxAttempts: 1, connectionTimeout: 3000, requestTimeout: 75_000 };

/** What is left out of a place is left to the SDK. Without throwOnRequestTimeout it only warns of a call that hangs, and waits on. */
export const clientOptions = (
  { region, profile }: Pick<Place, 'region' | 'profile'>,
  { maxAttempts, ...times }: Patience,
) => ({
  ...(region === undefined ? {} : { region }),
  ...(profile === undefined ? {} : { profile }),
  maxAttempts,
  requestHandler: { ...times, throwOnRequestTimeout: true },
});

/** Reads the stack by CloudFormation and invokes its function by Lambda. */
export function deployedStack(place: Place, ask: Patience = ASK, wait: Patience = INVOKE): DeployedStack {
  return {
    find: () => findDeployment(place, ask),
    async invoke(functionName, payload) {
      const lambda = new LambdaClient(clientOptions(place, wait));
      try {
        const { FunctionError: failed, Payload: answer } = await lambda.send(
          new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
        );
        const text = Buffer.from(answer ?? []).toString('utf8');
        if (failed !== undefined) return { kind: 'failed', reason: text };
        return { kind: 'answered', payload: text === '' ? undefined : JSON.parse(text) };
      } catch (thrown) {
        const asked = { what: `function ${functionName}`, right: 'lambda:InvokeFunction', profile: place.profile };
        const { message: reason } = callFailure(thrown, { ...asked, otherwise: 'function-unreachable' });
        return { kind: mayHaveHappened(thrown) ? 'no-answer' : 'not-invoked', reason };
      }
    },
  };
}

/** The outputs of the stack, by name. Rejects with a GuardError where there is no stack; throws one for a name that it does not have. */
export async function stackOutputs(place: Place, ask: Patience = ASK): Promise<(name: string) => string> {
  const { stack } = place;
  const described = await describeStack(new CloudFormationClient(clientOptions(place, ask)), place);
  const outputs = new Map(described?.Outputs?.map(({ OutputKey: name, OutputValue: value }) => [name, value]));
  return (name) => {
    const value = outputs.get(name);
    if (value !== undefined) return value;
    throw new GuardError(
      'stack-not-ours',
      `stack ${stack}: got no output ${name}, wanted the stack of KMS Deletion Guard; give its name by --stack`,
    );
  };
}

/** The stack as CloudFormation describes it. Rejects with a GuardError that says what to do where it is not there or cannot be read. */
export async function describeStack(
  cloudFormation: CloudFormationClient,
  { stack, profile }: Pick<Place, 'stack' | 'profile'>,
  budget?: AbortSignal,
): Promise<Stack | undefined> {
  try {
    const command = new DescribeStacksCommand({ StackName: stack });
    const { Stacks: stacks = [] } = await cloudFormation.send(command, budget ? { abortSignal: budget } : {});
    return stacks[0];
  } catch (thrown) {
    if (isNoStack(thrown)) {
      const region = await cloudFormation.config.region();
      throw new GuardError(
        'stack-not-found',
        `stack ${stack}: got no stack of that name in ${region}, wanted a deployment of KMS Deletion Guard; give --stack or --region, or deploy it`,
        thrown,
      );
    }
    const asked = { what: `stack ${stack}`, right: 'cloudformation:DescribeStacks', profile };
    throw callFailure(thrown, { ...asked, otherwise: 'stack-unreachable' });
  }
}

/** Source: CloudFormation API Reference, DescribeStacks: "If the stack doesn't exist, a ValidationError is returned". */
const isNoStack = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === 'ValidationError' && thrown.message.includes('does not exist');

async function findDeployment(place: Place, ask: Patience): Promise<Deployment> {
  const output = await stackOutputs(place, ask);
  return {
    functionName: output(OUTPUTS.functionName),
    alertTopicArn: output(OUTPUTS.alertTopicArn),
    version: output(OUTPUTS.version),
  };
}
