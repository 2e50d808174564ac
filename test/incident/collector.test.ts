import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../shared/finding/finding.ts';
import { createCollector, type KeyFindings } from '../../shared/incident/collector.ts';
import type { HiddenBy } from '../../shared/incident/hidden.ts';
import { aFinding, copiesAcrossAccounts, findingsOfOneKey } from '../builders/finding.ts';
import { KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';

const ofOtherKey = { errorMessage: `${OTHER_KEY} is pending deletion.` };

function collected(findings: readonly Finding[], hiddenBy?: (finding: Finding) => HiddenBy | undefined) {
  const collector = createCollector(hiddenBy);
  const isNew = findings.map((finding) => collector.add(finding));
  return { isNew, keys: collector.keys() };
}
const only = (findings: readonly Finding[]): KeyFindings => {
  const [key] = collected(findings).keys;
  if (key === undefined) throw new Error('wanted a key');
  return key;
};
const incidentsOf = ({ parts }: KeyFindings) => parts.map(({ counter }) => counter.counted()?.incident);

describe('collecting the findings of a batch', () => {
  it('knows of no key before the first', () => {
    expect(createCollector().keys()).toEqual([]);
  });

  it('counts the same eventID once and says so', () => {
    const { isNew, keys } = collected([aFinding(1), aFinding(2), aFinding(1)]);
    expect(isNew).toEqual([true, true, false]);
    expect(keys.map(({ count }) => count)).toEqual([2]);
  });

  it('keeps the findings of each key apart', () => {
    const { keys } = collected([aFinding(1, ofOtherKey), aFinding(2), aFinding(3, ofOtherKey)]);
    expect(keys.map(({ id, count }) => [id, count])).toEqual([
      [OTHER_KEY, 2],
      [KEY, 1],
    ]);
    expect(keys.map(({ key }) => key)).toMatchObject([{ key: { arn: OTHER_KEY } }, { key: { arn: KEY } }]);
  });

  it('counts two copies of one call across accounts as one', () => {
    const { caller, owner } = copiesAcrossAccounts(1);
    const { isNew, keys } = collected([owner, caller]);
    expect(isNew).toEqual([true, false]);
    expect(keys.map(({ count }) => count)).toEqual([1]);
  });

  it('counts apart what may be hidden, by what hides it', () => {
    const silence = (by: string): HiddenBy => ({ kind: 'silence', by, class: 'cryptographic', untilDeletion: false });
    const own: HiddenBy = { kind: 'own', by: 'guard', class: 'cryptographic' };
    const byName: Record<string, HiddenBy> = { a: silence('one'), b: silence('two'), c: own };
    const of = (n: number, role: string) => aFinding(n, { userIdentity: roleIdentity(role) });
    const { keys } = collected([of(1, 'a'), of(2, 'b'), of(3, 'seen'), of(4, 'a'), of(5, 'c')], ({ caller }) => {
      return byName[caller.name.replace('role ', '')];
    });
    const parts = keys.flatMap(({ parts: all }) => all);
    expect(parts.map(({ hiddenBy, counter }) => [hiddenBy?.by, counter.counted()?.incident.count])).toEqual([
      ['one', 2],
      ['two', 1],
      [undefined, 1],
      ['guard', 1],
    ]);
    expect(keys.map(({ count }) => count)).toEqual([5]);
  });

  it.each([
    ['first', 'role report-api', ['silenced']],
    ['first', 'of account', [undefined]],
    ['last', 'role report-api', ['silenced']],
    ['last', 'of account', [undefined]],
  ])('judges a call across accounts by the copy that names the caller, which comes %s: hiding %s', (comes, who, by) => {
    const { caller, owner } = copiesAcrossAccounts(1);
    const silence: HiddenBy = { kind: 'silence', by: 'silenced', class: 'cryptographic', untilDeletion: false };
    const { isNew, keys } = collected(comes === 'first' ? [caller, owner] : [owner, caller], (finding) =>
      finding.caller.name.includes(who) ? silence : undefined,
    );
    expect(isNew).toEqual([true, false]);
    const parts = keys.flatMap(({ parts: all }) => all);
    expect(parts.map(({ hiddenBy }) => hiddenBy?.by)).toEqual(by);
    expect(parts.map(({ counter }) => counter.counted()?.incident.count)).toEqual([1]);
  });

  it('may be asked at any time and counts on', () => {
    const { caller, owner } = copiesAcrossAccounts(1);
    const collector = createCollector();
    collector.add(owner);
    expect(collector.keys().map(({ count }) => count)).toEqual([1]);
    expect(collector.add(caller)).toBe(false);
    const [key] = collector.keys();
    expect(key?.count).toBe(1);
    expect(key && incidentsOf(key)).toMatchObject([{ count: 1, lead: { caller: { name: 'role report-api' } } }]);
  });

  it('hides nothing unless told so', () => {
    expect(only([aFinding(1)]).parts.map(({ hiddenBy }) => hiddenBy)).toEqual([undefined]);
  });

  it('counts the same as all of its findings do, whatever the order and how often they come', () => {
    const anyOrder = findingsOfOneKey().chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );
    fc.assert(
      fc.property(anyOrder, ([all, shuffledTwice]) => {
        const [one, other] = [only(all), only(shuffledTwice)];
        expect(incidentsOf(other)).toEqual(incidentsOf(one));
        expect(other.count).toBe(one.count);
        expect(incidentsOf(one).map((incident) => incident?.count)).toEqual([one.count]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the id of a batch', () => {
  const batchId = (...findings: readonly Finding[]) => only(findings).batchId;

  it('is the same when the batch is delivered again', () => {
    expect(batchId(aFinding(1), aFinding(2))).toBe(batchId(aFinding(1), aFinding(2)));
    expect(batchId(aFinding(1), aFinding(1))).toBe(batchId(aFinding(1), aFinding(1)));
  });

  it('is another for other findings', () => {
    const ids = [
      batchId(aFinding(1)),
      batchId(aFinding(2)),
      batchId(aFinding(1), aFinding(2)),
      batchId(aFinding(1), aFinding(2), aFinding(3)),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('may be asked for at any time', () => {
    const collector = createCollector();
    collector.add(aFinding(1));
    const early = collector.keys().map((key) => key.batchId);
    expect(collector.keys().map((key) => key.batchId)).toEqual(early);
    collector.add(aFinding(2));
    expect(collector.keys().map((key) => key.batchId)).toEqual([batchId(aFinding(1), aFinding(2))]);
  });

  it('is that of its own key: what else the batch holds makes no difference', () => {
    const { keys } = collected([aFinding(1, ofOtherKey), aFinding(2), aFinding(3, ofOtherKey)]);
    expect(keys.find(({ id }) => id === KEY)?.batchId).toBe(batchId(aFinding(2)));
  });

  it('does not take one finding with a long id for two', () => {
    const withId = (id: string): Finding => ({ ...aFinding(1), id });
    expect(batchId(withId('a'), withId('b'))).not.toBe(batchId(withId('ab')));
    expect(batchId(withId('a'), withId('b'))).not.toBe(batchId(withId('b'), withId('a')));
  });

  it('is short', () => {
    expect(batchId(...Array.from({ length: 500 }, (_, n) => aFinding(n))).length).toBeLessThanOrEqual(24);
  });
});
