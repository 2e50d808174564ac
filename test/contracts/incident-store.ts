import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IncidentStore } from '../../shared/incident/store.ts';
import { aFinding, at, copiesAcrossAccounts, findingsOfOneKey } from '../builders/finding.ts';
import { KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';

const ofOtherKey = { errorMessage: `${OTHER_KEY} is pending deletion.` };
const keyArnOf = ({ key }: { readonly key: { readonly kind: string } & object }) =>
  'key' in key ? (key.key as { readonly arn: string }).arn : key.kind;

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

    it('has nothing to tell before anything was counted', async () => {
      expect(await store.take()).toEqual([]);
      expect(await store.count([])).toEqual({ duplicates: 0 });
      expect(await store.take()).toEqual([]);
    });

    it('hands over what was counted, once', async () => {
      await store.count([aFinding(1), aFinding(2)]);
      expect((await store.take()).map(({ count }) => count)).toEqual([2]);
      expect(await store.take()).toEqual([]);
    });

    it('counts on after it was asked, for the next time', async () => {
      await store.count([aFinding(1)]);
      await store.take();
      expect(await store.count([aFinding(2), aFinding(3)])).toEqual({ duplicates: 0 });
      expect((await store.take()).map(({ count }) => count)).toEqual([2]);
    });

    it('counts the same eventID once, in one call and over several', async () => {
      expect(await store.count([aFinding(1), aFinding(1), aFinding(2)])).toEqual({ duplicates: 1 });
      expect(await store.count([aFinding(2), aFinding(3), aFinding(1)])).toEqual({ duplicates: 2 });
      expect((await store.take()).map(({ count }) => count)).toEqual([3]);
    });

    it('counts two copies of one call across accounts once and keeps the one that names the caller', async () => {
      const { caller, owner } = copiesAcrossAccounts(1);
      expect(await store.count([owner])).toEqual({ duplicates: 0 });
      expect(await store.count([caller])).toEqual({ duplicates: 1 });
      const [incident] = await store.take();
      expect(incident).toMatchObject({ count: 1, lead: { caller: { name: 'role report-api' } } });
      expect(incident?.recipients).toEqual(['111122223333', '444455556666']);
    });

    it('keeps an incident for each key, the gravest first', async () => {
      await store.count([
        aFinding(1, { ...ofOtherKey, eventName: 'TagResource' }),
        aFinding(2),
        aFinding(3, { ...ofOtherKey, eventName: 'UntagResource' }),
      ]);
      const incidents = await store.take();
      expect(incidents.map(keyArnOf)).toEqual([KEY, OTHER_KEY]);
      expect(incidents.map(({ count }) => count)).toEqual([1, 2]);
    });

    it('knows when it began and when it was last seen, in whatever order records come', async () => {
      await store.count([aFinding(5), aFinding(9)]);
      await store.count([aFinding(1)]);
      const [incident] = await store.take();
      expect([incident?.firstSeen?.toISOString(), incident?.lastSeen?.toISOString()]).toEqual([at(1), at(9)]);
    });

    it('counts each caller and operation apart', async () => {
      await store.count([
        aFinding(1),
        aFinding(2),
        aFinding(3, { eventName: 'Encrypt' }),
        aFinding(4, { userIdentity: roleIdentity('report-api') }),
      ]);
      const [incident] = await store.take();
      const facets = incident?.facets.map(({ caller, operation, count }) => [caller.name, operation.name, count]);
      expect(facets).toHaveLength(3);
      expect(facets).toEqual(
        expect.arrayContaining([
          ['role billing-batch', 'Decrypt', 2],
          ['role billing-batch', 'Encrypt', 1],
          ['role report-api', 'Decrypt', 1],
        ]),
      );
    });

    it("counts the guard's own calls and labels them", async () => {
      const own = { userIdentity: roleIdentity('kms-guard') };
      const ownRole = 'arn:aws:iam::111122223333:role/kms-guard';
      await store.count([aFinding(1, own, ownRole), aFinding(2, {}, ownRole), aFinding(3, own, ownRole)]);
      const [incident] = await store.take();
      expect(incident).toMatchObject({ count: 3, ownCalls: 2, lead: { own: false } });
    });

    it('loses nothing of what is counted at the same time', async () => {
      const answers = await Promise.all(
        [0, 1, 2, 3].map((batch) => store.count(Array.from({ length: 10 }, (_, n) => aFinding(batch * 5 + n)))),
      );
      // 40 findings with 25 different ids.
      expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(15);
      expect((await store.take()).map(({ count }) => count)).toEqual([25]);
    });

    it('tells the same of the same findings, whatever the order, the batches and how often they come', async () => {
      const findings = findingsOfOneKey().chain((all) =>
        fc.record({
          all: fc.constant(all),
          shuffled: fc.shuffledSubarray([...all], { minLength: all.length }),
          again: fc.subarray([...all]),
          split: fc.nat(all.length),
        }),
      );
      await fc.assert(
        fc.asyncProperty(findings, async ({ all, shuffled, again, split }) => {
          const [one, other] = [await create(), await create()];
          await one.count(all);
          await other.count(shuffled.slice(0, split));
          await other.count([...again, ...shuffled.slice(split)]);
          expect(await other.take()).toEqual(await one.take());
        }),
        { numRuns: 60 },
      );
    });
  });
}
