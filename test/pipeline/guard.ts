import { isAboutKey } from '../../shared/alert/about-key.ts';
import type { Alert, AlertOfKey, SummaryAlert } from '../../shared/alert/alert.ts';
import { known } from '../../shared/kms/key-details.ts';
import type { PipelineSettings } from '../../shared/pipeline/ports.ts';
import { type DataOutcome, processLogBatch } from '../../shared/pipeline/process-log-batch.ts';
import { type SweepOutcome, sweep } from '../../shared/pipeline/sweep.ts';
import { knownDetails } from '../builders/alert.ts';
import { readAs } from '../builders/incident.ts';
import { aPayload } from '../builders/payload.ts';
import { type MemoryPorts, memoryPorts, somePipelineSettings } from '../builders/ports.ts';
import { aRefusal, eventId, type Json, KEY, roleIdentity } from '../builders/record.ts';

/** A guard in memory, whose life a test tells: batches come, sweeps are made, time passes. */
export interface Guard extends MemoryPorts {
  /** Invokes it with a log subscription payload. */
  invoke(payload: unknown, settings?: Partial<PipelineSettings>): Promise<DataOutcome>;
  /** Invokes it with a batch of these records. */
  brings(...records: readonly Json[]): Promise<DataOutcome>;
  sweeps(): Promise<SweepOutcome>;
  /** Moves the clock. */
  later(ms: number): void;
  /** What went out since this was asked last. */
  newlyPublished(): readonly Alert[];
}

/** A guard of which `refuses` names the alerts that do not get out. */
export function aGuard(
  overrides: Parameters<typeof memoryPorts>[0] = {},
  refuses?: (alert: Alert) => boolean,
  settings: Partial<PipelineSettings> = {},
): Guard {
  const ports = memoryPorts(overrides, refuses);
  let seen = 0;
  // Each invocation has its own time, as the function gives it.
  const settingsNow = (): PipelineSettings =>
    somePipelineSettings({ ...settings, sendBefore: ports.now().getTime() + 38_000 });
  const invoke: Guard['invoke'] = async (payload, some = {}) => {
    const outcome = await processLogBatch(payload, ports, { ...settingsNow(), ...some });
    if (!outcome.ok) throw outcome.error;
    if (outcome.value.kind !== 'data') throw new Error('wanted records, got a control message');
    return outcome.value;
  };
  const guard: Omit<Guard, keyof MemoryPorts> = {
    invoke,
    brings: (...records: readonly Json[]) => invoke(aPayload(records)),
    sweeps: () => sweep(ports, settingsNow()),
    later: (ms: number) => ports.clock.move(ms),
    newlyPublished() {
      const fresh = ports.published.slice(seen);
      seen = ports.published.length;
      return fresh;
    },
  };
  return Object.defineProperties(guard as Guard, Object.getOwnPropertyDescriptors(ports));
}

/** The same as one container, which remembers what it has sent. */
export function aContainer(...args: Parameters<typeof aGuard>): Guard {
  const guard: Guard = aGuard(
    { wasSent: (id) => guard.published.some((alert) => alert.id === id), ...args[0] },
    args[1],
    args[2],
  );
  return guard;
}

/** Lets everything happen that waits for nothing. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What never comes: whoever waits for it has been killed. */
export const killed = (): Promise<never> => new Promise(() => {});

/** The nth refusal: a Decrypt with an eventID of its own. */
export const refusal = (n: number, overrides: Json = {}): Json => aRefusal({ eventID: eventId(n), ...overrides });

/** The same of a key. */
export const ofKey = (arn: string, n: number, overrides: Json = {}): Json =>
  refusal(n, { errorMessage: `${arn} is pending deletion.`, ...overrides });

/** The same by a role. */
export const byRole = (role: string, n: number, overrides: Json = {}): Json =>
  refusal(n, { userIdentity: roleIdentity(role), ...overrides });

/** The nth of many keys. */
export const keyNumber = (n: number): string => `${KEY.slice(0, -4)}${String(n).padStart(4, '0')}`;

/** One refusal each of as many keys. */
export const ofKeys = (count: number, from = 0): Json[] =>
  Array.from({ length: count }, (_, n) => ofKey(keyNumber(from + n), from + n));

/** A batch of these records: the same each time that it is delivered. */
export const batchWith = (...records: readonly Json[]): unknown => aPayload(records);

/** A key that is destroyed then, of which all else is known as well. */
export const endingAt = (deletionDate: Date) =>
  knownDetails({ metadata: readAs('PendingDeletion', deletionDate).metadata });

/** A key whose deletion somebody has cancelled. */
export const cancelled = () => knownDetails({ metadata: readAs('Disabled').metadata, scheduledBy: known(NOBODY) });

const NOBODY = { principal: 'user terraform', time: new Date('2026-11-20T14:02:00Z') };

/** Everything that became of the records of a batch, added up. */
export const summed = ({ fate, notFinding, rejected }: DataOutcome): number =>
  Object.values(fate).reduce((sum, count) => sum + count, notFinding + rejected);

/** A summary out of what was published; fails the test when it is another kind of alert. */
export function asSummary(alert: Alert | undefined): SummaryAlert {
  if (alert?.kind !== 'summary') throw new Error(`wanted a summary, got ${alert?.kind}`);
  return alert;
}

/** An alert about one key; fails the test when it is not. */
export function asAlertOfKey(alert: Alert | undefined): AlertOfKey {
  if (alert === undefined || !isAboutKey(alert)) throw new Error(`wanted an alert of one key, got ${alert?.kind}`);
  return alert;
}
