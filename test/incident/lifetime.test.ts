import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type IncidentItem, openIncident } from '../../shared/incident/item.ts';
import {
  endOf,
  expiryOf,
  hasUse,
  isOver,
  isTold,
  marksPassedAt,
  remindersAt,
  shouldBeRead,
} from '../../shared/incident/lifetime.ts';
import { nothingKnown } from '../../shared/kms/key-details.ts';
import {
  anIncident,
  DAY,
  HOUR,
  lifeOf,
  openIncidentOfKey,
  pendingUntil,
  readAs,
  START,
  useAt,
} from '../builders/incident.ts';

const END = START + 10 * DAY;
const until = (deletionDate: number): IncidentItem => {
  const life = lifeOf();
  life.settles({ details: pendingUntil(deletionDate) }, START);
  return life.item;
};

describe('an incident', () => {
  it('lasts 40 days when nobody knows the end of the key', () => {
    expect(endOf(openIncidentOfKey())).toBe(START + 40 * DAY);
  });

  it('lasts until the key is surely gone: KMS may take 24 hours longer', () => {
    const end = endOf(until(END));
    expect(end).toBeGreaterThan(END + DAY);
    expect(end).toBeLessThanOrEqual(END + 3 * DAY);
  });

  it('is over soon after the deletion was cancelled, whatever the date was', () => {
    const life = lifeOf(undefined, until(END));
    life.settles({ details: readAs('Disabled') }, START + HOUR);
    expect(endOf(life.item)).toBe(START + HOUR + 2 * DAY);
  });

  it('of a drill lasts a day', () => {
    expect(endOf({ ...until(END), drill: true })).toBe(START + DAY);
  });

  it('is over from its end on', () => {
    const item = openIncidentOfKey();
    expect([isOver(item, endOf(item) - 1), isOver(item, endOf(item))]).toEqual([false, true]);
  });
});

describe('DynamoDB may delete an incident', () => {
  it('never before it is over, nor before what waits was tried for days', () => {
    fc.assert(
      fc.property(anIncident(), fc.integer({ min: 0, max: 60 * DAY }), (item, later) => {
        const now = START + later;
        const expiry = expiryOf(item, now) * 1000;
        expect(expiry).toBeGreaterThanOrEqual(endOf(item));
        if (!isTold(item)) expect(expiry).toBeGreaterThanOrEqual(now + 7 * DAY);
        expect(Number.isSafeInteger(expiryOf(item, now))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('soon after it is over and told', () => {
    const life = lifeOf(undefined, until(END));
    life.brings(START, useAt(START));
    life.sendsAll(START);
    expect(expiryOf(life.item, START) * 1000).toBeLessThanOrEqual(endOf(life.item) + 2 * DAY);
  });

  it('in seconds, as it wants them', () => {
    expect(expiryOf(openIncidentOfKey(), START)).toBeLessThan(2_000_000_000);
  });
});

describe('all is told', () => {
  it('when nothing waits: no alert, no count, no sum', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    expect(isTold(life.item)).toBe(false);
    life.sendsAll(START);
    expect(isTold(life.item)).toBe(true);
    life.brings(START + 1, useAt(START));
    expect(isTold(life.item)).toBe(false);
  });
});

describe('the time that is left', () => {
  it.each([
    [7 * 24 * HOUR + 1, 0, []],
    [7 * 24 * HOUR, 1, []],
    [72 * HOUR + 1, 1, []],
    [72 * HOUR, 2, [72]],
    [24 * HOUR + 1, 2, [72]],
    [24 * HOUR, 3, [72, 24]],
    [-HOUR, 3, [72, 24]],
  ])('of %d ms passes %d marks and brings the reminders %j', (left, marks, reminders) => {
    expect(marksPassedAt(START + left, START)).toBe(marks);
    expect(remindersAt(START + left, START)).toEqual(reminders);
  });

  it('passes none and brings none when nobody knows it', () => {
    expect(marksPassedAt(undefined, START)).toBe(0);
    expect(remindersAt(undefined, START)).toEqual([]);
  });
});

describe('use', () => {
  const used = (...operations: readonly string[]) => {
    const life = lifeOf();
    life.brings(START, ...operations.map((operation) => useAt(START, 'x', operation)));
    return hasUse(life.item);
  };

  it('is what is more than administration', () => {
    expect(used('Decrypt')).toBe(true);
    expect(used('CreateGrant')).toBe(true);
    expect(used('TagResource', 'EnableKey')).toBe(false);
    expect(used('TagResource', 'GetPublicKey')).toBe(true);
    expect(hasUse(openIncidentOfKey())).toBe(false);
  });
});

describe('a key is read though nothing is to be told', () => {
  const triedAt = (at: number, details = nothingKnown('throttled')) => {
    const life = lifeOf();
    life.settles({ details }, at);
    return life.item;
  };

  it('when it never was', () => {
    expect(shouldBeRead(openIncidentOfKey(), START)).toBe(true);
  });

  it('again after an hour while its end is not known, later on after six', () => {
    expect(shouldBeRead(triedAt(START), START + HOUR - 1)).toBe(false);
    expect(shouldBeRead(triedAt(START), START + HOUR)).toBe(true);
    expect(shouldBeRead(triedAt(START + 2 * DAY), START + 2 * DAY + 6 * HOUR - 1)).toBe(false);
    expect(shouldBeRead(triedAt(START + 2 * DAY), START + 2 * DAY + 6 * HOUR)).toBe(true);
  });

  it('once a day when its end is known: the deletion may be cancelled, or scheduled anew', () => {
    const item = triedAt(START, pendingUntil(END));
    expect(shouldBeRead(item, START + DAY - 1)).toBe(false);
    expect(shouldBeRead(item, START + DAY)).toBe(true);
  });

  it.each([
    ['a drill', { ...openIncidentOfKey(), drill: true }],
    ['saved', triedAt(START, readAs('Disabled'))],
    ['gone', openIncidentOfKey(START - 50 * DAY)],
    ['not known by its ARN', openIncident('unknown', { kind: 'unknown', reason: 'the record names no key' }, START)],
  ])('not when it is %s', (_, item) => {
    expect(shouldBeRead(item, START + DAY)).toBe(false);
  });
});
