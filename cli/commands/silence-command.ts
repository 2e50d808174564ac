import { type Command, Option } from 'commander';
import { STACK_NAME } from '../../shared/contract/names.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { liveSilences } from '../live-silences.ts';
import { emptyOptions, silenceNameOf } from '../option-values.ts';
import { type PlaceFlags, type Register, withPlace } from './command.ts';
import { addSilence, type SilenceFlags } from './silence-add.ts';
import { checkSilences } from './silence-check.ts';
import { listSilences } from './silence-list.ts';
import { removeSilence } from './silence-remove.ts';

interface FormatFlag {
  readonly format: 'text' | 'json';
}

const formatOption = () =>
  new Option('-f, --format <format>', 'for people or for programs').choices(['text', 'json']).default('text');

const ADD_HELP = `
Examples:
  kms-deletion-guard silence add --key 1234abcd-12ab-34cd-56ef-1234567890ab \\
    --for 21d --reason 'the migration rewrites it'
  kms-deletion-guard silence add --caller 'role crossplane-*' \\
    --class management --for 30d --reason 'it retries by itself'
`;

/** `silence add|list|remove|check` */
export const registerSilence: Register = ({ program, terminal, run }) => {
  const silence = program
    .command('silence')
    .description('choose what is not told for a while: counted all the same, and told once a week')
    .addHelpText('after', EXIT_CODES_HELP);
  withPlace(
    silence
      .command('add')
      .description('stop telling of a key, or of a caller that only administers keys')
      .option('--key <arn or id>', 'one key (default: every key; then --caller and --class management are needed)')
      .option('--account <id>', 'keys of this account only')
      .option('--class <class>', 'calls of this class only: cryptographic, delegation or management')
      .option('--caller <glob>', 'calls of these callers only, named as in alerts, such as "role crossplane-*"')
      .option('--for <time>', 'how long, such as 24h or 21d; 30d at most')
      .option('--until <time>', 'or until when, such as 2026-12-01T00:00:00Z; a date alone is UTC')
      .option('--until-deletion', 'go on in the last 72 hours of the key, when nobody can be warned any more')
      .option('--reason <text>', 'why (needed)')
      .option('--by <text>', 'who answers for it (default: your user name)')
      .option('--name <name>', 'name of the silence (default: a new one)'),
  )
    .addHelpText('after', `${ADD_HELP}${EXIT_CODES_HELP}`)
    .action((flags: SilenceFlags & PlaceFlags, typed: Command) =>
      // It tells what is empty itself, with all else that is wrong.
      run(() => addSilence(flags, emptyOptions(typed), () => liveSilences(flags), terminal), []),
    );
  withPlace(silence.command('list').description('show all silences, and those that hide nothing with why'))
    .addOption(formatOption())
    .addHelpText('after', EXIT_CODES_HELP)
    .action((flags: PlaceFlags & FormatFlag, typed: Command) =>
      run(async () => listSilences(await liveSilences(flags), flags.format, terminal), emptyOptions(typed)),
    );
  withPlace(
    silence
      .command('remove')
      .description('take a silence away')
      .argument('<name>', 'its name, as `silence list` shows it', silenceNameOf),
  )
    .addHelpText('after', EXIT_CODES_HELP)
    .action((name: string, flags: PlaceFlags, typed: Command) =>
      run(async () => removeSilence(name, await liveSilences(flags), terminal), emptyOptions(typed)),
    );
  withPlace(
    silence
      .command('check')
      .description('show which of the last findings each silence would have hidden')
      .option('--stack <name>', 'name of the deployed stack', STACK_NAME),
  )
    .addOption(formatOption())
    .addHelpText('after', EXIT_CODES_HELP)
    .action(({ stack, region, profile, format }: PlaceFlags & FormatFlag & { stack: string }, typed: Command) =>
      run(async () => {
        const stored = await (await liveSilences({ ...(region && { region }), ...(profile && { profile }) })).list();
        const { recentFindings } = await import('../../shared/aws/recent-findings.ts');
        return checkSilences(stored, () => recentFindings({ stack, region, profile }), format, terminal);
      }, emptyOptions(typed)),
    );
};
