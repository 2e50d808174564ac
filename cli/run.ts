import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { forTerminal } from '../shared/alert/inert.ts';
import { GuardError } from '../shared/errors.ts';
import { FORMATS, replay } from './commands/replay.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

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
    .addHelpText('after', EXIT_CODES);
  program
    .command('replay')
    .description('show the alerts that CloudTrail records would have caused (offline: reads files, changes nothing)')
    .argument('<input...>', 'files, folders, or - for standard input')
    .addOption(
      new Option('-f, --format <format>', 'e-mails as text, or one JSON array of alerts')
        .choices(FORMATS)
        .default('text'),
    )
    .option('-k, --keys <file>', 'what is known about the keys: output of aws kms describe-key, or a keys file')
    .option('--at <time>', 'judge as if it were this time, such as 2026-11-22T03:16:00Z (default: now)', timeOf)
    .addHelpText('after', `${REPLAY_HELP}${EXIT_CODES}`)
    .action(async (inputs: string[], options: { format: (typeof FORMATS)[number]; keys?: string; at?: Date }) => {
      const { format, keys, at } = options;
      exitCode = await replay(inputs, { format, keys, at, version }, terminal);
    });
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

function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d\d-\d\d/.test(text)) {
    throw new InvalidArgumentError('wanted a time such as 2026-11-22T03:16:00Z.');
  }
  return time;
}

/** Commander repeats what was typed: keep its line breaks, make the rest inert. */
const forUsage = (text: string) =>
  text
    .split('\n')
    .map((line) => forTerminal(line, 500))
    .join('\n');

const REPLAY_HELP = `
Reads CloudTrail files (.json, .json.gz), single records, arrays, NDJSON, log
subscription payloads (raw or decoded), EventBridge events, and the output of
  aws cloudtrail lookup-events
  aws logs filter-log-events

Example:
  aws logs filter-log-events --log-group-name my-trail \\
    --filter-pattern '{ $.errorMessage = "*pending*deletion*" }' \\
    | kms-deletion-guard replay -
`;

const EXIT_CODES = `
Exit codes:
${Object.values(EXIT)
  .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
  .join('\n')}
`;
