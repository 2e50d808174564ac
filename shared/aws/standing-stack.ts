import type { Stack } from '@aws-sdk/client-cloudformation';
import { type Fact, fact } from '../blind-spots/fact.ts';
import type { StandingStack } from '../blind-spots/preflight/before.ts';
import { GuardError } from '../errors.ts';
import { ask } from './blind-spots/ask.ts';
import { readStack } from './blind-spots/stack.ts';
import { describeStack } from './deployed-stack.ts';
import type { GuardClients } from './guard-clients.ts';

interface StackRequest {
  readonly stack: string;
  readonly profile: string | undefined;
  readonly budget: AbortSignal;
}

/** A stack by its name, the guard's or anybody's. */
export const readStandingStack = (
  clients: Pick<GuardClients, 'cloudFormation'>,
  request: StackRequest,
): Promise<Fact<StandingStack | 'missing'>> =>
  ask('cloudformation:DescribeStacks', request.budget, async () => {
    try {
      const { status, outputs, resources } = await readStack(clients, request, request.budget);
      return { status, outputs, resources: resources.known ? fact(physicalIds(resources.value)) : resources };
    } catch (thrown) {
      if (!(thrown instanceof GuardError)) throw thrown;
      if (thrown.code === 'stack-not-found') return 'missing';
      if (thrown.code === 'stack-not-ours')
        return notOurs(await describeStack(clients.cloudFormation, request, request.budget));
      // What it says is for a person who asked for this stack; here it is one fact of many.
      throw thrown.cause ?? thrown;
    }
  });

const physicalIds = (resources: readonly { readonly physicalId: string | undefined }[]): readonly string[] =>
  resources.flatMap(({ physicalId }) => (physicalId === undefined ? [] : [physicalId]));

const notOurs = (stack: Stack | undefined): StandingStack => ({
  status: stack?.StackStatus ?? '',
  outputs: {},
  resources: fact([]),
});
