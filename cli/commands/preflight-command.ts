import { type Command, InvalidArgumentError, Option } from 'commander';
import { STACK_NAME } from '../../shared/contract/names.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { emptyOptions } from '../option-values.ts';
import { type PlaceFlags, type Register, withPlace } from './command.ts';
import { preflight } from './preflight.ts';

interface PreflightFlags extends PlaceFlags {
  readonly stack: string;
  readonly format: 'text' | 'json';
  readonly logGroup?: string;
  readonly emails?: readonly string[];
}

/** How long it asks; it is asked once, by a person who waits. */
const BUDGET_MS = 60_000;

/** `preflight` */
export const registerPreflight: Register = ({ program, terminal, run }) => {
  const command = program
    .command('preflight')
    .description(
      'look, before deploying, whether the guard would see anything, and get the line that deploys it; reads only',
    )
    .option(
      '--log-group <name>',
      'the log group that it is to read (default: the best that a trail delivers to)',
      logGroupOf,
    )
    .option('--emails <list>', 'addresses to be told, separated by commas, for the line that deploys', emailsOf)
    .option('--stack <name>', 'name that the stack is to have', stackNameOf, STACK_NAME)
    .addOption(
      new Option('-f, --format <format>', 'for people or for programs').choices(['text', 'json']).default('text'),
    );
  withPlace(command)
    .addHelpText('after', EXIT_CODES_HELP)
    .action(({ stack, region, profile, format, logGroup: logGroupName, emails = [] }: PreflightFlags, typed: Command) =>
      run(async () => {
        const [{ guardClients }, { readBeforeDeployment }] = await Promise.all([
          import('../../shared/aws/guard-clients.ts'),
          import('../../shared/aws/sources.ts'),
        ]);
        const clients = guardClients({ region, profile });
        const read = () => {
          const budget = AbortSignal.timeout(BUDGET_MS);
          return readBeforeDeployment(clients, { stack, profile, logGroupName, now: terminal.now(), budget });
        };
        return preflight(read, { logGroupName, emails, profile }, format, terminal);
      }, emptyOptions(typed)),
    );
};

// The forms of the settings that they become, see docs/deploy.md; an empty value is told by emptyOptions.
function logGroupOf(text: string): string {
  if (!/^[A-Za-z0-9._/#-]{0,512}$/.test(text))
    throw new InvalidArgumentError('wanted the name (not the ARN) of a log group.');
  return text;
}

function emailsOf(text: string): readonly string[] | string {
  if (text === '') return text;
  const emails = text.split(',').map((email) => email.trim());
  if (emails.every((email) => /^[^\s@,<>"]+@[^\s@,<>"]+\.[^\s@,<>"]+$/.test(email))) return [...new Set(emails)];
  throw new InvalidArgumentError('wanted e-mail addresses, such as ops@example.com,kms@example.com.');
}

function stackNameOf(text: string): string {
  if (text !== '' && !/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(text))
    throw new InvalidArgumentError('wanted a letter, then letters, digits and hyphens, at most 128.');
  return text;
}
