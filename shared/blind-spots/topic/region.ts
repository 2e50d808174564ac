import type { Facts } from '../facts.ts';

/** Where a topic is: the setting topicArn may name one of another Region than the stack's. */
export const regionOfTopic = (arn: string, { region }: Pick<Facts, 'region'>): string => arn.split(':')[3] || region;
