import type { Check } from '../check.ts';
import type { SubscriptionFacts } from '../facts.ts';
import { acceptsWithoutAttributes } from '../topic/filter-policy.ts';
import { judgeReaders, READERS_CHANGED_BY } from '../topic/readers.ts';

/** Source: SNS Developer Guide, "Message filtering": what a filter policy on attributes does with messages that carry none. */
export const backstopReaders: Check = {
  id: 'backstop-readers',
  title: 'Somebody reads the backstop topic',
  meaning: 'Alarms reach nobody: should the function fail, nobody hears of it, nor of the use of a key.',
  changedBy: READERS_CHANGED_BY,
  judge: (facts) => judgeReaders({ name: 'backstop topic', topic: facts.backstopTopic, deaf }, facts),
};

const deaf = ({ filterPolicy }: SubscriptionFacts): string | undefined =>
  filterPolicy.known && filterPolicy.value !== undefined && !acceptsWithoutAttributes(filterPolicy.value)
    ? 'has a filter policy, which drops the messages of alarms, as these carry no attributes'
    : undefined;
