import {
  type AdvancedEventSelector,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import type { Fact } from '../../blind-spots/fact.ts';
import type {
  AdvancedSelector,
  BasicSelector,
  TrailFacts,
  TrailSelectors,
  TrailStatus,
} from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask, whenKnown } from './ask.ts';

/**
 * Every trail that can be seen from the Region, with what it logs and how it does. Shadow trails are asked for by their ARN, as
 * CloudTrail wants it. Source: CloudTrail API Reference, DescribeTrails (which has no pages), GetTrailStatus, GetEventSelectors.
 */
export async function readTrails(
  { cloudTrail }: Pick<GuardClients, 'cloudTrail'>,
  budget: AbortSignal,
): Promise<Fact<readonly TrailFacts[]>> {
  const described = await ask('cloudtrail:DescribeTrails', budget, async () => {
    const command = new DescribeTrailsCommand({ includeShadowTrails: true });
    return (await cloudTrail.send(command, { abortSignal: budget })).trailList ?? [];
  });
  return whenKnown(described, (trails) => Promise.all(trails.map((trail) => readTrail({ cloudTrail }, trail, budget))));
}

async function readTrail(
  { cloudTrail }: Pick<GuardClients, 'cloudTrail'>,
  trail: Trail,
  abortSignal: AbortSignal,
): Promise<TrailFacts> {
  const { Name: name = '', TrailARN: arn = name } = trail;
  const [status, selectors] = await Promise.all([
    ask('cloudtrail:GetTrailStatus', abortSignal, async () =>
      statusOf(await cloudTrail.send(new GetTrailStatusCommand({ Name: arn }), { abortSignal })),
    ),
    ask('cloudtrail:GetEventSelectors', abortSignal, async () =>
      selectorsOf(await cloudTrail.send(new GetEventSelectorsCommand({ TrailName: arn }), { abortSignal })),
    ),
  ]);
  return {
    name,
    arn,
    homeRegion: trail.HomeRegion ?? '',
    isMultiRegion: trail.IsMultiRegionTrail ?? false,
    isOrganization: trail.IsOrganizationTrail ?? false,
    logGroupArn: trail.CloudWatchLogsLogGroupArn || undefined,
    bucket: trail.S3BucketName || undefined,
    keyId: trail.KmsKeyId || undefined,
    status,
    selectors,
  };
}

/** What GetTrailStatus says, as far as it is of use. */
interface Status {
  readonly IsLogging?: boolean | undefined;
  readonly StartLoggingTime?: Date | undefined;
  readonly StopLoggingTime?: Date | undefined;
  readonly LatestDeliveryTime?: Date | undefined;
  readonly LatestDeliveryError?: string | undefined;
  readonly LatestCloudWatchLogsDeliveryTime?: Date | undefined;
  readonly LatestCloudWatchLogsDeliveryError?: string | undefined;
}

/** An error is there, and empty, where the last delivery went well. */
const statusOf = (status: Status): TrailStatus => ({
  isLogging: status.IsLogging ?? false,
  startedAt: status.StartLoggingTime,
  stoppedAt: status.StopLoggingTime,
  deliveredAt: status.LatestDeliveryTime,
  deliveryError: status.LatestDeliveryError || undefined,
  logsDeliveredAt: status.LatestCloudWatchLogsDeliveryTime,
  logsDeliveryError: status.LatestCloudWatchLogsDeliveryError || undefined,
});

interface Selectors {
  readonly EventSelectors?: readonly EventSelector[] | undefined;
  readonly AdvancedEventSelectors?: readonly AdvancedEventSelector[] | undefined;
}

const selectorsOf = ({
  EventSelectors: basic = [],
  AdvancedEventSelectors: advanced = [],
}: Selectors): TrailSelectors =>
  advanced.length > 0
    ? { kind: 'advanced', selectors: advanced.map(advancedOf) }
    : { kind: 'basic', selectors: basic.map(basicOf) };

/** Source: CloudTrail API Reference, EventSelector: the defaults are All and true. */
const basicOf = (selector: EventSelector): BasicSelector => ({
  readWriteType: selector.ReadWriteType ?? 'All',
  includeManagementEvents: selector.IncludeManagementEvents ?? true,
  excludeManagementEventSources: selector.ExcludeManagementEventSources ?? [],
  hasDataResources: (selector.DataResources ?? []).length > 0,
});

const advancedOf = ({ Name: name, FieldSelectors: fields = [] }: AdvancedEventSelector): AdvancedSelector => ({
  name,
  fields: fields.map((field) => ({
    field: field.Field ?? '',
    equals: field.Equals ?? [],
    notEquals: field.NotEquals ?? [],
    startsWith: field.StartsWith ?? [],
    notStartsWith: field.NotStartsWith ?? [],
    endsWith: field.EndsWith ?? [],
    notEndsWith: field.NotEndsWith ?? [],
  })),
});
