import type { ReadBack } from '../../shared/incident/rescue.ts';
import type { KeyArn } from '../../shared/kms/key-arn.ts';
import { type KeyDetails, known, type Part, unavailable } from '../../shared/kms/key-details.ts';
import { isPendingState } from '../../shared/kms/key-state.ts';
import type { StateHistory } from '../../shared/remediation/was-enabled.ts';
import type { Answer } from '../../shared/remediation/write.ts';

/** The calls that the guard makes about a key. `describe` is DescribeKey of the facts, `read-back` the one after a write. */
export type KmsCall = 'describe' | 'read-back' | 'cancel' | 'enable' | 'history';

/** What may go wrong with a call. */
export const KMS_FAULTS = [
  'AccessDenied',
  'throttled',
  'timed out',
  'status 500',
  'NotFound',
  'InvalidState',
  'reset after it took effect',
] as const;
export type KmsFault = (typeof KMS_FAULTS)[number];

/** A key as it stands. */
export interface FakeKey {
  readonly state: string;
  readonly deletionDate: Date | undefined;
  readonly scheduledAt: Date | undefined;
}

/** A call that was made, and whether it changed the key. */
export interface MadeCall {
  readonly call: KmsCall;
  readonly arn: string;
  readonly id?: string;
  /** When it was begun, in milliseconds since 1970. */
  readonly at: number;
  readonly tookEffect: boolean;
}

/** KMS in memory, as far as the guard uses it. */
export interface FakeKms {
  readonly calls: readonly MadeCall[];
  /** Those of {@link calls} that changed a key. */
  writes(): readonly MadeCall[];
  /** The key as it stands; nothing is late here. */
  keyOf(arn: string): FakeKey;
  /** What people do. Each fails the test where KMS would refuse it. */
  schedule(arn: string, deletionDate: Date): void;
  cancelByPerson(arn: string): void;
  enableByPerson(arn: string): void;
  /** Puts a key in any state, such as that of imported material that has expired. */
  put(arn: string, key: Partial<FakeKey>, at?: Date): void;
  /** So many calls of this name go wrong, after so many that do not. */
  fail(call: KmsCall, fault: KmsFault, times?: number, after?: number): void;
  /** Lets something happen right before or after the next call of this name. */
  once(when: 'before' | 'after', call: KmsCall, happen: () => void | Promise<void>): void;
  /** What reads show is so old from now on. */
  setLag(ms: number): void;
  /** Calls take so long from now on, in milliseconds. */
  setSlow(ms: Partial<Record<KmsCall, number>>): void;
  /** What else is known of keys; default: nothing is tagged, no alias. */
  know(details: Partial<Pick<KeyDetails, 'tags' | 'aliases' | 'lastUsage'>>): void;
  readonly readKey: (key: KeyArn) => Promise<KeyDetails>;
  readonly readState: (key: KeyArn) => Promise<ReadBack>;
  readonly cancel: (key: KeyArn, id: string) => Promise<Answer>;
  readonly enable: (key: KeyArn, id: string) => Promise<Answer>;
  readonly stateHistory: () => Promise<Part<StateHistory>>;
}

const DAY = 24 * 3_600_000;

/**
 * Keys that do not exist before they are put or scheduled are Enabled. CancelKeyDeletion is refused unless the key is pending, and leaves
 * it Disabled; EnableKey is refused while it is pending. Source: KMS Developer Guide, "Key states of AWS KMS keys".
 * @param wait takes part in the time of the test
 */
