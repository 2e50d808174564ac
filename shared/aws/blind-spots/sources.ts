import type { Place } from '../../blind-spots/deployed-names.ts';
import type { Facts, TrailFacts } from '../../blind-spots/facts.ts';
import { deliveryOf } from '../../blind-spots/trail/delivery.ts';
import { feedingTrails } from '../../blind-spots/trail/feeding.ts';
import type { GuardClients } from '../guard-clients.ts';
import { readBucketKey } from './keys.ts';
import { readOtherRegions } from './other-regions.ts';
import { readTrails } from './trails.ts';

/** Where records come from: the trails, and what can be asked only when they are known. */
export async function readSources(
  clients: GuardClients,
  place: Place,
  now: Date,
  budget: AbortSignal,
): Promise<Pick<Facts, 'trails' | 'bucketKeys' | 'otherRegions'>> {
  const trails = await readTrails(clients, budget);
  const feeding = trails.known ? feedingTrails(place, trails.value) : [];
  const [bucketKeys, otherRegions] = await Promise.all([
    readBucketKeys(clients, feeding, budget),
    whatElseHasKeys(clients, place, trails, covering(feeding, place, now), budget),
  ]);
  return { trails, bucketKeys, otherRegions };
}

async function readBucketKeys(clients: GuardClients, trails: readonly TrailFacts[], budget: AbortSignal) {
  const buckets = new Set(trails.flatMap(({ bucket }) => (bucket === undefined ? [] : [bucket])));
  return Object.fromEntries(
    await Promise.all([...buckets].map(async (name) => [name, await readBucketKey(clients, name, budget)] as const)),
  );
}

/** Those that may deliver; where none does, which is told anyway, all of them. */
function covering(feeding: readonly TrailFacts[], { stack }: Place, now: Date): readonly TrailFacts[] {
  const delivering = feeding.filter((trail) => deliveryOf(trail, { now, stack }).state !== 'fail');
  return delivering.length > 0 ? delivering : feeding;
}

/** Whether keys of other Regions are seen is asked only where no trail brings their records. */
async function whatElseHasKeys(
  clients: GuardClients,
  { region }: Place,
  trails: Facts['trails'],
  bringing: readonly TrailFacts[],
  budget: AbortSignal,
): Promise<Facts['otherRegions']> {
  if (!trails.known) return trails;
  if (bringing.some(({ isMultiRegion }) => isMultiRegion)) return undefined;
  return readOtherRegions(clients, region, budget);
}
