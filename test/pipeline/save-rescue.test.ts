import { describe, expect, it } from '@jest/globals';
import type { IncidentItem } from '../../shared/incident/item.ts';
import { NO_RESCUE, type Rescue } from '../../shared/incident/rescue.ts';
import { saveRescue } from '../../shared/pipeline/save-rescue.ts';
import { openIncidentOfKey, START } from '../builders/incident.ts';
import { memoryPorts } from '../builders/ports.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';

const NEXT: Rescue = { ...NO_RESCUE, attempts: 1, dueAt: START };

/** An item as somebody read it, which others have changed in the store since. */
async function changedSince(change: (item: IncidentItem) => IncidentItem) {
  const ports = memoryPorts();
  const written: IncidentItem = { ...openIncidentOfKey(), rescue: NO_RESCUE };
  await ports.store.save(written, START);
  const read = await ports.store.load(written.id);
  if (read === undefined) throw new Error('wanted the item');
  const changed = change(read);
  if (changed !== read) await ports.store.save(changed, START);
  return { ports, read, now: () => ports.store.items()[0] };
}

describe('what is remembered of a rescue', () => {
  it('is written', async () => {
    const { ports, read, now } = await changedSince((item) => item);
    expect(await saveRescue(read, NEXT, ports)).toMatchObject({ kind: 'saved', item: { rescue: NEXT, version: 2 } });
    expect(now()?.rescue).toEqual(NEXT);
  });

  it('is written beside what others counted meanwhile', async () => {
    const { ports, read, now } = await changedSince((item) => ({ ...item, count: 7 }));
    expect(await saveRescue(read, NEXT, ports)).toMatchObject({ kind: 'saved', item: { count: 7, version: 3 } });
    expect(now()).toMatchObject({ count: 7, rescue: { attempts: 1 } });
  });

  it('what others told meanwhile stays told', async () => {
    const { ports, read, now } = await changedSince((item) => ({ ...item, rescue: { ...NO_RESCUE, told: 'all' } }));
    expect(await saveRescue(read, NEXT, ports)).toMatchObject({ kind: 'saved', item: { rescue: { told: 'all' } } });
    expect(now()?.rescue).toMatchObject({ told: 'all', attempts: 1 });
  });

  it('is not written over what others made of it', async () => {
    const theirs = { ...NO_RESCUE, attempts: 3 };
    const { ports, read, now } = await changedSince((item) => ({ ...item, rescue: theirs }));
    expect(await saveRescue(read, NEXT, ports)).toEqual({ kind: 'others-wrote', rescue: theirs });
    expect(now()?.rescue).toEqual(theirs);
  });

  it('nor where the item is gone', async () => {
    const ports = memoryPorts();
    const gone = { ...openIncidentOfKey(), rescue: NO_RESCUE, version: 1 };
    expect(await saveRescue(gone, NEXT, ports)).toEqual({ kind: 'others-wrote', rescue: undefined });
    expect(ports.store.items()).toEqual([]);
  });

  it.each(['failing', 'busy'] as const)('a store that is %s: it fails, and does not reject', async (fault) => {
    const ports = memoryPorts({ store: fakeIncidentStore({ [fault]: () => true }) });
    expect(await saveRescue({ ...openIncidentOfKey(), rescue: NO_RESCUE }, NEXT, ports)).toEqual({ kind: 'failed' });
  });

  it('others who write all the time: it gives up', async () => {
    const { ports, read } = await changedSince((item) => item);
    const store = { ...ports.store, save: async () => 'conflict' as const };
    expect(await saveRescue(read, NEXT, { ...ports, store })).toEqual({ kind: 'failed' });
  });
});
