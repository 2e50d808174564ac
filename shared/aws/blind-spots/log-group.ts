import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  GetTransformerCommand,
  type LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Fact, fact } from '../../blind-spots/fact.ts';
import type { LogGroupFacts } from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { accountPolicies } from './account-policies.ts';
import { ask, askUnless, whenThere } from './ask.ts';
import { eachPage } from './pages.ts';

type Logs = Pick<GuardClients, 'logs'>;

/** A log group by its name. Source: CloudWatch Logs API Reference, DescribeLogGroups, DescribeLogStreams, GetTransformer. */
export async function readLogGroup(
  { logs }: Logs,
  name: string,
  budget: AbortSignal,
): Promise<Fact<LogGroupFacts | 'missing'>> {
  const [group, lastIngestedAt, hasTransformer] = await Promise.all([
    ask('logs:DescribeLogGroups', budget, async () => (await findLogGroup({ logs }, name, budget)) ?? 'missing'),
    readLastIngestion({ logs }, name, budget),
    readTransformer({ logs }, name, budget),
  ]);
  return whenThere(group, async (its) => ({ ...factsOf(its, name), lastIngestedAt, hasTransformer }));
}

/** Asked for by prefix, since more callers may do so than by name; groups come in the order of their names, so it is the first. */
async function findLogGroup({ logs }: Logs, name: string, budget: AbortSignal): Promise<LogGroup | undefined> {
  const pages = eachPage(async (token) => {
    const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name, ...(token && { nextToken: token }) });
    const { logGroups: items, nextToken: next } = await logs.send(command, { abortSignal: budget });
    return { items, next };
  });
  for await (const groups of pages) {
    const group = groups.find(({ logGroupName }) => logGroupName === name);
    if (group !== undefined) return group;
  }
  return undefined;
}

const factsOf = (group: LogGroup, name: string): Omit<LogGroupFacts, 'lastIngestedAt' | 'hasTransformer'> => ({
  name,
  arn: group.logGroupArn ?? group.arn?.replace(/:\*$/, '') ?? '',
  logGroupClass: group.logGroupClass ?? 'STANDARD',
  keyId: group.kmsKeyId,
  createdAt: group.creationTime === undefined ? undefined : new Date(group.creationTime),
  retentionDays: group.retentionInDays,
});

/**
 * When the newest record arrived: the greatest of the 50 streams with the newest events, which are more than a trail writes at once.
 * CloudWatch Logs brings both times up to date "typically in less than an hour", rarely later. Source: CloudWatch Logs API Reference,
 * LogStream.
 */
const readLastIngestion = ({ logs }: Logs, name: string, budget: AbortSignal): Promise<Fact<Date | undefined>> =>
  ask('logs:DescribeLogStreams', budget, async () => {
    const command = new DescribeLogStreamsCommand({
      logGroupName: name,
      orderBy: 'LastEventTime',
      descending: true,
      limit: 50,
    });
    const { logStreams: streams = [] } = await logs.send(command, { abortSignal: budget });
    const newest = Math.max(...streams.map(({ lastIngestionTime: time = 0 }) => time), 0);
    return newest > 0 ? new Date(newest) : undefined;
  });

/** Its own, or one that an account policy may give it: which groups a policy selects is not judged, so any counts. */
async function readTransformer({ logs }: Logs, name: string, budget: AbortSignal): Promise<Fact<boolean>> {
  const [own, policies] = await Promise.all([
    readOwnTransformer({ logs }, name, budget),
    ask('logs:DescribeAccountPolicies', budget, () => accountPolicies({ logs }, 'TRANSFORMER_POLICY', budget)),
  ]);
  if (!own.known || own.value) return own;
  return policies.known ? fact(policies.value.length > 0) : policies;
}

/** A group without one has an answer without one, or none at all. */
const readOwnTransformer = ({ logs }: Logs, name: string, budget: AbortSignal): Promise<Fact<boolean>> =>
  askUnless(/^ResourceNotFoundException$/, false, 'logs:GetTransformer', budget, async () => {
    const command = new GetTransformerCommand({ logGroupIdentifier: name });
    const { transformerConfig: steps = [] } = await logs.send(command, { abortSignal: budget });
    return steps.length > 0;
  });
