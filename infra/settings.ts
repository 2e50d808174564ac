import { DOCUMENTED_ALARM } from '../shared/contract/metrics.ts';
import { STACK_NAME } from '../shared/contract/names.ts';
import { type AmazonQSettings, chatSettings, type SlackSettings } from './chat-settings.ts';
import { contradictions } from './contradictions.ts';
import { nearMisses } from './near-miss.ts';
import { holdsWebhook, shownFault, WEBHOOK_GIVEN } from './pasted-webhook.ts';
import { type RemediationSettings, remediationSettings } from './remediation-settings.ts';
import { ROWS, type Values } from './setting-rows.ts';
import type { Reader } from './setting-values.ts';

/** The settings for people, in the order of the table: name in CDK context, meaning, default. */
export const SETTINGS: readonly { readonly name: string; readonly meaning: string; readonly default: string }[] =
  Object.entries(ROWS).map(([name, { meaning, default: byDefault }]) => ({ name, meaning, default: byDefault }));

/** What the owner of a deployment decided, without faults. */
export interface GuardSettings
  extends Pick<Values, 'accountNames' | 'consoleLinkTemplate' | 'runbookUrl' | 'ownerTag' | 'managementCalls'>,
    Pick<Values, 'windowMinutes' | 'ignoreCallers'> {
  readonly stackName: string;
  /** Where CloudTrail's records come from. */
  readonly source: { readonly kind: 'log-group'; readonly name: string } | { readonly kind: 'new-trail' };
  readonly emails: readonly string[];
  /** An existing alert topic; undefined: one is created. */
  readonly topic: { readonly arn: string; readonly keyArn?: string } | undefined;
  readonly alarmName: string;
  readonly metricNamespace: string;
  /** The way to Slack by a webhook; undefined: none. */
  readonly slack: SlackSettings | undefined;
  /** Channels that Amazon Q Developer shows alerts in; undefined: none. */
  readonly amazonQ: AmazonQSettings | undefined;
  /** What the guard may do about a key by itself; undefined: nothing. */
  readonly remediation: RemediationSettings | undefined;
  readonly dashboard: boolean;
  /** Whether the guard looks by itself for what would silence it. */
  readonly selfCheck: boolean;
  /** Whether the backstop sounds when no record arrives. */
  readonly deadManAlarm: boolean;
  /** What was given, by name, as people would type it. */
  readonly given: Readonly<Record<string, string>>;
}

/** Reads the settings out of CDK context; every fault at once, each a line that begins with the setting's name. */
export function readSettings(
  context: Readonly<Record<string, unknown>>,
): { readonly settings: GuardSettings } | { readonly faults: readonly string[] } {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, { read }] of Object.entries(ROWS)) {
    if (context[name] === undefined || context[name] === null || holdsWebhook(name, context[name])) continue;
    const outcome = (read as Reader<unknown>)(context[name]);
    if ('value' in outcome) values[name] = outcome.value;
    else faults.push(`${name}: got ${shownFault(name, outcome.got)}, wanted ${outcome.wanted}`);
  }
  faults.push(...pasted(context), ...misspelt(context), ...contradictions(values as Values, context));
  return faults.length > 0 ? { faults } : { settings: settingsOf(values as Values) };
}

/** Under any name: a webhook given to a setting that there is not would else be passed over. */
const pasted = (context: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(context).flatMap((name) => (holdsWebhook(name, context[name]) ? [`${name}: ${WEBHOOK_GIVEN}`] : []));

const misspelt = (context: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(context).flatMap((name) => {
    const meant = nearMisses(name, Object.keys(ROWS));
    return meant.length === 0 ? [] : [`${name}: got a name that is no setting, wanted ${meant.join(' or ')}`];
  });

function settingsOf(values: Values): GuardSettings {
  const { chat, rest: others } = chatSettings(values);
  const { logGroupName, createTrail: _, emails, topicArn, topicKeyArn, ...rest } = others;
  return {
    ...rest,
    ...chat,
    remediation: remediationSettings(values),
    stackName: values.stackName ?? STACK_NAME,
    source: logGroupName === undefined ? { kind: 'new-trail' } : { kind: 'log-group', name: logGroupName },
    emails: emails ?? [],
    topic: topicArn === undefined ? undefined : { arn: topicArn, ...(topicKeyArn && { keyArn: topicKeyArn }) },
    alarmName: values.alarmName ?? DOCUMENTED_ALARM.alarmName,
    metricNamespace: values.metricNamespace ?? DOCUMENTED_ALARM.metricNamespace,
    dashboard: values.dashboard ?? false,
    selfCheck: values.selfCheck !== 'off',
    // Somebody else's trail may leave out most of what happens, and so be silent for hours without a fault.
    deadManAlarm: values.deadManAlarm ?? logGroupName === undefined,
    given: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.toString()])),
  };
}
