import { matchesGlob } from '../../silence/glob.ts';
import { type Answer, all, type Context, holds, not, some } from './condition.ts';
import type { Items, Statement } from './policy.ts';

/** Who asks for what. */
export interface PolicyRequest {
  /** `sns:Publish` */
  readonly action: string;
  readonly resource: string;
  readonly principal: Principal;
  readonly context: Context;
}

/** A service of AWS, or a role. */
export type Principal =
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'role'; readonly arn: string; readonly accountId: string };

/**
 * What a resource policy alone says to a request: `denied` and `allowed` are certain; `silent`: it says nothing of it; `unclear`: that
 * turns on conditions that cannot be judged from here. Source: IAM User Guide, "Policy evaluation logic".
 */
export type PolicyAnswer = 'allowed' | 'denied' | 'silent' | 'unclear';

export function judgePolicy(statements: readonly Statement[], request: PolicyRequest): PolicyAnswer {
  const answerOf = (effect: Statement['effect']) =>
    some(statements.filter((statement) => statement.effect === effect).map((statement) => applies(statement, request)));
  const denies = answerOf('Deny');
  if (denies === 'yes') return 'denied';
  const allows = answerOf('Allow');
  if (allows === 'no') return denies === 'no' ? 'silent' : 'unclear';
  return allows === 'yes' && denies === 'no' ? 'allowed' : 'unclear';
}

const applies = (statement: Statement, { action, resource, principal, context }: PolicyRequest): Answer =>
  all([
    principalIn(statement, principal),
    listed(statement.actions, (item) => matchesGlob(item.toLowerCase(), action.toLowerCase())),
    listed(statement.resources, (item) => matchesGlob(item, resource)),
    ...statement.conditions.map((condition) => holds(condition, context)),
  ]);

function listed({ items, negated }: Items, matches: (item: string) => boolean): Answer {
  const found = some(items.map((item) => (item.includes('${') ? 'maybe' : matches(item) ? 'yes' : 'no')));
  return negated ? not(found) : found;
}

function principalIn({ principal }: Statement, asks: Principal): Answer {
  if (principal === undefined) return 'maybe';
  if (principal === '*') return 'yes';
  const named = (kind: string): readonly string[] => (Object.hasOwn(principal, kind) ? (principal[kind] ?? []) : []);
  if (named('AWS').includes('*')) return 'yes';
  switch (asks.kind) {
    case 'service':
      return named('Service').some((name) => name === '*' || name === asks.name) ? 'yes' : 'no';
    case 'role':
      return some(named('AWS').map((name) => isRole(name, asks)));
  }
}

/** A whole account stands for its roles. Source: IAM User Guide, "AWS JSON policy elements: Principal". */
function isRole(name: string, { arn, accountId }: { readonly arn: string; readonly accountId: string }): Answer {
  if (name === arn || name === accountId || (name.endsWith(':root') && name.split(':')[4] === accountId)) return 'yes';
  return isSessionOf(name, arn) ? 'maybe' : 'no';
}

/** Whether an ARN names one session of a role, which is not known to be ours: a Lambda function's is called like the function. */
function isSessionOf(name: string, roleArn: string): boolean {
  const [, partition, , , accountId] = roleArn.split(':');
  return name.startsWith(`arn:${partition}:sts::${accountId}:assumed-role/${roleArn.split('/').at(-1)}/`);
}
