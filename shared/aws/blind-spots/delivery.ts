import { type Fact, fact } from '../../blind-spots/fact.ts';
import type { Delivery } from '../../blind-spots/facts.ts';
import { SUBSCRIPTION_FILTER_NAME } from '../../contract/names.ts';
import type { GuardClients } from '../guard-clients.ts';
import { HOUR_MS, readSums } from './metric-sums.ts';

/**
 * What CloudWatch Logs says of its deliveries to the function. A call of its own: a Region or a stand-in for AWS that answers no search
 * leaves the other figures known.
 */
export async function readDelivery(
  clients: Pick<GuardClients, 'cloudWatch'>,
  logGroupName: string,
  now: Date,
  abortSignal: AbortSignal,
): Promise<Fact<Delivery>> {
  const queries = [
    search('errors', 'DeliveryErrors', logGroupName),
    search('throttling', 'DeliveryThrottling', logGroupName),
  ];
  const sums = await readSums(clients, queries, now, abortSignal);
  if (!sums.known) return sums;
  return fact({
    errors: sums.value('errors'),
    errorsInLastHour: sums.value('errors', now.getTime() - HOUR_MS),
    throttling: sums.value('throttling'),
  });
}

/**
 * A search, since the dimension DestinationType has values that no page lists; it may find several series. Source: CloudWatch Logs
 * User Guide, "Monitoring usage with CloudWatch metrics"; CloudWatch User Guide, "Search expression syntax".
 */
const search = (Id: 'errors' | 'throttling', name: string, logGroupName: string) => ({
  Id,
  Expression: `SEARCH('{AWS/Logs,DestinationType,FilterName,LogGroupName} MetricName="${name}" LogGroupName="${logGroupName}" FilterName="${SUBSCRIPTION_FILTER_NAME}"', 'Sum', 300)`,
});
