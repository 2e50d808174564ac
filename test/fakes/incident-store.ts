import { GuardError } from '../../shared/errors.ts';
import type { IncidentItem } from '../../shared/incident/item.ts';
import { decodeItem, encodeItem } from '../../shared/incident/item-codec.ts';
import { expiryOf } from '../../shared/incident/lifetime.ts';
import type { IncidentStore } from '../../shared/incident/store.ts';

export type StoreOperation = keyof IncidentStore;

/** Faults of a store, asked for at each operation; `id` where the operation is about one incident. */
export interface StoreFaults {
  /** The operation rejects and changes nothing. */
  readonly failing?: (operation: StoreOperation, id?: string) => boolean;
  /** The operation rejects as a table does that has too much to do, and changes nothing. */
  readonly busy?: (operation: StoreOperation, id?: string) => boolean;
  /** The operation is done and rejects: its answer is lost. */
  readonly answerLost?: (operation: StoreOperation, id?: string) => boolean;
}

/** What a {@link fakeIncidentStore} shows beside its port. */
export interface FakeIncidentStore extends IncidentStore {
  /** Every write that was made, in order. */
  readonly writes: readonly { readonly id: string; readonly version: number }[];
  /** The items as they stand, in no order. */
  items(): readonly IncidentItem[];
  /** Puts a text in the place of an item, as a later version or a person might. */
  spoil(id: string, body: string): void;
  /** Deletes what DynamoDB may delete by then. */
  expire(now: number): void;
}

/** Incidents in memory: each goes through its text, so that what is lost on the way to a table is lost here. */
export function fakeIncidentStore(faults: StoreFaults = {}): FakeIncidentStore {
  const rows = new Map<string, { readonly version: number; readonly body: string; readonly expiresAt: number }>();
  const writes: { id: string; version: number }[] = [];
  const { failing = () => false, busy = () => false, answerLost = () => false } = faults;
  // The event loop turns, as it does while a table is asked.
  const asked = async <T>(operation: StoreOperation, id: string | undefined, answer: () => T): Promise<T> => {
    await Promise.resolve();
    if (failing(operation, id)) throw new Error(`the table does not answer to ${operation}`);
    if (busy(operation, id)) throw new GuardError('incidents-busy', `the table has too much to do to ${operation}`);
    const answered = answer();
    if (answerLost(operation, id)) throw new Error(`the answer of the table to ${operation} is lost`);
    return answered;
  };
  const decoded = () => [...rows.values()].map(({ body }) => decodeItem(body));
  const readable = () => decoded().flatMap((item) => (item.ok ? [item.value] : []));
  return {
    writes,
    load: (id) =>
      asked('load', id, () => {
        const row = rows.get(id);
        if (row === undefined) return undefined;
        const item = decodeItem(row.body);
        if (item.ok) return item.value;
        throw new GuardError('incident-unreadable', `the item of an incident cannot be read: ${item.error}`);
      }),
    save: (item, now) =>
      asked('save', item.id, () => {
        if ((rows.get(item.id)?.version ?? 0) !== item.version) return 'conflict';
        const next = { ...item, version: item.version + 1 };
        rows.set(item.id, { version: next.version, body: encodeItem(next), expiresAt: expiryOf(item, now) });
        writes.push({ id: item.id, version: next.version });
        return 'saved';
      }),
    all: () =>
      asked('all', undefined, () => {
        const items = readable();
        return { items, unreadable: rows.size - items.length };
      }),
    items: readable,
    spoil: (id, body) => void rows.set(id, { version: 1, expiresAt: Number.POSITIVE_INFINITY, ...rows.get(id), body }),
    expire(now) {
      for (const [id, { expiresAt }] of rows) if (expiresAt * 1000 < now) rows.delete(id);
    },
  };
}
