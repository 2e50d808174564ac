import type { Check } from '../check.ts';
import type { SubscriptionFacts } from '../facts.ts';
import { lookAtPolicy, NOT_KNOWN, ON_BODY, REMOVE_POLICY } from '../topic/filter-fixes.ts';
import { letsThrough } from '../topic/filter-policy.ts';
import { type Hearing, judgeReaders, READERS_CHANGED_BY } from '../topic/readers.ts';

/** Source: SNS Developer Guide, "Message filtering": what a filter policy on attributes does with messages that carry none. */
export const backstopReaders: Check = {
  id: 'backstop-readers',
  title: 'Somebody reads the backstop topic',
  meaning: 'Alarms reach nobody: should the function fail, nobody hears of it, nor of the use of a key.',
  concerns: 'telling',
  changedBy: READERS_CHANGED_BY,
  judge: (facts) =>
    judgeReaders({ name: 'backstop topic', topic: facts.backstopTopic, hearing: hearingOfAlarms }, facts),
};

/** What a subscription hears of alarms. */
export function hearingOfAlarms({ filterPolicy, filterPolicyScope: scope }: SubscriptionFacts): Hearing {
  if (!filterPolicy.known || filterPolicy.value === undefined) return { hears: 'all' };
  if (scope === 'MessageBody')
    return { hears: 'perhaps', why: `${ON_BODY} alarms`, fix: lookAtPolicy('the JSON of alarms') };
  switch (letsThrough(filterPolicy.value, NO_ATTRIBUTES)) {
    case 'yes':
      return { hears: 'all' };
    case 'maybe':
      return { hears: 'perhaps', why: `${NOT_KNOWN} alarms`, fix: lookAtPolicy('messages without attributes') };
    case 'no':
      return { hears: 'nothing', why: DROPS_ALARMS, fix: REMOVE_POLICY };
  }
}

/** Messages of CloudWatch alarms have none. */
const NO_ATTRIBUTES = {};

const DROPS_ALARMS = 'has a filter policy, which drops the messages of alarms, as these carry no attributes';
