import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAboutKey } from '../../shared/alert/about-key.ts';
import type { AutomaticRemediation } from '../../shared/alert/alert.ts';
import type { PipelinePorts } from '../../shared/pipeline/ports.ts';
import { processLogBatch } from '../../shared/pipeline/process-log-batch.ts';
import { sweep } from '../../shared/pipeline/sweep.ts';
import { NOW } from '../builders/alert.ts';
import { DAY, MINUTE } from '../builders/incident.ts';
import { somePipelineSettings } from '../builders/ports.ts';
import { KEY, OTHER_KEY } from '../builders/record.ts';
import { KMS_FAULTS, type KmsCall } from '../fakes/kms-keys.ts';
import { virtualTime } from '../fakes/virtual-time.ts';
import { batchWith, byRole, killed, ofKey } from './guard.ts';
import { aRescuer, disabledRefusal, ENDS, type Rescuer, SWEEP_EVERY_MS, withCalls } from './rescuer.ts';

/** The key that only administration is refused for: there is no evidence that anybody needs it. */
const UNUSED = OTHER_KEY;
const CALLS: readonly KmsCall[] = ['describe', 'read-back', 'cancel', 'enable', 'history'];

/** What happens in a world, each at its second. */
type Happening = { readonly second: number } & (
  | { readonly kind: 'batch'; readonly role: string; readonly diesAt: number | undefined }
  | { readonly kind: 'sweep'; readonly diesAt: number | undefined }
  | { readonly kind: 'person'; readonly does: 'schedules' | 'cancels' | 'enables' | 'disables' }
  | {
      readonly kind: 'fault';
      readonly call: KmsCall;
      readonly fault: (typeof KMS_FAULTS)[number];
      readonly times: number;
    }
);

const LASTS_SECONDS = 3600;

const aHappening = (): fc.Arbitrary<Happening> => {
  const second = fc.integer({ min: 0, max: LASTS_SECONDS });
  const diesAt = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined, freq: 3 });
  const role = fc.constantFrom('billing-batch', 'report-api');
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ second, kind: fc.constant('batch' as const), role, diesAt }) },
    { weight: 3, arbitrary: fc.record({ second, kind: fc.constant('sweep' as const), diesAt }) },
    {
      weight: 2,
      arbitrary: fc.record({
        second,
        kind: fc.constant('person' as const),
        does: fc.constantFrom('schedules', 'cancels', 'enables', 'disables'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        second,
        kind: fc.constant('fault' as const),
        call: fc.constantFrom(...CALLS),
        fault: fc.constantFrom(...KMS_FAULTS),
        times: fc.integer({ min: 1, max: 3 }),
      }),
    },
  );
};

/** Ports of which the nth step is the last thing that happens: a write of the table or to KMS, a read back, a message. */
function dyingAt(guard: Rescuer, nth: number | undefined): PipelinePorts {
  if (nth === undefined) return guard;
  let steps = 0;
  const step = async <T>(effect: () => Promise<T>): Promise<T> => {
    steps += 1;
    if (steps > nth) return killed();
    const answer = await effect();
    // Odd ones die before anybody hears the answer.
    return steps === nth && nth % 2 === 1 ? killed() : answer;
  };
  return {
    ...withCalls(guard, {
      cancel: (key, id) => step(() => guard.kms.cancel(key, id)),
      enable: (key, id) => step(() => guard.kms.enable(key, id)),
      readState: (key) => step(() => guard.kms.readState(key)),
    }),
    store: { ...guard.store, save: (item, now) => step(() => guard.store.save(item, now)) },
    publish: (alert) => step(() => guard.publish(alert)),
  };
}

/** What came of a world. */
interface Story {
  readonly guard: Rescuer;
  /** When people changed the key. */
  readonly actedAt: readonly number[];
  readonly unaccounted: number;
}

async function livesThrough(happenings: readonly Happening[], slow: number): Promise<Story> {
  const time = virtualTime(NOW.getTime());
  const guard = aRescuer({ ports: { clock: { now: time.now, wait: time.wait, move: () => {} } } });
  const scheduledAt = new Date(NOW.getTime() - DAY);
  guard.kms.put(UNUSED, { state: 'PendingDeletion', deletionDate: ENDS, scheduledAt }, scheduledAt);
  guard.kms.setSlow(Object.fromEntries(CALLS.map((call) => [call, slow])));
  const actedAt: number[] = [];
  let unaccounted = 0;
  let records = 0;
  const settings = () => somePipelineSettings(guard.settingsNow());

  const begin = async (one: Happening): Promise<void> => {
    switch (one.kind) {
      case 'batch': {
        records += 3;
        const eventTime = time.now().toISOString();
        const isPending = guard.kms.keyOf(KEY).state === 'PendingDeletion';
        const record = isPending ? byRole(one.role, records, { eventTime }) : disabledRefusal(records, { eventTime });
        const administration = ofKey(UNUSED, records + 1, { eventTime, eventName: 'TagResource' });
        const outcome = await processLogBatch(
          batchWith(record, administration),
          dyingAt(guard, one.diesAt),
          settings(),
        );
        if (outcome.ok && outcome.value.kind === 'data') unaccounted += outcome.value.fate.unaccounted;
        return;
      }
      case 'sweep':
        await sweep(dyingAt(guard, one.diesAt), settings());
        return;
      case 'person':
        if (act(guard, one.does)) actedAt.push(time.now().getTime());
        return;
      case 'fault':
        guard.kms.fail(one.call, one.fault, one.times);
    }
  };
  const live = async (): Promise<void> => {
    for (const one of [...happenings].sort((a, b) => a.second - b.second)) {
      await time.wait(NOW.getTime() + one.second * 1000 - time.now().getTime());
      void begin(one);
    }
    // The calm: what is left behind is found out and told.
    for (let n = 0; n < 12; n += 1) {
      await time.wait(SWEEP_EVERY_MS);
      await sweep(guard, settings());
    }
  };
  await time.run(live());
  return { guard, actedAt, unaccounted };
}

