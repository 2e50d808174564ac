import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseStrictKeyArn } from '../../shared/kms/key-arn.ts';
import { canAsk } from '../drill/question.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { emptyOptions } from '../option-values.ts';
import type { Terminal } from '../terminal.ts';
import { type PlaceFlags, type Register, withPlace } from './command.ts';
import { rescue } from './rescue.ts';

interface RescueFlags extends PlaceFlags {
  readonly enable?: boolean;
  readonly yes?: boolean;
  readonly format: 'text' | 'json';
}

const HELP = `
Shows what is known of the key, asks, cancels its deletion, and tells what the
key was read as since. A key whose deletion is cancelled is Disabled: whoever
uses it fails until it is enabled.

Example:
  kms-deletion-guard rescue alias/ledger-prod --region eu-west-1 --enable
`;

// Sources: KMS Developer Guide, "Key identifiers"; KMS API Reference, CreateAlias, AliasName.
const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;
const ALIAS = /^alias\/[A-Za-z0-9/_-]{1,250}$/;

function keyOf(text: string): string {
  if (parseStrictKeyArn(text) === undefined && !KEY_ID.test(text) && !ALIAS.test(text))
    throw new InvalidArgumentError('wanted the ARN or the id of a key, or an alias such as alias/ledger-prod.');
  return text;
}

/** `rescue <key> [--enable] [--yes]` */
export const registerRescue: Register = ({ program, version, terminal, run }) => {
  const command = program
    .command('rescue')
    .description('cancel the deletion of a key, and enable it if told to; shows what is known of it, and asks first')
    .argument('<key>', 'ARN, id or alias of the key', keyOf)
    .option('--enable', 'enable the key as well')
    .option('--yes', 'do not ask')
    .addOption(
      new Option('-f, --format <format>', 'for people or for programs').choices(['text', 'json']).default('text'),
    );
  withPlace(command, 'the key, unless its ARN says it')
    .addHelpText('after', `${HELP}${EXIT_CODES_HELP}`)
    .action((key: string, flags: RescueFlags, typed: Command) =>
      run(async () => {
        const { liveRescue } = await import('../rescue/live.ts');
        const { enable, yes, format } = flags;
        const ports = await liveRescue(key, flags, version, terminal);
        return rescue({ enable: enable === true, yes: yes === true, format }, ports, terminal);
      }, [...emptyOptions(typed), ...faultsOf(key, flags, terminal)]),
    );
};

function faultsOf(key: string, { region, yes }: RescueFlags, terminal: Terminal): readonly string[] {
  const there = parseStrictKeyArn(key)?.region;
  return [
    ...(there !== undefined && region !== undefined && region !== '' && region !== there
      ? [`--region: got ${region}, wanted ${there}, where the ARN says that the key is; leave it out`]
      : []),
    ...(yes === true || canAsk(terminal)
      ? []
      : ['rescue: got no terminal to ask on, wanted one, or --yes; it changes the key']),
  ];
}
