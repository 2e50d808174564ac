import { ENVIRONMENT } from '../../contract/environment.ts';
import type { RemediationMode } from '../../contract/remediation.ts';
import { parseMode, parseNever, type RemediationPolicy } from '../../remediation/policy.ts';
import { deployedSettings, settingOf } from '../deployed-settings.ts';
import { type Fact, fact, notKnown } from '../fact.ts';
import type { Facts, StackFacts } from '../facts.ts';

/** The mode with which the stack was deployed. */
export function deployedMode(stack: StackFacts): Fact<RemediationMode> {
  const settings = deployedSettings(stack);
  if (!settings.known) return settings;
  const mode = parseMode(settingOf(settings.value, 'remediation') ?? 'off');
  return mode.ok ? fact(mode.value) : notKnown(`the setting remediation of the stack: ${mode.error}`);
}

/** What decides which keys the guard would try to save. */
export type DeployedPolicy = Pick<RemediationPolicy, 'mode' | 'scope' | 'never'>;

/** The policy with which it was deployed. The list may be too long for the stack's output; the function has it whole. */
export function deployedPolicy({ stack, detectKeyUse }: Facts): Fact<DeployedPolicy> {
  const mode = deployedMode(stack);
  const settings = deployedSettings(stack);
  if (!mode.known) return mode;
  if (!settings.known) return settings;
  const environment = detectKeyUse.known && detectKeyUse.value !== 'missing' ? detectKeyUse.value.environment : {};
  const given = settingOf(settings.value, 'remediationNever') ?? '';
  const text = given.startsWith('sha256:') ? environment[ENVIRONMENT.remediationNever] : given;
  const never = text === undefined ? undefined : parseNever(text);
  if (never === undefined || !never.ok) return notKnown('the setting remediationNever of the stack cannot be read');
  const scope = settingOf(settings.value, 'remediationScope') === 'tagged' ? 'tagged' : 'all';
  return fact({ mode: mode.value, scope, never: never.value });
}
