import type { IncidentItem } from '../incident/item.ts';
import type { Rescue } from '../incident/rescue.ts';
import type { PipelinePorts } from './ports.ts';
import { backoff } from './track.ts';

const MOST_TRIES = 12;

/** `others-wrote`: of the rescue itself, so that this must not be written any more; with what they made of it. */
export type SavedRescue =
  | { readonly kind: 'saved'; readonly item: IncidentItem }
  | { readonly kind: 'others-wrote'; readonly rescue: Rescue | undefined }
  | { readonly kind: 'failed' };

/**
 * Writes what is remembered of a rescue, on top of whatever others wrote of the incident meanwhile, but never over what they wrote of
 * the rescue: then somebody else is at it. What people were told by others stays told.
 */
export async function saveRescue(
  item: IncidentItem,
  next: Rescue,
  { store, now, wait, random }: Pick<PipelinePorts, 'store' | 'now' | 'wait' | 'random'>,
): Promise<SavedRescue> {
  const basis = basisOf(item.rescue);
  let current: IncidentItem | undefined = item;
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      if (current === undefined || basisOf(current.rescue) !== basis)
        return { kind: 'others-wrote', rescue: current?.rescue };
      const changed: IncidentItem = { ...current, rescue: { ...next, told: current.rescue?.told } };
      if ((await store.save(changed, now().getTime())) === 'saved')
        return { kind: 'saved', item: { ...changed, version: changed.version + 1 } };
      await wait(backoff(tries, random()));
      current = await store.load(item.id);
    }
  } catch {
    // Whoever asks tells that it could not be written.
  }
  return { kind: 'failed' };
}

/** All of it but for what people were told, as the store has it. */
const basisOf = (rescue: Rescue | undefined): string =>
  JSON.stringify(rescue && { ...rescue, told: undefined, evidence: rescue.evidence?.id }) ?? '';
