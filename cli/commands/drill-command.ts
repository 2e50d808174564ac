import type { Command } from 'commander';
import { STACK_NAME } from '../../shared/contract/names.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { emptyOptions } from '../option-values.ts';
import { type PlaceFlags, type Register, withPlace } from './command.ts';
import { drill } from './drill.ts';

/** `drill [options]` */
export const registerDrill: Register = ({ program, terminal, run }) => {
  const command = program
    .command('drill')
    .description('send a made-up record through the deployed function and follow it to the topic; touches no key')
    .option('--stack <name>', 'name of the deployed stack', STACK_NAME);
  withPlace(command)
    .addHelpText('after', EXIT_CODES_HELP)
    .action(({ stack, region, profile }: PlaceFlags & { stack: string }, typed: Command) =>
      run(async () => {
        // Loaded here, so that what needs no AWS does not pay for its SDK.
        const { deployedStack } = await import('../../shared/aws/deployed-stack.ts');
        return drill(deployedStack({ stack, region, profile }), terminal);
      }, emptyOptions(typed)),
    );
};
