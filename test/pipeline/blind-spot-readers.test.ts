import { describe, expect, it } from '@jest/globals';
import type { BlindSpotAlert } from '../../shared/alert/alert.ts';
import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import { checkBlindSpots } from '../../shared/pipeline/check-blind-spots.ts';
import { aLogGroup, aSubscription, aTopic, aTrail, aTrailStatus, healthyAccount, NAMES } from '../builders/account.ts';
import { someSettings } from '../builders/alert.ts';
import { aWorld, type BlindSpotWorld } from './blind-spot-world.ts';

const said = (alerts: readonly BlindSpotAlert[]) => alerts.map(({ check, state }) => `${check.id} ${state}`);
const nobody = { alerts: false, backstop: false };

/** A world in which nobody has confirmed yet, and what its topics took once somebody had. */
async function aFreshStack(): Promise<{ world: BlindSpotWorld; heard: () => [string[], string[]] }> {
  const world = aWorld();
  Object.assign(world.readers, nobody);
  world.finds({ seen: 'fail' });
  await world.run();
  const unheard = [world.alerts.length, world.backstop.length] as const;
  return { world, heard: () => [said(world.alerts.slice(unheard[0])), said(world.backstop.slice(unheard[1]))] };
}

// SNS API Reference, Subscribe: an e-mail address gets nothing until its owner confirms, which takes longer than a deployment.
describe('a failure that is found before anybody reads', () => {
  it('is told by the first run after somebody does, under the same id, and once', async () => {
    const { world, heard } = await aFreshStack();
    const ids = new Set(world.alerts.map(({ id }) => id));
    expect(await world.next()).toMatchObject({ sent: 0, notSent: [], unread: ['seen'] });
    expect(heard()).toEqual([[], []]);
    Object.assign(world.readers, { alerts: true });
    expect(await world.next()).toMatchObject({ sent: 1, unread: [] });
    for (let n = 0; n < 3; n += 1) expect(await world.next()).toMatchObject({ sent: 0 });
    expect(heard()).toEqual([['seen failed'], []]);
    expect(new Set([...ids, ...world.alerts.map(({ id }) => id)]).size).toBe(1);
    expect(world.store.stored()?.outbox).toEqual([]);
  });

  it('is told by the backstop when it is that which is read first', async () => {
    const { world, heard } = await aFreshStack();
    Object.assign(world.readers, { backstop: true });
    expect(await world.next()).toMatchObject({ sent: 1, unread: [] });
    expect(await world.next()).toMatchObject({ sent: 0 });
    expect(heard()[1]).toEqual(['seen failed']);
  });

  it('and ends before, is never told, nor is its end', async () => {
    const { world, heard } = await aFreshStack();
    await world.next({ seen: 'pass' });
    expect(world.store.stored()?.outbox).toEqual([]);
    Object.assign(world.readers, { alerts: true, backstop: true });
    await world.next();
    expect(heard()).toEqual([[], []]);
    await world.next({ seen: 'fail' });
    expect(heard()).toEqual([['seen failed'], []]);
  });

  it('and ends just when somebody reads, is not told either', async () => {
    const { world, heard } = await aFreshStack();
    Object.assign(world.readers, { alerts: true });
    await world.next({ seen: 'pass' });
    expect(heard()).toEqual([[], []]);
  });

  it('does not hide its end when it could not be sent for another reason', async () => {
    const world = aWorld();
    Object.assign(world.refuses, { alerts: true, backstop: true });
    await world.next({ seen: 'fail' });
    Object.assign(world.refuses, { alerts: false });
    await world.next({ seen: 'pass' });
    expect(said(world.alerts)).toEqual(['seen failed', 'seen recovered']);
  });
});

describe('the end of a failure that people know of', () => {
  it('waits until somebody reads again', async () => {
    const world = aWorld();
    await world.next({ seen: 'fail' });
    Object.assign(world.readers, nobody);
    expect(await world.next({ seen: 'pass' })).toMatchObject({ unread: ['seen'] });
    const before = world.alerts.length;
    Object.assign(world.readers, { alerts: true });
    await world.next();
    expect(said(world.alerts.slice(before))).toEqual(['seen recovered']);
  });
});

// All checks, in the account of whoever has just deployed, with a trail that records writes only.
it('a fresh stack tells its blind trail when its readers have confirmed, and not that they had not', async () => {
  const world = aWorld();
  let state: 'pending' | 'confirmed' = 'pending';
  const topic = (arn: string) => fact({ ...aTopic(arn), subscriptions: fact([aSubscription({ state })]) });
  const readFacts = async () => {
    const now = world.clock.now();
    const status = fact(aTrailStatus({ logsDeliveredAt: now, deliveredAt: now }));
    return healthyAccount({
      now,
      alertTopic: topic(NAMES.alertTopicArn),
      backstopTopic: topic(NAMES.backstopTopicArn),
      logGroup: fact(aLogGroup({ lastIngestedAt: fact(now) })),
      trails: fact([aTrail({ status, selectors: WRITES_ONLY })]),
    });
  };
  const run = () => {
    const sendBefore = world.clock.now().getTime() + 80_000;
    return checkBlindSpots({ ...world.ports, readFacts }, { alert: someSettings(), sendBefore });
  };
  expect(await run()).toMatchObject({ sent: 0, notSent: [], failing: expect.arrayContaining(['trail-records-kms']) });
  const unheard = world.alerts.length;
  state = 'confirmed';
  for (let n = 0; n < 4; n += 1) {
    world.clock.move(6 * 3_600_000);
    await run();
  }
  expect(said(world.alerts.slice(unheard))).toEqual(['trail-records-kms failed']);
});

const WRITES_ONLY = fact({
  kind: 'basic' as const,
  selectors: [
    {
      readWriteType: 'WriteOnly',
      includeManagementEvents: true,
      excludeManagementEventSources: [],
      hasDataResources: false,
    },
  ],
});

describe('an alert topic that nobody reads', () => {
  it('has everything told by the backstop', async () => {
    const world = aWorld();
    Object.assign(world.readers, { alerts: false });
    expect(await world.next({ seen: 'fail' })).toMatchObject({ sent: 1, notSent: [], unread: [] });
    expect(said(world.backstop)).toEqual(['seen failed']);
  });

  it('is no fault of sending when it takes nothing', async () => {
    const world = aWorld();
    Object.assign(world.readers, { alerts: false });
    world.refuses.alerts = true;
    expect(await world.next({ seen: 'fail' })).toMatchObject({ sent: 1, notSent: [] });
  });
});

it.each([
  ['whose subscriptions cannot be read', fact({ ...aTopic(NAMES.alertTopicArn), subscriptions: notKnown('no right') })],
  ['that cannot be read', notKnown('no right sns:GetTopicAttributes')],
  [
    'with one reader of several',
    fact({
      ...aTopic(NAMES.alertTopicArn),
      subscriptions: fact([aSubscription({ state: 'deleted' }), aSubscription({ state: 'confirmed' })]),
    }),
  ],
])('a topic %s counts as read', async (_, alertTopic) => {
  const world = aWorld({ readFacts: async () => healthyAccount({ alertTopic }) });
  expect(await world.next({ seen: 'fail' })).toMatchObject({ sent: 1, unread: [] });
  expect([said(world.alerts), said(world.backstop)]).toEqual([['seen failed'], []]);
});
