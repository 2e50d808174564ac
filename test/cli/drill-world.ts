import type { RealDrillPorts } from '../../cli/drill/ports.ts';
import { realDrill } from '../../cli/drill/real-drill.ts';
import type { AlertState } from '../../shared/aws/drill-watch.ts';
import { GuardError, type GuardErrorCode } from '../../shared/errors.ts';
import { KEY } from '../builders/record.ts';
import { aTerminal, type FakeTerminal } from './fake-terminal.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-22T03:16:36Z');

type Call =
  | 'create'
  | 'encrypt'
  | 'schedule'
  | 'schedule for long'
  | 'disable'
  | 'decrypt'
  | 'record'
  | 'alarm'
  | 'alert';

/** How the world of a drill behaves; times in milliseconds. */
export interface World {
  /** So long after it was made KMS does not know the key. */
  readonly unknownFor?: number;
  /** So long after it was scheduled KMS allows its use. */
  readonly allowedFor?: number;
  /** So long after the refusal each is there; undefined: never. */
  readonly record?: number | undefined;
  readonly alarm?: number | undefined;
  readonly alert?: number | undefined;
  /** What becomes of the alert that is not there. */
  readonly unsent?: AlertState;
  readonly alarmBefore?: string;
  /** Faults, by the call; true for every time, else for the first so many times. */
  readonly failing?: Partial<Record<Call, true | number>>;
  /** With this error; the right is missing without. */
  readonly fault?: GuardErrorCode;
  /** A look that fails each time, but for the one before there is a key. */
  readonly blindTo?: Call;
  readonly answer?: boolean;
  /** Ctrl-C comes at this call, before it is answered, or so long after the start. */
  readonly ctrlC?: Call | number;
  readonly yes?: boolean;
  readonly timeoutMs?: number;
  readonly terminal?: FakeTerminal;
  readonly keyArn?: string;
  readonly logGroupName?: string;
  readonly alarmName?: string;
}

const ALL_COME = { record: 212_000, alarm: 251_000, alert: 231_000 };

/** Runs a drill in a world in which no time passes but by waiting, and a second by each call of KMS. */
export async function drillIn(world: World = {}) {
  const { unknownFor = 0, allowedFor = 0, failing = {}, keyArn = KEY } = world;
  const effects = { ...ALL_COME, ...world };
  let time = START;
  const key = { state: 'none', madeAt: 0, scheduledAt: 0, refusedAt: Number.POSITIVE_INFINITY };
  const calls: Call[] = [];
  const questions: string[] = [];
  const interruption = new AbortController();
  const tell = async (call: Call) => {
    const rehearsal = key.state === 'none' && ['record', 'alarm', 'alert'].includes(call);
    calls.push(call);
    if (world.ctrlC === call && !rehearsal) interruption.abort();
    const faults = failing[call];
    const before = calls.filter((one) => one === call).length;
    if ((world.blindTo === call && !rehearsal) || faults === true || (faults !== undefined && before <= faults))
      throw new GuardError(world.fault ?? 'no-right', `${call}: got a fault, wanted none`);
  };
  const since = (moment: number) => time - moment;
  const there = <T>(value: T) =>
    since(key.madeAt) > unknownFor ? { there: true as const, value } : { there: false as const };
  const came = (effect: keyof typeof ALL_COME) => since(key.refusedAt) >= (effects[effect] ?? Number.POSITIVE_INFINITY);
  const ports: RealDrillPorts = {
    deployment: {
      partition: 'aws',
      region: 'eu-west-1',
      accountId: '111122223333',
      logGroupName: world.logGroupName ?? 'my-trail',
      tableName: 'incidents',
      alarmName: world.alarmName ?? 'KMSKeyPendingDeletionErrorAlarm',
    },
    keys: {
      async create() {
        await tell('create');
        Object.assign(key, { state: 'enabled', madeAt: time });
        time += 1000;
        return keyArn;
      },
      async encrypt() {
        await tell('encrypt');
        const answer = there(Uint8Array.of(1));
        time += 1000;
        return answer;
      },
      async scheduleDeletion(_, days) {
        await tell(days === 7 ? 'schedule' : 'schedule for long');
        const answer = there(new Date(time + days * DAY));
        if (answer.there) Object.assign(key, { state: 'pending', scheduledAt: time });
        time += 1000;
        return answer;
      },
      async disable() {
        await tell('disable');
        key.state = 'disabled';
      },
      async decrypt() {
        await tell('decrypt');
        if (key.state !== 'pending' || since(key.scheduledAt) < allowedFor) return 'allowed';
        key.refusedAt = time;
        return 'refused';
      },
    },
    watch: {
      async hasRecord() {
        await tell('record');
        return came('record');
      },
      async alarmState() {
        await tell('alarm');
        return came('alarm') ? 'ALARM' : (world.alarmBefore ?? 'OK');
      },
      async alertState() {
        await tell('alert');
        return came('alert') ? 'sent' : (world.unsent ?? 'not-counted');
      },
    },
    confirm: async () => {
      questions.push(seen.stdout);
      return world.answer ?? true;
    },
    async wait(ms, interrupted) {
      if (interrupted?.aborted) return;
      const [end, cut] = [time + ms, typeof world.ctrlC === 'number' ? START + world.ctrlC : Number.POSITIVE_INFINITY];
      if (end >= cut) interruption.abort();
      time = interrupted === undefined ? end : Math.max(time, Math.min(end, cut));
    },
    uncut: (work) => work(interruption.signal),
  };
  const { terminal, seen } = aTerminal({ now: () => new Date(time), ...world.terminal });
  const options = { yes: world.yes ?? false, timeoutMs: world.timeoutMs ?? 30 * 60_000 };
  const exitCode = await realDrill(options, ports, terminal).catch((thrown: unknown) => {
    if (thrown instanceof GuardError) return thrown;
    throw thrown;
  });
  const fault = exitCode instanceof GuardError ? exitCode : undefined;
  const lines = seen.stdout.trimEnd().split('\n');
  return { exitCode: fault === undefined ? exitCode : 1, fault, ...seen, lines, keyState: key.state, calls, questions };
}
