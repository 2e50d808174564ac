import {
  CloudWatchLogsClient,
  DeleteMetricFilterCommand,
  DeleteSubscriptionFilterCommand,
  DescribeMetricFiltersCommand,
  DescribeSubscriptionFiltersCommand,
  PutMetricFilterCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { WIDE_PATTERN } from '../../shared/contract/filter-patterns.ts';
import { SUBSCRIPTION_FILTER_NAME } from '../../shared/contract/names.ts';

const logs = new CloudWatchLogsClient();

type OfDeployment = { readonly logGroupName: string };

/** Gives what puts it back. */
export type Broken = () => Promise<unknown>;

/** As it was deployed; scripts/e2e.mjs has emptied it, since the emulator does not evaluate it. */
export async function putDeployedPattern({ logGroupName }: OfDeployment): Promise<Broken> {
  const filter = await filterOf(logGroupName);
  await logs.send(new PutSubscriptionFilterCommand({ ...filter, filterPattern: WIDE_PATTERN }));
  return () => logs.send(new PutSubscriptionFilterCommand(filter));
}

/** From now on no record reaches the function. */
export async function removeFilter({ logGroupName }: OfDeployment): Promise<Broken> {
  const filter = await filterOf(logGroupName);
  await logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName: SUBSCRIPTION_FILTER_NAME }));
  return () => logs.send(new PutSubscriptionFilterCommand(filter));
}

/** From now on the alarm on this metric hears nothing. */
export async function removeMetricFilter({ logGroupName }: OfDeployment, metricName: string): Promise<Broken> {
  const { metricFilters = [] } = await logs.send(new DescribeMetricFiltersCommand({ logGroupName }));
  const { filterName, filterPattern, metricTransformations } =
    metricFilters.find(({ metricTransformations: [one] = [] }) => one?.metricName === metricName) ?? {};
  await logs.send(new DeleteMetricFilterCommand({ logGroupName, filterName }));
  const filter = { logGroupName, filterName, filterPattern, metricTransformations };
  return () => logs.send(new PutMetricFilterCommand(filter));
}

async function filterOf(logGroupName: string) {
  const { subscriptionFilters: [filter] = [] } = await logs.send(
    new DescribeSubscriptionFiltersCommand({ logGroupName }),
  );
  const { filterName, destinationArn, filterPattern } = filter ?? {};
  return { logGroupName, filterName, destinationArn, filterPattern };
}
