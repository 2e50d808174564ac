import {
  type CommonConfig,
  commonConfig,
  type Environment,
  environmentReaders,
} from '../../shared/config/environment-readers.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import type { RemediationPolicy } from '../../shared/remediation/policy.ts';
import { type IgnoredCaller, parseIgnoreCallers } from '../../shared/silence/ignore-callers.ts';
import { remediationPolicy } from './remediation-policy.ts';

/** What the function is told by its environment, read once at cold start. */
export interface Config extends CommonConfig {
  readonly ownerTag: string | undefined;
  readonly managementCalls: 'notify' | 'ignore';
  readonly ignoreCallers: readonly IgnoredCaller[];
  readonly windowMinutes: number;
  readonly remediation: RemediationPolicy;
}

/** Reads the configuration. Throws one error that names every fault, with what was got and what was wanted. */
export function readConfig(environment: Environment): Config {
  const readers = environmentReaders(environment);
  const { optional, fault, finish } = readers;
  const ignored = parseIgnoreCallers(environment[ENVIRONMENT.ignoreCallers] ?? '');
  if (!ignored.ok) fault(`${ENVIRONMENT.ignoreCallers}: ${ignored.error}`);
  const config: Config = {
    ...commonConfig(readers, environment),
    ownerTag: optional(ENVIRONMENT.ownerTag, /^[^\n]{1,128}$/u, 'the name of a tag'),
    managementCalls:
      optional(ENVIRONMENT.managementCalls, /^(notify|ignore)$/, 'notify or ignore') === 'ignore' ? 'ignore' : 'notify',
    ignoreCallers: ignored.ok ? ignored.value : [],
    windowMinutes: Number(
      optional(
        ENVIRONMENT.windowMinutes,
        /^([5-9]|[1-9]\d{1,2}|1[0-3]\d\d|14[0-3]\d|1440)$/,
        'minutes from 5 to 1440',
      ) ?? 15,
    ),
    remediation: remediationPolicy(readers, environment),
  };
  finish();
  return config;
}
