import type { Alert } from '../../../shared/alert/alert.ts';
import { createOwnPace } from '../../../shared/incident/own-pace.ts';
import type { MessagePace } from '../../../shared/incident/pace.ts';
import type { IncidentStore } from '../../../shared/incident/store.ts';
import { nothingKnown } from '../../../shared/kms/key-details.ts';
import type { PipelinePorts } from '../../../shared/pipeline/ports.ts';
import type { Silence } from '../../../shared/silence/silence.ts';
import type { KeyStates } from './key-states.ts';
import type { Fate, Outage } from './scenario.ts';
import type { World } from './world.ts';

/** Lambda ends an invocation after this. */
const LIMIT_MS = 60_000;

/** What went out. */
export interface Sent {
  readonly time: number;
  readonly alert: Alert;
}

/** What a process remembers from one invocation to the next. */
export interface Container {
  readonly sent: Set<string>;
  readonly ownPace: MessagePace;
  lastOwnMoment: number;
}

export const newContainer = (): Container => ({
  sent: new Set(),
  ownPace: createOwnPace(),
  lastOwnMoment: Number.NEGATIVE_INFINITY,
});

/** What invocations share. */
export interface Surroundings {
  readonly world: World;
  readonly store: IncidentStore;
  readonly pace: MessagePace;
  readonly silences: readonly Silence[];
  readonly keys: KeyStates;
  readonly outages: Set<Outage>;
  readonly sent: Sent[];
  /** What broke a rule, in words. */
  readonly broken: string[];
}

/** One invocation while it lasts: what was done to it, and what it did. */
export interface Life {
  readonly startedAt: number;
  /** Nothing failed that it asked for. */
  isClean: boolean;
  tableFailed: boolean;
  silencesFailed: boolean;
  isDead: boolean;
  hasEnded: boolean;
  /** Successful writes by item. */
  readonly writes: Map<string, number>;
  readonly ports: PipelinePorts;
}

const NOT_DONE = { done: false };
const NEVER = new Promise<never>(() => {});

/** @param died told when it is over before it has ended */
export function createLife(
  name: string,
  fate: Fate,
  container: Container,
  around: Surroundings,
  died: () => void,
): Life {
  const { world, store, pace, keys, outages, sent, broken } = around;
  let steps = 0;
  let lastMoment = Number.POSITIVE_INFINITY;
  let unusedMoments = 0;
  let paceFailed = false;
  const die = () => {
    if (life.isDead || life.hasEnded) return;
    life.isDead = true;
    died();
  };
  const struckAt = async (at: number, effect: () => unknown): Promise<boolean> => {
    const { crash } = fate;
    if (crash?.step !== at) return false;
    if (crash.done) await effect();
    if (!crash.hangs) die();
    return true;
  };
  const step = async <T>(label: string, of: Outage, effect: () => Promise<T> | T, failed: () => T): Promise<T> => {
    if (!life.isDead) await world.step(`${name}: ${label}`);
    if (life.isDead) return NEVER;
    const at = steps;
    steps += 1;
    if (await struckAt(at, effect)) return NEVER;
    const fault = outages.has(of) ? NOT_DONE : fate.faults.find((one) => one.step === at);
    if (fault === undefined) return effect();
    life.isClean = false;
    life.tableFailed ||= of === 'table';
    if (fault.done) await effect();
    return failed();
  };
  const tableFails = (): never => {
    throw new Error('the table does not answer');
  };
  const life: Life = {
    startedAt: world.now(),
    isClean: true,
    tableFailed: false,
    silencesFailed: false,
    isDead: false,
    hasEnded: false,
    writes: new Map(),
    ports: {
      store: {
        load: (id) => step(`load ${shortOf(id)}`, 'table', () => store.load(id), tableFails),
        save: (item, now) =>
          step(
            `save ${shortOf(item.id)}`,
            'table',
            async () => {
              const saved = await store.save(item, now);
              if (saved === 'saved') life.writes.set(item.id, (life.writes.get(item.id) ?? 0) + 1);
              return saved;
            },
            tableFails,
          ),
        all: () => step('all', 'table', () => store.all(), tableFails),
      },
      pace: {
        next: (now, latest) =>
          step(
            'pace',
            'table',
            async () => {
              const moment = await pace.next(now, latest);
              if (moment !== undefined) take(moment);
              return moment;
            },
            () => {
              paceFailed = true;
              unusedMoments = 0;
              return tableFails();
            },
          ),
      },
      ownPace: {
        async next(now, latest) {
          const moment = await container.ownPace.next(now, latest);
          if (!paceFailed) broken.push(`${name} kept its own pace though it could ask for the one of all`);
          if (moment === undefined) return undefined;
          if (moment < container.lastOwnMoment + 1000) broken.push(`${name} sends twice in a second`);
          container.lastOwnMoment = moment;
          take(moment);
          return moment;
        },
      },
      silences: () =>
        step(
          'silences',
          'silences',
          () => ({ silences: around.silences, malformed: [] }),
          () => {
            life.silencesFailed = true;
            return { silences: [], malformed: [], unread: 'no answer' };
          },
        ),
      readKey: ({ arn }) =>
        step(
          `read ${shortOf(arn)}`,
          'reads',
          () => keys.read(arn, world.now()),
          () => nothingKnown('no answer'),
        ),
      async publish(alert) {
        if (unusedMoments < 1) broken.push(`${name} sends ${alert.id} without a moment of its own`);
        if (world.now() < lastMoment) broken.push(`${name} sends ${alert.id} before its moment`);
        unusedMoments -= 1;
        if (container.sent.has(alert.id)) return 'sent-before';
        await step(
          `publish ${alert.id}`,
          'topic',
          () => void sent.push({ time: world.now(), alert }),
          () => {
            throw new Error('the topic does not answer');
          },
        );
        container.sent.add(alert.id);
        return 'sent';
      },
      wasSent: (id) => container.sent.has(id),
      now: () => new Date(world.now()),
      wait: (ms) => (life.isDead ? NEVER : new Promise((resolve) => world.at(world.now() + ms, resolve))),
      random: world.random,
    },
  };
  const take = (moment: number) => {
    lastMoment = moment;
    unusedMoments += 1;
  };
  world.at(life.startedAt + LIMIT_MS, die);
  return life;
}

/** The end of a name, for the log of what happened. */
const shortOf = (id: string): string => id.slice(-4);
