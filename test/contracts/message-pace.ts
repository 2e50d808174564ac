import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MESSAGE_SPACING_MS, type MessagePace } from '../../shared/incident/pace.ts';
import { HOUR, MINUTE, START } from '../builders/incident.ts';

const expectSpaced = (moments: readonly number[]) => {
  const inOrder = [...moments].sort((one, other) => one - other);
  for (const [at, moment] of inOrder.entries())
    expect(moment - (inOrder[at - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(MESSAGE_SPACING_MS);
};
const granted = (answers: readonly (number | undefined)[]) => answers.filter((moment) => moment !== undefined);

/** A pace under test, and a way to write what a clock that is wrong would have. */
export interface PaceUnderTest {
  readonly pace: MessagePace;
  readonly setNext: (nextAt: number) => void | Promise<void>;
}

/**
 * What every {@link MessagePace} keeps to.
 * @param create makes one from which nothing has been reserved
 * @param numRuns of what is tried with arbitrary takers
 */
export function messagePaceContract(
  name: string,
  create: () => PaceUnderTest | Promise<PaceUnderTest>,
  numRuns = 100,
): void {
  describe(`the pace of messages: ${name}`, () => {
    let pace: MessagePace;
    let setNext: PaceUnderTest['setNext'];
    beforeEach(async () => {
      ({ pace, setNext } = await create());
    });

    it('lets the first message go at once', async () => {
      expect(await pace.next(START, START)).toBe(START);
    });

    it('lets one go at once when nobody has sent for a second', async () => {
      await pace.next(START, START);
      expect(await pace.next(START + 1000, START + 1000)).toBe(START + 1000);
      expect(await pace.next(START + HOUR, START + HOUR)).toBe(START + HOUR);
    });

    it('lets each further one of the same moment go a second later', async () => {
      const moments: (number | undefined)[] = [];
      for (let at = 0; at < 5; at += 1) moments.push(await pace.next(START, START + MINUTE));
      expect(moments).toEqual([0, 1000, 2000, 3000, 4000].map((after) => START + after));
    });

    it('refuses what would be too late, and reserves nothing for it', async () => {
      await pace.next(START, START);
      for (let at = 0; at < 5; at += 1) expect(await pace.next(START, START + 999)).toBeUndefined();
      expect(await pace.next(START, START + 1000)).toBe(START + 1000);
    });

    it('refuses a message that is too late already', async () => {
      expect(await pace.next(START, START - 1)).toBeUndefined();
      expect(await pace.next(START, START)).toBe(START);
    });

    it('hands out 60 in a minute, whoever else asks at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 80 }, () => pace.next(START, START + MINUTE - 1)));
      expect(granted(answers).sort((one, other) => one - other)).toEqual(
        Array.from({ length: 60 }, (_, at) => START + at * 1000),
      );
    });

    it('is never before now and never faster than one a second, when many ask whose clocks differ', async () => {
      const asked = fc.array(fc.tuple(fc.integer({ min: -2000, max: 20_000 }), fc.integer({ min: -10, max: 60_000 })), {
        minLength: 50,
        maxLength: 50,
      });
      await fc.assert(
        fc.asyncProperty(asked, async (takers) => {
          const fresh = await create();
          const answers = await Promise.all(
            takers.map(async ([after, patience]) => {
              const now = START + after;
              const moment = await fresh.pace.next(now, now + patience);
              if (moment === undefined) return undefined;
              expect(moment).toBeGreaterThanOrEqual(now);
              expect(moment).toBeLessThanOrEqual(now + patience);
              return moment;
            }),
          );
          expectSpaced(granted(answers));
        }),
        { numRuns },
      );
    });

    it('keeps its pace when a clock goes back', async () => {
      const moments = [await pace.next(START + 10_000, START + MINUTE)];
      for (const now of [START + 9000, START + 9500, START, START + 12_500, START + 11_000])
        moments.push(await pace.next(now, now + MINUTE));
      expect(granted(moments)).toHaveLength(6);
      expectSpaced(granted(moments));
    });

    it('waits for no moment that a wrong clock has reserved', async () => {
      await setNext(START + HOUR);
      expect(await pace.next(START, START + MINUTE)).toBe(START);
      expect(await pace.next(START, START + MINUTE)).toBe(START + 1000);
    });

    it('waits for one that comes within minutes', async () => {
      await setNext(START + 3 * MINUTE);
      expect(await pace.next(START, START + MINUTE)).toBeUndefined();
      expect(await pace.next(START, START + 3 * MINUTE)).toBe(START + 3 * MINUTE);
    });

    it('never reserves so far ahead that it would look like a wrong clock', async () => {
      await setNext(START + 3 * MINUTE);
      const moments: (number | undefined)[] = [];
      for (let at = 0; at < 130; at += 1) moments.push(await pace.next(START, START + 10 * MINUTE));
      expect(granted(moments).length).toBeGreaterThanOrEqual(30);
      expectSpaced(granted(moments));
      expect(moments.at(-1)).toBeUndefined();
    });
  });
}
