import { describe, expect, it } from '@jest/globals';
import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import { NOW } from '../builders/alert.ts';
import { aPendingKey, pendingKeys } from '../builders/blind-spot.ts';
import { KEY } from '../builders/record.ts';
import type { WatchOperation } from '../fakes/watch-store.ts';
import { aWorld, type BlindSpotWorld } from './blind-spot-world.ts';

const HOUR = 3_600_000;
const told = (world: BlindSpotWorld) => world.alerts.map(({ check, state }) => `${check.id} ${state}`);
const hoursOn = (hours: number) => new Date(NOW.getTime() + hours * HOUR).toISOString();

describe('a run of the checks', () => {
  it('tells nothing, and reads no keys, while all is well', async () => {
    const world = aWorld();
    for (let n = 0; n < 5; n += 1) expect(await world.next()).toMatchObject({ sent: 0, notSent: [] });
    expect([told(world), world.keyReads()]).toEqual([[], 0]);
  });

  it('tells of a failure since when, who, what is at risk, and how to mend it; then of its end; each once', async () => {
    const world = aWorld({
      readPendingKeys: async () => pendingKeys(aPendingKey()),
      whoChanged: async ({ to }) =>
        fact({ principal: 'role cost-saver', event: 'PutEventSelectors', eventId: 'e-1', time: to }),
    });
    await world.run();
    expect(await world.next({ seen: 'fail' })).toMatchObject({
      counts: { pass: 1, fail: 1, warn: 0, unknown: 0 },
      failing: ['seen'],
      sent: 1,
    });
    await world.next();
    await world.next({ seen: 'unknown' });
    await world.next({ seen: 'pass' });
    await world.next();
    expect(told(world)).toEqual(['seen failed', 'seen recovered']);
    expect(world.alerts[0]).toMatchObject({
      severity: 'high',
      since: hoursOn(6),
      lastWell: hoursOn(0),
      changedBy: { principal: 'role cost-saver', event: 'PutEventSelectors' },
      atRisk: [{ arn: KEY, alias: 'alias/ledger-prod' }],
      nextSteps: [{ title: 'Record KMS events' }, { command: 'kms-deletion-guard doctor --region eu-west-1' }],
    });
    expect(world.alerts[1]).toMatchObject({
      severity: 'low',
      since: hoursOn(6),
      found: expect.stringContaining('all'),
    });
    expect(world.alerts[1]).not.toHaveProperty('changedBy');
    expect(world.store.stored()?.outbox).toEqual([]);
  });

  it('tells nothing of what cannot be known, and takes it for neither end nor beginning', async () => {
    const world = aWorld();
    await world.next({ seen: 'unknown', told: 'unknown' });
    await world.next({ seen: 'fail' });
    await world.next({ seen: 'unknown' });
    await world.next({ seen: 'fail' });
    expect(told(world)).toEqual(['seen failed']);
  });

  it('asks who changed it from when it was last well, or of the last week, by all names of the deployment', async () => {
    const world = aWorld();
    await world.next({ told: 'fail' });
    await world.next({ seen: 'fail' });
    expect(world.asked.map(({ events, from }) => [events, from.toISOString()])).toEqual([
      [['PutEventSelectors'], hoursOn(6 - 7 * 24)],
      [['PutEventSelectors'], hoursOn(6)],
    ]);
    expect(world.asked[0]?.names).toEqual(expect.arrayContaining(['my-trail', 'KmsDeletionGuard']));
    expect(world.asked[0]?.names.join(' ')).not.toContain('Role');
  });

  it('reads the keys once for all that it tells, and sends a second apart, to either topic', async () => {
    const world = aWorld();
    await world.next({ seen: 'fail', told: 'fail' });
    expect([world.keyReads(), world.alerts.length, world.backstop.length]).toEqual([1, 2, 2]);
    expect(world.clock.now().getTime() - NOW.getTime() - 6 * HOUR).toBe(3000);
  });

  it.each([
    ['no key', async () => pendingKeys(), 'medium'],
    ['a key with 20 days', async () => pendingKeys(aPendingKey({ deletionDate: new Date(hoursOn(480)) })), 'high'],
    ['a key with 80 hours', async () => pendingKeys(aPendingKey({ deletionDate: new Date(hoursOn(80)) })), 'high'],
    ['a key without a date', async () => pendingKeys(aPendingKey({ deletionDate: undefined })), 'high'],
    [
      'a key that waits for its replicas',
      async () => pendingKeys(aPendingKey({ state: 'PendingReplicaDeletion' })),
      'high',
    ],
    ['a key with 72 hours', async () => pendingKeys(aPendingKey({ deletionDate: new Date(hoursOn(72)) })), 'critical'],
    [
      'a key that is overdue',
      async () => pendingKeys(aPendingKey({ deletionDate: new Date(hoursOn(-2)) })),
      'critical',
    ],
    [
      'the second key with 10 hours',
      async () =>
        pendingKeys(aPendingKey({ deletionDate: undefined }), aPendingKey({ deletionDate: new Date(hoursOn(10)) })),
      'critical',
    ],
    ['an error', () => Promise.reject(new Error('no network')), 'high'],
    ['nothing that could be looked at', async () => ({ ...pendingKeys(), regions: [], notSeen: [NOT_SEEN] }), 'high'],
    ['no key where it could look', async () => ({ ...pendingKeys(), notSeen: [NOT_SEEN] }), 'high'],
    [
      'a key with 10 hours, and what it could not look at',
      async () => ({ ...pendingKeys(aPendingKey({ deletionDate: new Date(hoursOn(10)) })), notSeen: [NOT_SEEN] }),
      'critical',
    ],
  ])('is as grave as what is at risk: %s', async (_, readPendingKeys, severity) => {
    const world = aWorld({ readPendingKeys });
    world.finds({ seen: 'fail' });
    await world.run();
    expect(world.alerts[0]?.severity).toBe(severity);
  });

  it('lists 20 keys at risk, and counts the others', async () => {
    const world = aWorld({
      readPendingKeys: async () => pendingKeys(...Array.from({ length: 33 }, () => aPendingKey())),
    });
    await world.next({ seen: 'fail' });
    expect([world.alerts[0]?.atRisk.length, world.alerts[0]?.atRiskNotListed]).toEqual([20, 13]);
  });

  it('names what it could not learn, and tells all the same', async () => {
    const world = aWorld({
      readPendingKeys: () => Promise.reject(new Error('no network')),
      whoChanged: () => Promise.reject(new Error('too many requests')),
    });
    await world.next({ seen: 'fail' });
    expect(world.alerts[0]?.unavailable).toEqual([
      { part: 'atRisk', reason: 'no network' },
      { part: 'changedBy', reason: 'too many requests' },
    ]);
  });

  it('takes keys of which none could be looked at for not known, and not for none', async () => {
    const world = aWorld({ readPendingKeys: async () => ({ ...pendingKeys(), regions: [], notSeen: [NOT_SEEN] }) });
    await world.next({ seen: 'fail' });
    expect(world.alerts[0]?.unavailable).toEqual([{ part: 'atRisk', reason: 'no right kms:ListKeys' }]);
  });

  it('does not lose a key by a name that cannot be read', async () => {
    const aliases = async () => notKnown('no right kms:ListAliases');
    const world = aWorld({ readPendingKeys: async () => pendingKeys(aPendingKey()), aliases });
    await world.next({ seen: 'fail' });
    expect(world.alerts[0]?.atRisk).toEqual([expect.not.objectContaining({ alias: expect.anything() })]);
    expect(world.alerts[0]?.atRisk[0]?.arn).toBe(KEY);
  });

  it('rejects when there is no deployment to look at', async () => {
    const world = aWorld({ readFacts: () => Promise.reject(new Error('no such stack')) });
    await expect(world.run()).rejects.toThrow('no such stack');
  });
});

