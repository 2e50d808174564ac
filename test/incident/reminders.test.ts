import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../shared/finding/finding.ts';
import type { HiddenBy } from '../../shared/incident/hidden.ts';
import type { Claim } from '../../shared/incident/item.ts';
import { tellingOf } from '../../shared/incident/telling.ts';
import { nothingKnown } from '../../shared/kms/key-details.ts';
import {
  batchOf,
  DAY,
  HOUR,
  type Life,
  lifeOf,
  MINUTE,
  openIncidentOfKey,
  pendingUntil,
  readAs,
  START,
  useAt,
} from '../builders/incident.ts';

const END = START + 10 * DAY;
const withLeft = (hours: number) => END - hours * HOUR;
const reminders = (claims: readonly Claim[]) => claims.filter(({ kind }) => kind === 'reminder');

/** An incident that was told when it began, and whose end is known. */
function told(...findings: readonly Finding[]): Life {
  const life = lifeOf();
  life.brings(START, ...findings);
  life.sendsAll(START, pendingUntil(END));
  return life;
}

/** The hours before the end at which a reminder came, of sweeps every 5 minutes that send all they find. */
function remindedAt(life: Life, from = START): number[] {
  const hours: number[] = [];
  for (let now = from; now <= END + 3 * DAY; now += 5 * MINUTE) {
    for (const _ of reminders(life.tick(now).send)) hours.push((END - now) / HOUR);
    life.sendsAll(now);
  }
  return hours;
}

describe('the last chance', () => {
  it('comes 72 and 24 hours before the end, once each, of a key that was used on the first day and quiet since', () => {
    expect(remindedAt(told(useAt(START)))).toEqual([72, 24]);
  });

  it('comes also of a key that is used all the time', () => {
    const life = told(useAt(START));
    const hours: number[] = [];
    for (let now = START; now <= END; now += HOUR) {
      life.brings(now, useAt(now));
      for (const _ of reminders(life.tick(now).send)) hours.push((END - now) / HOUR);
      life.sendsAll(now);
    }
    expect(hours).toEqual([72, 24]);
  });

  it('comes of delegation as well', () => {
    expect(remindedAt(told(useAt(START, 'grantor', 'GetPublicKey')))).toEqual([72, 24]);
  });

  it('does not come of administration alone, nor of a refused EnableKey', () => {
    expect(remindedAt(told(useAt(START, 'a', 'TagResource'), useAt(START, 'b', 'EnableKey')))).toEqual([]);
  });

  it('comes of administration with one use among it', () => {
    expect(remindedAt(told(useAt(START, 'a', 'TagResource'), useAt(START)))).toEqual([72, 24]);
  });

  it('does not come when nobody knows the end', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, nothingKnown('of another account'));
    expect(remindedAt(life)).toEqual([]);
  });

  it('does not come of a replica key whose clock has not started', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, readAs('PendingReplicaDeletion'));
    expect(remindedAt(life)).toEqual([]);
  });

  it('does not come once the deletion was cancelled', () => {
    const life = told(useAt(START));
    life.settles({ details: readAs('Disabled') }, withLeft(80));
    expect(remindedAt(life, withLeft(80))).toEqual([]);
  });

  it('does not come of a key that is saved, whatever date is still said of it', () => {
    const life = told(useAt(START));
    life.settles({ details: readAs('Disabled', new Date(END)) }, withLeft(73));
    expect(reminders(life.tick(withLeft(72)).send)).toEqual([]);
  });

  it('does not come when the key is gone', () => {
    const life = told(useAt(START));
    expect(reminders(life.tick(END + 2 * DAY).send)).toEqual([]);
  });

  it('comes late rather than never: the key may be destroyed up to a day after its date', () => {
    const life = told(useAt(START));
    expect(reminders(life.tick(END + HOUR).send)).toHaveLength(1);
  });

  it('counts what was not told yet, since the last count, and says so when there is nothing', () => {
    const life = told(useAt(START), useAt(START, 'report-api'));
    life.brings(withLeft(73), useAt(withLeft(73)), useAt(withLeft(73)));
    const [first] = reminders(life.tick(withLeft(72)).send);
    expect(first).toMatchObject({
      count: 2,
      since: START,
      firstSeen: withLeft(73),
      lastSeen: withLeft(73),
      batch: undefined,
    });
    life.sendsAll(withLeft(72));
    const [second] = reminders(life.tick(withLeft(24)).send);
    expect(second).toMatchObject({
      count: 0,
      counts: [],
      since: withLeft(72),
      firstSeen: undefined,
      lastSeen: undefined,
    });
  });

  it('is one message when both are due at once', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    life.settles({ details: pendingUntil(END) }, withLeft(20));
    expect(remindedAt(life, withLeft(20))).toEqual([20]);
    expect(life.item.reminded).toEqual([72, 24]);
  });

  it('is not repeated by the count that was due at the same time', () => {
    const life = told(useAt(START));
    life.brings(withLeft(73), useAt(withLeft(73)));
    const { send } = life.tick(withLeft(72));
    expect(send.map(({ kind }) => kind)).toEqual(['reminder']);
  });

  it('is covered by a first alert that is sent when less is left, and the next one comes', () => {
    const life = lifeOf();
    life.brings(withLeft(50), useAt(withLeft(50)));
    life.sendsAll(withLeft(50), pendingUntil(END));
    expect(remindedAt(life, withLeft(50))).toEqual([24]);
  });

  it('is not covered by a first alert that could not say when the key ends', () => {
    const life = lifeOf();
    life.brings(withLeft(50), useAt(withLeft(50)));
    life.sendsAll(withLeft(50), nothingKnown('no right'));
    life.settles({ details: pendingUntil(END) }, withLeft(49));
    expect(remindedAt(life, withLeft(49))).toEqual([49, 24]);
  });

  it('comes anew for a new end, under another id', () => {
    const life = told(useAt(START));
    const [first] = reminders(life.tick(withLeft(72)).send);
    life.sendsAll(withLeft(72));
    life.settles({ details: pendingUntil(END + 7 * DAY) }, withLeft(71));
    expect(reminders(life.tick(withLeft(24)).send)).toEqual([]);
    const [again] = reminders(life.tick(withLeft(72) + 7 * DAY).send);
    expect(again).toBeDefined();
    expect(again?.id).not.toBe(first?.id);
  });

  it('comes under the same id until it is sent', () => {
    const life = told(useAt(START));
    const [first] = reminders(life.tick(withLeft(72)).send);
    expect(reminders(life.tick(withLeft(71)).send)).toEqual([first]);
    expect(life.item.outbox).toHaveLength(1);
  });
});

