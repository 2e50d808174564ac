import type fc from 'fast-check';
import type { Silence } from '../../../shared/silence/silence.ts';
import { DAY, HOUR, MINUTE, START } from '../../builders/incident.ts';
import { fakeIncidentStore } from '../../fakes/incident-store.ts';
import { fakeMessagePace } from '../../fakes/message-pace.ts';
import { arnOf, SILENCED } from './calls.ts';
import { createGuard, type Guard } from './guard.ts';
import type { Sent, Surroundings } from './invocation.ts';
import { createKeyStates, type KeyStates } from './key-states.ts';
import { createNews } from './news.ts';
import type { Fate, Happening, Scenario } from './scenario.ts';
import { createWorld } from './world.ts';

/** What happened, for the rules to be held against. */
export interface Story extends Pick<Guard, 'tries' | 'sweeps' | 'failureQueue'> {
  readonly sent: readonly Sent[];
  readonly keys: KeyStates;
  /** Rules that were broken on the way, in words. */
  readonly broken: readonly string[];
  /** When the last fault was over, and when the first sweep after it was. */
  readonly calmAt: number;
  readonly firstSweptAt: number;
}

/** Lives through a scenario, and through the calm after it, until nothing is left to be told. */
export async function live(scenario: Scenario, scheduler: fc.Scheduler): Promise<Story> {
  const world = createWorld(scheduler, START, scenario.seed);
  const keys = createKeyStates(START, scenario.ends);
  const store = fakeIncidentStore();
  const around: Surroundings = {
    world,
    store,
    pace: fakeMessagePace(),
    silences: SILENCES,
    keys,
    outages: new Set(),
    sent: [],
    broken: [],
  };
  const guard = createGuard(around);
  const news = createNews(keys, world.now);
  const sweepNow = (fates: readonly Fate[] = []) => {
    store.expire(world.now());
    guard.sweep(fates);
  };
  const sweepAt = (times: readonly number[]) => {
    for (const time of times) world.at(time, sweepNow);
  };

  for (const { after, what } of scenario.happenings) {
    if (after >= 5 * MINUTE) sweepAt(each(world.now() + 5 * MINUTE, world.now() + after, 6 * HOUR));
    await world.until(world.now() + after);
    // What is read of a key while its deletion changes may be either.
    if (what.kind === 'cancel' || what.kind === 'schedule') await world.untilQuiet();
    happen(what);
  }
  await world.untilQuiet();
  around.outages.clear();
  const calmAt = world.now();
  sweepAt([calmAt + 2 * MINUTE]);
  await world.untilQuiet();
  const firstSweptAt = world.now();
  // Sweeps in between would find nothing, or a little sooner what these find.
  sweepAt([3, 8, 13, 30, 70].map((minutes) => firstSweptAt + minutes * MINUTE));
  const ends = [arnOf('ledger'), arnOf('archive')].map((arn) => (keys.scheduleOf(arn)?.end ?? 0) + 2 * DAY + 13 * HOUR);
  sweepAt(each(firstSweptAt + 3 * HOUR, Math.max(firstSweptAt + 8 * DAY, ...ends), 6 * HOUR));
  await world.untilQuiet();
  return { ...guard, sent: around.sent, keys, broken: around.broken, calmAt, firstSweptAt };

  function happen(what: Happening): void {
    switch (what.kind) {
      case 'sweep':
        sweepNow(what.fates);
        break;
      case 'outage':
        around.outages[what.isOver ? 'delete' : 'add'](what.of);
        break;
      case 'cancel':
        keys.cancel(what.key, world.now());
        break;
      case 'schedule':
        keys.schedule(what.key, world.now(), what.days);
        break;
      default: {
        const batch = news(what);
        if (batch !== undefined) guard.bring(batch, what.fates);
      }
    }
  }
}

function each(from: number, until: number, step: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.ceil((until - from) / step)) }, (_, n) => from + n * step);
}

const silence = (key: string, caller: string, untilDeletion: boolean): Silence => ({
  name: `${caller} ${key.slice(-4)}`,
  key,
  account: undefined,
  class: undefined,
  caller,
  until: new Date(START + 90 * DAY),
  untilDeletion,
  reason: 'known',
  by: 'ops',
  writtenAt: new Date(START),
});

const SILENCES = SILENCED.flatMap((key) => [
  silence(key, 'role quiet-job', false),
  silence(key, 'role muted-job', true),
]);
