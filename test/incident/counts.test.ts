import { describe, expect, it } from '@jest/globals';
import { pendingOf, policyOf } from '../../shared/incident/item.ts';
import { DAY, HOUR, kindsOf, lifeOf, MINUTE, namedIn, pendingUntil, START, useAt } from '../builders/incident.ts';

describe('repeats', () => {
  /** Uses come every minute, delivered late: none is seen later than the first. Sweeps every 5 minutes. */
  function digestsOf(hours: number, policy = policyOf()) {
    const life = lifeOf(policy);
    const digests: { readonly minute: number; readonly count: number }[] = [];
    life.brings(START, useAt(START));
    life.sendsAll(START);
    for (let minute = 1; minute <= hours * 60; minute += 1) {
      const now = START + minute * MINUTE;
      life.brings(now, useAt(START));
      if (minute % 5 !== 0) continue;
      for (const { kind, count } of life.tick(now).send) {
        expect(kind).toBe('digest');
        digests.push({ minute, count });
      }
      life.sendsAll(now);
    }
    return digests;
  }

  it('are counted after 15 minutes, then 1 hour, 6 hours, and every 24 hours', () => {
    const minutes = [15, 15 + 60, 15 + 60 + 360, 15 + 60 + 360 + 1440, 15 + 60 + 360 + 2 * 1440];
    expect(digestsOf(60).map(({ minute }) => minute)).toEqual(minutes);
  });

  it('are all counted, each once', () => {
    expect(digestsOf(60).map(({ count }) => count)).toEqual([15, 60, 360, 1440, 1440]);
  });

  it('are counted first after as many minutes as the settings say, and never sooner later on', () => {
    expect(digestsOf(8, policyOf(30)).map(({ minute }) => minute)).toEqual([30, 90, 450]);
    expect(digestsOf(14, policyOf(120)).map(({ minute }) => minute)).toEqual([120, 240, 600]);
  });

  it('are told with how many there were by whom, since when', () => {
    const life = lifeOf();
    life.brings(START, useAt(START), useAt(START, 'report-api'));
    life.sendsAll(START);
    life.brings(START + 1, useAt(START + 200), useAt(START + 300), useAt(START + 200, 'report-api'));
    life.brings(START + 2, useAt(START + 250));
    life.brings(START + 3, useAt(START + 100));
    const { send } = life.tick(START + 15 * MINUTE);
    expect(send[0]).toMatchObject({
      kind: 'digest',
      count: 5,
      since: START,
      firstSeen: START + 100,
      lastSeen: START + 300,
      batch: undefined,
    });
    expect(send.flatMap((claim) => namedIn(life.item, claim)).sort()).toEqual([
      ['role billing-batch', 'Decrypt', 4, false],
      ['role report-api', 'Decrypt', 1, false],
    ]);
    expect(pendingOf(life.item)).toBe(0);
    expect(life.item.count).toBe(7);
  });

  it('are told with the first of them also when it is the first batch that brought it', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    for (const time of [100, 200, 300]) life.brings(START + time, useAt(START + time));
    expect(life.tick(START + 15 * MINUTE).send).toMatchObject([{ firstSeen: START + 100, lastSeen: START + 300 }]);
  });

  it('that do not come are not told of', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    for (let day = 1; day < 30; day += 1) expect(life.tick(START + day * DAY).send).toEqual([]);
  });

  it('that come after a long silence are counted by the next sweep', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    life.brings(START + 3 * HOUR, useAt(START + 3 * HOUR));
    expect(kindsOf(life.tick(START + 3 * HOUR + 5 * MINUTE).send)).toEqual(['digest']);
  });
});

