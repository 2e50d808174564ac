import { alarmArnOf, alarmNames } from '../deployed-names.ts';
import type { Facts, FunctionFacts } from '../facts.ts';
import type { Context } from '../policy/condition.ts';
import type { PolicyAnswer, PolicyRequest, Principal } from '../policy/judge-policy.ts';

/** Somebody who must get through to a topic. */
export interface Publisher {
  /** For people: "function check-blind-spots", "alarm X". */
  readonly name: string;
  readonly principal: Principal;
  readonly context: Context;
}

/** The functions that publish, as far as they are known. */
export const functionsThatPublish = ({ detectKeyUse, checkBlindSpots }: Facts): readonly Publisher[] => [
  ...roleOf('detect-key-use', detectKeyUse),
  ...roleOf('check-blind-spots', checkBlindSpots),
];

/** The function that publishes to the backstop topic as well. */
export const functionsOfBackstop = ({ checkBlindSpots }: Facts): readonly Publisher[] =>
  roleOf('check-blind-spots', checkBlindSpots);

const roleOf = (name: string, its: Facts['detectKeyUse'] | undefined): readonly Publisher[] => {
  const found: FunctionFacts | undefined = its?.known && its.value !== 'missing' ? its.value : undefined;
  const arn = found?.roleArn;
  const accountId = arn?.split(':')[4];
  if (arn === undefined || accountId === undefined) return [];
  // What IAM knows of a call by a role over TLS. Source: IAM User Guide, "AWS global condition context keys".
  const context = {
    'aws:securetransport': 'true',
    'aws:principalarn': arn,
    'aws:principalaccount': accountId,
    'aws:principalisawsservice': 'false',
    'aws:principaltype': 'AssumedRole',
    'kms:calleraccount': accountId,
    'aws:sourceowner': accountId,
  };
  return [{ name: `function ${name}`, principal: { kind: 'role', arn, accountId }, context }];
};

/** CloudWatch, for an alarm that is not named. */
export const cloudWatch = ({ accountId }: Facts): Publisher => ({
  name: 'CloudWatch',
  principal: { kind: 'service', name: 'cloudwatch.amazonaws.com' },
  context: {
    'aws:securetransport': 'true',
    'aws:sourceaccount': accountId,
    // The condition of SNS's default policy. Source: SNS Developer Guide, "Example cases for Amazon SNS access control".
    'aws:sourceowner': accountId,
    'aws:principalisawsservice': 'true',
  },
});

/** CloudWatch, once for each alarm of the stack; none when these are not known. */
export const alarmsThatPublish = (facts: Facts): readonly Publisher[] =>
  alarmNames(facts.stack).map((name) => {
    const { context, ...rest } = cloudWatch(facts);
    return { ...rest, name: `alarm ${name}`, context: { ...context, 'aws:sourcearn': alarmArnOf(facts, name) } };
  });

/** Those who get this answer. */
export const who = (
  publishers: readonly Publisher[],
  wanted: PolicyAnswer,
  ask: (request: Pick<PolicyRequest, 'principal' | 'context'>) => PolicyAnswer,
): readonly string[] => publishers.filter((publisher) => ask(publisher) === wanted).map(({ name }) => name);
