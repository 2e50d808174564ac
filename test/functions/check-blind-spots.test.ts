import { describe, expect, it } from '@jest/globals';
import { checkForBlindSpots, type Tools } from '../../functions/check-blind-spots/check-blind-spots.ts';
import { createLog } from '../../shared/log.ts';
import { checkThatFinds, VERDICTS } from '../builders/blind-spot.ts';
import { aWorld, type BlindSpotWorld } from '../pipeline/blind-spot-world.ts';
import { figuresIn, type Line, ROLE, TOPIC } from './tools.ts';

const CLOCK = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
// Source: CloudFormation User Guide, "Managing events with Amazon EventBridge".
const stackEvent = (status: string) => ({
  source: 'aws.cloudformation',
  'detail-type': 'CloudFormation Stack Status Change',
  detail: {
    'stack-id': 'arn:aws:cloudformation:eu-west-1:111122223333:stack/KmsDeletionGuard/1',
    'status-details': { status, 'status-reason': '' },
  },
});

/** The function over a world in memory, with one check that finds what it is told to. */
function aFunction(
  world: BlindSpotWorld,
  state: { found: keyof typeof VERDICTS },
  config: Partial<Tools['config']> = {},
  chat?: Tools['chat'],
) {
  const lines: Line[] = [];
  const tools: Tools = {
    config: {
      topicArn: TOPIC,
      chatTopicArn: undefined,
      backstopTopicArn: `${TOPIC}-backstop`,
      stackName: 'KmsDeletionGuard',
      ownRoleArn: ROLE,
      accountNames: { '111122223333': 'payments-prod' },
      consoleLinkTemplate: undefined,
      runbookUrl: 'https://wiki.example.com/kms',
      tableName: 'KmsDeletionGuard-Incidents',
      region: 'eu-west-1',
      ...config,
    },
    version: '0.0.0-test',
    portsOfInvocation: () => world.ports,
    chat,
    settings: { checks: [checkThatFinds(() => VERDICTS[state.found])] },
    now: world.clock.now,
    log: createLog((line) => void lines.push(JSON.parse(line)), 'KmsDeletionGuard', world.clock.now),
  };
  return { lines, invoke: (event: unknown = CLOCK) => checkForBlindSpots(event, tools) };
}

/** Fails at that write, counted from 1. */
function failingAtSave(nth: number): (operation: string) => boolean {
  let saves = 0;
  return (one) => one === 'save' && ++saves === nth;
}

