import type { Environment, EnvironmentReaders } from '../../shared/config/environment-readers.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { DAILY_LIMIT } from '../../shared/contract/remediation.ts';
import { parseMode, parseNever, type RemediationPolicy } from '../../shared/remediation/policy.ts';

/** What the function may do about a key by itself. A fault in any part of it is a fault of the deployment: nothing is guessed. */
export function remediationPolicy(
  { optional, fault }: EnvironmentReaders,
  environment: Environment,
): RemediationPolicy {
  const mode = parseMode(environment[ENVIRONMENT.remediation] || 'off');
  if (!mode.ok) fault(`${ENVIRONMENT.remediation}: ${mode.error}`);
  const never = parseNever(environment[ENVIRONMENT.remediationNever] ?? '');
  if (!never.ok) fault(`${ENVIRONMENT.remediationNever}: ${never.error}`);
  const within = optional(ENVIRONMENT.remediationWithinDays, /^([1-9]|[12]\d|30)$/, 'days from 1 to 30');
  const limit = optional(ENVIRONMENT.remediationDailyLimit, /^([1-9]\d?|100)$/, 'a number from 1 to 100');
  const scope = optional(ENVIRONMENT.remediationScope, /^(all|tagged)$/, 'all or tagged');
  return {
    mode: mode.ok ? mode.value : 'off',
    scope: scope === 'tagged' ? 'tagged' : 'all',
    never: never.ok ? never.value : [],
    withinDays: within === undefined ? undefined : Number(within),
    dailyLimit: limit === undefined ? DAILY_LIMIT : Number(limit),
  };
}
