import type { Watch } from './watch.ts';

/**
 * Where a {@link Watch} is remembered between runs: one item of the table of incidents. Rejects when it cannot be reached. Every one of
 * them passes test/contracts/watch-store.ts.
 */
export interface WatchStore {
  /** The newest: what has been written is read. */
  load(): Promise<StoredWatch>;
  /** Writes it, if the stored one still has that version; the next one is one higher. `conflict`: somebody else has written meanwhile. */
  save(watch: Watch, version: number, now: number): Promise<'saved' | 'conflict'>;
}

export interface StoredWatch {
  /** 0: there is none. */
  readonly version: number;
  /** Undefined: there is none, or it cannot be read. */
  readonly watch: Watch | undefined;
  /** Why it cannot be read. */
  readonly unreadable?: string;
}

/** Renewed by each run, so that it goes only some time after the guard has gone: 90 days, in seconds since 1970. */
export const watchExpiresAt = (now: number): number => Math.ceil(now / 1000) + 90 * 24 * 3600;
