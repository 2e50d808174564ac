import { type Fact, fact } from '../../blind-spots/fact.ts';
import type { RegionFacts } from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { countCustomerKeys } from '../pending-keys.ts';
import { enabledRegions } from '../regions.ts';
import { fewAtATime } from './few-at-a-time.ts';

/** Two lists for each Region; the number of Regions is what it costs. */
const AT_ONCE = 8;

/**
 * The enabled Regions, but for one, that have customer keys. A Region that cannot be read, as where the organization denies it, makes
 * this unknown only where no other has keys: what was found stands.
 */
export async function readOtherRegions(
  clients: Pick<GuardClients, 'account' | 'kms'>,
  home: string,
  budget: AbortSignal,
): Promise<Fact<readonly RegionFacts[]>> {
  const enabled = await enabledRegions(clients, budget);
  if (!enabled.known) return enabled;
  const others = enabled.value.filter((region) => region !== home);
  const counts = await fewAtATime(AT_ONCE, others, async (region) => ({
    region,
    count: await countCustomerKeys(clients, region, budget),
  }));
  const withKeys = counts.flatMap(({ region, count }) =>
    count.known && count.value > 0 ? [{ region, customerKeys: count.value }] : [],
  );
  const unread = counts.find(({ count }) => !count.known);
  if (withKeys.length > 0 || unread === undefined || unread.count.known) return fact(withKeys);
  return { ...unread.count, reason: `${unread.region}: ${unread.count.reason}` };
}