export function fakeKms(now: () => Date, wait: (ms: number) => Promise<void>): FakeKms {
  const keys = new Map<string, { readonly at: number; readonly key: FakeKey }[]>();
  const calls: MadeCall[] = [];
  const faults: { readonly call: KmsCall; readonly fault: KmsFault | undefined }[] = [];
  const hooks: { when: 'before' | 'after'; call: KmsCall; happen: () => void | Promise<void> }[] = [];
  let lag = 0;
  let slow: Partial<Record<KmsCall, number>> = {};
  let also: Partial<KeyDetails> = {};

  const statesOf = (arn: string) => {
    const states = keys.get(arn) ?? [
      { at: 0, key: { state: 'Enabled', deletionDate: undefined, scheduledAt: undefined } },
    ];
    keys.set(arn, states);
    return states;
  };
  const keyOf = (arn: string, at = Number.POSITIVE_INFINITY): FakeKey => {
    const states = statesOf(arn);
    const shown = states.filter((one) => one.at <= at).at(-1) ?? states[0];
    if (shown === undefined) throw new Error(`no state of ${arn}`);
    return shown.key;
  };
  const put = (arn: string, key: Partial<FakeKey>, at = now()): void => {
    statesOf(arn).push({ at: at.getTime(), key: { ...keyOf(arn), ...key } });
  };
  const changed = (arn: string, call: 'cancel' | 'enable'): boolean => {
    const { state } = keyOf(arn);
    if (isPendingState(state) !== (call === 'cancel')) return false;
    put(arn, { state: call === 'cancel' ? 'Disabled' : 'Enabled', deletionDate: undefined });
    return true;
  };
  const hook = async (when: 'before' | 'after', call: KmsCall) => {
    const at = hooks.findIndex((one) => one.when === when && one.call === call);
    if (at >= 0) await hooks.splice(at, 1)[0]?.happen();
  };
  const faultOf = (call: KmsCall): KmsFault | undefined => {
    const at = faults.findIndex((one) => one.call === call);
    return at < 0 ? undefined : faults.splice(at, 1)[0]?.fault;
  };
  const made = async <T>(
    call: KmsCall,
    arn: string,
    id: string | undefined,
    answer: (fault: KmsFault | undefined) => readonly [boolean, T],
  ): Promise<T> => {
    await hook('before', call);
    const at = now().getTime();
    if (slow[call] !== undefined) await wait(slow[call]);
    const [tookEffect, answered] = answer(faultOf(call));
    calls.push({ call, arn, ...(id === undefined ? {} : { id }), at, tookEffect });
    await Promise.resolve();
    await hook('after', call);
    return answered;
  };
  const write = (call: 'cancel' | 'enable') => (key: KeyArn, id: string) =>
    made<Answer>(call, key.arn, id, (fault) => {
      if (fault === undefined)
        return changed(key.arn, call)
          ? [true, { kind: 'done', requestId: `request-${calls.length}` }]
          : [false, refused('KMSInvalidStateException', true)];
      return [fault === 'reset after it took effect' && changed(key.arn, call), answerOf(fault)];
    });
  return {
    calls,
    writes: () => calls.filter(({ tookEffect }) => tookEffect),
    keyOf: (arn) => keyOf(arn),
    schedule(arn, deletionDate) {
      if (isPendingState(keyOf(arn).state)) throw new Error('KMS refuses to schedule what is pending deletion');
      put(arn, { state: 'PendingDeletion', deletionDate, scheduledAt: now() });
    },
    cancelByPerson(arn) {
      if (!changed(arn, 'cancel')) throw new Error('KMS refuses to cancel what is not pending deletion');
    },
    enableByPerson(arn) {
      if (!changed(arn, 'enable')) throw new Error('KMS refuses to enable what is pending deletion');
    },
    put,
    fail(call, fault, times = 1, after = 0) {
      for (let n = 0; n < after; n += 1) faults.push({ call, fault: undefined });
      for (let n = 0; n < times; n += 1) faults.push({ call, fault });
    },
    once: (when, call, happen) => void hooks.push({ when, call, happen }),
    setLag(ms) {
      lag = ms;
    },
    setSlow(ms) {
      slow = ms;
    },
    know(details) {
      also = { ...also, ...details };
    },
    readKey: (key) =>
      made('describe', key.arn, undefined, (fault) => {
        const shown = keyOf(key.arn, now().getTime() - lag);
        const rest = {
          aliases: known([]),
          tags: known({}),
          lastUsage: known({ used: true, operation: 'Decrypt', time: usedAt(shown), eventId: undefined } as const),
          scheduledBy: scheduledBy(shown),
          ...also,
        };
        return [false, { ...rest, metadata: fault === undefined ? metadataOf(shown) : unavailable(fault) }];
      }),
    readState: (key) =>
      made<ReadBack>('read-back', key.arn, undefined, (fault) => {
        if (fault !== undefined) return [false, { kind: 'unread', reason: `kms:DescribeKey: ${fault}` }];
        const { state, deletionDate } = keyOf(key.arn, now().getTime() - lag);
        return [false, { kind: 'read', at: now().getTime(), state, deletionDate: deletionDate?.getTime() }];
      }),
    cancel: write('cancel'),
    enable: write('enable'),
    stateHistory: () =>
      made<Part<StateHistory>>('history', '', undefined, (fault) => [
        false,
        fault === undefined
          ? known({ since: new Date(now().getTime() - 90 * DAY), calls: [] })
          : unavailable(`cloudtrail:LookupEvents: ${fault}`),
      ]),
  };
}

const refused = (name: string, again: boolean): Answer => ({
  kind: 'refused',
  requestId: 'request-refused',
  reason: `KMS refused it (${name})`,
  again,
});

/** As the guard's adapter makes answers of what the SDK throws. */
function answerOf(fault: KmsFault): Answer {
  switch (fault) {
    case 'AccessDenied':
      return refused('AccessDeniedException', false);
    case 'throttled':
      return refused('ThrottlingException', true);
    case 'NotFound':
      return refused('NotFoundException', false);
    case 'InvalidState':
      return refused('KMSInvalidStateException', true);
    case 'timed out':
    case 'status 500':
    case 'reset after it took effect':
      return { kind: 'no-answer', reason: `KMS did not answer (${fault})` };
  }
}

const metadataOf = ({ state, deletionDate }: FakeKey): KeyDetails['metadata'] =>
  known({
    state,
    deletionDate,
    pendingWindowInDays: undefined,
    createdAt: undefined,
    description: undefined,
    manager: 'CUSTOMER',
  });

/** A minute before its deletion was scheduled, it was used. */
const usedAt = ({ scheduledAt }: FakeKey): Date => new Date((scheduledAt?.getTime() ?? 0) - 60_000);

const scheduledBy = ({ scheduledAt }: FakeKey): KeyDetails['scheduledBy'] =>
  scheduledAt === undefined
    ? unavailable('nothing is found')
    : known({ principal: 'terraform-deploy', time: scheduledAt });