describe('an alert', () => {
  it('that may not arrive goes to the backstop as well, its end too', async () => {
    const world = aWorld();
    await world.next({ told: 'fail' });
    await world.next({ told: 'pass' });
    await world.next({ seen: 'fail' });
    await world.next({ seen: 'pass' });
    expect(told(world).sort()).toEqual(['seen failed', 'seen recovered', 'told failed', 'told recovered']);
    expect(world.backstop.map(({ check, state }) => `${check.id} ${state}`)).toEqual(['told failed', 'told recovered']);
    expect(world.backstop[0]).toEqual(world.alerts.find(({ check }) => check.id === 'told'));
  });

  it('goes to the backstop as well while any check fails by which alerts may not arrive', async () => {
    const world = aWorld();
    await world.next({ told: 'fail' });
    await world.next({ seen: 'fail' });
    expect(world.backstop.map(({ check }) => check.id)).toEqual(['told', 'seen']);
  });

  it('that the topic does not take goes to the backstop once, and to the topic under the same id when it can', async () => {
    const world = aWorld();
    world.refuses.alerts = true;
    const { sent, notSent } = await world.next({ seen: 'fail' });
    expect([sent, notSent]).toEqual([0, ['seen: alerts: topic alerts takes nothing']]);
    expect(await world.next()).toMatchObject({ sent: 0 });
    expect(world.backstop).toHaveLength(1);
    world.refuses.alerts = false;
    expect(await world.next()).toMatchObject({ sent: 1, notSent: [] });
    expect(world.alerts.map(({ id }) => id)).toEqual(world.backstop.map(({ id }) => id));
    expect(await world.next()).toMatchObject({ sent: 0 });
    expect(world.backstop).toHaveLength(1);
  });

  it('that neither takes waits for both, and holds no other back', async () => {
    const world = aWorld();
    world.refuses = Object.assign(world.refuses, { alerts: true, backstop: true });
    expect((await world.next({ seen: 'fail', told: 'fail' })).notSent).toHaveLength(2);
    Object.assign(world.refuses, { alerts: false });
    expect((await world.next()).notSent).toEqual([
      'seen: backstop: topic backstop takes nothing',
      'told: backstop: topic backstop takes nothing',
    ]);
    Object.assign(world.refuses, { backstop: false });
    expect((await world.next()).notSent).toEqual([]);
    expect(told(world)).toEqual(['seen failed', 'told failed']);
    expect(world.backstop.map(({ check }) => check.id)).toEqual(['seen', 'told']);
  });

  it('for which no time is left is told by the next run', async () => {
    const world = aWorld({
      whoChanged: async () => {
        world.clock.move(81_000);
        return fact('not-found');
      },
    });
    expect((await world.next({ seen: 'fail' })).notSent).toEqual(['seen: no time was left; the next run tells it']);
    expect(world.alerts).toEqual([]);
    const inTime = aWorld({ store: world.store });
    inTime.clock.move(24 * HOUR);
    await inTime.next({ seen: 'fail' });
    expect(told(inTime)).toEqual(['seen failed']);
  });

  it('is there before it is sent: who is killed then has it told by the next, under the same id', async () => {
    const world = aWorld();
    const killed = aWorld({ store: world.store, publish: () => new Promise(() => {}) });
    killed.finds({ seen: 'fail' });
    void killed.run();
    await new Promise((resolve) => setImmediate(resolve));
    const [waiting] = world.store.stored()?.outbox ?? [];
    await world.next({ seen: 'fail' });
    expect(world.alerts.map(({ id, since }) => [id, since])).toEqual([[waiting?.id, NOW.toISOString()]]);
    expect(world.store.stored()?.outbox).toEqual([]);
  });

  it('of which two runs at a time hear has one id', async () => {
    const world = aWorld();
    world.finds({ seen: 'fail' });
    await Promise.all([world.run(), world.run(), world.run()]);
    expect(new Set(world.alerts.map(({ id }) => id)).size).toBe(1);
    expect(world.store.stored()?.outbox).toEqual([]);
    await world.next();
    expect(world.store.stored()?.checks.find(({ id }) => id === 'seen')?.turns).toBe(1);
  });
});

