import { GuardError, messageOf } from '../errors.ts';
import type { KeyFindings } from '../incident/collector.ts';
import type { Counted } from '../incident/counter.ts';
import type { HiddenBy } from '../incident/hidden.ts';
import { type Claim, type IncidentItem, NOTHING_LEARNED, openIncident } from '../incident/item.ts';
import { type Input, isCountedElsewhere, reduce } from '../incident/reduce.ts';
import type { KeyDetails } from '../kms/key-details.ts';
import { stillHides } from '../silence/hiding.ts';
import type { PipelinePorts, PipelineSettings } from './ports.ts';

/** The findings of one key, counted or not. Findings: count = notified + counted + silenced + duplicates + failed. */
export type Tracked = {
  readonly notified: number;
  readonly counted: number;
  readonly silenced: number;
  readonly duplicates: number;
  readonly failed: number;
} & (
  | {
      /** They are in the counts, and these alerts must go out. */
      readonly kind: 'tracked';
      readonly item: IncidentItem;
      readonly send: readonly Claim[];
    }
  | {
      /** The store could not be reached: they are told all the same, as if nothing had been told before. */
      readonly kind: 'untracked';
      readonly item: IncidentItem;
      readonly send: readonly Claim[];
      readonly reason: string;
    }
  /** Others wrote all the time: nothing was counted, so that the batch must come again. */
  | { readonly kind: 'contended' }
);

type ReadKey = () => Promise<KeyDetails>;

/** So often an item is tried that others write at the same time. */
const MOST_TRIES = 60;

/** Counts the findings of one key in the store and claims what must be told. Never rejects for a store that cannot be reached. */
export async function track(
  found: KeyFindings,
  readKey: ReadKey,
  ports: PipelinePorts,
  settings: PipelineSettings,
): Promise<Tracked> {
  const id = settings.drill ? `drill ${found.batchId}` : found.id;
  for (let tries = 0; tries < MOST_TRIES && ports.now().getTime() < settings.sendBefore; tries += 1) {
    const now = ports.now();
    try {
      const stored = await ports.store.load(id);
      const item = stored ?? openIncident(id, found.key, now.getTime(), settings.drill);
      const split = await splitOf(found, item, readKey, now);
      const input = inputOf(found, split);
      const { next, send, seenBefore } = reduce(item, input, now.getTime(), settings.policy);
      if (seenBefore) return { ...NONE, kind: 'tracked', item, send, duplicates: found.count };
      if ((await ports.store.save(next, now.getTime())) === 'saved') {
        const written = { ...next, version: next.version + 1 };
        return { ...figuresOf(found, split, send), kind: 'tracked', item: written, send };
      }
    } catch (thrown) {
      if (isBusy(thrown)) {
        await ports.wait(backoff(tries, ports.random()));
        continue;
      }
      const split = await splitOf(found, undefined, readKey, now);
      return untracked(
        found,
        split,
        openIncident(id, found.key, now.getTime(), settings.drill),
        now,
        settings,
        messageOf(thrown),
      );
    }
    await ports.wait(backoff(tries, ports.random()));
  }
  return { ...NONE, kind: 'contended', failed: found.count };
}

const isBusy = (thrown: unknown): boolean => thrown instanceof GuardError && thrown.code === 'incidents-busy';

/** Ten handlers that meet on one key: each waits a while that differs, longer the more often it lost. */
export const backoff = (tries: number, random: number): number => (0.2 + random) * Math.min(400, 25 * 2 ** tries);

const NONE = { notified: 0, counted: 0, silenced: 0, duplicates: 0, failed: 0 };

interface Split {
  readonly visible: readonly Counted[];
  readonly hidden: Extract<Input, { kind: 'batch' }>['hidden'];
}

/** What is told and what is hidden, now that the end of the key is known, or is not. The key is read only if that decides. */
async function splitOf(
  found: KeyFindings,
  item: IncidentItem | undefined,
  readKey: ReadKey,
  now: Date,
): Promise<Split> {
  const visible: Counted[] = [];
  const hidden: { hiddenBy: HiddenBy; counted: Counted }[] = [];
  for (const { hiddenBy, counter } of found.parts) {
    const counted = counter.counted((call) => item !== undefined && isCountedElsewhere(item, call));
    if (counted === undefined) continue;
    if (hiddenBy === undefined) visible.push(counted);
    else if (await hides(hiddenBy, item, readKey, now)) hidden.push({ hiddenBy, counted });
    else visible.push(counted);
  }
  return { visible, hidden };
}

async function hides(by: HiddenBy, item: IncidentItem | undefined, readKey: ReadKey, now: Date): Promise<boolean> {
  if (by.kind === 'own' || stillHides(by, undefined, now)) return true;
  return stillHides(by, await endFor(item, readKey, now), now);
}

/**
 * A deletion that was cancelled and scheduled again since ends 7 days after that at the earliest, so that what was read within 4 days
 * says truly whether 72 hours are left. Source: KMS API Reference, ScheduleKeyDeletion, PendingWindowInDays.
 */
const TRUSTED_MS = 4 * 24 * 3_600_000;

/** A waiting period that begins when the last replica is gone ends 7 days after that at the earliest. */
const NOT_STARTED = new Date(8.64e15);

async function endFor(item: IncidentItem | undefined, readKey: ReadKey, now: Date): Promise<Date | undefined> {
  const { deletionDate, readAt, state } = item?.learned ?? NOTHING_LEARNED;
  if (readAt !== undefined && now.getTime() - readAt < TRUSTED_MS) {
    if (state === 'PendingReplicaDeletion') return NOT_STARTED;
    if (deletionDate !== undefined) return new Date(deletionDate);
  }
  const { metadata } = await readKey();
  if (metadata.status === 'unavailable') return undefined;
  return metadata.value.state === 'PendingReplicaDeletion' ? NOT_STARTED : metadata.value.deletionDate;
}

const inputOf = ({ batchId, parts }: KeyFindings, split: Split): Extract<Input, { kind: 'batch' }> => ({
  kind: 'batch',
  id: batchId,
  ...split,
  sharedCalls: parts.flatMap(({ counter }) => counter.sharedCalls()),
});

const callsIn = (counted: readonly Counted[]): number => counted.reduce((sum, { incident }) => sum + incident.count, 0);

function figuresOf(found: KeyFindings, { visible, hidden }: Split, send: readonly Claim[]) {
  const named = new Set(send.flatMap(({ counts }) => counts.map(({ facet }) => facet)));
  const facets = visible.flatMap(({ incident }) => incident.facets);
  const silenced = callsIn(hidden.map(({ counted }) => counted));
  const told = callsIn(visible);
  // The first alert tells all that there is, also of those that it does not name.
  const isFirst = send.some(({ kind }) => kind === 'first');
  const notified = isFirst ? told : facets.reduce((sum, { id, count }) => sum + (named.has(id) ? count : 0), 0);
  return { notified, counted: told - notified, silenced, duplicates: found.count - told - silenced, failed: 0 };
}

/** Hidden findings cannot be counted either: they fail, so that the batch comes again. */
function untracked(
  found: KeyFindings,
  split: Split,
  empty: IncidentItem,
  now: Date,
  { policy }: PipelineSettings,
  reason: string,
): Tracked {
  const { next: item, send } = reduce(empty, { ...inputOf(found, split), hidden: [] }, now.getTime(), policy);
  const { silenced, ...figures } = figuresOf(found, split, send);
  return { ...figures, kind: 'untracked', item, send, reason, silenced: 0, failed: silenced };
}
