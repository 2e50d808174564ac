import type { AutomaticRemediation } from '../../shared/alert/alert.ts';
import type { RemediationMode } from '../../shared/contract/remediation.ts';
import type { RescueStep } from '../../shared/incident/rescue.ts';
import { known, type Part } from '../../shared/kms/key-details.ts';
import type { PipelinePorts, PipelineSettings } from '../../shared/pipeline/ports.ts';
import type { RemediationNote, RemediationPorts } from '../../shared/pipeline/remediation-ports.ts';
import type { Allowance } from '../../shared/remediation/allowance.ts';
import { REMEDIATION_OFF, type RemediationPolicy } from '../../shared/remediation/policy.ts';
import { NOW, someSettings } from '../builders/alert.ts';
import { DAY } from '../builders/incident.ts';
import { type MemoryPorts, testClock } from '../builders/ports.ts';
import { ACCOUNT, aRecord, eventId, type Json, KEY, roleIdentity } from '../builders/record.ts';
import { type FakeKms, fakeKms } from '../fakes/kms-keys.ts';
import { aGuard, asAlertOfKey, type Guard, ofKey, refusal } from './guard.ts';

/** The role of the guard of these tests. */
export const OWN_ROLE = `arn:aws:iam::${ACCOUNT}:role/kms-guard`;

/** When the key of these tests goes, if nobody saves it. */
export const ENDS = new Date(NOW.getTime() + 6 * DAY);

/** A guard that may save keys, with the KMS that it does it in. */
export interface Rescuer extends Guard {
  readonly kms: FakeKms;
  /** Each decision and each write, as the log has it. */
  readonly notes: readonly RemediationNote[];
  /** What the parameters hold, from now on. */
  readonly parameters: { killSwitch: Part<RemediationMode | undefined>; neverNow: Part<readonly string[]> };
  /** Ids that have had one of the day's cancels, by purpose and day. */
  readonly allowances: ReadonlyMap<string, ReadonlySet<string>>;
  /** The settings of an invocation that begins now, for who runs one by hand. */
  settingsNow(): Partial<PipelineSettings>;
  /** Sweeps so often, five minutes apart. */
  sweepsOn(times: number): Promise<void>;
}

/** What a test wants of a {@link Rescuer}. */
export interface RescuerOptions {
  readonly mode?: RemediationMode;
  readonly policy?: Partial<RemediationPolicy>;
  readonly settings?: Partial<PipelineSettings>;
  readonly ports?: Partial<Omit<MemoryPorts, 'published' | 'told' | 'rejections' | 'remediation'>>;
  readonly remediation?: Partial<RemediationPorts>;
  readonly refuses?: Parameters<typeof aGuard>[1];
}

export const SWEEP_EVERY_MS = 5 * 60_000;

/** A guard in a mode that cancels and enables, if nothing else is said; the deletion of {@link KEY} was scheduled a day ago. */
export function aRescuer(options: RescuerOptions = {}): Rescuer {
  const { mode = 'cancel-and-enable', policy, settings, ports, remediation, refuses } = options;
  const clock = ports?.clock ?? testClock();
  const kms = fakeKms(clock.now, clock.wait);
  const scheduledAt = new Date(NOW.getTime() - DAY);
  kms.put(KEY, { state: 'PendingDeletion', deletionDate: ENDS, scheduledAt }, scheduledAt);
  const notes: RemediationNote[] = [];
  const parameters: Rescuer['parameters'] = { killSwitch: known(undefined), neverNow: known([]) };
  const allowances = new Map<string, Set<string>>();
  const calls: RemediationPorts = {
    killSwitch: async () => parameters.killSwitch,
    neverNow: async () => parameters.neverNow,
    stateHistory: kms.stateHistory,
    allow: async (purpose, id, now, limit) => known(taken(allowances, `${purpose} ${dayOf(now)}`, id, limit)),
    cancel: kms.cancel,
    enable: kms.enable,
    readState: kms.readState,
    noted: (note) => void notes.push(note),
    ...remediation,
  };
  const own: Partial<PipelineSettings> = {
    ownRoleArn: OWN_ROLE,
    alert: someSettings({ remediationMode: mode }),
    remediation: { ...REMEDIATION_OFF, mode, dailyLimit: 5, ...policy },
    ...settings,
  };
  const guard = aGuard({ readKey: kms.readKey, remediation: calls, ...ports, clock }, refuses, own);
  const more: Omit<Rescuer, keyof Guard> = {
    ...{ kms, notes, parameters, allowances },
    settingsNow: () => ({ ...own, sendBefore: clock.now().getTime() + 38_000 }),
    async sweepsOn(times) {
      for (let n = 0; n < times; n += 1) {
        clock.move(SWEEP_EVERY_MS);
        await guard.sweeps();
      }
    },
  };
  return Object.defineProperties(more as Rescuer, Object.getOwnPropertyDescriptors(guard));
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

function taken(allowances: Map<string, Set<string>>, of: string, id: string, limit: number): Allowance {
  const ids = allowances.get(of) ?? new Set();
  if (!ids.has(id) && ids.size >= limit) return 'spent';
  allowances.set(of, ids.add(id));
  return 'allowed';
}

/** What the last alert about a key says was done; fails the test when it says that nothing may be. */
export function doneIn(guard: Guard, at = -1): AutomaticRemediation {
  const { remediation } = asAlertOfKey(guard.published.at(at));
  if (remediation.mode === 'off') throw new Error('wanted a deployment that may act');
  return remediation;
}

/** Writes that were tried, in order, and whether they took effect. */
export const triedWrites = ({ kms }: Rescuer): readonly string[] =>
  kms.calls
    .filter(({ call }) => call === 'cancel' || call === 'enable')
    .map(({ call, tookEffect }) => `${call} ${tookEffect ? 'done' : 'not done'}`);

/** The decisions, as the log has them. */
export const steps = ({ notes }: Rescuer): readonly RescueStep[] =>
  notes.flatMap((note) => (note.kind === 'decision' ? [note.step] : []));

/** The nth call that KMS refuses since a key is Disabled. */
export const disabledRefusal = (n: number, overrides: Json = {}, arn = KEY): Json =>
  aRecord({ eventID: eventId(n), errorCode: 'DisabledException', errorMessage: `${arn} is disabled.`, ...overrides });

/** A refusal that happens now. */
export const refusedNow = (guard: Guard, n: number, overrides: Json = {}): Json =>
  refusal(n, { eventTime: guard.now().toISOString(), ...overrides });

/** The same of a key. */
export const refusedNowOf = (guard: Guard, arn: string, n: number, overrides: Json = {}): Json =>
  ofKey(arn, n, { eventTime: guard.now().toISOString(), ...overrides });

/** One call of the guard's own that is refused. */
export const ownRefusal = (n: number, eventName: string): Json =>
  refusal(n, { userIdentity: roleIdentity('kms-guard'), eventName });

/** Ports of a guard with some replaced, for an invocation that goes another way. */
export const withCalls = (guard: Rescuer, calls: Partial<RemediationPorts>): PipelinePorts => {
  if (guard.remediation === undefined) throw new Error('wanted a guard that may act');
  return { ...guard, remediation: { ...guard.remediation, ...calls } };
};
