import { Command, CommanderError } from 'commander';
import { forTerminal } from '../shared/alert/inert.ts';
import { GuardError } from '../shared/errors.ts';
import type { Registration } from './commands/command.ts';
import { registerDoctor } from './commands/doctor-command.ts';
import { registerDrill } from './commands/drill-command.ts';
import { registerExplain } from './commands/explain-command.ts';
import { registerKeys } from './commands/keys-command.ts';
import { registerPreflight } from './commands/preflight-command.ts';
import { registerRedrive } from './commands/redrive-command.ts';
import { registerReplay } from './commands/replay-command.ts';
import { registerRescue } from './commands/rescue-command.ts';
import { registerSilence } from './commands/silence-command.ts';
import { EXIT, EXIT_CODES_HELP, type ExitCode } from './exit-codes.ts';
import { refuse } from './output/usage.ts';
import type { Terminal } from './terminal.ts';

const COMMANDS = [
  registerReplay,
  registerDrill,
  registerSilence,
  registerRedrive,
  registerPreflight,
  registerDoctor,
  registerKeys,
  registerExplain,
  registerRescue,
];

/** Runs one command line, without the program's name, and answers its exit code. Never throws, never exits. */
export async function run(args: readonly string[], version: string, terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done.code;
  const program = new Command('kms-deletion-guard')
    .description('Tells who is still using a KMS key that is pending deletion, and what to do about it.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      outputError: (text, print) => print(forUsage(text)),
    })
    .addHelpText('after', EXIT_CODES_HELP);
  const runCommand: Registration['run'] = async (command, faults) => {
    exitCode = faults.length > 0 ? await refuse(faults, terminal) : await command();
  };
  for (const register of COMMANDS) register({ program, version, terminal, run: runCommand });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done.code : EXIT.wrongUsage.code;
    if (thrown instanceof GuardError) {
      terminal.stderr.write(`error: ${forTerminal(thrown.message, 500)}\n`);
      return EXIT.couldNotRun.code;
    }
    throw thrown;
  }
}

/** Commander repeats what was typed: keep the line breaks of its own, make the rest inert. */
const forUsage = (text: string) =>
  text
    // It joins two sentences of which ours goes on.
    .replace(/('? is invalid(?: for argument '[^']*')?)\. (?=wanted )/, '$1: ')
    .split(/\n(?=\(Did you mean |$)/)
    .map((line) => forTerminal(line, 500))
    .join('\n');
