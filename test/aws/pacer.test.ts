import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPacer } from '../../shared/aws/pacer.ts';

/** A clock that only sleeping moves. */
function fakeClock() {
  let time = 0;
  const pass = (ms: number) => {
    time += ms;
  };
  return { now: () => time, sleep: async (ms: number) => pass(ms), pass };
}

describe('the pacer', () => {
  it('lets at most 5 messages a second pass', async () => {
    const clock = fakeClock();
    const pacer = createPacer(clock);
    const times: number[] = [];
    for (let at = 0; at < 12; at += 1) {
      await pacer();
      times.push(clock.now());
    }
    for (const [at, time] of times.entries())
      expect(time - (times[at - 5] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(1000);
  });

  it('refuses the 61st message of a minute, and lets it pass when the minute is over', async () => {
    const clock = fakeClock();
    const pacer = createPacer(clock);
    for (let at = 0; at < 60; at += 1) await pacer();
    await expect(pacer()).rejects.toThrow('60 messages were sent within a minute');
    clock.pass(60_000);
    await expect(pacer()).resolves.toBeUndefined();
  });

  it('never lets more than 60 pass in any minute, however they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 200 }), async (pauses) => {
        const clock = fakeClock();
        const pacer = createPacer(clock);
        const times: number[] = [];
        for (const pause of pauses) {
          clock.pass(pause);
          await pacer().then(
            () => times.push(clock.now()),
            () => undefined,
          );
        }
        for (const [at, time] of times.entries())
          expect(time - (times[at - 60] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(60_000);
      }),
      { numRuns: 50 },
    );
  });
});
