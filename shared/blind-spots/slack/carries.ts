import type { Verdict } from '../check.ts';
import type { Facts, SlackFacts } from '../facts.ts';
import { judgeFunction, judgeMapping } from './function.ts';
import { judgeQueue } from './queues.ts';
import { judgeRuns } from './runs.ts';
import { judgeWebhook } from './webhook.ts';

/** What each part of the way from the queue to Slack is like. */
export const judgeWay = (slack: SlackFacts, facts: Facts): readonly Verdict[] => [
  judgeQueue(slack, facts),
  judgeMapping(slack, facts),
  judgeFunction(slack, facts),
  judgeRuns(slack, facts),
  judgeWebhook(slack, facts),
];

/** Whether what reaches the queue may be posted, as far as it is known. */
export const carries = (facts: Facts): boolean =>
  facts.slack !== undefined && judgeWay(facts.slack, facts).every(({ state }) => state !== 'fail');
