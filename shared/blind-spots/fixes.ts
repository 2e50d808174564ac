import type { Fix } from './check.ts';
import { shellCommand } from './command.ts';
import type { Facts } from './facts.ts';

/** A fix by a command; by its title alone, when a name of it must not stand in a command. */
export function byCommand(
  title: string,
  words: readonly string[],
  options: Readonly<Record<string, string>>,
  last: readonly string[] = [],
): Fix {
  const command = shellCommand(words, options, last);
  return command === undefined ? { title } : { title, command };
}

/** `aws SERVICE OPERATION --region ...` */
export const byAws = (
  title: string,
  service: string,
  operation: string,
  region: string,
  options: Readonly<Record<string, string>>,
  ...last: readonly string[]
): Fix => byCommand(title, ['aws', service, operation], { '--region': region, ...options }, last);

/** CloudFormation takes for there what it has once made, so deploying again does not bring back what was deleted by hand. */
export const restoreByHand = (what: string): Fix => ({
  title: `bring ${what} back: a deployment does not, since CloudFormation takes it for there; import it into the stack, or destroy the stack and deploy it again`,
  url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-resolve-drift.html',
});

/** For what only a new deployment mends. */
export const deployAgain = (title: string): Fix => ({
  title,
  url: 'https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-deploy.html',
});

/** A command of this package. */
export const byGuard = (
  title: string,
  command: string,
  { region }: Pick<Facts, 'region'>,
  ...rest: readonly string[]
): Fix => byCommand(title, ['kms-deletion-guard', ...command.split(' '), '--region', region, ...rest], {});
