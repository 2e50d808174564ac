import { describe, expect, it } from '@jest/globals';
import type { HiddenBy } from '../../shared/incident/hidden.ts';
import { type Claim, policyOf } from '../../shared/incident/item.ts';
import {
  hiddenOf,
  spreadOf,
  type Telling,
  tellingOf,
  tellingOnce,
  withLearned,
} from '../../shared/incident/telling.ts';
import { known, nothingKnown } from '../../shared/kms/key-details.ts';
import {
  batchOf,
  countedOf,
  DAY,
  HOUR,
  type Life,
  lifeOf,
  MINUTE,
  pendingUntil,
  START,
  useAt,
} from '../builders/incident.ts';
import { KEY } from '../builders/record.ts';

const told = (life: Life, claims: readonly Claim[]): Telling => {
  const telling = claims[0] && tellingOf(life.item, claims[0], policyOf());
  if (telling === undefined) throw new Error('wanted something to tell');
  return telling;
};
const facetsOf = ({ incident }: Telling) =>
  incident.facets.map(({ caller, operation, count, total, isNew }) => [
    caller.name,
    operation.name,
    count,
    total,
    isNew,
  ]);

describe('a first alert tells', () => {
  it('all that was counted, and what follows', () => {
    const life = lifeOf();
    const uses = [useAt(START + 7), useAt(START), useAt(START + 3, 'report-api', 'Encrypt')];
    const telling = told(life, life.brings(START + MINUTE, ...uses).send);
    expect(telling).toMatchObject({
      kind: 'first',
      incident: { id: KEY, count: 3, unconfirmed: 0, recipients: ['111122223333'] },
      total: 3,
      since: undefined,
      totalSince: new Date(START),
      notListed: { calls: 0, atLeast: 0 },
      hidden: { silenced: 0, ignored: 0, own: 0 },
      nextCounts: [15 * MINUTE, HOUR, 6 * HOUR, DAY],
      remindersAt: [72, 24],
    });
    expect([telling.incident.firstSeen, telling.incident.lastSeen]).toEqual([new Date(START), new Date(START + 7)]);
    expect(telling.incident.lead.caller.name).toBe('role billing-batch');
    expect(facetsOf(telling)).toEqual([
      ['role billing-batch', 'Decrypt', 2, 2, true],
      ['role report-api', 'Encrypt', 1, 1, true],
    ]);
  });

  it('of administration alone, of one count a day and no reminder', () => {
    const life = lifeOf();
    const telling = told(life, life.brings(START, useAt(START, 'x', 'TagResource')).send);
    expect(telling).toMatchObject({ nextCounts: [DAY], remindersAt: [] });
  });

  it('the same id and numbers as long as it is not sent, also when others were counted since', () => {
    const life = lifeOf();
    const { send } = life.brings(START, useAt(START));
    const { id } = told(life, send);
    life.brings(START + 1, useAt(START + 1));
    const again = told(life, life.tick(START + 2 * MINUTE).send);
    expect(again).toMatchObject({ id, total: 1, incident: { count: 1 } });
  });
});

describe('an alert of a new caller tells', () => {
  it('of that caller, and how many there were in all', () => {
    const life = lifeOf();
    life.brings(START, useAt(START), useAt(START));
    life.sendsAll(START);
    const { send } = life.brings(START + HOUR, useAt(START + HOUR), useAt(START + HOUR, 'report-api'));
    const telling = told(life, send);
    expect(telling).toMatchObject({ kind: 'facet', incident: { count: 1 }, total: 4, since: new Date(START) });
    expect(telling.incident.lead.caller.name).toBe('role report-api');
    expect(facetsOf(telling)).toEqual([['role report-api', 'Decrypt', 1, 1, true]]);
    expect(telling.incident.spread.callers).toBe(2);
  });
});

describe('a count tells', () => {
  it('who called since the last message, how often by now, and who is new', () => {
    const life = lifeOf();
    life.brings(START, useAt(START), useAt(START, 'report-api'), useAt(START, 'quiet'));
    life.sendsAll(START);
    life.brings(START + 1, useAt(START + 1), useAt(START + 2, 'report-api'), useAt(START + 3, 'report-api'));
    const telling = told(life, life.tick(START + 15 * MINUTE).send);
    expect(telling).toMatchObject({
      kind: 'digest',
      incident: { count: 3, firstSeen: new Date(START + 1), lastSeen: new Date(START + 3) },
      total: 6,
      totalSince: new Date(START),
      since: new Date(START),
      nextCounts: [HOUR, 6 * HOUR, DAY],
    });
    expect(facetsOf(telling)).toEqual([
      ['role billing-batch', 'Decrypt', 1, 2, false],
      ['role report-api', 'Decrypt', 2, 3, false],
    ]);
  });

  it('how many calls are of callers that are not listed', () => {
    const life = lifeOf();
    life.brings(START, ...Array.from({ length: 50 }, (_, n) => useAt(START, `role-${n}`)));
    life.sendsAll(START);
    const others = Array.from({ length: 7 }, (_, n) => useAt(START, `other-${n}`));
    life.brings(
      START + 1,
      useAt(START, 'role-3'),
      ...others,
      ...others.slice(0, 2).map((use) => ({ ...use, id: `${use.id}b` })),
    );
    const telling = told(life, life.tick(START + 15 * MINUTE).send);
    expect(telling).toMatchObject({ incident: { count: 10 }, total: 60, notListed: { calls: 9, atLeast: 7 } });
    expect(facetsOf(telling)).toEqual([['role role-3', 'Decrypt', 1, 2, false]]);
  });
});

