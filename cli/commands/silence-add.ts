import { randomBytes } from 'node:crypto';
import { forTerminal } from '../../shared/alert/inert.ts';
import { dayAndTime } from '../../shared/alert/time.ts';
import type { SilenceParameters } from '../../shared/aws/silences.ts';
import { GuardError } from '../../shared/errors.ts';
import type { OperationClass } from '../../shared/kms/operation-class.ts';
import { parseSilence } from '../../shared/silence/parse-silence.ts';
import { isExpired, LONGEST_SILENCE_MS, type Silence } from '../../shared/silence/silence.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { paragraph } from '../output/layout.ts';
import { coverageOf, endsBeforeDeletion } from '../output/silence-text.ts';
import { type Terminal, write } from '../terminal.ts';

/** A silence as it is typed. */
export interface SilenceFlags {
  readonly key?: string;
  readonly account?: string;
  readonly class?: OperationClass;
  readonly caller?: string;
  /** Milliseconds from now. */
  readonly for?: number;
  readonly until?: Date;
  readonly untilDeletion?: boolean;
  readonly reason?: string;
  readonly by?: string;
  readonly name?: string;
}

/** For clocks that differ: what was written too long before its end by AWS's clock would silence nothing. */
const MARGIN_MS = 5 * 60_000;

/** Writes a silence and says what it hides. What is not in order is never written. */
export async function addSilence(
  flags: SilenceFlags,
  silences: () => Promise<SilenceParameters>,
  terminal: Terminal,
): Promise<ExitCode> {
  const now = terminal.now();
  const value = jsonOf(flags, now, terminal);
  const silence = parseSilence('', value, now);
  const faults = [...faultsOfTime(flags, now), ...(silence.ok ? [] : silence.error.map(asFlag))];
  if (!silence.ok || faults.length > 0) {
    await write(terminal.stderr, faults.map((fault) => `error: ${forTerminal(fault, 300)}\n`).join(''));
    return EXIT.wrongUsage.code;
  }
  const name = flags.name ?? newName(silence.value, now);
  if ((await (await silences()).put(name, value)) === 'name-taken') {
    throw new GuardError(
      'silence-name-taken',
      `silence ${name}: got a name that is taken, wanted another; \`silence remove ${name}\` makes room for it`,
    );
  }
  await write(terminal.stdout, toldOf({ ...silence.value, name }));
  return EXIT.done.code;
}

/** As Terraform would write it; what was not given is left out. */
function jsonOf(flags: SilenceFlags, now: Date, { env }: Terminal): string {
  const { key, account, class: ofClass, caller, untilDeletion, reason, by = env.USER || env.LOGNAME } = flags;
  const until = flags.until ?? (flags.for === undefined ? undefined : endAfter(flags.for, now));
  const fields = {
    ...{ key, account, class: ofClass, caller },
    until: until?.toISOString().replace(/\.\d+Z$/, 'Z'),
    ...{ untilDeletion, reason, by },
  };
  return JSON.stringify(fields);
}

const endAfter = (ms: number, now: Date): Date =>
  new Date(now.getTime() + Math.min(ms, LONGEST_SILENCE_MS - MARGIN_MS));

function faultsOfTime(flags: SilenceFlags, now: Date): readonly string[] {
  if (flags.for !== undefined && flags.until !== undefined) return ['--until: got --for as well, wanted one of both'];
  if (flags.until !== undefined && isExpired({ until: flags.until }, now))
    return [`--until: got ${dayAndTime(flags.until)}, which is over, wanted a time to come`];
  return [];
}

const FLAGS: Readonly<Record<string, string>> = { until: '--for or --until', untilDeletion: '--until-deletion' };

/** Names the option that a fault is about, rather than the field. */
const asFlag = (fault: string): string => fault.replace(/^(\w+):/, (_, field) => `${FLAGS[field] ?? `--${field}`}:`);

/** A name that says when and for which key: "1234abcd-20261122-9f3a". */
function newName({ key }: Silence, now: Date): string {
  const id = key?.slice(key.lastIndexOf('/') + 1);
  const short = id === undefined ? 'every-key' : id.slice(0, id.startsWith('mrk-') ? 12 : 8);
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  return `${short}-${day}-${randomBytes(2).toString('hex')}`;
}

const toldOf = (silence: Silence): string =>
  [
    paragraph(`Silence ${silence.name} hides ${coverageOf(silence)}, until ${dayAndTime(silence.until)}.`),
    paragraph('What it hides is counted and told once a week. It takes a minute to be heard of.'),
    endsBeforeDeletion(silence)
      ? paragraph(
          'It does not hide cryptographic use or delegation in the last 72 hours before the key is deleted, or while that time is not known; --until-deletion would.',
        )
      : '',
  ].join('');
