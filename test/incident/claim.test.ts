import { describe, expect, it } from '@jest/globals';
import { inSummaries } from '../../shared/incident/claim.ts';
import { policyOf } from '../../shared/incident/item.ts';
import { batchOf, DAY, HOUR, lifeOf, MINUTE, openIncidentOfKey, START, useAt } from '../builders/incident.ts';
import { KEY, OTHER_KEY } from '../builders/record.ts';

describe('the intervals', () => {
  it('are 15 minutes, 1 hour, 6 hours and 24 hours', () => {
    expect(policyOf().intervals).toEqual([15 * MINUTE, HOUR, 6 * HOUR, DAY]);
  });

  it.each([
    [5, [5 * MINUTE, HOUR, 6 * HOUR, DAY]],
    [60, [HOUR, HOUR, 6 * HOUR, DAY]],
    [120, [2 * HOUR, 2 * HOUR, 6 * HOUR, DAY]],
    [1440, [DAY, DAY, DAY, DAY]],
  ])('never get shorter when the first is %d minutes', (windowMinutes, intervals) => {
    expect(policyOf(windowMinutes).intervals).toEqual(intervals);
  });
});

describe('the id of an alert', () => {
  const idOf = (key: string, batch: string, ...roles: readonly string[]) => {
    const life = lifeOf(undefined, { ...openIncidentOfKey(), id: key });
    const [claim] = life.happens(
      batchOf(
        batch,
        roles.map((role) => useAt(START, role)),
      ),
      START,
    ).send;
    return claim?.id;
  };

  it('of a batch follows from key, batch and counts, whether the batch could be remembered or not', () => {
    const id = idOf(KEY, 'b', 'etl', 'etl', 'report');
    expect(idOf(KEY, 'b', 'report', 'etl', 'etl')).toBe(id);
    const others = [
      idOf(OTHER_KEY, 'b', 'etl', 'etl', 'report'),
      idOf(KEY, 'c', 'etl', 'etl', 'report'),
      idOf(KEY, 'b', 'etl', 'report', 'report'),
      idOf(KEY, 'b', 'etl', 'etl'),
    ];
    expect(new Set([id, ...others]).size).toBe(5);
  });

  it('does not mix up where the key ends and the batch begins', () => {
    expect(idOf('a', 'b c', 'etl')).not.toBe(idOf('a b', 'c', 'etl'));
    expect(idOf('a"', 'b', 'etl')).not.toBe(idOf('a', '"b', 'etl'));
  });

  it('is another for each count', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    const ids = new Set<string | undefined>();
    for (let day = 1; day <= 5; day += 1) {
      life.brings(START + day * DAY, useAt(START));
      ids.add(life.tick(START + day * DAY + HOUR).send.find(({ kind }) => kind === 'digest')?.id);
      life.sendsAll(START + day * DAY + HOUR);
    }
    expect(ids.size).toBe(5);
    expect(ids).not.toContain(undefined);
  });

  it('is another for each time that callers who waited are told', () => {
    const life = lifeOf();
    for (let at = 0; at < 8; at += 1) life.brings(START + at, useAt(START, `role-${at}`));
    const ids = [1, 2, 3].map((at) => {
      const now = START + at * 1000;
      life.brings(now, useAt(START, `late-${at}`));
      life.settles({ sent: [life.item.outbox[0]?.id ?? ''] }, now);
      return life.tick(now).send.find(({ kind }) => kind === 'facet')?.id;
    });
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain(undefined);
  });

  it('is another when the key is forgotten, and met again later', () => {
    const idsOf = (begin: number) => {
      const life = lifeOf(policyOf(), openIncidentOfKey(begin));
      for (let at = 0; at < 8; at += 1) life.brings(begin + at, useAt(begin, `role-${at}`));
      life.brings(begin + 9, useAt(begin, 'late'), useAt(begin, 'role-0'));
      life.sendsAll(begin + 10);
      return life.tick(begin + HOUR).send.map(({ kind, id }) => `${kind} ${id}`);
    };
    const [one, other] = [idsOf(START), idsOf(START + 100 * DAY)];
    expect(one).toHaveLength(2);
    expect(other.filter((id) => one.includes(id))).toEqual([]);
  });
});

describe('the finding that tells of who waits', () => {
  it('is kept until they are told, the gravest of them, and no other', () => {
    const life = lifeOf();
    for (let at = 0; at < 8; at += 1) life.brings(START + at, useAt(START, `role-${at}`));
    expect(life.item.freshLead).toBeUndefined();
    life.brings(START + 9, useAt(START, 'tagger', 'TagResource'), useAt(START, 'role-0'));
    expect(life.item.freshLead?.caller.name).toBe('role tagger');
    life.brings(START + 10, useAt(START, 'waits'), useAt(START, 'role-0'));
    expect(life.item.freshLead?.caller.name).toBe('role waits');
    life.brings(START + 11, useAt(START, 'other', 'TagResource'));
    expect(life.item.freshLead?.caller.name).toBe('role waits');
    life.sendsAll(START + 12);
    expect(life.tick(START + 13).send).toMatchObject([{ kind: 'facet', lead: { caller: { name: 'role waits' } } }]);
    expect(life.item.freshLead).toBeUndefined();
  });
});

describe('claims that are told together with those of other keys', () => {
  function waiting() {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.brings(START + 1, useAt(START, 'report-api'));
    return life.item;
  }

  it('name the summary that is theirs, the others none', () => {
    const item = waiting();
    const next = inSummaries(item, ({ kind }) => (kind === 'first' ? 'due 5' : undefined));
    expect(next.outbox.map(({ summary }) => summary)).toEqual(['due 5', undefined]);
    expect({ ...next, outbox: item.outbox }).toEqual(item);
  });

  it('stay in it when they come again', () => {
    const once = inSummaries(waiting(), ({ kind }) => (kind === 'first' ? 'due 5' : undefined));
    const again = inSummaries(once, () => 'due 6');
    expect(again.outbox.map(({ summary }) => summary)).toEqual(['due 5', 'due 6']);
  });

  it('are the same item while nothing changes', () => {
    const item = inSummaries(waiting(), () => 'due 5');
    expect(inSummaries(item, () => 'due 6')).toBe(item);
    expect(inSummaries(item, () => undefined)).toBe(item);
  });
});
