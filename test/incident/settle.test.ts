import { describe, expect, it } from '@jest/globals';
import { pendingOf } from '../../shared/incident/item.ts';
import { reminderHolds } from '../../shared/incident/reminder.ts';
import { isCancelled, settle } from '../../shared/incident/settle.ts';
import { known, nothingKnown } from '../../shared/kms/key-details.ts';
import { DAY, HOUR, lifeOf, pendingUntil, readAs, START, useAt } from '../builders/incident.ts';

const END = START + 6 * DAY;
const NOTHING = { sent: [], released: [], details: undefined, isTold: false };
/** Two alerts wait to be sent, and one finding to be counted. */
function waiting() {
  const life = lifeOf();
  life.brings(START, useAt(START));
  life.brings(START + 1, useAt(START, 'report-api'));
  life.brings(START + 2, useAt(START));
  const [first = '', facet = ''] = life.item.outbox.map(({ id }) => id);
  return { life, item: life.item, first, facet };
}

describe('settling', () => {
  it('takes what was sent out of the outbox, and nothing else', () => {
    const { item, first, facet } = waiting();
    const next = settle(item, { ...NOTHING, sent: [first] }, START + 3);
    expect(next.outbox.map(({ id }) => id)).toEqual([facet]);
    expect({ ...next, outbox: item.outbox }).toEqual(item);
    expect(pendingOf(next)).toBe(1);
  });

  it('marks what was given back', () => {
    const { item, first, facet } = waiting();
    const next = settle(item, { ...NOTHING, sent: [first], released: [facet] }, START + 3);
    expect(next.outbox).toEqual([{ ...item.outbox[1], released: true }]);
  });

  it.each([
    ['nothing was sent', NOTHING],
    ['what was sent is out already', { ...NOTHING, sent: ['unknown'] }],
    ['what is given back is out already', { ...NOTHING, released: ['unknown'] }],
  ])('changes nothing when %s', (_, settlement) => {
    const { item } = waiting();
    expect(settle(item, settlement, START + 3)).toBe(item);
  });

  it('changes nothing when what is given back was given back', () => {
    const { item, first } = waiting();
    const once = settle(item, { ...NOTHING, released: [first] }, START + 3);
    expect(settle(once, { ...NOTHING, released: [first] }, START + 4)).toBe(once);
  });
});

