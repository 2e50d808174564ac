import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { Fact } from '../blind-spots/fact.ts';
import type { TrailFacts } from '../blind-spots/facts.ts';
import { keysUsedBy } from '../blind-spots/own-keys.ts';
import { asIfDeployed } from '../blind-spots/preflight/as-if-deployed.ts';
import type { Before, LogGroupBefore } from '../blind-spots/preflight/before.ts';
import { BOOTSTRAP_PARAMETER } from '../blind-spots/preflight/bootstrap.ts';
import { ALARM_NAMES } from '../blind-spots/preflight/collisions.ts';
import { placeOf } from '../blind-spots/preflight/log-group-arn.ts';
import { OUTPUTS } from '../contract/names.ts';
import { readAlarms } from './blind-spots/alarms.ts';
import { askUnless } from './blind-spots/ask.ts';
import { readAccountFilterPolicies, readMetricFilters, readSubscriptionFilters } from './blind-spots/filters.ts';
import { readBucketKey, readKeys } from './blind-spots/keys.ts';
import { readLogGroup } from './blind-spots/log-group.ts';
import { readTrails } from './blind-spots/trails.ts';
import { callFailure } from './call-failure.ts';
import type { GuardClients } from './guard-clients.ts';
import { readStandingStack } from './standing-stack.ts';

/** What to look at before a deployment. */
export interface SourcesRequest {
  readonly stack: string;
  readonly profile: string | undefined;
  /** A log group to look at even though no trail names it. */
  readonly logGroupName: string | undefined;
  readonly now: Date;
  readonly budget: AbortSignal;
}

/**
 * Reads what stands in an account and Region before a deployment. Rejects with a GuardError where there is no Region or nobody to ask
 * as; whatever else AWS refuses is a fact that is not known.
 */
export async function readBeforeDeployment(clients: GuardClients, request: SourcesRequest): Promise<Before> {
  const { stack, logGroupName, now, budget } = request;
  const region = await askable(clients, request);
  const [trails, accountFilterPolicies, alarms, standing, bootstrap] = await Promise.all([
    readTrails(clients, budget),
    readAccountFilterPolicies(clients, budget),
    readAlarms(clients, ALARM_NAMES, budget),
    readStandingStack(clients, request),
    readBootstrap(clients, budget),
  ]);
  const delivering = deliveringIn(region, trails);
  const names = new Set([...delivering.flatMap(groupOf), ...namedBy(logGroupName, standing)]);
  const [logGroups, bucketKeys] = await Promise.all([
    Promise.all([...names].map((name) => readLogGroupBefore(clients, name, budget))),
    readBucketKeys(clients, delivering, budget),
  ]);
  const before = { now, region, stackName: stack, trails, logGroups, accountFilterPolicies, alarms, stack: standing };
  return withKeys(clients, { ...before, bootstrap, bucketKeys, keys: {} }, budget);
}

/** Without credentials or a Region each fact would be unknown for one and the same reason. Answers the Region. */
async function askable({ cloudTrail }: GuardClients, { profile }: SourcesRequest): Promise<string> {
  try {
    const [region] = await Promise.all([cloudTrail.config.region(), cloudTrail.config.credentials()]);
    return region;
  } catch (thrown) {
    const asked = { what: 'AWS cannot be asked', right: 'sts:AssumeRole', profile };
    throw callFailure(thrown, { ...asked, otherwise: 'no-credentials' });
  }
}

/** Log groups that matter though no trail may feed them: the one asked for, and the one that a guard reads that stands. */
const namedBy = (asked: string | undefined, standing: Before['stack']): readonly string[] => {
  const deployed =
    standing.known && standing.value !== 'missing' ? standing.value.outputs[OUTPUTS.logGroupName] : undefined;
  return [asked, deployed].filter((name) => name !== undefined);
};

/** The trails that deliver to a log group of the Region, whoever owns it. */
const deliveringIn = (region: string, trails: Fact<readonly TrailFacts[]>): readonly TrailFacts[] =>
  (trails.known ? trails.value : []).filter(
    ({ logGroupArn }) => logGroupArn !== undefined && placeOf(logGroupArn)?.region === region,
  );

const groupOf = ({ logGroupArn = '' }: TrailFacts): readonly string[] => {
  const place = placeOf(logGroupArn);
  return place === undefined ? [] : [place.name];
};

async function readLogGroupBefore(clients: GuardClients, name: string, budget: AbortSignal): Promise<LogGroupBefore> {
  const [logGroup, metricFilters, subscriptionFilters] = await Promise.all([
    readLogGroup(clients, name, budget),
    readMetricFilters(clients, name, budget),
    readSubscriptionFilters(clients, name, budget),
  ]);
  return { name, logGroup, metricFilters, subscriptionFilters };
}

async function readBucketKeys(
  clients: GuardClients,
  trails: readonly TrailFacts[],
  budget: AbortSignal,
): Promise<Before['bucketKeys']> {
  const buckets = new Set(trails.flatMap(({ bucket }) => (bucket === undefined ? [] : [bucket])));
  return Object.fromEntries(
    await Promise.all([...buckets].map(async (name) => [name, await readBucketKey(clients, name, budget)] as const)),
  );
}

/** The keys under each log group and what feeds it: read last, since the others name them. */
async function withKeys(clients: GuardClients, before: Before, budget: AbortSignal): Promise<Before> {
  const uses = before.logGroups.flatMap((group) =>
    group.logGroup.known && group.logGroup.value !== 'missing'
      ? keysUsedBy(asIfDeployed(before, group, group.logGroup.value))
      : [],
  );
  return { ...before, keys: await readKeys(clients, uses, budget) };
}

/** Source: Systems Manager API Reference, GetParameter. */
const readBootstrap = ({ ssm }: GuardClients, abortSignal: AbortSignal): Promise<Fact<number | 'missing'>> =>
  askUnless<number, 'missing'>(/^ParameterNotFound$/, 'missing', 'ssm:GetParameter', abortSignal, async () => {
    const { Parameter: parameter } = await ssm.send(new GetParameterCommand({ Name: BOOTSTRAP_PARAMETER }), {
      abortSignal,
    });
    const version = Number(parameter?.Value);
    if (!Number.isInteger(version)) throw new Error(`${BOOTSTRAP_PARAMETER} holds no number`);
    return version;
  });
