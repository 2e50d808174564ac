import * as v from 'valibot';
import { OUTPUTS } from '../../contract/names.ts';
import { fail, unknown, warn } from '../check.ts';
import type { Before, StandingStack } from './before.ts';
import type { ContextValues } from './deploy-line.ts';
import { type Remark, remark } from './source.ts';

const Settings = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

/** The standing stack, where there is one and it is the guard's: it says its version. */
export function standingGuard({ stack }: Before): StandingStack | undefined {
  if (!stack.known || stack.value === 'missing') return undefined;
  return stack.value.outputs[OUTPUTS.version] === undefined ? undefined : stack.value;
}

/**
 * The settings that the standing stack was deployed with, and the names of those that it keeps only a digest of. Undefined: it does
 * not say.
 */
export function deployedSettings({ outputs }: StandingStack): { values: ContextValues; digests: string[] } | undefined {
  const parsed = v.safeParse(Settings, outputs[OUTPUTS.settings]);
  if (!parsed.success) return undefined;
  const isDigest = ([, value]: readonly [string, string]) => value.startsWith('sha256:');
  const entries = Object.entries(parsed.output);
  return {
    values: Object.fromEntries(entries.filter((entry) => !isDigest(entry))),
    digests: entries.filter(isDigest).map(([name]) => name),
  };
}

/** What a stack of the name means for a deployment. */
export function stackRemarks(before: Before): readonly Remark[] {
  const { stack, stackName } = before;
  if (!stack.known) return [remark(unknown(`whether a stack ${stackName} stands there: ${stack.reason}`, stack.right))];
  if (stack.value === 'missing') return [];
  if (nameIsTaken(before))
    return [
      remark(
        fail(`a stack ${stackName} stands there that is not the guard's (${stack.value.status})`, {
          title: 'choose another name by --stack',
        }),
        'Deploying under this name would replace what it holds.',
      ),
    ];
  const version = standingGuard(before)?.outputs[OUTPUTS.version];
  return [
    remark(
      warn(
        version === undefined
          ? `a stack ${stackName} stands there that was never made whole (${stack.value.status})`
          : `the guard stands there already: stack ${stackName}, version ${version} (${stack.value.status})`,
        {
          title:
            version === undefined ? 'cdk deploy takes it away and begins anew' : 'see by `doctor` whether it watches',
        },
      ),
    ),
  ];
}

/** Whether somebody else's stack has the name. */
export const nameIsTaken = (before: Before): boolean =>
  before.stack.known &&
  before.stack.value !== 'missing' &&
  standingGuard(before) === undefined &&
  !FAILED_AT_FIRST.test(before.stack.value.status);

/** Source: CloudFormation User Guide, "Stack status codes". */
const FAILED_AT_FIRST = /^(ROLLBACK_COMPLETE|REVIEW_IN_PROGRESS|CREATE_FAILED|ROLLBACK_FAILED)$/;
