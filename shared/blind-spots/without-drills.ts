import { livedLikeDrill } from '../kms/drill-key.ts';
import type { IsDrill, PendingKeys } from './pending-key.ts';

/**
 * The keys without those that were made for a drill, as shared/kms/drill-key.ts has it: by their dates, and by their tags, which are
 * read only of keys with such dates. One whose tags cannot be read stays.
 */
export async function withoutDrills(pending: PendingKeys, isDrill: IsDrill): Promise<PendingKeys> {
  const stays = await Promise.all(
    pending.keys.map(async (key) => !(livedLikeDrill(key) && (await isDrill(key).catch(() => false)))),
  );
  return { ...pending, keys: pending.keys.filter((_, at) => stays[at]) };
}
