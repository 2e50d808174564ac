import { type Command, InvalidArgumentError, Option } from 'commander';
import { STACK_NAME } from '../../shared/contract/names.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { emptyOptions } from '../option-values.ts';
import type { Register } from './command.ts';
import { keys } from './keys.ts';
import { keysPorts } from './keys-ports.ts';

interface KeysFlags {
  readonly region?: readonly string[];
  readonly profile?: string;
  readonly stack: string;
  readonly format: 'text' | 'json';
  readonly logs: boolean;
}

const HELP = `
For each key: who scheduled its deletion, its last good use, the calls refused
since, and a verdict: in use, used lately, no sign of use, cannot tell.
No sign is no proof: see docs/limits.md.

Examples:
  kms-deletion-guard keys
  kms-deletion-guard keys --region eu-west-1,us-east-1 --format json
`;

/** `keys [options]` */
export const registerKeys: Register = ({ program, terminal, run }) => {
  program
    .command('keys')
    .description('show every key of the account that is pending deletion, and whether it is in use')
    .option(
      '--region <region>',
      'look in this Region only; several by commas, or given again (default: all that the account has enabled)',
      regionsOf,
    )
    .option('--profile <name>', 'profile of the AWS CLI to act as')
    .option('--stack <name>', 'name of the deployed stack, which knows of refusals', STACK_NAME)
    .option('--no-logs', 'do not search the log group, which may take two minutes')
    .addOption(
      new Option('-f, --format <format>', 'for people or for programs').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', `${HELP}${EXIT_CODES_HELP}`)
    .action(({ region: regions, profile, stack, format, logs: searchLogs }: KeysFlags, typed: Command) =>
      run(
        async () => keys(await keysPorts({ stack, profile, regions, searchLogs }, terminal.now), format, terminal),
        emptyOptions(typed),
      ),
    );
};

const REGION = /^[a-z]{2,8}(-[a-z]{1,12}){1,3}-\d{1,2}$/;

function regionsOf(typed: string, before: readonly string[] = []): readonly string[] {
  const regions = typed.split(',').map((region) => region.trim());
  if (!regions.every((region) => REGION.test(region)))
    throw new InvalidArgumentError('wanted Regions such as eu-west-1,us-east-1.');
  return [...new Set([...before, ...regions])];
}
