import { OUTPUTS } from '../contract/names.ts';
import type { Facts, StackFacts, StackResource } from './facts.ts';

/** All that names of a deployment are made of. */
export type Place = Pick<Facts, 'partition' | 'region' | 'accountId' | 'stack'>;

/** The value of an output of the stack; undefined where it has none, or an empty one. */
export function outputOf({ outputs }: StackFacts, name: keyof typeof OUTPUTS): string | undefined {
  const value = Object.hasOwn(outputs, OUTPUTS[name]) ? outputs[OUTPUTS[name]] : undefined;
  return value === '' ? undefined : value;
}

/** Name of the log group that the guard reads, as deployed. */
export const logGroupNameOf = ({ stack }: Place): string | undefined => outputOf(stack, 'logGroupName');

/** Its ARN, without the `:*` at its end. */
export function logGroupArnOf(place: Place): string | undefined {
  const name = logGroupNameOf(place);
  return name === undefined ? undefined : arnOf(place, 'logs', `log-group:${name}`);
}

/** ARN of the function detect-key-use, as deployed, or of another whose name an output gives. */
export function functionArnOf(place: Place, output: keyof typeof OUTPUTS = 'functionName'): string | undefined {
  const name = outputOf(place.stack, output);
  return name === undefined ? undefined : arnOf(place, 'lambda', `function:${name}`);
}

/** Name of the failure queue, from its URL, which ends in `/ACCOUNT/NAME`. */
export const failureQueueNameOf = ({ stack }: Place): string | undefined => queueNameOf(stack, 'failureQueueUrl');

/** Name of the queue whose URL this output gives. */
export const queueNameOf = (stack: StackFacts, output: keyof typeof OUTPUTS): string | undefined =>
  outputOf(stack, output)?.split('/').at(-1) || undefined;

/** Its ARN. */
export const failureQueueArnOf = (place: Place): string | undefined => queueArnOf(place, 'failureQueueUrl');

/** ARN of the queue whose URL this output gives. */
export function queueArnOf(place: Place, output: keyof typeof OUTPUTS): string | undefined {
  const name = queueNameOf(place.stack, output);
  return name === undefined ? undefined : arnOf(place, 'sqs', name);
}

/** ARN of an alarm of this account and Region. */
export const alarmArnOf = (place: Place, name: string): string => arnOf(place, 'cloudwatch', `alarm:${name}`);

/** Names of the stack's alarms; none when its resources are not known. */
export const alarmNames = ({ resources }: StackFacts): readonly string[] =>
  (resources.known ? resources.value : []).flatMap(({ type, physicalId }) =>
    type === 'AWS::CloudWatch::Alarm' && physicalId !== undefined ? [physicalId] : [],
  );

/** A resource of the stack by its type and the beginning of its logical id: CDK appends 8 hex digits to the path of construct ids. */
export const resourceOf = (resources: readonly StackResource[], type: string, path: string) =>
  resources.find(
    ({ type: its, logicalId }) =>
      its === type && logicalId.startsWith(path) && /^[0-9A-F]{8}$/.test(logicalId.slice(path.length)),
  );

const arnOf = ({ partition, region, accountId }: Place, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
