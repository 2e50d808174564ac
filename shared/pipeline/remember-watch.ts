import type { Examined } from '../blind-spots/check.ts';
import { type Deployment, FRESH, type Turn, untrackedTurns, type Watch, watch } from '../blind-spots/watch.ts';
import type { KeysFound } from '../blind-spots/watch-step.ts';
import type { WatchStore } from '../blind-spots/watch-store.ts';
import { messageOf } from '../errors.ts';

/** What a run has to tell, and whether the store knows of it. */
export interface Remembered {
  /** Those of this run, and those that earlier ones did not get out. */
  readonly turns: readonly Turn[];
  /** Why the store does not know of them; undefined: it does. */
  readonly untracked?: string;
  /** What was stored could not be read, and has been started over. */
  readonly startedOver?: string;
}

/** Two runs at a time are rare, and each writes twice. */
const MOST_TRIES = 6;

/**
 * Applies the rule of change to what is remembered, and writes it with what is to be told, before anything is. Never rejects: where the
 * store cannot be read, whatever fails is to be told; where it can be read and not written, what has turned, under the ids that the next
 * run will give it again.
 */
export async function rememberRun(
  store: WatchStore,
  examined: readonly Examined[],
  deployment: Deployment,
  keys: KeysFound | undefined,
  now: number,
): Promise<Remembered> {
  let read: Watch | undefined;
  const turnsNow = () =>
    read === undefined ? untrackedTurns(examined, deployment, now) : watch(read, examined, now, keys).state.outbox;
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      read = undefined;
      const { version, watch: stored, unreadable } = await store.load();
      read = stored ?? FRESH;
      const { state } = watch(read, examined, now, keys);
      const startedOver = unreadable === undefined ? {} : { startedOver: unreadable };
      if ((await store.save(state, version, now)) === 'saved') return { turns: state.outbox, ...startedOver };
    }
    return { turns: turnsNow(), untracked: 'others write it all the time' };
  } catch (thrown) {
    return { turns: turnsNow(), untracked: messageOf(thrown) };
  }
}

/**
 * Takes out of the outbox what has been told, and keeps the rest with who has heard it. Answers why that could not be
 * written; then the next run tells it again.
 */
export async function settleTurns(
  store: WatchStore,
  tried: readonly Turn[],
  isTold: (turn: Turn) => boolean,
  now: number,
): Promise<string | undefined> {
  const after = new Map(tried.map((turn) => [turn.id, turn]));
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const { version, watch: stored, unreadable } = await store.load();
      if (stored === undefined) return unreadable ?? 'what was written is gone';
      const outbox = stored.outbox.map((turn) => after.get(turn.id) ?? turn).filter((turn) => !isTold(turn));
      if ((await store.save({ ...stored, outbox }, version, now)) === 'saved') return undefined;
    }
    return 'others write it all the time';
  } catch (thrown) {
    return messageOf(thrown);
  }
}
