import { type Command, Option } from 'commander';
import { type Fact, fact, notKnown } from '../../shared/blind-spots/fact.ts';
import type { KeyReader } from '../../shared/enrichment/key-reader.ts';
import { GuardError } from '../../shared/errors.ts';
import { nothingKnown } from '../../shared/kms/key-details.ts';
import type { Silence } from '../../shared/silence/silence.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { readKeysFile } from '../keys-file.ts';
import { liveReader } from '../live-reader.ts';
import { liveSilences } from '../live-silences.ts';
import { emptyOptions } from '../option-values.ts';
import { policyOf, type RemediationFlags, remediationFaults, withRemediation } from '../remediation-options.ts';
import type { PlaceFlags, Register } from './command.ts';
import { type ExplainOptions, explain } from './explain.ts';
import type { Subject } from './explain-reading.ts';

interface ExplainFlags extends PlaceFlags, RemediationFlags {
  readonly format: 'text' | 'json';
  readonly keys?: string;
}

const HELP = `
Examples:
  kms-deletion-guard explain examples/one-record.json
  kms-deletion-guard explain aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee --region eu-west-1
`;

/** An event id; a file of such a name is given as ./NAME. */
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `explain <file|event id> [options]` */
export const registerExplain: Register = ({ program, version, terminal, run }) => {
  const command = program
    .command('explain')
    .description('say why CloudTrail records count or not, and what an alert would say (changes nothing)')
    .argument('<input>', 'a file or folder, - for standard input, or the id of an event, which is looked up in AWS')
    .addOption(
      new Option('-f, --format <format>', 'for people or for programs').choices(['text', 'json']).default('text'),
    )
    .option('-k, --keys <file>', 'what is known about the keys: output of aws kms describe-key, or a keys file')
    .option('--region <region>', 'ask AWS as well: the event, the keys, the silences of this Region')
    .option('--profile <name>', 'ask AWS as this profile of the AWS CLI');
  withRemediation(command)
    .addHelpText('after', `${HELP}${EXIT_CODES_HELP}`)
    .action((input: string, flags: ExplainFlags, typed: Command) =>
      run(async () => {
        const subject = await subjectOf(input, flags);
        const isLive = subject.kind === 'record' || flags.profile !== undefined || flags.region !== undefined;
        return explain(subject, await optionsOf(flags, isLive, version, terminal.now), terminal);
      }, [...emptyOptions(typed), ...remediationFaults(flags)]),
    );
};

async function subjectOf(input: string, { region, profile }: PlaceFlags): Promise<Subject> {
  if (!EVENT_ID.test(input)) return { kind: 'path', path: input };
  const { lookupEvent } = await import('../../shared/aws/lookup-event.ts');
  return { kind: 'record', text: await lookupEvent(input, { region, profile }) };
}

async function optionsOf(
  flags: ExplainFlags,
  isLive: boolean,
  version: string,
  now: () => Date,
): Promise<ExplainOptions> {
  const live: KeyReader = isLive ? await liveReader(flags.profile, now) : OFFLINE;
  const { readKey, accountNames } =
    flags.keys === undefined
      ? { readKey: live, accountNames: {} }
      : await readKeysFile(flags.keys, isLive ? live : undefined);
  return {
    format: flags.format,
    version,
    readKey,
    accountNames,
    policy: policyOf(flags),
    silences: isLive ? () => silencesOf(flags) : NOT_ASKED,
  };
}

const OFFLINE: KeyReader = async () => nothingKnown('offline: no --keys file given');
const NOT_ASKED = async () => notKnown('not asked: give --region');

/** Silences that cannot be read cost their line, not the explanation. */
async function silencesOf({ region, profile }: ExplainFlags): Promise<Fact<readonly Silence[]>> {
  try {
    const live = await liveSilences({ ...(region && { region }), ...(profile && { profile }) });
    return fact((await live.list()).silences);
  } catch (thrown) {
    if (thrown instanceof GuardError) return notKnown(`not known: ${thrown.message}`);
    throw thrown;
  }
}
