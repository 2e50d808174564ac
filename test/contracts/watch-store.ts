import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FRESH, type Watch } from '../../shared/blind-spots/watch.ts';
import type { WatchStore } from '../../shared/blind-spots/watch-store.ts';
import { NOW } from '../builders/alert.ts';
import { aTurn, aWatch } from '../builders/blind-spot.ts';

const now = NOW.getTime();
const withTurn = (id: string): Watch => ({ checks: [], outbox: [aTurn({ id })] });

/**
 * What every {@link WatchStore} keeps to, in memory or durable.
 * @param create makes an empty store
 */
export function watchStoreContract(name: string, create: () => WatchStore | Promise<WatchStore>): void {
  describe(`a watch store: ${name}`, () => {
    let store: WatchStore;
    beforeEach(async () => {
      store = await create();
    });

    it('has nothing before something is saved', async () => {
      expect(await store.load()).toEqual({ version: 0, watch: undefined });
    });

    it('loads whatever was saved, one version higher', async () => {
      let version = 0;
      await fc.assert(
        fc.asyncProperty(aWatch(), async (watch) => {
          expect(await store.save(watch, version, now)).toBe('saved');
          version += 1;
          expect(await store.load()).toEqual({ version, watch });
        }),
        { numRuns: 50 },
      );
    });

    it('does not write a first one over one that is there', async () => {
      await store.save(withTurn('first'), 0, now);
      expect(await store.save(withTurn('second'), 0, now)).toBe('conflict');
      expect(await store.load()).toEqual({ version: 1, watch: withTurn('first') });
    });

    it.each([1, 3])('does not write over a version that was not read: %d instead of 2', async (version) => {
      await store.save(FRESH, 0, now);
      await store.save(withTurn('second'), 1, now);
      expect(await store.save(withTurn('other'), version, now)).toBe('conflict');
      expect(await store.load()).toEqual({ version: 2, watch: withTurn('second') });
    });

    it('does not change what is not there', async () => {
      expect(await store.save(FRESH, 4, now)).toBe('conflict');
      expect(await store.load()).toEqual({ version: 0, watch: undefined });
    });

    it.each([
      ['the first', 0],
      ['a later one', 1],
    ])('lets exactly one of many writers at a time write %s', async (_, version) => {
      if (version > 0) await store.save(FRESH, 0, now);
      const writers = Array.from({ length: 15 }, (_unused, n) => `writer ${n}`);
      const answers = await Promise.all(writers.map((id) => store.save(withTurn(id), version, now)));
      expect(answers.filter((answer) => answer === 'saved')).toHaveLength(1);
      const winner = writers[answers.indexOf('saved')] ?? '';
      expect(await store.load()).toEqual({ version: version + 1, watch: withTurn(winner) });
    });
  });
}
