import { ListStackResourcesCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { Fact } from '../../blind-spots/fact.ts';
import type { StackFacts, StackResource } from '../../blind-spots/facts.ts';
import { OUTPUTS } from '../../contract/names.ts';
import { GuardError } from '../../errors.ts';
import { describeStack } from '../deployed-stack.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask } from './ask.ts';
import { allPages } from './pages.ts';

/** A deployment, and where it is. */
export interface FoundStack extends StackFacts {
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly partition: string;
}

/**
 * The stack of the guard and what is in it. Rejects with a GuardError where there is none, it cannot be read, or it is somebody
 * else's; account, Region and partition are those of its ARN. Source: CloudFormation API Reference, DescribeStacks and
 * ListStackResources.
 */
export async function readStack(
  { cloudFormation }: Pick<GuardClients, 'cloudFormation'>,
  asked: { readonly stack: string; readonly profile: string | undefined },
  budget: AbortSignal,
): Promise<FoundStack> {
  const [stack, resources] = await Promise.all([
    describeStack(cloudFormation, asked, budget),
    readResources({ cloudFormation }, asked.stack, budget),
  ]);
  const { StackName: name = asked.stack, StackStatus: status = '', CreationTime: createdAt } = stack ?? {};
  const place = placeOf(stack?.StackId);
  if (place === undefined || createdAt === undefined)
    throw new GuardError(
      'stack-unreachable',
      `stack ${asked.stack}: got an answer without its ARN or time, wanted both; look at --region and AWS_ENDPOINT_URL`,
    );
  const outputs = outputsOf(stack);
  if (!outputs[OUTPUTS.functionName])
    throw new GuardError(
      'stack-not-ours',
      `stack ${asked.stack}: got no output ${OUTPUTS.functionName} and status ${status}, wanted the deployed stack of KMS Deletion Guard; give its name by --stack, or deploy it`,
    );
  return { ...place, name, status, createdAt, updatedAt: stack?.LastUpdatedTime, outputs, resources };
}

// arn:aws:cloudformation:eu-west-1:111122223333:stack/KmsDeletionGuard/...
function placeOf(arn: string | undefined): Pick<FoundStack, 'region' | 'accountId' | 'partition'> | undefined {
  const [, partition, , region, accountId] = arn?.split(':') ?? [];
  return partition && region && accountId ? { partition, region, accountId } : undefined;
}

const outputsOf = (stack: Stack | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (stack?.Outputs ?? []).flatMap(({ OutputKey: name, OutputValue: value }) =>
      name === undefined || value === undefined ? [] : [[name, value] as const],
    ),
  );

const readResources = (
  { cloudFormation }: Pick<GuardClients, 'cloudFormation'>,
  stack: string,
  budget: AbortSignal,
): Promise<Fact<readonly StackResource[]>> =>
  ask('cloudformation:ListStackResources', budget, async () => {
    const summaries = await allPages(async (token) => {
      const command = new ListStackResourcesCommand({ StackName: stack, ...(token && { NextToken: token }) });
      const { StackResourceSummaries: items, NextToken: next } = await cloudFormation.send(command, {
        abortSignal: budget,
      });
      return { items, next };
    });
    return summaries
      .filter(({ ResourceStatus: status }) => status !== 'DELETE_COMPLETE')
      .map(({ LogicalResourceId: logicalId = '', ResourceType: type = '', PhysicalResourceId: physicalId }) => ({
        logicalId,
        type,
        physicalId,
      }));
  });
