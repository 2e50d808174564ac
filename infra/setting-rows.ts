import { DOCUMENTED_ALARM } from '../shared/contract/metrics.ts';
import { STACK_NAME } from '../shared/contract/names.ts';
import {
  accountNames,
  callerGlobs,
  flag,
  httpsLink,
  linkTemplate,
  list,
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
