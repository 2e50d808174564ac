import { MODE_PARAMETER, NEVER_PARAMETER, type RemediationMode } from '../../contract/remediation.ts';
import { lower, parseMode, parseNever } from '../../remediation/policy.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Fix } from '../check.ts';
import type { Facts, ParameterText } from '../facts.ts';
import { type Fault, grave, slight } from '../findings.ts';
import { byAws, byCommand } from '../fixes.ts';
import { moment } from '../verdicts.ts';

/** The function takes a value that it cannot read for one that forbids everything. */
export function faultsOfKillSwitch(
  parameter: ParameterText | 'missing',
  mode: RemediationMode,
  facts: Pick<Facts, 'region'>,
): readonly Fault[] {
  if (parameter === 'missing') return [];
  const read = textOf(parameter);
  const set = read.ok ? parseMode(read.value) : read;
  if (!set.ok)
    return [
      grave(
        `the kill switch ${MODE_PARAMETER} cannot be read, so that no deletion is cancelled: ${set.error}`,
        ...rewrite(parameter, facts),
      ),
    ];
  if (lower(set.value, mode) === mode) return [];
  return [
    slight(
      `the kill switch ${MODE_PARAMETER} is at ${set.value} since ${moment(parameter.changedAt)}, below remediation=${mode}`,
      remove('if that is no longer meant, take it away', MODE_PARAMETER, facts),
    ),
  ];
}

/** As off as it counts now, until somebody writes what was meant. The type of a parameter stays: another needs a new one. */
function rewrite({ type }: ParameterText, facts: Pick<Facts, 'region'>): readonly Fix[] {
  const write = (title: string, ...flags: readonly string[]) =>
    byCommand(title, ['aws', 'ssm', 'put-parameter', ...flags], {
      '--region': facts.region,
      ...named(MODE_PARAMETER),
      '--type': 'String',
      '--value': 'off',
    });
  return type === 'String'
    ? [write('write what was meant, such as off', '--overwrite')]
    : [
        remove('take it away, which lets the guard act until the next step', MODE_PARAMETER, facts),
        write('write anew what was meant, such as off'),
      ];
}

/** The same of the list: a line that cannot be read may be the key that is to be left alone. */
export function faultsOfNeverList(
  parameter: ParameterText | 'missing',
  facts: Pick<Facts, 'region'>,
): readonly Fault[] {
  const entries = entriesOf(parameter);
  return entries.ok
    ? []
    : [
        grave(
          `the list ${NEVER_PARAMETER} cannot be read, so that no deletion is cancelled: ${entries.error}`,
          byAws('see what it says, and write it anew', 'ssm', 'get-parameter', facts.region, named(NEVER_PARAMETER)),
        ),
      ];
}

/** What the list says. */
export function entriesOf(parameter: ParameterText | 'missing'): Result<readonly string[], string> {
  if (parameter === 'missing') return ok([]);
  const read = textOf(parameter);
  return read.ok ? parseNever(read.value) : read;
}

const textOf = ({ type, value }: ParameterText): Result<string, string> =>
  type === 'String' || type === 'StringList' ? ok(value) : err(`got type ${type ?? 'unknown'}, wanted String`);

const named = (name: string) => ({ '--name': name });

const remove = (title: string, name: string, { region }: Pick<Facts, 'region'>): Fix =>
  byAws(title, 'ssm', 'delete-parameter', region, named(name));
