import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { streamedPattern } from '../contract/filter-patterns.ts';
import { DOCUMENTED_ALARM } from '../contract/metrics.ts';
import { outputOf } from './deployed-names.ts';
import { type Fact, fact, notKnown } from './fact.ts';
import type { StackFacts } from './facts.ts';
import { jsonIn } from './policy/policy.ts';

/** Settings by name, as they were typed; long ones as a digest. See OUTPUTS.settings in shared/contract/names.ts. */
export type DeployedSettings = Readonly<Record<string, string>>;

const Settings = v.record(v.string(), v.string());

/** The settings with which the stack was deployed, as its output says. */
export function deployedSettings(stack: StackFacts): Fact<DeployedSettings> {
  const text = outputOf(stack, 'settings');
  if (text === undefined)
    return notKnown('the stack does not say with which settings it was deployed; deploy this version');
  const parsed = v.safeParse(Settings, jsonIn(text));
  return parsed.success
    ? fact(parsed.output)
    : notKnown('the output Settings of the stack cannot be read; deploy again');
}

/** Value of one that was given. */
export const settingOf = (settings: DeployedSettings, name: string): string | undefined =>
  Object.hasOwn(settings, name) ? settings[name] : undefined;

/** Whether a setting, whole or as its digest, stands for this value. */
export const isSetTo = (setting: string, value: string): boolean => setting === value || setting === digestOf(value);

/** `sha256:` and the first 16 hex digits, as OUTPUTS.settings says. */
export const digestOf = (value: string): string =>
  `sha256:${createHash('sha256').update(value).digest('hex').slice(0, 16)}`;

/** The addresses that were to be subscribed; undefined when the settings cannot be read. */
export function expectedEmails(stack: StackFacts): readonly string[] | undefined {
  const settings = deployedSettings(stack);
  if (!settings.known) return undefined;
  return (settingOf(settings.value, 'emails') ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
}

/** Whether the detection metrics belong into this namespace; what cannot be read is not held against it. */
export function isOurNamespace(stack: StackFacts, namespace: string | undefined): boolean {
  const settings = deployedSettings(stack);
  return !settings.known || (namespace !== undefined && isSetTo(namespaceIn(settings.value), namespace));
}

/** The namespace of the detection metrics; undefined when only its digest is known. */
export function ourNamespace(stack: StackFacts): string | undefined {
  const settings = deployedSettings(stack);
  const namespace = namespaceIn(settings.known ? settings.value : {});
  return namespace.startsWith('sha256:') ? undefined : namespace;
}

const namespaceIn = (settings: DeployedSettings): string =>
  settingOf(settings, 'metricNamespace') ?? DOCUMENTED_ALARM.metricNamespace;

/** The pattern of the subscription filter that belongs to the deployment; undefined when its settings cannot be read. */
export function expectedPattern(stack: StackFacts): string | undefined {
  const settings = deployedSettings(stack);
  return settings.known ? streamedPattern(settingOf(settings.value, 'remediation') ?? 'off') : undefined;
}

/** Every setting that this version knows: the names of infra/setting-rows.ts. */
export const KNOWN_SETTINGS: readonly string[] = [
  'logGroupName',
  'createTrail',
  'emails',
  'topicArn',
  'topicKeyArn',
  'alarmName',
  'metricNamespace',
  'stackName',
  'accountNames',
  'consoleLinkTemplate',
  'runbookUrl',
  'ownerTag',
  'managementCalls',
  'windowMinutes',
  'ignoreCallers',
  'slackWebhookParameter',
  'slackMention',
  'slackWebhookHosts',
  'slackWorkspaceId',
  'slackChannelId',
  'teamsTenantId',
  'teamsTeamId',
  'teamsChannelId',
  'remediation',
  'remediationScope',
  'remediationNever',
  'remediationWithinDays',
  'remediationDailyLimit',
  'dashboard',
  'selfCheck',
  'deadManAlarm',
];
