import { DOCUMENTED_ALARM } from '../shared/contract/metrics.ts';
import { STACK_NAME, WEBHOOK_PARAMETER } from '../shared/contract/names.ts';
import { DAILY_LIMIT, REMEDIATION_MODES, REMEDIATION_TAG } from '../shared/contract/remediation.ts';
import {
  accountNames,
  callerGlobs,
  flag,
  httpsLink,
  linkTemplate,
  list,
  neverList,
  oneOf,
  type Reader,
  text,
  wholeNumber,
} from './setting-values.ts';

/** A setting: how it is read and what people are told of it. */
interface Row<T> {
  readonly meaning: string;
  /** For people; what it comes to stands in settingsOf. */
  readonly default: string;
  readonly read: Reader<T>;
}
const row = <T>(read: Reader<T>, meaning: string, byDefault: string): Row<T> => ({ read, meaning, default: byDefault });

/** Why nobody should get a trail unasked. */
export const TRAIL_COST = 'a second copy of management events costs $2 per 100,000';
const TOPIC = 'the ARN of a standard topic, such as arn:aws:sns:eu-west-1:111122223333:alerts';
const KEY = 'the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const UUID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
// Source: Amazon Q Developer in chat applications API Reference, TeamsChannelConfiguration.
const TEAMS_CHANNEL = /^(?=.{8,255}$)[A-Za-z0-9_=+/.,-]*%3[aA][A-Za-z0-9_=+/.,-]*%40[A-Za-z0-9_=+/.,-]*$/;
const A_UUID = 'an id such as 1234abcd-12ab-34cd-56ef-1234567890ab';

