import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  DAILY_LIMIT,
  NEVER_ENTRY_WANTED,
  REMEDIATION_MODES,
  type RemediationMode,
} from '../shared/contract/remediation.ts';
import { parseNever, type RemediationPolicy } from '../shared/remediation/policy.ts';

/** The settings of remediation as they are typed, to see what they would lead to. */
export interface RemediationFlags {
  readonly remediation: RemediationMode;
  readonly remediationScope?: RemediationPolicy['scope'];
  readonly remediationWithinDays?: number;
  readonly remediationNever?: readonly string[];
}

/** The options of {@link RemediationFlags}, named as the settings of a deployment. */
export const withRemediation = (command: Command): Command =>
  command
    .addOption(
      new Option('--remediation <mode>', 'also show what a guard in this mode would decide; nothing is done to any key')
        .choices(REMEDIATION_MODES)
        .default('off'),
    )
    .addOption(
      new Option(
        '--remediation-scope <scope>',
        'with it: for all keys, or those only whose tag allows it (default: all)',
      ).choices(['all', 'tagged']),
    )
    .option('--remediation-within-days <days>', 'with it: only when so few days are left (default: at once)', daysOf)
    .option(
      '--remediation-never <list>',
      'with it: keys, aliases and accounts that are left alone, by commas',
      neverOf,
    );

function daysOf(text: string): number {
  // As the setting remediationWithinDays takes it. Source: KMS API Reference, ScheduleKeyDeletion: 30 days at most.
  const days = /^[1-9]\d?$/.test(text) ? Number(text) : Number.NaN;
  if (!(days >= 1 && days <= 30)) throw new InvalidArgumentError('wanted whole days, from 1 to 30.');
  return days;
}

function neverOf(text: string): readonly string[] {
  const never = parseNever(text);
  if (!never.ok || never.value.length === 0) throw new InvalidArgumentError(`wanted ${NEVER_ENTRY_WANTED}.`);
  return never.value;
}

/** The policy that they make; undefined: what would be decided is not asked for. */
export const policyOf = (flags: RemediationFlags): RemediationPolicy | undefined =>
  flags.remediation === 'off'
    ? undefined
    : {
        mode: flags.remediation,
        scope: flags.remediationScope ?? 'all',
        never: flags.remediationNever ?? [],
        withinDays: flags.remediationWithinDays,
        dailyLimit: DAILY_LIMIT,
      };

/** What says how, where nothing says what: it would be left out without a word. */
export const remediationFaults = (flags: RemediationFlags): readonly string[] =>
  flags.remediation !== 'off'
    ? []
    : [
        ['--remediation-scope', flags.remediationScope],
        ['--remediation-within-days', flags.remediationWithinDays],
        ['--remediation-never', flags.remediationNever],
      ].flatMap(([name, value]) =>
        value === undefined
          ? []
          : [`${name}: got it without a mode, wanted both or none; add --remediation with a mode other than off`],
      );

/** What such a rehearsal does not look at. */
export const NOT_REHEARSED =
  "what would be decided is judged as if nobody had set the kill switch or the list in SSM, or hit the day's limit";
