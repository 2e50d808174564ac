import type { Command } from 'commander';
import { STACK_NAME } from '../../shared/contract/names.ts';
import { canAsk } from '../drill/question.ts';
import { DEFAULT_TIMEOUT, DEFAULT_TIMEOUT_MS, timeoutOf } from '../drill/timeout.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { emptyOptions } from '../option-values.ts';
import type { Terminal } from '../terminal.ts';
import { type PlaceFlags, type Register, withPlace } from './command.ts';
import { drill } from './drill.ts';

interface DrillFlags extends PlaceFlags {
  readonly stack: string;
  readonly real?: boolean;
  readonly yes?: boolean;
  /** As it was typed: without --real that is what is wrong, whatever it says. */
  readonly timeout?: string;
}

/** `drill [options]`, `drill --real [options]` */
export const registerDrill: Register = ({ program, terminal, run }) => {
  const command = program
    .command('drill')
    .description('send a made-up record through the deployed function and follow it to the topic; touches no key')
    .option('--real', 'instead: make a KMS key, have its use refused, and follow that from the trail on; asks first')
    .option('--yes', 'with --real: do not ask')
    .option('--timeout <time>', `with --real: how long to wait, as 90s, 30m or 2h (default: ${DEFAULT_TIMEOUT})`)
    .option('--stack <name>', 'name of the deployed stack', STACK_NAME);
  withPlace(command)
    .addHelpText('after', EXIT_CODES_HELP)
    .action((flags: DrillFlags, typed: Command) =>
      run(
        () => (flags.real === true ? runReal(flags, terminal) : runMadeUp(flags, terminal)),
        [...emptyOptions(typed), ...faultsOf(flags, terminal)],
      ),
    );
};

// The SDK is loaded by these two, so that what needs no AWS does not pay for it.

async function runMadeUp({ stack, region, profile }: DrillFlags, terminal: Terminal) {
  const { deployedStack } = await import('../../shared/aws/deployed-stack.ts');
  return drill(deployedStack({ stack, region, profile }), terminal);
}

async function runReal({ stack, region, profile, yes, timeout }: DrillFlags, terminal: Terminal) {
  const [{ realDrill }, { liveDrill }] = await Promise.all([
    import('../drill/real-drill.ts'),
    import('../drill/live.ts'),
  ]);
  const ports = await liveDrill({ stack, region, profile }, terminal);
  return realDrill(
    { yes: yes === true, timeoutMs: timeoutOf(timeout ?? DEFAULT_TIMEOUT) ?? DEFAULT_TIMEOUT_MS },
    ports,
    terminal,
  );
}

function faultsOf({ real, yes, timeout }: DrillFlags, terminal: Terminal): readonly string[] {
  if (real !== true) {
    return [
      ...(yes === true
        ? ['--yes: got it without --real, wanted both or none; add --real, a drill without it does not ask']
        : []),
      ...(timeout === undefined
        ? []
        : ['--timeout: got it without --real, wanted both or none; add --real, a drill without it does not wait']),
    ];
  }
  const wrongTimeout =
    timeout !== undefined && timeout !== '' && timeoutOf(timeout) === undefined
      ? [`--timeout: got "${timeout}", wanted seconds, minutes or hours, such as 90s, 30m or 2h`]
      : [];
  return yes === true || canAsk(terminal)
    ? wrongTimeout
    : [
        ...wrongTimeout,
        '--real: got no terminal to ask on, wanted one, or --yes; it makes a KMS key and sets off alarms, see docs/cli.md',
      ];
}
