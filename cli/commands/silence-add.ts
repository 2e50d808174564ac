import { randomBytes } from 'node:crypto';
import { forTerminal } from '../../shared/alert/inert.ts';
import { dayAndTime } from '../../shared/alert/time.ts';
import { GuardError } from '../../shared/errors.ts';
import type { Silence } from '../../shared/silence/silence.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { LiveSilences } from '../live-silences.ts';
import { isSilenceName, SILENCE_NAME } from '../option-values.ts';
import { paragraph } from '../output/layout.ts';
import { coverageOf, endsBeforeDeletion } from '../output/silence-text.ts';
import { refuse } from '../output/usage.ts';
import { type Terminal, write } from '../terminal.ts';
import { type TypedSilence, typedSilence } from '../typed-silence.ts';

/** A silence as it is typed: nothing of it has been looked at yet. */
export interface SilenceFlags extends TypedSilence {
  readonly name?: string;
}

/**
 * Writes a silence and says what it hides. What is not in order is never written.
 * @param empty what is wrong with the command line already
 */
export async function addSilence(
  flags: SilenceFlags,
  empty: readonly string[],
  silences: () => Promise<Pick<LiveSilences, 'put' | 'region'>>,
  terminal: Terminal,
): Promise<ExitCode> {
  const now = terminal.now();
  const { env } = terminal;
  const read = typedSilence({ by: env.USER || env.LOGNAME, ...flags }, now, [...empty, ...faultsOfName(flags)]);
  if (!read.ok) return refuse(read.error, terminal);
  const { silence, value } = read.value;
  const name = flags.name ?? newName(silence, now);
  const live = await silences();
  if ((await live.put(name, value)) === 'name-taken') {
    throw new GuardError(
      'silence-name-taken',
      `silence ${name}: got a name that is taken, wanted another; \`silence remove ${name}\` makes room for it`,
    );
  }
  await write(terminal.stdout, toldOf({ ...silence, name }, await live.region()));
  return EXIT.done.code;
}

const faultsOfName = ({ name }: SilenceFlags): readonly string[] =>
  name === undefined || name === '' || isSilenceName(name)
    ? []
    : [`--name: got ${JSON.stringify(forTerminal(name, 60))}, wanted ${SILENCE_NAME}`];

/** A name that says when and for which key: "1234abcd-20261122-9f3a". */
function newName({ key }: Silence, now: Date): string {
  const id = key?.slice(key.lastIndexOf('/') + 1);
  const short = id === undefined ? 'every-key' : id.slice(0, id.startsWith('mrk-') ? 12 : 8);
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  return `${short}-${day}-${randomBytes(2).toString('hex')}`;
}

const toldOf = (silence: Silence, region: string): string =>
  [
    paragraph(`Silence ${silence.name} hides ${coverageOf(silence)}, until ${dayAndTime(silence.until)}.`),
    paragraph(`Written in ${forTerminal(region)}: it works for a guard that is deployed there.`),
    paragraph('What it hides is counted and told once a week. It takes a minute to be heard of.'),
    endsBeforeDeletion(silence)
      ? paragraph(
          'It does not hide cryptographic use or delegation in the last 72 hours before the key is deleted, or while that time is not known; --until-deletion would.',
        )
      : '',
  ].join('');
