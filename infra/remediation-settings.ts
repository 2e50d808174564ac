import type { Values } from './setting-rows.ts';

/** What the guard may do about a key by itself, as far as the stack must know; the rest goes to the function as it was given. */
export interface RemediationSettings {
  readonly mode: 'dry-run' | 'cancel' | 'cancel-and-enable';
  readonly scope: 'all' | 'tagged';
}

/** The settings of automatic cancel; undefined: it is off. */
export const remediationSettings = ({
  remediation = 'off',
  remediationScope: scope = 'all',
}: Values): RemediationSettings | undefined => (remediation === 'off' ? undefined : { mode: remediation, scope });
