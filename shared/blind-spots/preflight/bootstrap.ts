import type { Fix } from '../check.ts';
import type { Before, Wishes } from './before.ts';
import { type ContextValues, cdkLine } from './deploy-line.ts';

/** Parameter that CDK's bootstrap stack leaves its version in. Source: AWS CDK Developer Guide, "Customize AWS CDK bootstrapping". */
export const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

/** What the stack's synthesizer asks for: `requiresBootstrapStackVersion` of its artifact. */
export const LEAST_BOOTSTRAP = 6;

/** Bootstrapping as a step before the deployment, where it is needed or may be. */
export function bootstrapAdvice(
  { bootstrap, region }: Before,
  { profile }: Wishes,
  settings: ContextValues,
): readonly Fix[] {
  const title = titleOf(bootstrap);
  if (title === undefined) return [];
  const command = cdkLine('bootstrap', settings, region, profile);
  return [command === undefined ? { title } : { title, command }];
}

function titleOf(bootstrap: Before['bootstrap']): string | undefined {
  if (!bootstrap.known) return `first, unless the account is bootstrapped for CDK in this Region (${bootstrap.reason})`;
  if (bootstrap.value === 'missing') return 'first, once: bootstrap the account for CDK in this Region';
  return bootstrap.value < LEAST_BOOTSTRAP
    ? `first: bootstrap anew, version ${bootstrap.value} is older than the ${LEAST_BOOTSTRAP} that CDK wants`
    : undefined;
}
