import type { Command } from 'commander';
import { OUTPUTS, STACK_NAME } from '../../shared/contract/names.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { emptyOptions } from '../option-values.ts';
import { type PlaceFlags, type Register, withPlace } from './command.ts';
import { redrive } from './redrive.ts';

interface RedriveFlags extends PlaceFlags {
  readonly stack: string;
  readonly dryRun?: boolean;
}

/** `redrive [--dry-run]` */
export const registerRedrive: Register = ({ program, terminal, run }) => {
  const command = program
    .command('redrive')
    .description('hand what waits in the failure queue to the function once more, and remove what it took')
    .option('--dry-run', 'show what waits there; invoke and remove nothing')
    .option('--stack <name>', 'name of the deployed stack', STACK_NAME);
  withPlace(command)
    .addHelpText('after', EXIT_CODES_HELP)
    .action(({ stack, region, profile, dryRun }: RedriveFlags, typed: Command) =>
      run(async () => {
        const [{ deployedStack, stackOutputs }, { failureQueueAt }] = await Promise.all([
          import('../../shared/aws/deployed-stack.ts'),
          import('../../shared/aws/failure-queue.ts'),
        ]);
        const place = { stack, region, profile };
        const output = await stackOutputs(place);
        const functionName = output(OUTPUTS.functionName);
        const queue = failureQueueAt(output(OUTPUTS.failureQueueUrl), place);
        const { invoke } = deployedStack(place);
        const ports = { functionName, profile, queue, invoke: (payload: unknown) => invoke(functionName, payload) };
        return redrive(dryRun === true, ports, terminal);
      }, emptyOptions(typed)),
    );
};