describe('a reminder tells', () => {
  it('of everybody who was ever refused, though nothing is new', () => {
    const life = lifeOf();
    life.brings(START, useAt(START), useAt(START + HOUR, 'report-api'), useAt(START, 'tagger', 'TagResource'));
    life.sendsAll(START, pendingUntil(START + 10 * DAY));
    const telling = told(life, life.tick(START + 7 * DAY).send);
    expect(telling).toMatchObject({
      kind: 'reminder',
      incident: { count: 0, firstSeen: undefined, lastSeen: undefined },
      total: 3,
      totalSince: new Date(START),
      totalLast: new Date(START + HOUR),
    });
    expect(facetsOf(telling).map(([who, , count, total, isNew]) => [who, count, total, isNew])).toEqual([
      ['role billing-batch', 0, 1, false],
      ['role report-api', 0, 1, false],
      ['role tagger', 0, 1, false],
    ]);
  });
});

describe('what is hidden', () => {
  const hiding = (life: Life, hiddenBy: HiddenBy, times: number) =>
    life.happens(
      batchOf(
        `${hiddenBy.by} ${hiddenBy.class}`,
        [],
        [{ hiddenBy, findings: Array.from({ length: times }, () => useAt(START)) }],
      ),
      START,
    );

  it('is told as a number by what hides it', () => {
    const life = lifeOf();
    hiding(life, { kind: 'silence', by: 'a', class: 'cryptographic', untilDeletion: false }, 2);
    hiding(life, { kind: 'silence', by: 'b', class: 'management', untilDeletion: true }, 3);
    hiding(life, { kind: 'ignored', by: 'ignoreCallers', class: 'management' }, 5);
    hiding(life, { kind: 'ignored', by: 'managementCalls', class: 'management' }, 7);
    hiding(life, { kind: 'own', by: 'guard', class: 'cryptographic' }, 11);
    expect(hiddenOf(life.item)).toEqual({ silenced: 5, ignored: 12, own: 11 });
    const telling = told(life, life.brings(START, useAt(START)).send);
    expect(telling.hidden).toEqual({ silenced: 5, ignored: 12, own: 11 });
    expect(telling).toMatchObject({ incident: { count: 1 }, total: 1 });
  });

  it('has a sum of its own, and no alert of the key', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    hiding(life, { kind: 'own', by: 'guard', class: 'cryptographic' }, 1);
    const claim = life.tick(START + 7 * DAY).send.find(({ kind }) => kind === 'hidden');
    expect(claim).toBeDefined();
    expect(claim && tellingOf(life.item, claim)).toBeUndefined();
  });
});

describe('what nobody has counted before', () => {
  it('is told as it is, and promises nothing', () => {
    const { incident } = countedOf([useAt(START), useAt(START + 1)]);
    expect(tellingOnce(incident, 'id')).toMatchObject({
      id: 'id',
      kind: 'first',
      incident,
      total: undefined,
      since: undefined,
      nextCounts: [],
      remindersAt: [],
    });
  });

  it('has the same id for the same findings, and another for others', () => {
    const uses = [useAt(START), useAt(START + 1)];
    const idOf = (...findings: typeof uses) => tellingOnce(countedOf(findings).incident).id;
    expect(idOf(...uses)).toBe(idOf(...uses.toReversed()));
    expect(idOf(...uses)).not.toBe(idOf(...uses, useAt(START + 2)));
    expect(idOf(...uses)).not.toBe(idOf(useAt(START)));
  });
});

describe('how far the use spreads', () => {
  it('is told over the whole incident', () => {
    const life = lifeOf();
    expect(spreadOf(life.item)).toEqual({ callers: 0, lastsMs: 0 });
    life.brings(START, useAt(START), useAt(START, 'billing-batch', 'Encrypt'));
    life.brings(START, useAt(START + 2 * DAY, 'report-api'));
    expect(spreadOf(life.item)).toEqual({ callers: 2, lastsMs: 2 * DAY });
  });
});

describe('what was read of the key before', () => {
  const END = START + 10 * DAY;
  const life = lifeOf();
  life.settles(
    {
      details: {
        ...pendingUntil(END),
        aliases: known(['alias/ledger-prod']),
        scheduledBy: known({ principal: 'terraform-deploy', time: new Date(START - DAY) }),
      },
    },
    START,
  );

  it('stands in for what cannot be read now, and says when it was read and why not again', () => {
    const details = withLearned(nothingKnown('throttled'), life.item);
    expect(details).toMatchObject({
      metadata: known({ state: 'PendingDeletion', deletionDate: new Date(END) }),
      aliases: known(['alias/ledger-prod']),
      scheduledBy: known({ principal: 'terraform-deploy', time: new Date(START - DAY) }),
      tags: { status: 'unavailable' },
      asOf: { time: new Date(START), reason: 'throttled' },
    });
  });

  it('gives way to what is read now', () => {
    const details = { ...pendingUntil(END + DAY), aliases: known([]) };
    expect(withLearned(details, life.item)).toMatchObject({ metadata: details.metadata, aliases: known([]) });
    expect(withLearned(details, life.item)).not.toHaveProperty('asOf');
  });

  it('is nothing when nothing was', () => {
    const details = nothingKnown('no right');
    expect(withLearned(details, lifeOf().item)).toEqual(details);
  });
});
