import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type IncidentItem, openIncident } from '../../shared/incident/item.ts';
import { encodeItem } from '../../shared/incident/item-codec.ts';
import type { IncidentStore } from '../../shared/incident/store.ts';
import { hostileText } from '../builders/hostile.ts';
import { aLargeIncident, anIncident, lifeOf, openIncidentOfKey, START, useAt } from '../builders/incident.ts';
import { KEY } from '../builders/record.ts';

/** What the store holds once an item has been saved. */
const asStored = (item: IncidentItem): IncidentItem => ({ ...item, version: item.version + 1 });
const withId = (id: string, item = openIncidentOfKey()): IncidentItem => ({ ...item, id, version: 0 });
const alone = openIncident('named 111122223333 eu-west-1 alias/ledger', { kind: 'unknown', reason: 'x' }, START);

/**
 * What every {@link IncidentStore} keeps to, in memory or durable.
 * @param create makes an empty store
 */
export function incidentStoreContract(name: string, create: () => IncidentStore | Promise<IncidentStore>): void {
  describe(`an incident store: ${name}`, () => {
    let store: IncidentStore;
    beforeEach(async () => {
      store = await create();
    });

    it('has nothing of what was never saved', async () => {
      expect(await store.load(KEY)).toBeUndefined();
      expect(await store.all()).toEqual({ items: [], unreadable: 0 });
    });

    it('loads what was saved, one version higher', async () => {
      const life = lifeOf();
      life.brings(START, useAt(START), useAt(START, 'report-api'));
      const item = { ...life.item, version: 0 };
      expect(await store.save(item, START)).toBe('saved');
      expect(await store.load(KEY)).toEqual({ ...item, version: 1 });
    });

    it('loads any incident as it was saved', async () => {
      let at = 0;
      await fc.assert(
        fc.asyncProperty(anIncident(), async (item) => {
          at += 1;
          const saved = withId(`incident ${at}`, item);
          expect(await store.save(saved, START)).toBe('saved');
          expect(await store.load(saved.id)).toEqual(asStored(saved));
        }),
        { numRuns: 60 },
      );
    });

    it('loads the newest', async () => {
      let item = withId(KEY);
      for (let at = 1; at <= 20; at += 1) {
        expect(await store.save({ ...item, count: at }, START)).toBe('saved');
        const loaded = await store.load(KEY);
        expect(loaded).toMatchObject({ count: at, version: at });
        item = loaded ?? item;
      }
      expect((await store.all()).items).toMatchObject([{ count: 20 }]);
    });

    it('does not write a new incident over one that is there', async () => {
      await store.save({ ...withId(KEY), count: 1 }, START);
      expect(await store.save({ ...withId(KEY), count: 2 }, START)).toBe('conflict');
      expect(await store.load(KEY)).toMatchObject({ count: 1, version: 1 });
    });

    it.each([1, 3])('does not write over a version that was not read: %d instead of 2', async (version) => {
      await store.save(withId(KEY), START);
      await store.save({ ...withId(KEY), version: 1, count: 2 }, START);
      expect(await store.save({ ...withId(KEY), version, count: 9 }, START)).toBe('conflict');
      expect(await store.load(KEY)).toMatchObject({ count: 2, version: 2 });
    });

    it('does not change what is not there', async () => {
      expect(await store.save({ ...withId(KEY), version: 4 }, START)).toBe('conflict');
      expect(await store.load(KEY)).toBeUndefined();
    });

    it.each([
      ['a new one', 0],
      ['one that is there', 1],
    ])('lets exactly one of many writers at a time change an incident: %s', async (_, version) => {
      if (version > 0) await store.save(withId(KEY), START);
      const writers = Array.from({ length: 20 }, (_, count) => ({ ...withId(KEY), version, count }));
      const answers = await Promise.all(writers.map((item) => store.save(item, START)));
      expect(answers.filter((answer) => answer === 'saved')).toHaveLength(1);
      const winner = answers.indexOf('saved');
      expect(await store.load(KEY)).toMatchObject({ count: winner, version: version + 1 });
    });

    it('lets exactly one of many writers of the very same change it', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => store.save(withId(KEY), START)));
      expect(answers.filter((answer) => answer === 'saved')).toHaveLength(1);
    });

    it('loses no count of writers who try again', async () => {
      const countOne = async () => {
        for (;;) {
          const item = (await store.load(KEY)) ?? withId(KEY);
          if ((await store.save({ ...item, count: item.count + 1 }, START)) === 'saved') return;
        }
      };
      await Promise.all(Array.from({ length: 12 }, countOne));
      expect(await store.load(KEY)).toMatchObject({ count: 12, version: 12 });
    });

    it('keeps incidents apart, and hands over all of them', async () => {
      const ids = ['one', 'two', 'three'];
      for (const id of ids) await store.save(withId(id), START);
      await store.save({ ...withId('two'), version: 1, count: 5 }, START);
      const { items, unreadable } = await store.all();
      expect(items.map(({ id, count }) => [id, count]).sort()).toEqual([
        ['one', 0],
        ['three', 0],
        ['two', 5],
      ]);
      expect(unreadable).toBe(0);
    });

    it('hands over all of them, also when they are larger than one answer can be', async () => {
      const large = aLargeIncident();
      const ids = Array.from({ length: 40 }, (_, at) => `incident ${at}`);
      for (const id of ids) await store.save(withId(id, large), START);
      // DynamoDB Developer Guide, "Scan": a page holds 1 MB.
      expect(encodeItem(large).length * ids.length).toBeGreaterThan(1.5 * 1024 * 1024);
      const { items } = await store.all();
      expect(items.map(({ id }) => id).sort()).toEqual(ids.sort());
      expect(items.find(({ id }) => id === 'incident 3')).toEqual(asStored(withId('incident 3', large)));
    });

    it.each([
      ['nothing', ''],
      ['line breaks and zeros', 'named \u0000 eu-west-1\n\r alias/x'],
      ['what separates the parts of names', 'incident#incident#pace'],
      ['the name of another item', 'pace'],
      ['more than a key of DynamoDB takes', `named  ${'x'.repeat(5000)}`],
      ['as many characters of four bytes', '🔥'.repeat(600)],
      ['half a character', 'named \ud83d end'],
    ])('takes an id of %s', async (_, id) => {
      await store.save({ ...withId(id), count: 1 }, START);
      await store.save({ ...withId('another'), count: 2 }, START);
      expect(await store.load(id)).toMatchObject({ id, count: 1 });
      expect((await store.all()).items).toHaveLength(2);
    });

    it('takes any id, and mixes up no two', async () => {
      const ids = fc.tuple(hostileText(), hostileText()).filter(([one, other]) => one !== other);
      await fc.assert(
        fc.asyncProperty(ids, fc.constantFrom('', 'x'.repeat(3000)), async ([one, other], before) => {
          const fresh = await create();
          await fresh.save({ ...withId(before + one), count: 1 }, START);
          await fresh.save({ ...withId(before + other), count: 2 }, START);
          expect(await fresh.load(before + one)).toMatchObject({ id: before + one, count: 1 });
          expect(await fresh.load(before + other)).toMatchObject({ id: before + other, count: 2 });
        }),
        { numRuns: 25 },
      );
    });

    it.each([
      ['at their end', [`${'x'.repeat(5000)}a`, `${'x'.repeat(5000)}b`]],
      ['in the half of a character', ['named \ud83d', 'named \ud83e']],
    ])('does not mix up ids that differ only %s', async (_, [one = '', other = '']) => {
      await store.save({ ...alone, id: one, count: 1 }, START);
      await store.save({ ...alone, id: other, count: 2 }, START);
      expect([(await store.load(one))?.count, (await store.load(other))?.count]).toEqual([1, 2]);
    });
  });
}
