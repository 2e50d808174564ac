import { type Check, pass, type Verdict } from '../check.ts';
import type { Facts } from '../facts.ts';
import { type Fault, grave, slight, verdictOn } from '../findings.ts';
import { judgeWay } from '../slack/carries.ts';
import { judgeFailureQueue } from '../slack/queues.ts';
import { judgeSubscription } from '../slack/subscription.ts';
import { hearingOfAlerts } from './alert-readers.ts';
import { hearingOfAlarms } from './backstop-readers.ts';

/** Each place in which a message can stop on its way to Slack without a word. Whether Slack takes it, the alarms tell. */
export const slack: Check = {
  id: 'slack',
  title: 'Slack gets what the topics send',
  meaning: 'Alerts and alarms do not reach the Slack channel, in which nobody can see that they are missing.',
  concerns: 'telling',
  // Lambda Developer Guide, "Logging AWS Lambda API calls using AWS CloudTrail".
  changedBy: [
    'UpdateEventSourceMapping20150331',
    'DeleteParameter',
    'PutParameter',
    'Unsubscribe',
    'SetQueueAttributes',
    'UpdateFunctionConfiguration20150331v2',
  ],
  judge,
};

function judge(facts: Facts): Verdict {
  const its = facts.slack;
  if (its === undefined) return pass('nothing goes to Slack, as slackWebhookParameter is not set');
  return together([
    judgeSubscription(
      { name: 'alert topic', topic: facts.alertTopic, hearing: hearingOfAlerts, seenBy: 'alert-readers' },
      facts,
    ),
    judgeSubscription(
      { name: 'backstop topic', topic: facts.backstopTopic, hearing: hearingOfAlarms, seenBy: 'backstop-readers' },
      facts,
    ),
    ...judgeWay(its, facts),
    judgeFailureQueue(its, facts),
  ]);
}

/** One verdict of several: all faults if there are any, else the first that is not known. */
function together(verdicts: readonly Verdict[]): Verdict {
  const faults = verdicts.flatMap(faultsIn);
  if (faults.length > 0) return verdictOn(faults, '');
  return (
    verdicts.find(({ state }) => state === 'unknown') ??
    pass('both topics send to its queue, and its function can post')
  );
}

function faultsIn(verdict: Verdict): readonly Fault[] {
  switch (verdict.state) {
    case 'fail':
      return [grave(verdict.found, ...verdict.fixes)];
    case 'warn':
      return [slight(verdict.found, ...verdict.fixes)];
    case 'pass':
    case 'unknown':
      return [];
  }
}
