import { ENVIRONMENT } from '../shared/contract/environment.ts';
import type { SlackSettings } from './chat-settings.ts';
import type { GuardSettings } from './settings.ts';

/** What only the stack knows. */
export interface Deployed {
  readonly topicArn: string;
  readonly tableName: string;
  readonly stackName: string;
  /** Undefined: no Amazon Q Developer. */
  readonly chatTopicArn?: string | undefined;
}

type Environment = Readonly<Record<string, string>>;

/** The environment of detect-key-use: what was deployed, and those of the owner's settings that were given. */
export const environmentOf = (settings: GuardSettings, deployed: Deployed): Environment =>
  present({
    ...ofBoth(settings, deployed),
    [ENVIRONMENT.ownerTag]: settings.ownerTag,
    [ENVIRONMENT.managementCalls]: settings.managementCalls,
    [ENVIRONMENT.windowMinutes]: settings.windowMinutes?.toString(),
    [ENVIRONMENT.ignoreCallers]: settings.ignoreCallers,
    ...ofRemediation(settings),
  });

/** As they were given, so that the function's are known from others that somebody set by hand; the function has the same defaults. */
const ofRemediation = ({ given }: GuardSettings) => ({
  [ENVIRONMENT.remediation]: given.remediation,
  [ENVIRONMENT.remediationScope]: given.remediationScope,
  [ENVIRONMENT.remediationNever]: given.remediationNever,
  [ENVIRONMENT.remediationWithinDays]: given.remediationWithinDays,
  [ENVIRONMENT.remediationDailyLimit]: given.remediationDailyLimit,
});

/** The environment of check-blind-spots, which tells the backstop topic too, and knows nothing of callers. */
export const checkEnvironmentOf = (
  settings: GuardSettings,
  deployed: Deployed & { readonly backstopTopicArn: string },
): Environment => present({ ...ofBoth(settings, deployed), [ENVIRONMENT.backstopTopicArn]: deployed.backstopTopicArn });

/** The environment of notify-slack, but for its own queues, and for the webhook's URL, which stands in no variable. */
export const slackEnvironmentOf = (slack: SlackSettings, stackName: string): Environment =>
  present({
    [ENVIRONMENT.stackName]: stackName,
    [ENVIRONMENT.slackWebhookParameter]: slack.webhookParameter,
    [ENVIRONMENT.slackWebhookHosts]: slack.webhookHosts?.join(','),
    [ENVIRONMENT.slackMention]: slack.mention,
  });

const ofBoth = (settings: GuardSettings, deployed: Deployed): Readonly<Record<string, string | undefined>> => ({
  [ENVIRONMENT.topicArn]: deployed.topicArn,
  [ENVIRONMENT.chatTopicArn]: deployed.chatTopicArn,
  [ENVIRONMENT.tableName]: deployed.tableName,
  [ENVIRONMENT.stackName]: deployed.stackName,
  [ENVIRONMENT.accountNames]: settings.accountNames,
  [ENVIRONMENT.consoleLinkTemplate]: settings.consoleLinkTemplate,
  [ENVIRONMENT.runbookUrl]: settings.runbookUrl,
});

const present = (variables: Readonly<Record<string, string | undefined>>): Environment =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