// Forms: CreateLogGroup, Subscribe, CreateTopic, PutMetricAlarm, MetricTransformation, TagResource, CreateStack in AWS's API references.
/** All settings, by their names in CDK context, in the order of the table. */
export const ROWS = {
  logGroupName: row(
    text(/^[A-Za-z0-9._/#-]{1,512}$/, 'the name (not the ARN) of the log group that the trail delivers to'),
    'existing log group that the trail delivers to',
    'none',
  ),
  createTrail: row(flag, `\`true\`: create a multi-Region trail, its bucket and log group (${TRAIL_COST})`, '`false`'),
  emails: row(
    list(/^[^\s@,<>"]+@[^\s@,<>"]+\.[^\s@,<>"]+$/, 'e-mail addresses, such as ops@example.com,kms@example.com'),
    'addresses, subscribed to the alert topic and the backstop topic',
    'none',
  ),
  topicArn: row(
    text(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/, TOPIC),
    'existing alert topic',
    'a topic is created',
  ),
  topicKeyArn: row(
    text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, KEY),
    'KMS key that encrypts the existing alert topic',
    'none',
  ),
  alarmName: row(
    text(/^[\x20-\x7e]{1,250}$/, 'at most 250 plain characters'),
    'name of the alarm, for a second deployment in the same account and Region',
    `\`${DOCUMENTED_ALARM.alarmName}\``,
  ),
  metricNamespace: row(
    text(/^(?!AWS\/)[A-Za-z0-9._/#-]{1,255}$/, 'letters, digits and . _ / # -, not beginning with AWS/'),
    'namespace of the metrics, for a second deployment in the same account and Region',
    `\`${DOCUMENTED_ALARM.metricNamespace}\``,
  ),
  stackName: row(
    text(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'a letter, then letters, digits and hyphens, at most 128'),
    'name of the stack, for a second deployment in the same account and Region',
    `\`${STACK_NAME}\``,
  ),
  accountNames: row(accountNames, 'names of accounts: `111122223333=payments-prod,...`', 'numbers only'),
  consoleLinkTemplate: row(
    linkTemplate,
    'link that signs in to the right account, with `{accountId}` and `{destination}`',
    'plain console links',
  ),
  runbookUrl: row(httpsLink, 'link to your runbook, shown in alerts', 'none'),
  ownerTag: row(
    text(/^[\p{L}\p{N} +\-=._:/@]{1,128}$/u, 'the name of a tag'),
    'name of the tag that names the owner of a key, shown in alerts',
    'none',
  ),
  managementCalls: row(
    oneOf('notify', 'ignore'),
    '`notify` or `ignore`: refused calls that only administer a key',
    '`notify`',
  ),
  windowMinutes: row(
    wholeNumber(5, 1440),
    'first interval in which repeats are only counted, 5 to 1440 minutes; later ones are longer',
    '`15`',
  ),
  ignoreCallers: row(
    callerGlobs,
    'callers whose refused calls of a class are only counted: `class=glob,...`, such as `management=role crossplane-*`; the ' +
      'class is `cryptographic`, `delegation` or `management`, the glob is held against the caller as alerts show it, `*` and `?` stand for any characters and any one',
    'none',
  ),
  slackWebhookParameter: row(
    text(
      WEBHOOK_PARAMETER,
      'the name of an SSM parameter that is no silence, such as /kms-deletion-guard/slack-webhook',
    ),
    "name of the SSM SecureString that holds the URL of a Slack incoming webhook: alerts and the backstop's alarms also go to its channel",
    'none: no Slack',
  ),
  slackMention: row(
    text(
      /^(?:none|here|channel|[UWS][A-Z0-9]{2,30})$/,
      'none, here, channel, or the id of a user (U...) or a user group (S...)',
    ),
    'whom critical alerts, and one of a key that the guard saved and left Disabled, mention in Slack: `none`, `here`, `channel`, the id of a user (`U...`) or of a user group (`S...`)',
    '`none`',
  ),
  slackWebhookHosts: row(
    list(/^[a-z0-9.-]+(?::\d{1,5})?$/, 'host names without https://, such as chat.example.com,chat.example.com:8443'),
    "hosts besides Slack's own that the webhook may be on, for a service that takes Slack's messages",
    'none',
  ),
  slackWorkspaceId: row(
    text(/^T[A-Z0-9]{2,30}$/, 'the id of a Slack workspace, such as T0123ABCDEF'),
    'Slack workspace that Amazon Q Developer in chat applications was authorized for; with `slackChannelId`',
    'none: no Amazon Q Developer',
  ),
  slackChannelId: row(
    text(/^[CG][A-Z0-9]{2,30}$/, 'the id of a Slack channel, such as C0123ABCDEF'),
    'channel of that workspace in which Amazon Q Developer shows alerts',
    'none',
  ),
  teamsTenantId: row(
    text(UUID, A_UUID),
    'Microsoft Teams tenant that Amazon Q Developer in chat applications was authorized for; with `teamsTeamId` and `teamsChannelId`',
    'none',
  ),
  teamsTeamId: row(text(UUID, A_UUID), 'team of that tenant', 'none'),
  teamsChannelId: row(
    text(TEAMS_CHANNEL, 'the id of a channel as it stands in its link, encoded, such as 19%3Aabc%40thread.tacv2'),
    'channel of that team in which Amazon Q Developer shows alerts',
    'none',
  ),
  remediation: row(
    oneOf(...REMEDIATION_MODES),
    '`off`, `dry-run`, `cancel` or `cancel-and-enable`: what the guard does by itself about a key that somebody needs; see docs/remediation.md',
    '`off`',
  ),
  remediationScope: row(
    oneOf('all', 'tagged'),
    `\`all\`, or \`tagged\`: keys only whose tag \`${REMEDIATION_TAG}\` allows it`,
    '`all`',
  ),
  remediationNever: row(
    neverList,
    'keys, aliases and accounts that are left alone: key ids, key ARNs, `alias/...`, account ids, comma-separated',
    'none',
  ),
  remediationWithinDays: row(wholeNumber(1, 30), 'it acts only when no more than so many days are left', 'at once'),
  remediationDailyLimit: row(wholeNumber(1, 100), 'cancels in one day, UTC', `\`${DAILY_LIMIT}\``),
  dashboard: row(flag, '`true`: a CloudWatch dashboard ($3 a month past the first three)', '`false`'),
  selfCheck: row(
    oneOf('on', 'off'),
    '`on` or `off`: every 6 hours and after each deployment the guard looks for what would silence it, and alerts',
    '`on`',
  ),
  deadManAlarm: row(
    flag,
    "`true`: an alarm of the backstop when no record has reached the log group for about an hour; a quiet account's trail may be silent for longer",
    '`true` with `createTrail`, else `false`',
  ),
} as const;

/** Name of a setting in CDK context. */
export type Name = keyof typeof ROWS;
/** What was read; a setting that was not given is left out. */
export type Values = { -readonly [N in Name]?: (typeof ROWS)[N] extends Row<infer T> ? T : never };
