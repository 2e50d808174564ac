import { ENVIRONMENT } from '../shared/contract/environment.ts';
import type { GuardSettings } from './settings.ts';

/** What only the stack knows. */
export interface Deployed {
  readonly topicArn: string;
  readonly tableName: string;
  readonly stackName: string;
}

/** The environment of the function: what was deployed, and those of the owner's settings that were given. */
export function environmentOf(settings: GuardSettings, deployed: Deployed): Readonly<Record<string, string>> {
  const variables: Readonly<Record<string, string | undefined>> = {
    [ENVIRONMENT.topicArn]: deployed.topicArn,
    [ENVIRONMENT.tableName]: deployed.tableName,
    [ENVIRONMENT.stackName]: deployed.stackName,
    [ENVIRONMENT.accountNames]: settings.accountNames,
    [ENVIRONMENT.consoleLinkTemplate]: settings.consoleLinkTemplate,
    [ENVIRONMENT.runbookUrl]: settings.runbookUrl,
    [ENVIRONMENT.ownerTag]: settings.ownerTag,
    [ENVIRONMENT.managementCalls]: settings.managementCalls,
    [ENVIRONMENT.windowMinutes]: settings.windowMinutes?.toString(),
    [ENVIRONMENT.ignoreCallers]: settings.ignoreCallers,
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
