import type { Watch } from '../../shared/blind-spots/watch.ts';
import { decodeWatch, encodeWatch } from '../../shared/blind-spots/watch-codec.ts';
import type { WatchStore } from '../../shared/blind-spots/watch-store.ts';

export type WatchOperation = keyof WatchStore;

/** What a {@link fakeWatchStore} shows beside its port. */
export interface FakeWatchStore extends WatchStore {
  /** What is remembered now; undefined: nothing, or nothing that can be read. */
  stored(): Watch | undefined;
  /** Puts a text in the place of the item, as a later version or a person might. */
  spoil(body: string): void;
}

/** Faults, asked for at each operation. */
export interface WatchFaults {
  /** The operation rejects and changes nothing. */
  readonly failing?: (operation: WatchOperation) => boolean;
  /** The operation is done and rejects: its answer is lost. */
  readonly answerLost?: (operation: WatchOperation) => boolean;
}

/** What is remembered, in memory: it goes through its text, so that what is lost on the way to a table is lost here. */
export function fakeWatchStore({ failing = () => false, answerLost = () => false }: WatchFaults = {}): FakeWatchStore {
  let row: { readonly version: number; readonly body: string } | undefined;
  // The event loop turns, as it does while a table is asked.
  const asked = async <T>(operation: WatchOperation, answer: () => T): Promise<T> => {
    await Promise.resolve();
    if (failing(operation)) throw new Error(`the table does not answer to ${operation}`);
    const answered = answer();
    if (answerLost(operation)) throw new Error(`the answer of the table to ${operation} is lost`);
    return answered;
  };
  const decoded = () => (row === undefined ? undefined : decodeWatch(row.body));
  return {
    load: () =>
      asked('load', () => {
        const watch = decoded();
        if (row === undefined || watch === undefined) return { version: 0, watch: undefined };
        return watch.ok
          ? { version: row.version, watch: watch.value }
          : { version: row.version, watch: undefined, unreadable: watch.error };
      }),
    save: (watch, version) =>
      asked('save', () => {
        if ((row?.version ?? 0) !== version) return 'conflict';
        row = { version: version + 1, body: encodeWatch(watch) };
        return 'saved';
      }),
    stored() {
      const watch = decoded();
      return watch?.ok === true ? watch.value : undefined;
    },
    spoil: (body) => {
      row = { version: row?.version ?? 1, body };
    },
  };
}
