import type { Values } from './setting-rows.ts';

/** How alerts go to Slack. */
export interface SlackSettings {
  /** Name of the SSM parameter that holds the webhook's URL. */
  readonly webhookParameter: string;
  /** Hosts besides Slack's own. @default - none */
  readonly webhookHosts?: readonly string[];
  /** Whom critical alerts mention. @default - nobody */
  readonly mention?: string;
}

/** The channels that Amazon Q Developer shows alerts in: one, or both. */
export interface AmazonQSettings {
  /** Channel of an authorized Slack workspace. @default - none */
  readonly slack?: { readonly workspaceId: string; readonly channelId: string };
  /** Channel of an authorized Microsoft Teams tenant. @default - none */
  readonly teams?: { readonly tenantId: string; readonly teamId: string; readonly channelId: string };
}

type ChatName = Extract<keyof Values, `slack${string}` | `teams${string}`>;

/** Takes the settings of the ways to a chat out of the others. */
export function chatSettings(values: Values): {
  readonly chat: { readonly slack: SlackSettings | undefined; readonly amazonQ: AmazonQSettings | undefined };
  readonly rest: Omit<Values, ChatName>;
} {
  const { slackWebhookParameter, slackMention, slackWebhookHosts, ...more } = values;
  const { slackWorkspaceId, slackChannelId, teamsTenantId, teamsTeamId, teamsChannelId, ...rest } = more;
  const slack = slackWebhookParameter !== undefined && {
    webhookParameter: slackWebhookParameter,
    ...(slackWebhookHosts && { webhookHosts: slackWebhookHosts }),
    ...(slackMention && { mention: slackMention }),
  };
  const inSlack = slackWorkspaceId !== undefined &&
    slackChannelId !== undefined && { workspaceId: slackWorkspaceId, channelId: slackChannelId };
  const inTeams = teamsTenantId !== undefined &&
    teamsTeamId !== undefined &&
    teamsChannelId !== undefined && { tenantId: teamsTenantId, teamId: teamsTeamId, channelId: teamsChannelId };
  const amazonQ = (inSlack || inTeams) && { ...(inSlack && { slack: inSlack }), ...(inTeams && { teams: inTeams }) };
  return { chat: { slack: slack || undefined, amazonQ: amazonQ || undefined }, rest };
}
