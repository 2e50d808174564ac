import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { OUTPUTS } from '../contract/names.ts';
import { GuardError, messageOf } from '../errors.ts';

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
  | { readonly kind: 'failed'; readonly reason: string };

/** The deployed stack, for commands that talk to it. */
export interface DeployedStack {
  /** Finds the deployment. Throws a GuardError that says what to do when there is none. */
  find(): Promise<Deployment>;
  /** Invokes its function and waits for the answer. */
  invoke(functionName: string, payload: unknown): Promise<Invocation>;
}

/** What is left out of a place is left to the SDK. */
export const clientOptions = ({ region, profile }: Pick<Place, 'region' | 'profile'>) => ({
  ...(region === undefined ? {} : { region }),
  ...(profile === undefined ? {} : { profile }),
});

/** Reads the stack by CloudFormation and invokes its function by Lambda. */
export function deployedStack(place: Place): DeployedStack {
  const options = clientOptions(place);
  return {
    find: () => findDeployment(new CloudFormationClient(options), place),
    async invoke(functionName, payload) {
      const lambda = new LambdaClient(options);
      try {
        const { FunctionError: failed, Payload: answer } = await lambda.send(
          new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
        );
        const text = Buffer.from(answer ?? []).toString('utf8');
        if (failed !== undefined) return { kind: 'failed', reason: text };
        return { kind: 'answered', payload: text === '' ? undefined : JSON.parse(text) };
      } catch (thrown) {
        return { kind: 'failed', reason: `it could not be invoked (${messageOf(thrown)})` };
      }
    },
  };
}

/** The outputs of the stack, by name. Rejects with a GuardError where there is no stack; throws one for a name that it does not have. */
export async function stackOutputs(place: Place): Promise<(name: string) => string> {
  return outputsOf(new CloudFormationClient(clientOptions(place)), place);
}

async function findDeployment(cloudFormation: CloudFormationClient, place: Place): Promise<Deployment> {
  const output = await outputsOf(cloudFormation, place);
  return {
    functionName: output(OUTPUTS.functionName),
    alertTopicArn: output(OUTPUTS.alertTopicArn),
    version: output(OUTPUTS.version),
  };
}

async function outputsOf(cloudFormation: CloudFormationClient, { stack }: Place): Promise<(name: string) => string> {
  const outputs = new Map<string | undefined, string | undefined>();
  try {
    const { Stacks: stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    for (const { OutputKey: name, OutputValue: value } of stacks[0]?.Outputs ?? []) outputs.set(name, value);
  } catch (thrown) {
    throw new GuardError(
      'stack-not-found',
      `stack ${stack}: not to be read (${messageOf(thrown)}); deploy it, or say where it is by --stack, --region and --profile`,
      thrown,
    );
  }
  return (name) => {
    const value = outputs.get(name);
    if (value !== undefined) return value;
    throw new GuardError(
      'stack-not-ours',
      `stack ${stack}: got no output ${name}, wanted the stack of KMS Deletion Guard`,
    );
  };
}