describe('the function check-blind-spots', () => {
  it.each([
    ['the clock', CLOCK],
    ['a stack that was created', stackEvent('CREATE_COMPLETE')],
    ['a stack that was rolled back', stackEvent('UPDATE_ROLLBACK_COMPLETE')],
    ['somebody by hand', {}],
    ['nobody', undefined],
    ['something else', { source: 'aws.cloudformation', detail: 'UPDATE_IN_PROGRESS' }],
  ])('invoked by %s, looks, and gives its heartbeat', async (_, event) => {
    const { lines, invoke } = aFunction(aWorld(), { found: 'pass' });
    const counts = { pass: 1, warn: 0, fail: 0, unknown: 0 };
    expect(await invoke(event)).toEqual({ kind: 'checked', counts, sent: 0 });
    expect(lines).toEqual([expect.objectContaining({ message: 'check', level: 'info', ...counts, failing: [] })]);
    expect(figuresIn(lines[0])).toEqual({ BlindSpotsChecked: 1 });
  });

  it.each(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS'])(
    'waits while the stack is %s, without a heartbeat',
    async (status) => {
      const world = aWorld();
      const { lines, invoke } = aFunction(world, { found: 'fail' });
      expect(await invoke(stackEvent(status))).toEqual({ kind: 'stack still changing' });
      expect(world.alerts).toEqual([]);
      expect(lines.map(figuresIn)).toEqual([{}]);
    },
  );

  it('tells what fails, with the names and links of its settings, and counts the message', async () => {
    const world = aWorld();
    const { lines, invoke } = aFunction(world, { found: 'fail' });
    expect(await invoke()).toMatchObject({ kind: 'checked', sent: 1 });
    expect(world.alerts[0]).toMatchObject({
      kind: 'blind-spot',
      state: 'failed',
      accountId: '111122223333',
      accountName: 'payments-prod',
      guard: { version: '0.0.0-test', stack: 'KmsDeletionGuard', region: 'eu-west-1' },
      links: [{ title: 'Runbook', url: 'https://wiki.example.com/kms' }],
    });
    expect(lines).toEqual([expect.objectContaining({ failing: ['trail-records-kms'], sent: 1, level: 'info' })]);
    expect(figuresIn(lines[0])).toEqual({ BlindSpotsChecked: 1, MessagesSent: 1 });
  });

  it('tells of a failure and its end, and nothing between', async () => {
    const state: { found: keyof typeof VERDICTS } = { found: 'pass' };
    const world = aWorld();
    const { invoke } = aFunction(world, state);
    for (const found of ['pass', 'fail', 'fail', 'unknown', 'fail', 'unknown', 'warn', 'pass'] as const) {
      world.clock.move(6 * 3_600_000);
      state.found = found;
      await invoke();
    }
    expect(world.alerts.map((alert) => alert.state)).toEqual(['failed', 'recovered']);
  });

  it('throws what could not be sent, with its heartbeat, and Lambda sends it again under the same id', async () => {
    const world = aWorld();
    const { lines, invoke } = aFunction(world, { found: 'fail' });
    world.refuses.alerts = true;
    await expect(invoke()).rejects.toThrow('1 alert not sent; see the log line of this request');
    expect(lines[0]).toMatchObject({
      level: 'error',
      notSent: ['trail-records-kms: alerts: topic alerts takes nothing'],
    });
    expect(figuresIn(lines[0])).toEqual({ BlindSpotsChecked: 1 });
    world.refuses.alerts = false;
    await invoke();
    expect(world.alerts.map(({ id }) => id)).toEqual(world.backstop.map(({ id }) => id));
    expect(figuresIn(lines[1])).toEqual({ BlindSpotsChecked: 1, MessagesSent: 1 });
  });

  // Lambda tries twice what throws, and each try would tell all that fails again.
  it.each([
    ['is down', () => true],
    ['cannot be written', (one: string) => one === 'save'],
    ['cannot note what was told', failingAtSave(2)],
  ])('tells although the table %s, and leaves it at that, without a heartbeat', async (_, failing) => {
    const world = aWorld({}, { failing });
    const { lines, invoke } = aFunction(world, { found: 'fail' });
    expect(await invoke()).toMatchObject({ kind: 'checked', sent: 1 });
    expect(world.alerts).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'error' });
    expect(figuresIn(lines[0])).toEqual({ MessagesSent: 1 });
  });

  it('throws what could not be sent while the table is down, without a heartbeat', async () => {
    const world = aWorld({}, { failing: () => true });
    world.refuses.alerts = true;
    const { lines, invoke } = aFunction(world, { found: 'fail' });
    await expect(invoke()).rejects.toThrow('1 alert not sent');
    expect(figuresIn(lines[0])).toEqual({});
  });

  it('does not throw for want of readers, and gives its heartbeat', async () => {
    const world = aWorld();
    Object.assign(world.readers, { alerts: false, backstop: false });
    const { lines, invoke } = aFunction(world, { found: 'fail' });
    expect(await invoke()).toMatchObject({ sent: 0 });
    expect(lines[0]).toMatchObject({ level: 'info', unread: ['trail-records-kms'], notSent: [] });
    expect(figuresIn(lines[0])).toEqual({ BlindSpotsChecked: 1 });
  });

  it('throws when there is no stack to look at', async () => {
    const world = aWorld({ readFacts: () => Promise.reject(new Error('stack KmsDeletionGuard: got no stack')) });
    const { lines, invoke } = aFunction(world, { found: 'fail' });
    await expect(invoke()).rejects.toThrow('got no stack');
    expect(lines).toEqual([expect.objectContaining({ message: 'check failed', level: 'error' })]);
    expect(lines.map(figuresIn)).toEqual([{}]);
  });

  it('names a stack of another name in its command', async () => {
    const world = aWorld();
    const { invoke } = aFunction(world, { found: 'fail' }, { stackName: 'Guard-of-Ireland' });
    await invoke();
    expect(world.alerts[0]?.nextSteps.at(-1)?.command).toBe(
      'kms-deletion-guard doctor --region eu-west-1 --stack Guard-of-Ireland',
    );
  });

  describe('with a chat topic', () => {
    const chatThat = (takes: boolean) => {
      const told: string[] = [];
      const chat: Tools['chat'] = async ({ id }) => {
        if (!takes) throw new Error('chat takes nothing');
        told.push(id);
        return 'sent';
      };
      return { told, chat };
    };

    it('tells it what the alert topic gets, once, also when the backstop gets it as well', async () => {
      const [world, { told, chat }] = [aWorld(), chatThat(true)];
      world.refuses.alerts = true;
      const { invoke } = aFunction(world, { found: 'fail' }, {}, chat);
      await expect(invoke()).rejects.toThrow('1 alert not sent');
      expect(told).toEqual(world.backstop.map(({ id }) => id));
      expect(told).toHaveLength(1);
    });

    it('that takes nothing, tells everybody else, does not throw, and says so', async () => {
      const world = aWorld();
      const { lines, invoke } = aFunction(world, { found: 'fail' }, {}, chatThat(false).chat);
      expect(await invoke()).toMatchObject({ kind: 'checked', sent: 1 });
      expect(world.alerts).toHaveLength(1);
      const [chat, check] = lines;
      expect(chat).toMatchObject({
        message: 'chat',
        level: 'error',
        failures: [`${world.alerts[0]?.id}: chat takes nothing`],
      });
      expect(figuresIn(chat)).toEqual({ ChatNotSent: 1 });
      expect(check).toMatchObject({ message: 'check', level: 'info' });
    });
  });
});
