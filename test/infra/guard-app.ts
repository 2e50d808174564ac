import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { GuardStack } from '../../infra/guard-stack.ts';
import { readSettings } from '../../infra/settings.ts';
import { GuardTemplate } from './guard-template.ts';

const projectRoot = join(import.meta.dirname, '../..');
const { context: flags } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'));

type Context = Readonly<Record<string, unknown>>;

/** The app as cdk.json makes it, but that nothing is bundled: a bare App reads neither flags nor settings from there. */
export function guardApp(context: Context): { readonly app: App; readonly stack: GuardStack } {
  const app = new App({
    context: { ...flags, ...context, 'aws:cdk:bundling-stacks': [] },
    analyticsReporting: false,
    // CDK's own rules cost five seconds, change no template, and run in every `cdk synth`.
    builtinCloudFormationValidation: false,
  });
  const outcome = readSettings(app.node.getAllContext());
  if ('faults' in outcome) throw new Error(outcome.faults.join('\n'));
  const { settings } = outcome;
  const props = { settings, version: '1.2.3', projectRoot, stackName: settings.stackName };
  return { app, stack: new GuardStack(app, 'KmsDeletionGuard', props) };
}

/** Settings that call for everything that the stack can make, and for as little as it can be, in eight ways. */
export const VARIANTS = {
  'an existing log group': { logGroupName: 'my-trail', emails: 'ops@example.com' },
  'a trail of its own': { createTrail: 'true', emails: 'ops@example.com' },
  'an existing, encrypted topic': {
    logGroupName: 'my-trail',
    emails: 'ops@example.com,kms@example.com',
    topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
    topicKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    accountNames: '111122223333=payments-prod,444455556666=ledger',
    consoleLinkTemplate: 'https://sso.example.com/start/#/console?account_id={accountId}&destination={destination}',
    runbookUrl: 'https://wiki.example.com/kms',
    ownerTag: 'team',
    managementCalls: 'ignore',
    windowMinutes: '30',
    ignoreCallers: 'management=role crossplane-*,delegation=user auditor',
    dashboard: 'true',
    deadManAlarm: 'true',
  },
  'Slack and Amazon Q Developer': {
    logGroupName: 'my-trail',
    emails: 'ops@example.com',
    slackWebhookParameter: '/kms-deletion-guard/slack-webhook',
    slackMention: 'here',
    slackWebhookHosts: 'chat.example.com,chat.example.com:8443',
    slackWorkspaceId: 'T0123ABCDEF',
    slackChannelId: 'C0123ABCDEF',
    teamsTenantId: '1234abcd-12ab-34cd-56ef-1234567890ab',
    teamsTeamId: 'abcd1234-12ab-34cd-56ef-1234567890ab',
    teamsChannelId: '19%3Aabc%40thread.tacv2',
    dashboard: 'true',
  },
  'a dry run of automatic cancel': { logGroupName: 'my-trail', emails: 'ops@example.com', remediation: 'dry-run' },
  'automatic cancel of tagged keys': {
    logGroupName: 'my-trail',
    emails: 'ops@example.com',
    remediation: 'cancel',
    remediationScope: 'tagged',
  },
  'automatic cancel and enable': {
    logGroupName: 'my-trail',
    emails: 'ops@example.com',
    remediation: 'cancel-and-enable',
    remediationNever: 'alias/old-etl,111122223333',
    remediationWithinDays: '3',
    remediationDailyLimit: '10',
  },
  'no self-check': { logGroupName: 'my-trail', emails: 'ops@example.com', selfCheck: 'off' },
} as const;

/** The template of these settings, and the ways into it that the tests need. */
export const templateOf = (context: Context): GuardTemplate =>
  new GuardTemplate(Template.fromStack(guardApp(context).stack).toJSON());
