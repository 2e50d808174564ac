import { count } from '../../alert/time.ts';
import { type Check, fail, type Verdict } from '../check.ts';
import { failureQueueArnOf } from '../deployed-names.ts';
import type { Facts } from '../facts.ts';
import { type Fault, grave, verdictOn } from '../findings.ts';
import { byAws, byGuard, restoreByHand } from '../fixes.ts';
import { unread, whereThere } from '../verdicts.ts';

/** What lies in the queue was found, and nobody was told of it. */
export const failureQueue: Check = {
  id: 'failure-queue',
  title: 'The failure queue takes what fails, and is empty',
  meaning: 'Use of a key was seen and nobody was told, or would be lost at the next failure.',
  concerns: 'telling',
  changedBy: ['DeleteQueue', 'SetQueueAttributes', 'PutFunctionEventInvokeConfig', 'DeleteFunctionEventInvokeConfig'],
  judge,
};

function judge(facts: Facts): Verdict {
  const { failureQueue: queue, detectKeyUse } = facts;
  if (!queue.known) return unread(queue);
  if (queue.value === 'missing') return fail('the failure queue is gone', restoreByHand('the failure queue'));
  const faults = [...held(queue.value.messages, facts), ...notADestination(facts)];
  if (faults.length > 0) return verdictOn(faults, '');
  const its = whereThere(detectKeyUse, 'it is empty; the function that fills it', 'function-runs');
  if (!its.there) return its.verdict;
  const { onFailure } = its.value;
  return onFailure.known
    ? verdictOn([], 'it is empty')
    : unread(onFailure, 'it is empty; where the function sends what fails');
}

const held = (messages: number, facts: Facts): readonly Fault[] =>
  messages === 0
    ? []
    : [
        grave(
          `${count(messages, 'batch', 'batches')} of records ${messages === 1 ? 'waits' : 'wait'} in the failure queue, and nobody was told of them`,
          redrive(facts),
        ),
      ];

const redrive = (facts: Facts) =>
  byGuard(
    'hand them to the function once more',
    'redrive',
    facts,
    ...(facts.stack.name === 'KmsDeletionGuard' ? [] : ['--stack', facts.stack.name]),
  );

/** Source: Lambda API Reference, PutFunctionEventInvokeConfig. */
function notADestination(facts: Facts): readonly Fault[] {
  const { detectKeyUse, region } = facts;
  const wanted = failureQueueArnOf(facts);
  if (!detectKeyUse.known || detectKeyUse.value === 'missing' || wanted === undefined) return [];
  const { onFailure, name } = detectKeyUse.value;
  if (!onFailure.known || onFailure.value === wanted) return [];
  return [
    grave(
      `function ${name} sends what fails to ${onFailure.value ?? 'nowhere'} instead of the failure queue`,
      byAws('send it to the queue', 'lambda', 'put-function-event-invoke-config', region, {
        '--function-name': name,
        '--maximum-retry-attempts': '2',
        '--maximum-event-age-in-seconds': '21600',
        '--destination-config': JSON.stringify({ OnFailure: { Destination: wanted } }),
      }),
    ),
  ];
}
