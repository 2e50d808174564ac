import { describe, expect, it } from '@jest/globals';
import {
  batchOf,
  DAY,
  HOUR,
  kindsOf,
  lifeOf,
  MINUTE,
  namedIn,
  pendingUntil,
  readAs,
  START,
  useAt,
} from '../builders/incident.ts';

describe('an incident whose deletion was cancelled', () => {
  /** Told once, then read as saved. */
  function cancelled() {
    const life = lifeOf();
    life.brings(START, useAt(START), useAt(START, 'report-api'), useAt(START, 'third'));
    life.sendsAll(START, pendingUntil(START + 7 * DAY));
    life.settles({ details: readAs('Disabled') }, START + HOUR);
    expect(life.item.closedAt).toBe(START + HOUR);
    return life;
  }

  it('and scheduled again is new', () => {
    const life = cancelled();
    const { send } = life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR));
    expect(send).toMatchObject([{ kind: 'first', count: 1, since: undefined }]);
    expect(send.flatMap((claim) => namedIn(life.item, claim))).toEqual([['role billing-batch', 'Decrypt', 1, true]]);
    expect(life.item).toMatchObject({
      openedAt: START + 5 * HOUR,
      closedAt: undefined,
      count: 1,
      firstSeen: START + 4 * HOUR,
      lastSeen: START + 4 * HOUR,
      marksPassed: 0,
      reminded: [],
      learned: { deletionDate: undefined },
    });
  });

  it('and scheduled again tells each caller as new again', () => {
    const life = cancelled();
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR));
    const { send } = life.brings(START + 6 * HOUR, useAt(START + 5 * HOUR, 'report-api'));
    expect(send).toMatchObject([{ kind: 'facet', count: 1 }]);
  });

  it('and scheduled again is as grave as what is refused now', () => {
    const life = cancelled();
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR, 'tagger', 'TagResource'));
    expect(life.item.severity).toBe('low');
  });

  it('and scheduled again has no last chance for administration alone', () => {
    const life = cancelled();
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR, 'tagger', 'TagResource'));
    life.settles({ details: pendingUntil(START + 9 * DAY) }, START + 6 * HOUR);
    expect(kindsOf(life.tick(START + 8 * DAY + HOUR).send)).not.toContain('reminder');
  });

  it('and scheduled again is told by a finding of its own', () => {
    const life = cancelled();
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR, 'late'));
    expect(life.item.lead?.caller.name).toBe('role late');
  });

  const SILENCE = { kind: 'silence', by: 'planned', class: 'cryptographic', untilDeletion: false } as const;
  const hiddenBatch = (id: string, time: number) => batchOf(id, [], [{ hiddenBy: SILENCE, findings: [useAt(time)] }]);

  it('and scheduled again is new also when its uses are hidden: there is a last chance', () => {
    const life = cancelled();
    life.happens(hiddenBatch('hidden', START + 4 * HOUR), START + 5 * HOUR);
    expect(life.item.closedAt).toBeUndefined();
    life.settles({ details: pendingUntil(START + 9 * DAY) }, START + 6 * HOUR);
    expect(kindsOf(life.tick(START + 6 * DAY + HOUR).send)).toContain('reminder');
  });

  it('and scheduled again counts what is hidden since', () => {
    const life = lifeOf();
    life.happens(hiddenBatch('hidden', START), START);
    life.tick(START + 3 * DAY);
    life.sendsAll(START + 3 * DAY, readAs('Disabled'));
    life.brings(START + 3 * DAY + HOUR, useAt(START + 3 * DAY + HOUR, 'tagger', 'TagResource'));
    expect(life.item.hidden.reduce((sum, { count }) => sum + count, 0)).toBe(0);
    life.settles({ details: pendingUntil(START + 11 * DAY) }, START + 3 * DAY + HOUR);
    expect(kindsOf(life.tick(START + 10 * DAY + HOUR).send)).not.toContain('reminder');
  });

  it('counts what was refused before that and came late', () => {
    const life = cancelled();
    const { send } = life.brings(START + 2 * HOUR, useAt(START + 1));
    expect(send).toEqual([]);
    expect(life.item).toMatchObject({ closedAt: START + HOUR, count: 4 });
    expect(kindsOf(life.tick(START + 2 * HOUR).send)).toEqual(['digest']);
  });

  it('tells of who waited by the gravest of what is new', () => {
    const life = lifeOf();
    for (let at = 0; at < 8; at += 1) life.brings(START + at, useAt(START, `role-${at}`));
    life.brings(START + 9, useAt(START, 'waits'));
    life.settles({ details: readAs('Disabled') }, START + HOUR);
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR, 'tagger', 'TagResource'));
    life.sendsAll(START + 5 * HOUR);
    const { send } = life.tick(START + 5 * HOUR + MINUTE);
    expect(send).toMatchObject([{ kind: 'first', count: 2, lead: { caller: { name: 'role waits' } } }]);
  });

  it('knows a batch again that was counted before, and sends what waits', () => {
    const life = lifeOf();
    const batch = batchOf('early', [useAt(START)]);
    const [claim] = life.happens(batch, START).send;
    life.settles({ details: readAs('Disabled') }, START + HOUR);
    life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR));
    expect(life.item.outbox.map(({ id }) => id)).toContain(claim?.id);
    expect(life.happens(batch, START + 6 * HOUR)).toMatchObject({ seenBefore: true, send: [{ id: claim?.id }] });
    expect(life.item.count).toBe(1);
  });

  it('forgets nothing that was not told yet', () => {
    const life = cancelled();
    life.brings(START + 2 * HOUR, useAt(START + 1));
    const { send } = life.brings(START + 5 * HOUR, useAt(START + 4 * HOUR));
    expect(send).toMatchObject([{ kind: 'first', count: 2 }]);
    expect(life.item.count).toBe(2);
  });
});

describe('an incident that is over', () => {
  it('after 40 days without an end that is known is new', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    expect(life.brings(START + 39 * DAY, useAt(START + 39 * DAY)).send).toEqual([]);
    const { send } = life.brings(START + 40 * DAY, useAt(START + 40 * DAY));
    expect(kindsOf(send)).toEqual(['first']);
  });

  it('tells what was not told, once, and no more', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, pendingUntil(START + 7 * DAY));
    for (const hours of [72, 24]) {
      life.tick(START + 7 * DAY - hours * HOUR);
      life.sendsAll(START + 7 * DAY - hours * HOUR);
    }
    life.brings(START + 7 * DAY, useAt(START));
    expect(kindsOf(life.tick(START + 9 * DAY + 1).send)).toEqual(['digest']);
    life.sendsAll(START + 9 * DAY + 1);
    expect(life.tick(START + 10 * DAY)).toMatchObject({ send: [], next: life.item });
  });

  it('tells what was not told at once, though its count would be due later', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    const end = START + 40 * DAY;
    for (const left of [3 * DAY, 2 * DAY, 26 * HOUR, 2 * HOUR]) {
      life.brings(end - left, useAt(START));
      life.tick(end - left);
      life.sendsAll(end - left);
    }
    life.brings(end - 1000, useAt(START));
    expect(life.tick(end - 1000).send).toEqual([]);
    expect(kindsOf(life.tick(end).send)).toEqual(['digest']);
  });
});
