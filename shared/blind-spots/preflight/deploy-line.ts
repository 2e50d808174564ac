import { DOCUMENTED_ALARM } from '../../contract/metrics.ts';
import { STACK_NAME } from '../../contract/names.ts';
import { shellCommand } from '../command.ts';
import type { Before, Wishes } from './before.ts';

/** Settings by their names in CDK context, as they are typed. */
export type ContextValues = Readonly<Record<string, string>>;

/** The settings of a first deployment. A stack's name is unique in its account and Region, so what is named after it is as well. */
export const settingsFor = (
  source: { readonly logGroupName: string } | { readonly createTrail: 'true' },
  { emails }: Wishes,
  { stackName }: Before,
  alarmIsTaken: boolean,
): ContextValues => ({
  ...source,
  ...(emails.length === 0 ? {} : { emails: emails.join(',') }),
  ...(stackName === STACK_NAME ? {} : { stackName }),
  ...(alarmIsTaken || stackName !== STACK_NAME
    ? {
        alarmName: `${DOCUMENTED_ALARM.alarmName}-${stackName}`,
        metricNamespace: `${DOCUMENTED_ALARM.metricNamespace}-${stackName}`,
      }
    : {}),
});

/**
 * `AWS_REGION=eu-west-1 npx cdk deploy -c logGroupName=my-trail`; undefined where a value cannot be typed. CDK takes the Region from
 * the environment before it looks at the profile, and reads the settings for `bootstrap` as well.
 */
export function cdkLine(
  verb: 'bootstrap' | 'deploy',
  settings: ContextValues,
  region: string,
  profile: string | undefined,
): string | undefined {
  const line = shellCommand(
    ['npx', 'cdk', verb, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    profile === undefined ? {} : { '--profile': profile },
  );
  // A Region of this form needs no quotes, which would take the assignment for a command.
  return line === undefined || !/^[a-z0-9-]+$/.test(region) ? undefined : `AWS_REGION=${region} ${line}`;
}