describe('the last chance of a key whose uses are hidden', () => {
  const silence = (untilDeletion: boolean, ofClass: HiddenBy['class'] = 'cryptographic'): HiddenBy => ({
    kind: 'silence',
    by: 'planned',
    class: ofClass,
    untilDeletion,
  });
  function hiddenBy(by: HiddenBy): Life {
    const life = lifeOf();
    life.happens(batchOf('hidden', [], [{ hiddenBy: by, findings: [useAt(START)] }]), START);
    life.settles({ details: pendingUntil(END) }, START);
    return life;
  }

  it('comes: a silence stops working 72 hours before the end', () => {
    expect(remindedAt(hiddenBy(silence(false)))).toEqual([72, 24]);
  });

  it('comes, and has something to tell', () => {
    const life = hiddenBy(silence(false));
    for (let now = START; now < withLeft(72); now += HOUR) {
      life.tick(now);
      life.sendsAll(now);
    }
    const [claim] = reminders(life.tick(withLeft(72)).send);
    const telling = claim && tellingOf(life.item, claim);
    expect(telling).toMatchObject({ kind: 'reminder', incident: { key: openIncidentOfKey().key } });
    expect(telling?.hidden.silenced).toBe(1);
  });

  it.each([
    ['a silence that holds until the deletion', silence(true)],
    ['a silence on administration', silence(false, 'management')],
    ['a setting', { kind: 'ignored', by: 'ignoreCallers', class: 'cryptographic' }],
    ['being the guard', { kind: 'own', by: 'guard', class: 'cryptographic' }],
  ] as const)('does not come when they are hidden by %s', (_, by) => {
    expect(remindedAt(hiddenBy(by))).toEqual([]);
  });
});