describe('what was read of the key', () => {
  const settled = (details = pendingUntil(END)) => {
    const { life } = waiting();
    life.settles({ details }, START + HOUR);
    return life;
  };

  it('is remembered', () => {
    const { item } = settled({
      ...pendingUntil(END),
      aliases: known(['alias/ledger-prod', 'alias/old']),
      scheduledBy: known({ principal: 'terraform-deploy', time: new Date(START - DAY) }),
    });
    expect(item.learned).toEqual({
      at: START + HOUR,
      readAt: START + HOUR,
      state: 'PendingDeletion',
      deletionDate: END,
      alias: 'alias/ledger-prod',
      scheduledBy: { principal: 'terraform-deploy', time: START - DAY },
    });
  });

  it('is kept when the key cannot be read later, and the try is remembered', () => {
    const life = settled();
    life.settles({ details: nothingKnown('throttled') }, START + 2 * HOUR);
    expect(life.item.learned).toMatchObject({
      at: START + 2 * HOUR,
      readAt: START + HOUR,
      state: 'PendingDeletion',
      deletionDate: END,
    });
  });

  it('is forgotten part by part only for what is read anew', () => {
    const life = settled({ ...pendingUntil(END), aliases: known(['alias/ledger-prod']) });
    life.settles({ details: { ...nothingKnown('x'), aliases: known([]) } }, START + 2 * HOUR);
    expect(life.item.learned).toMatchObject({ alias: undefined, deletionDate: END });
  });

  it('is bounded, whatever a principal or alias is called', () => {
    const { item } = settled({
      ...pendingUntil(END),
      aliases: known(['x'.repeat(100_000)]),
      scheduledBy: known({ principal: 'y'.repeat(100_000), time: new Date(START) }),
    });
    expect(JSON.stringify(item.learned).length).toBeLessThan(2000);
  });

  it('makes the incident as grave as it is by then', () => {
    expect(settled().item.severity).toBe('high');
    expect(settled(pendingUntil(START + 2 * DAY)).item.severity).toBe('critical');
  });

  it('passes the marks that are behind', () => {
    const marks = [30 * DAY, 7 * DAY, 72 * HOUR, 24 * HOUR].map(
      (left) => settled(pendingUntil(START + HOUR + left)).item.marksPassed,
    );
    expect(marks).toEqual([0, 1, 2, 3]);
  });

  it('covers a reminder whose time has come only if an alert said so', () => {
    const soon = pendingUntil(START + 50 * HOUR);
    expect(settled(soon).item.reminded).toEqual([]);
    const told = waiting();
    told.life.settles({ sent: [told.first], details: soon, isTold: true }, START + 3);
    expect(told.life.item.reminded).toEqual([72]);
  });

  it('is not covered by an alert that went out earlier, with what was known then', () => {
    const { item, first } = waiting();
    const details = pendingUntil(START + 50 * HOUR);
    expect(settle(item, { sent: [first], released: [], details, isTold: false }, START + 1).reminded).toEqual([]);
  });

  it('starts the reminders anew with a date that is new, and leaves them with the same', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, pendingUntil(START + 20 * HOUR));
    expect(life.item.reminded).toEqual([72, 24]);
    life.settles({ details: pendingUntil(START + 20 * HOUR) }, START + HOUR);
    expect(life.item.reminded).toEqual([72, 24]);
    life.settles({ details: pendingUntil(START + 10 * DAY) }, START + HOUR);
    expect(life.item).toMatchObject({ reminded: [], marksPassed: 0 });
  });

  it.each(['Disabled', 'Enabled', 'PendingImport'])(
    'closes the incident in state %s, from the first time on',
    (state) => {
      const life = settled(readAs(state));
      expect(life.item.closedAt).toBe(START + HOUR);
      life.settles({ details: readAs(state) }, START + 2 * HOUR);
      expect(life.item.closedAt).toBe(START + HOUR);
    },
  );

  it.each(['PendingDeletion', 'PendingReplicaDeletion'])('leaves it open in state %s', (state) => {
    expect(settled(readAs(state)).item.closedAt).toBeUndefined();
  });

  it('opens it again when the deletion is pending again, with the reminders anew', () => {
    const life = settled(readAs('Disabled'));
    life.settles({ details: pendingUntil(END) }, START + DAY);
    expect(life.item).toMatchObject({ closedAt: undefined, reminded: [] });
  });

  it('opens it again when it waits for its replicas again', () => {
    const life = settled(readAs('Disabled'));
    life.settles({ details: readAs('PendingReplicaDeletion') }, START + DAY);
    expect(life.item.closedAt).toBeUndefined();
  });

  it('neither opens nor closes it when nothing could be read', () => {
    const life = settled(readAs('Disabled'));
    life.settles({ details: nothingKnown('throttled') }, START + DAY);
    expect(life.item.closedAt).toBe(START + HOUR);
    expect(settled(nothingKnown('throttled')).item.closedAt).toBeUndefined();
  });
});

describe('a key', () => {
  it('is saved when it is in another state than pending, and only then', () => {
    expect(isCancelled(readAs('Disabled'))).toBe(true);
    expect(isCancelled(readAs('PendingDeletion'))).toBe(false);
    expect(isCancelled(readAs('PendingReplicaDeletion'))).toBe(false);
    expect(isCancelled(nothingKnown('no right'))).toBe(false);
  });

  it.each([
    ['is still pending, its end as near', pendingUntil(START + 20 * HOUR), true],
    ['cannot be read', nothingKnown('throttled'), true],
    ['is saved', readAs('Disabled'), false],
    ['has a later end by now', pendingUntil(START + 10 * DAY), false],
    ['waits for its replicas again', readAs('PendingReplicaDeletion'), false],
  ])('that %s', (_, details, holds) => {
    expect(reminderHolds(details, new Date(START))).toBe(holds);
  });
});
