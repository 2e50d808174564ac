import { MODE_PARAMETER, NEVER_PARAMETER } from '../contract/remediation.ts';
import { outputOf } from './deployed-names.ts';
import type { Fact } from './fact.ts';
import type { Facts } from './facts.ts';

/** A call that changed something, as CloudTrail's event history has it. */
export interface Change {
  /** For people: "role cost-saver (session)". */
  readonly principal: string;
  /** eventName. */
  readonly event: string;
  readonly eventId?: string | undefined;
  readonly time: Date;
}

/** What is asked: the newest successful one of these events in that time that names one of these. */
export interface WhoChangedQuestion {
  readonly events: readonly string[];
  /** Names and ARNs of resources. */
  readonly names: readonly string[];
  readonly from: Date;
  readonly to: Date;
}

/** Asks CloudTrail who did it. */
export type WhoChanged = (question: WhoChangedQuestion) => Promise<Fact<Change | 'not-found'>>;

/** Shorter names stand in records by chance. */
const SHORTEST = 4;

/**
 * The names by which a record can speak of the deployment or of what it depends on. The roles of the functions are not among them:
 * every call that the guard itself makes names these.
 */
export function namesIn(facts: Facts): readonly string[] {
  const { stack, trails, keys, slack, remediation } = facts;
  const resources = stack.resources.known ? stack.resources.value : [];
  const names = [
    stack.name,
    outputOf(stack, 'logGroupName'),
    outputOf(stack, 'alertTopicArn'),
    outputOf(stack, 'backstopTopicArn'),
    slack?.parameter,
    ...(remediation === undefined ? [] : [MODE_PARAMETER, NEVER_PARAMETER]),
    ...(remediation?.pending?.keys ?? []).map(({ arn }) => arn),
    ...resources.filter(({ type }) => !type.startsWith('AWS::IAM::')).map(({ physicalId }) => physicalId),
    ...(trails.known ? trails.value.flatMap(({ name, arn, bucket }) => [name, arn, bucket]) : []),
    ...Object.keys(keys),
    ...Object.values(keys).map((key) => (key.known && key.value !== 'missing' ? key.value.arn : undefined)),
  ];
  return [...new Set(names.filter((name): name is string => name !== undefined && name.length >= SHORTEST))];
}