describe('a table that', () => {
  /** A world of which some operations fail from a moment on. */
  function withFaults() {
    const failing = new Set<WatchOperation>();
    const lost = new Set<WatchOperation>();
    const world = aWorld({}, { failing: (one) => failing.has(one), answerLost: (one) => lost.has(one) });
    return { world, failing, lost };
  }

  it('cannot be reached holds no failure back, tells it again under one id a day, and says so', async () => {
    const { world, failing } = withFaults();
    failing.add('load');
    expect(await world.next({ seen: 'fail' })).toMatchObject({ sent: 1, untracked: expect.stringContaining('load') });
    await world.next();
    expect(new Set(world.alerts.map(({ id }) => id)).size).toBe(1);
    expect(world.alerts[0]?.unavailable).toContainEqual({
      part: 'watch',
      reason: expect.stringContaining('may be told again'),
    });
    await world.next({ seen: 'pass' });
    failing.clear();
    await world.next();
    expect(told(world)).toEqual(['seen failed', 'seen failed']);
  });

  it('can be read and not written has what turned told, under the id that it has later', async () => {
    const { world, failing } = withFaults();
    await world.next({ told: 'fail' });
    failing.add('save');
    expect(await world.next({ seen: 'fail' })).toMatchObject({ untracked: expect.stringContaining('save') });
    expect(told(world)).toEqual(['told failed', 'seen failed']);
    failing.clear();
    await world.next();
    expect(told(world)).toEqual(['told failed', 'seen failed', 'seen failed']);
    expect(world.alerts[2]?.id).toBe(world.alerts[1]?.id);
  });

  it('loses the answer to a write has it told under the id that was written', async () => {
    const { world, lost } = withFaults();
    await world.run();
    lost.add('save');
    await world.next({ seen: 'fail' });
    lost.clear();
    await world.next();
    expect(new Set(world.alerts.map(({ id }) => id)).size).toBe(1);
    expect(world.store.stored()?.outbox).toEqual([]);
  });

  it('cannot note what was told has it told again under the same id', async () => {
    let saves = 0;
    const world = aWorld({}, { failing: (one) => one === 'save' && ++saves === 2 });
    expect(await world.next({ seen: 'fail' })).toMatchObject({ sent: 1, unsettled: expect.stringContaining('save') });
    expect(await world.next()).toMatchObject({ sent: 1, unsettled: undefined });
    expect(world.alerts.map(({ id }) => id)).toEqual([world.alerts[0]?.id, world.alerts[0]?.id]);
    expect(await world.next()).toMatchObject({ sent: 0 });
  });

  it('holds what cannot be read is started over: what fails is told again, which the alert says', async () => {
    const world = aWorld();
    await world.next({ seen: 'fail' });
    world.store.spoil('{');
    expect(await world.next()).toMatchObject({ sent: 1, startedOver: expect.stringContaining('no JSON') });
    expect(world.alerts[1]?.unavailable).toContainEqual({
      part: 'watch',
      reason: expect.stringContaining('told before'),
    });
    await world.next();
    await world.next({ seen: 'pass' });
    expect(told(world)).toEqual(['seen failed', 'seen failed', 'seen recovered']);
  });
});

const NOT_SEEN = { what: 'Region ap-south-1', reason: 'no right kms:ListKeys', right: 'kms:ListKeys' };