/** Answers whether KMS let them. */
function act({ kms }: Rescuer, does: Extract<Happening, { kind: 'person' }>['does']): boolean {
  const { state, deletionDate } = kms.keyOf(KEY);
  const isPending = state === 'PendingDeletion';
  switch (does) {
    case 'schedules':
      if (!isPending) kms.schedule(KEY, new Date((deletionDate ?? ENDS).getTime() + DAY));
      return !isPending;
    case 'cancels':
      if (isPending) kms.cancelByPerson(KEY);
      return isPending;
    case 'enables':
      if (!isPending) kms.enableByPerson(KEY);
      return !isPending;
    case 'disables':
      if (!isPending) kms.put(KEY, { state: 'Disabled' });
      return !isPending;
  }
}

/** `unclear`: the key could not be read often enough; then it is told that it may have been cancelled. */
const SAYS_CANCELLED = ['cancelled', 'answer-lost', 'restored', 'unclear'];

function brokenRules({ guard, actedAt, unaccounted }: Story): string[] {
  const broken: string[] = [];
  const cancels = guard.kms.writes().filter(({ call }) => call === 'cancel');
  const enables = guard.kms.writes().filter(({ call }) => call === 'enable');
  const [cancel] = cancels;
  if (cancels.length > 1) broken.push(`cancelled ${cancels.length} times`);
  if (enables.length > 1) broken.push(`enabled ${enables.length} times`);
  if (guard.kms.calls.some(({ call, arn }) => arn === UNUSED && (call === 'cancel' || call === 'enable')))
    broken.push('a key was touched that nobody needs');
  if (enables.some(({ at }) => cancel === undefined || at < cancel.at)) broken.push('enabled without a cancel');
  if (unaccounted > 0) broken.push('a record is lost');

  const told = guard.published.flatMap((alert): AutomaticRemediation[] =>
    isAboutKey(alert) && alert.key.arn === KEY && alert.remediation.mode !== 'off' ? [alert.remediation] : [],
  );
  if (cancel !== undefined) {
    const isAlone = actedAt.every((at) => at < cancel.at);
    const isTold = told.some(
      ({ outcome, cancelledAt }) => cancelledAt !== undefined && (!isAlone || SAYS_CANCELLED.includes(outcome)),
    );
    if (!isTold) broken.push(`a cancel is not told: ${JSON.stringify(told.map(({ outcome }) => outcome))}`);
  } else if (told.some(({ outcome }) => outcome === 'cancelled' || outcome === 'restored'))
    broken.push('a cancel is told that was not made');
  if (enables.length === 0 && told.some(({ outcome }) => outcome === 'restored'))
    broken.push('a key is told as restored that the guard has not enabled');
  if (guard.store.items().some(({ rescue, outbox }) => rescue?.intent !== undefined || outbox.length > 0))
    broken.push('something is left unfinished');
  const messages = new Set(guard.published.map(({ id }) => id)).size;
  if (messages > 30) broken.push(`${messages} messages`);
  return broken;
}

describe('whatever happens to a key and to the guard at the same time', () => {
  it('it is cancelled once at most, never without evidence, and every cancel is told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aHappening(), { minLength: 1, maxLength: 14 }),
        fc.constantFrom(0, 50, 2000),
        async (happenings, slow) => {
          expect(brokenRules(await livesThrough(happenings, slow))).toEqual([]);
        },
      ),
      { numRuns: Number(process.env.WORLD_RUNS ?? 150) },
    );
  }, 200_000);
});

it('the world is one in which keys are saved, left behind and found', async () => {
  const story = await livesThrough(
    [
      { second: 0, kind: 'batch', role: 'billing-batch', diesAt: 4 },
      { second: 400, kind: 'sweep', diesAt: undefined },
    ],
    50,
  );
  expect(story.guard.kms.writes().map(({ call }) => call)).toContain('cancel');
  expect(story.guard.published.length).toBeGreaterThan(0);
  expect(story.guard.now().getTime()).toBeGreaterThan(NOW.getTime() + 60 * MINUTE);
});
