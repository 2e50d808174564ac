import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nearMisses } from '../../infra/near-miss.ts';
import { readSettings, SETTINGS } from '../../infra/settings.ts';

const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'));
const names = SETTINGS.map(({ name }) => name);
const SLACK = 'slackWebhookParameter or slackMention or slackWebhookHosts or slackWorkspaceId or slackChannelId';
const TEAMS = 'teamsTenantId or teamsTeamId or teamsChannelId';
const REMEDIATION =
  'remediation or remediationScope or remediationNever or remediationWithinDays or remediationDailyLimit';

const faultsOf = (more: Record<string, unknown>): readonly string[] => {
  const outcome = readSettings({ logGroupName: 'my-trail', ...more });
  return 'faults' in outcome ? outcome.faults : [];
};

describe('a name of CDK context that is no setting', () => {
  it('leaves out the names of CDK and of other tools', () => {
    // Source: CDK Developer Guide, "Context values and the AWS CDK", and what its command line and its migration write.
    const ofCdk = [
      ...Object.keys(context),
      ...['aws:cdk:bundling-stacks', 'availability-zones:account=111122223333:region=eu-west-1', 'cdk-migrate'],
      ...['acknowledged-issue-numbers', 'cli-telemetry', 'notices'],
      'hosted-zone:account=111122223333:domainName=webhook.example.com:region=eu-west-1',
      'ssm:account=111122223333:parameterName=/slackWebhook:region=eu-west-1',
    ];
    for (const name of [...ofCdk, ...names, 'env', 'stage', 'name', 'id', 'tag', 'team', 'hook', 'x'])
      expect([name, nearMisses(name, names)]).toEqual([name, []]);
    for (const name of ['windowMinutes', 'dashboard'])
      expect(nearMisses(name, ['emails', 'topicArn', 'ownerTag'])).toEqual([]);
  });

  it.each([
    ['TOPIC_ARN', 'topicArn'],
    ['onwerTag', 'ownerTag'],
    ['email', 'emails'],
    ['topic', 'topicArn or topicKeyArn'],
    ['console-link', 'consoleLinkTemplate'],
    ['names', 'accountNames'],
    ['SLACK_WEBHOOK_PARAMETER', 'slackWebhookParameter'],
    ['slackWebhookParam', 'slackWebhookParameter'],
    ['webhookParameter', 'slackWebhookParameter'],
    ['slackWebhook', 'slackWebhookParameter or slackWebhookHosts'],
    ['slackWebhookName', 'slackWebhookParameter or slackWebhookHosts'],
    ['guard-WebHook-url', 'slackWebhookParameter or slackWebhookHosts'],
    ['channelId', 'slackChannelId or teamsChannelId'],
    ['slackTeam', SLACK],
    ['Slack', SLACK],
    ['slack:parameter', SLACK],
    ['TeamsId', TEAMS],
    ['teams_workspace', TEAMS],
    ['remedation', 'remediation'],
    ['REMEDIATION_NEVER', 'remediationNever'],
    ['remediationDays', REMEDIATION],
    ['remediationMode', REMEDIATION],
    ['remediate', REMEDIATION],
    ['dailyLimit', 'remediationDailyLimit'],
  ])('is told of %s, which CDK would take without a word', (name, wanted) =>
    expect(faultsOf({ [name]: '/a/b' })).toEqual([`${name}: got a name that is no setting, wanted ${wanted}`]),
  );
});
