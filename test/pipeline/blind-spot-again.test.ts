import { describe, expect, it } from '@jest/globals';
import type { PendingKey, PendingKeys } from '../../shared/blind-spots/pending-key.ts';
import { withoutDrills } from '../../shared/blind-spots/without-drills.ts';
import { NOW } from '../builders/alert.ts';
import { aPendingKey, pendingKeys } from '../builders/blind-spot.ts';
import { KEY } from '../builders/record.ts';
import { aWorld } from './blind-spot-world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const hoursOn = (hours: number) => new Date(NOW.getTime() + hours * HOUR);

/** A world that fails, in which keys are as they are set to be. */
function aBlindWorld() {
  let now: PendingKeys = pendingKeys();
  const world = aWorld({ readPendingKeys: async () => now });
  return {
    world,
    keys: (keys: PendingKeys) => {
      now = keys;
    },
    told: () => world.alerts.map(({ severity, title }) => `${severity}${title.includes('still') ? ' again' : ''}`),
  };
}

describe('a failure that goes on', () => {
  it('is told again when a key is scheduled, and when it goes soon, a day apart', async () => {
    const { world, keys, told } = aBlindWorld();
    await world.next({ seen: 'fail' });
    keys(pendingKeys(aPendingKey({ deletionDate: hoursOn(90) })));
    await world.next();
    expect(told()).toEqual(['medium', 'high again']);
    for (let n = 0; n < 12; n += 1) await world.next();
    expect(told()).toEqual(['medium', 'high again', 'critical again']);
    expect(world.alerts[1]?.summary).toContain('This was told before; more is at risk now.');
    expect(new Set(world.alerts.map(({ id }) => id)).size).toBe(3);
    await world.next({ seen: 'pass' });
    expect(told().slice(3)).toEqual(['low']);
  });

  it('is not told again for keys that could not be looked at, but for one that is found then', async () => {
    const { world, keys, told } = aBlindWorld();
    await world.next({ seen: 'fail' });
    keys({ ...pendingKeys(), notSeen: [{ what: 'Region eu-west-1', reason: 'no right kms:ListKeys' }] });
    await world.next();
    expect(told()).toEqual(['medium']);
    keys(pendingKeys(aPendingKey()));
    await world.next();
    expect(told()).toEqual(['medium', 'high again']);
  });

  it('is told again when one key was saved and another goes, but not when a look missed it', async () => {
    const { world, keys, told } = aBlindWorld();
    const late = aPendingKey({ deletionDate: hoursOn(600) });
    keys(pendingKeys(late));
    await world.next({ seen: 'fail' });
    keys({ ...pendingKeys(), notSeen: [{ what: 'Region eu-west-1', reason: 'no answer in time' }] });
    await world.next();
    keys(pendingKeys(late));
    await world.next();
    expect(told()).toEqual(['high']);
    keys(pendingKeys());
    await world.next();
    keys(pendingKeys(late));
    await world.next();
    expect(told()).toEqual(['high', 'high again']);
  });

  it('has the keys read at each run, and no longer when it has ended', async () => {
    const world = aWorld();
    await world.next({ seen: 'fail' });
    await world.next();
    expect(world.keyReads()).toBe(2);
    await world.next({ seen: 'pass' });
    await world.next();
    expect(world.keyReads()).toBe(3);
  });
});

describe('a key of a drill', () => {
  const made = (ms: number, overrides: Partial<PendingKey> = {}) =>
    aPendingKey({ createdAt: NOW, deletionDate: new Date(NOW.getTime() + 7 * DAY + ms), ...overrides });

  it('is at no risk', async () => {
    const world = aWorld({ readPendingKeys: async () => pendingKeys(made(HOUR / 2)), isDrill: async () => true });
    await world.next({ seen: 'fail' });
    expect(world.alerts[0]).toMatchObject({ severity: 'medium', atRisk: [] });
  });

  it('is one by its tag and its dates: others are not asked for tags, and stay whatever these say', async () => {
    const asked: string[] = [];
    const keys = pendingKeys(
      made(HOUR / 2),
      made(2 * HOUR, { arn: `${KEY}-old` }),
      made(0, { arn: `${KEY}-undated`, createdAt: undefined }),
    );
    const left = await withoutDrills(keys, async ({ arn }) => asked.push(arn) > 0);
    expect([asked, left.keys.map(({ arn }) => arn)]).toEqual([[KEY], [`${KEY}-old`, `${KEY}-undated`]]);
  });

  it.each([
    ['says nothing of a drill', async () => false],
    ['cannot be read', () => Promise.reject(new Error('no network'))],
  ])('is none when its tag %s', async (_, isDrill) => {
    const world = aWorld({ readPendingKeys: async () => pendingKeys(made(HOUR / 2)), isDrill });
    await world.next({ seen: 'fail' });
    expect(world.alerts[0]).toMatchObject({ severity: 'high', atRisk: [{ arn: KEY }] });
  });
});
