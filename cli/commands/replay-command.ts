import { type Command, InvalidArgumentError, Option } from 'commander';
import { WIDE_PATTERN } from '../../shared/contract/filter-patterns.ts';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { liveReader } from '../live-reader.ts';
import { emptyOptions, timeOf } from '../option-values.ts';
import { policyOf, type RemediationFlags, remediationFaults, withRemediation } from '../remediation-options.ts';
import type { Register } from './command.ts';
import { FORMATS, replay } from './replay.ts';

interface ReplayFlags extends RemediationFlags {
  readonly format: (typeof FORMATS)[number];
  readonly preview?: string;
  readonly keys?: string;
  readonly at?: Date;
  readonly profile?: string;
  readonly region?: string;
}

const HELP = `
Reads CloudTrail files (.json, .json.gz), single records, arrays, NDJSON, log
subscription payloads (raw or decoded), EventBridge events, and the output of
  aws cloudtrail lookup-events
  aws logs filter-log-events

Example:
  aws logs filter-log-events --log-group-name my-trail \\
    --filter-pattern \\
    '${WIDE_PATTERN.replace(' || ', ' ||\n      ')}' \\
    | kms-deletion-guard replay -
`;

/** By its ending, so that no file of records is written over when arguments are mixed up. */
function pageOf(path: string): string {
  if (!/[^/\\]\.html?$/i.test(path)) throw new InvalidArgumentError('wanted the path of a file that ends in .html.');
  return path;
}

/** `replay [options] <input...>` */
export const registerReplay: Register = ({ program, version, terminal, run }) => {
  const command = program
    .command('replay')
    .description(
      'show the alerts that CloudTrail records would have caused (changes nothing; offline without --profile, --region)',
    )
    .argument('<input...>', 'files, folders, or - for standard input')
    .addOption(
      new Option('-f, --format <format>', 'e-mails as text, or one JSON array of Slack messages or of alerts')
        .choices(FORMATS)
        .default('text'),
    )
    .option(
      '--preview <file.html>',
      'also write a page that shows each e-mail and Slack message as people see them',
      pageOf,
    )
    .option('-k, --keys <file>', 'what is known about the keys: output of aws kms describe-key, or a keys file')
    .option(
      '--at <time>',
      'judge as if it were this time, such as 2026-11-22T03:16:00Z; a date alone is UTC (default: now)',
      timeOf,
    )
    .option('--profile <name>', 'read the keys that are not in the file from AWS, as this profile of the AWS CLI')
    .option('--region <region>', 'read them from AWS as the environment says; each in its own Region');
  withRemediation(command)
    .addHelpText('after', `${HELP}${EXIT_CODES_HELP}`)
    .action((inputs: string[], { format, preview, keys, at, profile, region, ...flags }: ReplayFlags, typed: Command) =>
      run(async () => {
        const live =
          profile === undefined && region === undefined ? undefined : await liveReader(profile, terminal.now);
        return replay(inputs, { format, preview, keys, at, live, version, policy: policyOf(flags) }, terminal);
      }, [...emptyOptions(typed), ...remediationFaults(flags)]),
    );
};
