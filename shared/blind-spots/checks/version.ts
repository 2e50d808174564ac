import { type Check, pass, type Verdict, warn } from '../check.ts';
import { outputOf } from '../deployed-names.ts';
import type { Facts } from '../facts.ts';
import { deployAgain } from '../fixes.ts';

/** Source of the states: CloudFormation User Guide, "Stack status codes". */
export const version: Check = {
  id: 'version',
  title: 'This version is deployed, and deployed well',
  meaning: 'What is deployed may lack what this version judges, or this one what is deployed.',
  concerns: 'seeing',
  changedBy: [],
  judge,
};

function judge({ stack, packageVersion }: Facts): Verdict {
  const { status, name } = stack;
  if (/FAILED$|ROLLBACK|DELETE/.test(status)) {
    return warn(
      `stack ${name} is in state ${status}: its last deployment did not succeed`,
      deployAgain('deploy again, and read the events of the stack'),
    );
  }
  const deployed = outputOf(stack, 'version');
  if (deployed === undefined) return warn(`stack ${name} does not say its version`, deployAgain('deploy this version'));
  if (deployed !== packageVersion) return differs(deployed, packageVersion);
  return pass(
    status.endsWith('_IN_PROGRESS') ? `version ${deployed}; a deployment is going on` : `version ${deployed}`,
  );
}

function differs(deployed: string, ours: string): Verdict {
  const order = compare(deployed, ours);
  if (order === undefined)
    return warn(`version ${deployed} is deployed, this is ${ours}`, deployAgain('deploy this version'));
  return order < 0
    ? warn(`version ${deployed} is deployed, this is ${ours}, which is newer`, deployAgain('deploy this version'))
    : warn(`version ${deployed} is deployed, this is ${ours}, which is older`, {
        title: 'install the version that is deployed',
      });
}

const NUMBERS = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-[0-9A-Za-z.-]+)?(?:\+.*)?$/;

/** Below 0 when the first is older, by the numbers and then by whether it is a pre-release; undefined when that does not tell. */
function compare(one: string, other: string): number | undefined {
  const ours = NUMBERS.exec(one);
  const theirs = NUMBERS.exec(other);
  if (ours === null || theirs === null) return undefined;
  for (const at of [1, 2, 3]) {
    const difference = Number(ours[at]) - Number(theirs[at]);
    if (difference !== 0) return difference;
  }
  return ours[4] === undefined || theirs[4] === undefined
    ? Number(ours[4] === undefined) - Number(theirs[4] === undefined) || undefined
    : undefined;
}
