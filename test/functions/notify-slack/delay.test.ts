import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { delayAfter, delayAsAsked } from '../../../functions/notify-slack/delay.ts';

const HOUR = 3600;
const RECEIVES = Array.from({ length: 50 }, (_, at) => at + 1);
const sum = (seconds: readonly number[]) => seconds.reduce((total, one) => total + one, 0);
const chanceOf = fc.double({ min: 0, max: 1, noNaN: true });

describe('the time until a message is given out again', () => {
  it('doubles from half a minute to three quarters of an hour, a quarter less by chance', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map((times) => delayAfter(times, 1))).toEqual([
      ...[30, 60, 120, 240, 480, 960, 1920, 2700, 2700],
    ]);
    expect([1, 2, 8].map((times) => delayAfter(times, 0))).toEqual([23, 45, 2025]);
    expect(delayAfter(1, 0.5)).toBe(26);
  });

  it('is such that fifty of them outlast an outage of a day, and end before a message expires', () => {
    expect(sum(RECEIVES.map((times) => delayAfter(times, 0)))).toBeGreaterThan(24 * HOUR);
    expect(sum(RECEIVES.map((times) => delayAfter(times, 1)))).toBeLessThan(38 * HOUR);
  });

  it('is one that SQS takes, whatever count it gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), chanceOf, fc.nat(1e12), (times, random, asked) => {
        for (const seconds of [delayAfter(times, random), delayAsAsked(asked, times, random)]) {
          expect(Number.isInteger(seconds)).toBe(true);
          expect(seconds).toBeGreaterThanOrEqual(0);
          expect(seconds).toBeLessThanOrEqual(3600);
        }
      }),
    );
  });
});

describe('the time where Slack says how long to wait', () => {
  it('is never less than that, and up to ten seconds more', () => {
    expect([0, 0.5, 1].map((random) => delayAsAsked(30_000, 1, random))).toEqual([30, 35, 40]);
    expect([delayAsAsked(1, 3, 0), delayAsAsked(30_001, 3, 0), delayAsAsked(0, 1, 0)]).toEqual([1, 31, 0]);
    expect(delayAsAsked(-5, 1, 0)).toBe(0);
  });

  it('is an hour at most, whatever is asked for', () => {
    expect(delayAsAsked(3_600_000, 1, 0)).toBe(3600);
    expect(delayAsAsked(3_600_000, 1, 1)).toBe(3600);
    expect(delayAsAsked(86_400_000, 50, 1)).toBe(3600);
  });

  it('is such that fifty of them outlast an outage of a day, and end a day before a message expires', () => {
    const asked = fc.array(fc.tuple(fc.nat(1e9), chanceOf), { minLength: 50, maxLength: 50 });
    fc.assert(
      fc.property(asked, (answers) => {
        const waited = sum(answers.map(([ms, random], at) => delayAsAsked(ms, at + 1, random)));
        expect(waited).toBeGreaterThan(24 * HOUR);
        expect(waited).toBeLessThan(3 * 24 * HOUR);
      }),
    );
  });

  it('grows as without, from the fourth time on', () => {
    expect(delayAsAsked(1000, 3, 0)).toBe(1);
    expect(delayAsAsked(1000, 4, 0)).toBe(delayAfter(4, 0));
    expect(delayAsAsked(3_000_000, 50, 0)).toBe(3000);
    expect(sum(RECEIVES.map((times) => delayAsAsked(1000, times, 0)))).toBeGreaterThan(24 * HOUR);
  });
});
