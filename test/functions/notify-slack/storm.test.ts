import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SlackAnswer } from '../../../shared/alert/slack/poster.ts';
import { START, stormWorld, type World } from './storm-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const all = (alerts: number) => Array.from({ length: alerts }, (_, at) => at + 1);
const arrived = ({ taken }: World) => [...new Set(taken.map(({ alert }) => alert))].sort((a, b) => a - b);
const lastAt = ({ taken }: World) => taken.at(-1)?.at ?? 0;

/** Each is there, nothing is lost to any of the ways in which a queue loses messages, and no invocation is cut off. */
function expectAllThere(world: World, alerts: number): void {
  expect(arrived(world)).toEqual(all(alerts));
  expect([world.queue.bodies, world.queue.deadLetters, world.queue.expired, world.keptAside]).toEqual([[], [], [], []]);
  expect(world.longestMs).toBeLessThan(60_000);
}

const DOWN: SlackAnswer = { kind: 'later', reason: 'HTTP status 503' };
const busy = (ms: number): SlackAnswer => ({ kind: 'wait', ms, reason: 'HTTP status 429' });

describe('a storm, at a Slack that takes one message a second', () => {
  it('of 1,000 alerts arrives, each once, at more than three in four seconds', async () => {
    const world = stormWorld({ alerts: 1000 });
    await world.run(START + HOUR);
    expectAllThere(world, 1000);
    expect(world.taken).toHaveLength(1000);
    const perSecond = 1000 / ((lastAt(world) - START) / 1000);
    expect(perSecond).toBeGreaterThan(0.75);
    expect(perSecond).toBeLessThanOrEqual(1);
    expect(world.queue.mostReceived).toBeLessThan(10);
  });

  it.each([
    [300, 'is dead', DOWN],
    [200, 'puts everybody off', busy(30_000)],
  ])('of %d alerts arrives within the hour when Slack is back, which %s for a day', async (alerts, _what, answer) => {
    const world = stormWorld({ alerts, trouble: (at) => (at < START + DAY ? answer : undefined) });
    await world.run(START + DAY + HOUR);
    expectAllThere(world, alerts);
    expect(world.taken).toHaveLength(alerts);
    expect(lastAt(world)).toBeGreaterThan(START + DAY);
  });

  it.each([
    [2 * DAY, 3 * HOUR],
    [46 * HOUR, 3 * HOUR],
    [MINUTE, DAY],
  ])(
    'arrives about an hour after Slack is back, which for %d ms asks everybody to wait for %d ms',
    async (down, asked) => {
      const world = stormWorld({ alerts: 200, trouble: (at) => (at < START + down ? busy(asked) : undefined) });
      await world.run(START + 4 * DAY);
      expectAllThere(world, 200);
      expect(lastAt(world)).toBeGreaterThan(START + down);
      expect(lastAt(world)).toBeLessThan(START + down + HOUR + 10 * MINUTE);
    },
  );

  it('arrives whatever fails now and then: answers, functions, the queue that delivers twice', async () => {
    const trouble = fc.record({
      seed: fc.nat(),
      down: fc.double({ min: 0, max: 0.6, noNaN: true }),
      lost: fc.double({ min: 0, max: 0.3, noNaN: true }),
      killed: fc.double({ min: 0, max: 0.4, noNaN: true }),
      twice: fc.double({ min: 0, max: 0.3, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(trouble, async ({ seed, down, lost, killed, twice }) => {
        const world = stormWorld({
          alerts: 60,
          seed,
          killed,
          twice,
          trouble: (_at, random) => (random() < down ? DOWN : random() < lost ? 'lost' : undefined),
        });
        await world.run(START + DAY);
        expectAllThere(world, 60);
      }),
      { numRuns: 30 },
    );
  });

  it('may arrive twice when a function is killed before it answered, under the same number', async () => {
    const world = stormWorld({ alerts: 100, killed: 0.5 });
    await world.run(START + DAY);
    expectAllThere(world, 100);
    expect(world.taken.length).toBeGreaterThan(100);
    expect(world.taken.length).toBeLessThan(200);
  });

  it('is told once where the queue delivers twice and the container remembers', async () => {
    const world = stormWorld({ alerts: 100, twice: 0.5 });
    await world.run(START + DAY);
    expectAllThere(world, 100);
    expect(world.taken.length).toBeLessThan(200);
  });
});

describe('the storm itself', () => {
  it('would tell of what is lost', async () => {
    const world = stormWorld({ alerts: 5, trouble: () => ({ kind: 'refused', reason: 'no_service' }) });
    await world.run(START + HOUR);
    expect([world.keptAside.length, arrived(world)]).toEqual([5, []]);
    const forever = stormWorld({ alerts: 5, trouble: () => DOWN });
    await forever.run(START + 3 * DAY);
    expect([forever.queue.deadLetters.length, arrived(forever)]).toEqual([5, []]);
  });
});
