import { forTerminal } from '../../shared/alert/inert.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Terminal, write } from '../terminal.ts';

/** Says all that is wrong with a command line at once. */
export async function refuse(faults: readonly string[], { stderr }: Pick<Terminal, 'stderr'>): Promise<ExitCode> {
  await write(stderr, faults.map((fault) => `error: ${inert(fault)}\n`).join(''));
  return EXIT.wrongUsage.code;
}

/** The option's name is ours and stays as it is: "--profile:" would be taken for an address. */
const inert = (fault: string): string => {
  const [option = ''] = /^--[a-z-]+: /.exec(fault) ?? [];
  return `${option}${forTerminal(fault.slice(option.length), 300)}`;
};
