import { ENVIRONMENT } from '../../contract/environment.ts';
import { type Check, unknown, type Verdict } from '../check.ts';
import { outputOf } from '../deployed-names.ts';
import { type DeployedSettings, deployedSettings, isSetTo, KNOWN_SETTINGS, settingOf } from '../deployed-settings.ts';
import type { Facts, FunctionFacts } from '../facts.ts';
import { type Fault, grave, slight, verdictOn } from '../findings.ts';
import { deployAgain } from '../fixes.ts';
import { listed, unread, whereThere } from '../verdicts.ts';

/** Somebody may have changed the function by hand, which the next deployment undoes or not, as CloudFormation sees it. */
export const settings: Check = {
  id: 'settings',
  title: 'The function works with the settings that were deployed',
  meaning: 'The function may ignore callers, send alerts elsewhere, or act by itself, in a way that nobody decided.',
  concerns: 'telling',
  changedBy: ['UpdateFunctionConfiguration20150331v2'],
  judge,
};

function judge(facts: Facts): Verdict {
  const its = whereThere(facts.detectKeyUse, 'the function', 'function-runs');
  if (!its.there) return its.verdict;
  if (Object.keys(its.value.environment).length === 0) return unreadable(its.value);
  const moved = elsewhere(its.value, facts);
  const deployed = deployedSettings(facts.stack);
  if (!deployed.known) return moved.length > 0 ? verdictOn(moved, '') : unread(deployed);
  return verdictOn(
    [...moved, ...unlike(its.value, deployed.value), ...strange(deployed.value)],
    'its environment is as it was deployed',
  );
}

/** The function has an environment, whatever its settings. Source: Lambda API Reference, EnvironmentResponse. */
const unreadable = ({ name }: FunctionFacts): Verdict =>
  unknown(
    `the environment of function ${name} cannot be seen: Lambda cannot decrypt it, or kms:Decrypt is missing for its key`,
  );

/** What the stack made, and the function must use. */
function elsewhere({ environment, name }: FunctionFacts, { stack }: Facts): readonly Fault[] {
  const pairs = [
    ['alerts', valueIn(environment, ENVIRONMENT.topicArn), outputOf(stack, 'alertTopicArn')],
    ['incidents', valueIn(environment, ENVIRONMENT.tableName), outputOf(stack, 'tableName')],
  ] as const;
  return pairs.flatMap(([what, is, wanted]) =>
    wanted === undefined || is === wanted
      ? []
      : [grave(`function ${name} sends ${what} to ${is ?? 'nowhere'} instead of ${wanted}`, ENVIRONMENT_AGAIN)],
  );
}

const SETTINGS = [
  'accountNames',
  'consoleLinkTemplate',
  'runbookUrl',
  'ownerTag',
  'managementCalls',
  'windowMinutes',
  'ignoreCallers',
  'remediation',
  'remediationScope',
  'remediationNever',
  'remediationWithinDays',
  'remediationDailyLimit',
] as const;

function unlike({ environment, name }: FunctionFacts, deployed: DeployedSettings): readonly Fault[] {
  const different = SETTINGS.filter((setting) => {
    const given = settingOf(deployed, setting);
    const is = valueIn(environment, ENVIRONMENT[setting]);
    return given === undefined ? is !== undefined : is === undefined || !isSetTo(given, is);
  });
  if (different.length === 0) return [];
  // What it may do by itself is more than what it says.
  const fault = different.some((setting) => setting.startsWith('remediation')) ? grave : slight;
  return [fault(`function ${name} does not have ${listed(different)} as deployed`, ENVIRONMENT_AGAIN)];
}

const strange = (deployed: DeployedSettings): readonly Fault[] => {
  const names = Object.keys(deployed).filter((name) => !KNOWN_SETTINGS.includes(name));
  return names.length === 0
    ? []
    : [
        slight(`this version does not know the setting ${listed(names)}`, {
          title: 'install the version that is deployed',
        }),
      ];
};

/** A variable that is set to something. */
export const valueIn = (environment: FunctionFacts['environment'], name: string): string | undefined =>
  Object.hasOwn(environment, name) && environment[name] !== '' ? environment[name] : undefined;

/** For a function that somebody gave another environment. */
export const ENVIRONMENT_AGAIN = deployAgain(
  'set the environment of the function back by hand; a deployment that changes another setting of it does so as well',
);
