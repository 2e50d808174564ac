import { type Command, InvalidArgumentError, Option } from 'commander';
import { STACK_NAME } from '../../shared/contract/names.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { emptyOptions, waitOf } from '../option-values.ts';
import { type PlaceFlags, type Register, withPlace } from './command.ts';
import { doctor } from './doctor.ts';

interface DoctorFlags extends PlaceFlags {
  readonly stack: string;
  readonly format: 'text' | 'json';
  readonly strict?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** `doctor [--strict]` */
export const registerDoctor: Register = ({ program, version, terminal, run }) => {
  const command = program
    .command('doctor')
    .description('check every way in which the deployed guard can go blind or mute; reads only')
    .option('--stack <name>', 'name of the deployed stack', STACK_NAME)
    .addOption(
      new Option('-f, --format <format>', 'for people or for programs').choices(['text', 'json']).default('text'),
    )
    .option('--strict', 'exit code 11 when nothing fails but not all is known and well')
    .option(
      '--timeout <time>',
      'how long to ask, as 30s or 2m; what is not answered by then is unknown (default: 30s)',
      timeoutOf,
    );
  withPlace(command)
    .addHelpText('after', EXIT_CODES_HELP)
    .action(({ stack, region, profile, format, strict, timeout }: DoctorFlags, typed: Command) =>
      run(async () => {
        // Loaded here, so that what needs no AWS does not pay for its SDK.
        const [{ guardClients }, { readFacts }] = await Promise.all([
          import('../../shared/aws/guard-clients.ts'),
          import('../../shared/aws/blind-spots/read-facts.ts'),
        ]);
        const clients = guardClients({ region, profile });
        const read = () => {
          const budget = AbortSignal.timeout(timeout ?? DEFAULT_TIMEOUT_MS);
          return readFacts(clients, { stack, profile, packageVersion: version, now: terminal.now(), budget });
        };
        return doctor(read, { format, strict: strict === true }, terminal);
      }, emptyOptions(typed)),
    );
};

const DEFAULT_TIMEOUT_MS = 30_000;
const MOST_MS = 600_000;

/** A number alone is seconds. */
function timeoutOf(text: string): number {
  const ms = waitOf(/^\d+$/.test(text) ? `${text}s` : text);
  if (ms === undefined || ms > MOST_MS) throw new InvalidArgumentError('wanted 1s to 10m, such as 30s or 2m.');
  return ms;
}
