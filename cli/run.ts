import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { forTerminal } from '../shared/alert/inert.ts';
import { WIDE_PATTERN } from '../shared/contract/filter-patterns.ts';
import { STACK_NAME } from '../shared/contract/names.ts';
import { GuardError } from '../shared/errors.ts';
import { drill } from './commands/drill.ts';
import { FORMATS, replay } from './commands/replay.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { liveReader } from './live-reader.ts';
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
    .description(
      'show the alerts that CloudTrail records would have caused (changes nothing; offline without --profile, --region)',
    )
    .argument('<input...>', 'files, folders, or - for standard input')
    .addOption(
      new Option('-f, --format <format>', 'e-mails as text, or one JSON array of alerts')
        .choices(FORMATS)
        .default('text'),
    )
    .option('-k, --keys <file>', 'what is known about the keys: output of aws kms describe-key, or a keys file')
    .option('--at <time>', 'judge as if it were this time, such as 2026-11-22T03:16:00Z (default: now)', timeOf)
    .option('--profile <name>', 'read the keys that are not in the file from AWS, as this profile of the AWS CLI')
    .option('--region <region>', 'read them from AWS as the environment says; each in its own Region')
    .addHelpText('after', `${REPLAY_HELP}${EXIT_CODES}`)
    .action(async (inputs: string[], { format, keys, at, profile, region }: ReplayFlags) => {
      const live = profile === undefined && region === undefined ? undefined : await liveReader(profile, terminal.now);
      exitCode = await replay(inputs, { format, keys, at, live, version }, terminal);
    });
  program
    .command('drill')
    .description('send a made-up record through the deployed function and follow it to the topic; touches no key')
    .option('--stack <name>', 'name of the deployed stack', STACK_NAME)
    .option('--region <region>', 'Region of the stack (default: as the AWS CLI has it)')
    .option('--profile <name>', 'profile of the AWS CLI to act as')
    .addHelpText('after', EXIT_CODES)
    .action(async (options: { stack: string; region?: string; profile?: string }) => {
      const { stack, region, profile } = options;
      // Loaded here, so that what needs no AWS does not pay for its SDK.
      const { deployedStack } = await import('../shared/aws/deployed-stack.ts');
      exitCode = await drill(deployedStack({ stack, region, profile }), terminal);
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

interface ReplayFlags {
  readonly format: (typeof FORMATS)[number];
  readonly keys?: string;
  readonly at?: Date;
  readonly profile?: string;
  readonly region?: string;
}

/** A time without a zone would mean another moment on every machine. */
function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:\d\d))?$/.test(text)) {
    throw new InvalidArgumentError('wanted a time such as 2026-11-22T03:16:00Z.');
  }
  return time;
}

/** Commander repeats what was typed: keep the line breaks of its own, make the rest inert. */
const forUsage = (text: string) =>
  text
    .split(/\n(?=\(Did you mean |$)/)
    .map((line) => forTerminal(line, 500))
    .join('\n');

const REPLAY_HELP = `
Reads CloudTrail files (.json, .json.gz), single records, arrays, NDJSON, log
subscription payloads (raw or decoded), EventBridge events, and the output of
  aws cloudtrail lookup-events
  aws logs filter-log-events

Example:
  aws logs filter-log-events --log-group-name my-trail \\
    --filter-pattern \\
    '${WIDE_PATTERN.replace(' || ', ' ||\n      ')}' \\
    | kms-deletion-guard replay -
`;

const EXIT_CODES = `
Exit codes:
${Object.values(EXIT)
  .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
  .join('\n')}
`;
