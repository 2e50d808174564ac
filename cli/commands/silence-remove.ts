import type { SilenceParameters } from '../../shared/aws/silences.ts';
import { GuardError } from '../../shared/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { paragraph } from '../output/layout.ts';
import { type Terminal, write } from '../terminal.ts';

/** Takes a silence away. */
export async function removeSilence(
  name: string,
  silences: SilenceParameters,
  { stdout }: Terminal,
): Promise<ExitCode> {
  if ((await silences.remove(name)) === 'not-found') {
    throw new GuardError(
      'silence-not-found',
      `silence ${name}: got a name that no silence has; \`silence list\` shows all`,
    );
  }
  await write(stdout, paragraph(`Silence ${name} is removed. What it hid is told again within a minute.`));
  return EXIT.done.code;
}