describe('short intervals come again', () => {
  /** An incident whose counts have come to one a day, the last one just now. */
  function slowedDown(deletionDate?: number) {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, deletionDate === undefined ? undefined : pendingUntil(deletionDate));
    let now = START;
    for (const pause of [15 * MINUTE, HOUR, 6 * HOUR, DAY]) {
      now += pause;
      life.brings(now, useAt(START));
      expect(kindsOf(life.tick(now).send)).toEqual(['digest']);
      life.sendsAll(now);
    }
    return { life, now };
  }
  const nextDigest = (life: ReturnType<typeof lifeOf>, from: number): number => {
    for (let minute = 0; minute <= 2 * 1440; minute += 1) {
      const { send } = life.tick(from + minute * MINUTE);
      if (send.some(({ kind }) => kind === 'digest')) return minute;
      life.sendsAll(from + minute * MINUTE);
    }
    return Number.POSITIVE_INFINITY;
  };

  it('only for a reason', () => {
    const { life, now } = slowedDown();
    life.brings(now + MINUTE, useAt(START));
    expect(nextDigest(life, now + MINUTE)).toBe(1439);
  });

  it('after a new caller', () => {
    const { life, now } = slowedDown();
    life.brings(now + MINUTE, useAt(START), useAt(START, 'report-api'));
    life.sendsAll(now + MINUTE);
    expect(nextDigest(life, now + MINUTE)).toBe(15);
    life.sendsAll(now + 16 * MINUTE);
    life.brings(now + 16 * MINUTE, useAt(START));
    expect(nextDigest(life, now + 16 * MINUTE)).toBe(60);
  });

  it('but what was due sooner stays due sooner', () => {
    const { life, now } = slowedDown();
    life.brings(now + MINUTE, useAt(START));
    life.brings(now + DAY - 5 * MINUTE, useAt(START, 'report-api'));
    life.sendsAll(now + DAY - 5 * MINUTE);
    expect(nextDigest(life, now + DAY - 5 * MINUTE)).toBe(5);
  });

  it('when the incident has become graver: the use goes on for more than a day', () => {
    const { life, now } = slowedDown();
    expect(life.item.severity).toBe('high');
    life.brings(now + MINUTE, useAt(now + MINUTE));
    expect(life.item.severity).toBe('critical');
    expect(nextDigest(life, now + MINUTE)).toBe(15);
  });

  it('7 days before the end', () => {
    const { life, now } = slowedDown(START + 30 * DAY);
    life.brings(now + MINUTE, useAt(START));
    const mark = START + 23 * DAY;
    // One count a day until then, the last one 10 minutes before.
    for (let day = 1; now + day * DAY < mark; day += 1) {
      life.tick(now + day * DAY);
      life.sendsAll(now + day * DAY);
    }
    life.brings(mark - 20 * MINUTE, useAt(START));
    life.tick(mark - 10 * MINUTE);
    life.sendsAll(mark - 10 * MINUTE);
    life.tick(mark);
    life.sendsAll(mark);
    life.brings(mark + MINUTE, useAt(START));
    expect(nextDigest(life, mark + MINUTE)).toBe(14);
  });

  it.each([72, 24])('%d hours before the end', (hours) => {
    const { life } = slowedDown(START + 30 * DAY);
    const mark = START + 30 * DAY - hours * HOUR;
    expect(kindsOf(life.tick(mark).send)).toContain('reminder');
    life.sendsAll(mark);
    life.brings(mark + MINUTE, useAt(START));
    expect(nextDigest(life, mark + MINUTE)).toBe(14);
  });

  it('not again for a mark that has been passed', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, pendingUntil(START + 6 * DAY));
    let now = START;
    for (const pause of [15 * MINUTE, HOUR, 6 * HOUR]) {
      now += pause;
      life.brings(now, useAt(START));
      expect(kindsOf(life.tick(now).send)).toEqual(['digest']);
      life.sendsAll(now);
    }
    life.brings(now + MINUTE, useAt(START));
    expect(nextDigest(life, now + MINUTE)).toBe(1439);
  });
});

describe('administration alone', () => {
  const tag = (role = 'crossplane') => useAt(START, role, 'TagResource');

  it('is told at once, then counted once a day from the start', () => {
    const life = lifeOf();
    expect(kindsOf(life.brings(START, tag()).send)).toEqual(['first']);
    life.sendsAll(START);
    const digests: number[] = [];
    for (let hour = 1; hour <= 72; hour += 1) {
      life.brings(START + hour * HOUR, tag());
      for (const { kind } of life.tick(START + hour * HOUR).send) {
        expect(kind).toBe('digest');
        digests.push(hour);
      }
      life.sendsAll(START + hour * HOUR);
    }
    expect(digests).toEqual([24, 48, 72]);
  });

  it('of a new caller brings no shorter intervals', () => {
    const life = lifeOf();
    life.brings(START, tag());
    life.sendsAll(START);
    expect(kindsOf(life.brings(START + HOUR, tag('terraform')).send)).toEqual(['facet']);
    life.sendsAll(START + HOUR);
    life.brings(START + 2 * HOUR, tag());
    expect(life.tick(START + 23 * HOUR).send).toEqual([]);
    expect(kindsOf(life.tick(START + 24 * HOUR).send)).toEqual(['digest']);
  });

  it('does so no more once the key is used', () => {
    const life = lifeOf();
    life.brings(START, tag());
    life.sendsAll(START);
    expect(kindsOf(life.brings(START + HOUR, useAt(START)).send)).toEqual(['facet']);
    life.sendsAll(START + HOUR);
    life.brings(START + HOUR + MINUTE, useAt(START));
    expect(kindsOf(life.tick(START + HOUR + 15 * MINUTE).send)).toEqual(['digest']);
  });
});
