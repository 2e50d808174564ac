import type { Alert, BlindSpotAlert } from '../../shared/alert/alert.ts';
import type { WhoChangedQuestion } from '../../shared/blind-spots/changed-by.ts';
import type { Check, Verdict } from '../../shared/blind-spots/check.ts';
import { fact } from '../../shared/blind-spots/fact.ts';
import { createOwnPace } from '../../shared/incident/own-pace.ts';
import type { BlindSpotPorts } from '../../shared/pipeline/blind-spot-ports.ts';
import { type BlindSpotsChecked, checkBlindSpots } from '../../shared/pipeline/check-blind-spots.ts';
import { aSubscription, aTopic, healthyAccount, NAMES } from '../builders/account.ts';
import { NOW, someSettings } from '../builders/alert.ts';
import { checkThatFinds, pendingKeys, VERDICTS } from '../builders/blind-spot.ts';
import { type TestClock, testClock } from '../builders/ports.ts';
import { type FakeWatchStore, fakeWatchStore, type WatchFaults } from '../fakes/watch-store.ts';

type State = Verdict['state'];

/** A deployment in memory that is looked at every six hours: a test says what its checks find, and what works. */
export interface BlindSpotWorld {
  readonly ports: BlindSpotPorts;
  readonly store: FakeWatchStore;
  readonly clock: TestClock;
  /** What the topics took, in order. */
  readonly alerts: readonly BlindSpotAlert[];
  readonly backstop: readonly BlindSpotAlert[];
  readonly asked: readonly WhoChangedQuestion[];
  /** How often the keys pending deletion were read. */
  readonly keyReads: () => number;
  /** What the checks find from now on, and which topics take nothing. */
  finds(states: Readonly<Record<string, State>>): void;
  refuses: { alerts: boolean; backstop: boolean };
  /** Whether a topic has a confirmed subscription. */
  readonly readers: { alerts: boolean; backstop: boolean };
  /** Runs at the moment of the clock. */
  run(): Promise<BlindSpotsChecked>;
  /** Runs six hours after the last time. */
  next(states?: Readonly<Record<string, State>>): Promise<BlindSpotsChecked>;
}

const SIX_HOURS = 6 * 3_600_000;

/** Makes one with two checks, `seen`, and `told` of which alerts may not arrive; both find what is well. */
export function aWorld(overrides: Partial<BlindSpotPorts> = {}, faults: WatchFaults = {}): BlindSpotWorld {
  const states: Record<string, State> = { seen: 'pass', told: 'pass' };
  const [alerts, backstop]: [BlindSpotAlert[], BlindSpotAlert[]] = [[], []];
  const asked: WhoChangedQuestion[] = [];
  const refuses = { alerts: false, backstop: false };
  const readers = { alerts: true, backstop: true };
  const topic = (arn: string, isRead: boolean) =>
    fact({ ...aTopic(arn), subscriptions: fact([aSubscription({ state: isRead ? 'confirmed' : 'pending' })]) });
  const [store, clock] = [fakeWatchStore(faults), testClock(NOW)];
  let keyReads = 0;
  const checks: readonly Check[] = [
    checkThatFinds(() => VERDICTS[states.seen ?? 'pass'], { id: 'seen' }),
    checkThatFinds(() => VERDICTS[states.told ?? 'pass'], { id: 'told', alertsMayNotArrive: true }),
  ];
  const publishTo = (outlet: 'alerts' | 'backstop', taken: BlindSpotAlert[]) => async (alert: Alert) => {
    if (refuses[outlet]) throw new Error(`topic ${outlet} takes nothing`);
    if (alert.kind !== 'blind-spot') throw new Error(`wanted a blind spot, got ${alert.kind}`);
    taken.push(alert);
    return 'sent' as const;
  };
  const ports: BlindSpotPorts = {
    readFacts: async () =>
      healthyAccount({
        now: clock.now(),
        alertTopic: topic(NAMES.alertTopicArn, readers.alerts),
        backstopTopic: topic(NAMES.backstopTopicArn, readers.backstop),
      }),
    store,
    readPendingKeys: async () => {
      keyReads += 1;
      return pendingKeys();
    },
    isDrill: async () => false,
    aliases: async () => fact(['alias/ledger-prod']),
    whoChanged: async (question) => {
      asked.push(question);
      return fact('not-found');
    },
    publish: publishTo('alerts', alerts),
    publishBackstop: publishTo('backstop', backstop),
    pace: createOwnPace(),
    now: clock.now,
    wait: clock.wait,
    ...overrides,
  };
  const finds = (some: Readonly<Record<string, State>>) => void Object.assign(states, some);
  const run = () =>
    checkBlindSpots(ports, { alert: someSettings(), sendBefore: clock.now().getTime() + 80_000, checks });
  return {
    ports,
    store,
    clock,
    alerts,
    backstop,
    asked,
    keyReads: () => keyReads,
    finds,
    refuses,
    readers,
    run,
    next(some = {}) {
      clock.move(SIX_HOURS);
      finds(some);
      return run();
    },
  };
}
