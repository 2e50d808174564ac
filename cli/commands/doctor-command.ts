import { type Command, InvalidArgumentError, Option } from 'commander';
import { STACK_NAME } from '../../shared/contract/names.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { emptyOptions } from '../option-values.ts';
import { type PlaceFlags, type Register, withPlace } from './command.ts';
import { doctor } from './doctor.ts';

interface DoctorFlags extends PlaceFlags {
  readonly stack: string;
  readonly format: 'text' | 'json';
  readonly strict?: boolean;
  readonly timeout: number;
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
    .option('--timeout <seconds>', 'how long to ask; what is not answered by then is unknown', secondsOf, 30);
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
          const budget = AbortSignal.timeout(timeout * 1000);
          return readFacts(clients, { stack, profile, packageVersion: version, now: terminal.now(), budget });
        };
        return doctor(read, { format, strict: strict === true }, terminal);
      }, emptyOptions(typed)),
    );
};

const MOST_SECONDS = 600;

function secondsOf(text: string): number {
  const seconds = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds <= MOST_SECONDS)) throw new InvalidArgumentError(`wanted whole seconds, 1 to ${MOST_SECONDS}.`);
  return seconds;
}
