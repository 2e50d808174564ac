import { DOCUMENTED_ALARM } from '../shared/contract/metrics.ts';
import { STACK_NAME } from '../shared/contract/names.ts';
import { nearMiss } from './near-miss.ts';
import { accountNames, flag, httpsLink, linkTemplate, list, oneOf, type Reader, text } from './setting-values.ts';

interface Row<T> {
  readonly meaning: string;
  /** For people; what it comes to stands in settingsOf. */
  readonly default: string;
  readonly read: Reader<T>;
}
const row = <T>(read: Reader<T>, meaning: string, byDefault: string): Row<T> => ({ read, meaning, default: byDefault });

const COST = 'a second copy of management events costs $2 per 100,000';
const TOPIC = 'the ARN of a standard topic, such as arn:aws:sns:eu-west-1:111122223333:alerts';
const KEY = 'the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

// Forms: CreateLogGroup, Subscribe, CreateTopic, PutMetricAlarm, MetricTransformation, TagResource, CreateStack in AWS's API references.
const ROWS = {
  logGroupName: row(
    text(/^[A-Za-z0-9._/#-]{1,512}$/, 'the name (not the ARN) of the log group that the trail delivers to'),
    'existing log group that the trail delivers to',
    'none',
  ),
  createTrail: row(flag, `\`true\`: create a multi-Region trail, its bucket and log group (${COST})`, '`false`'),
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
} as const;

type Name = keyof typeof ROWS;
type Values = { -readonly [N in Name]?: (typeof ROWS)[N] extends Row<infer T> ? T : never };

/** The settings for people, in the order of the table: name in CDK context, meaning, default. */
export const SETTINGS: readonly { readonly name: string; readonly meaning: string; readonly default: string }[] =
  Object.entries(ROWS).map(([name, { meaning, default: byDefault }]) => ({ name, meaning, default: byDefault }));

/** What the owner of a deployment decided, without faults. */
export interface GuardSettings
  extends Pick<Values, 'accountNames' | 'consoleLinkTemplate' | 'runbookUrl' | 'ownerTag' | 'managementCalls'> {
  readonly stackName: string;
  /** Where CloudTrail's records come from. */
  readonly source: { readonly kind: 'log-group'; readonly name: string } | { readonly kind: 'new-trail' };
  readonly emails: readonly string[];
  /** An existing alert topic; undefined: one is created. */
  readonly topic: { readonly arn: string; readonly keyArn?: string } | undefined;
  readonly alarmName: string;
  readonly metricNamespace: string;
}

const NO_SOURCE =
  'got neither logGroupName nor createTrail, wanted one: -c logGroupName=NAME for the log group that your trail already ' +
  `delivers to, or -c createTrail=true for a trail of the guard's own, of which ${COST}`;
/** Lambda's quota is 4 KB for all variables together; ARNs and names take the rest. */
const ENVIRONMENT_BYTES = 3_000;

/** Reads the settings out of CDK context; every fault at once, each a line that begins with the setting's name. */
export function readSettings(
  context: Readonly<Record<string, unknown>>,
): { readonly settings: GuardSettings } | { readonly faults: readonly string[] } {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, { read }] of Object.entries(ROWS)) {
    if (context[name] === undefined || context[name] === null) continue;
    const outcome = (read as Reader<unknown>)(context[name]);
    if ('value' in outcome) values[name] = outcome.value;
    else faults.push(`${name}: got ${outcome.got}, wanted ${outcome.wanted}`);
  }
  faults.push(...misspelt(context), ...contradictions(values as Values, context));
  return faults.length > 0 ? { faults } : { settings: settingsOf(values as Values) };
}

const misspelt = (context: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(context).flatMap((name) => {
    // Names like @aws-cdk/core:... are CDK's own.
    const meant = /[/:]/.test(name) ? undefined : nearMiss(name, Object.keys(ROWS));
    return meant === undefined ? [] : [`${name}: got a name that is no setting, wanted ${meant}`];
  });

function contradictions(values: Values, context: Readonly<Record<string, unknown>>): readonly string[] {
  const faults: string[] = [];
  const given = (name: Name) => context[name] !== undefined && context[name] !== null;
  if (given('logGroupName') && values.createTrail === true) {
    faults.push(`logGroupName, createTrail: got both, wanted one, as ${COST}`);
  } else if (!given('logGroupName') && (!given('createTrail') || values.createTrail === false)) faults.push(NO_SOURCE);
  if (given('topicKeyArn') && !given('topicArn')) {
    faults.push('topicKeyArn: got a key without topicArn, wanted the topic that it encrypts as well');
  }
  const texts = [values.accountNames, values.consoleLinkTemplate, values.runbookUrl, values.ownerTag].join('');
  const bytes = Buffer.byteLength(texts);
  if (bytes > ENVIRONMENT_BYTES) {
    faults.push(
      `accountNames, consoleLinkTemplate, runbookUrl, ownerTag: got ${bytes} bytes together, wanted at most ` +
        `${ENVIRONMENT_BYTES}, as a function's environment holds 4 KB; name the accounts that matter most`,
    );
  }
  return faults;
}

function settingsOf(values: Values): GuardSettings {
  const { logGroupName, createTrail: _, emails, topicArn, topicKeyArn, ...rest } = values;
  return {
    ...rest,
    stackName: values.stackName ?? STACK_NAME,
    source: logGroupName === undefined ? { kind: 'new-trail' } : { kind: 'log-group', name: logGroupName },
    emails: emails ?? [],
    topic: topicArn === undefined ? undefined : { arn: topicArn, ...(topicKeyArn && { keyArn: topicKeyArn }) },
    alarmName: values.alarmName ?? DOCUMENTED_ALARM.alarmName,
    metricNamespace: values.metricNamespace ?? DOCUMENTED_ALARM.metricNamespace,
  };
}
