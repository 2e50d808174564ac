import { count } from '../../alert/time.ts';
import { DAY_MS, HOUR_MS, isYounger } from '../ages.ts';
import { type Check, fail, pass, unknown, type Verdict } from '../check.ts';
import type { Facts, FunctionFacts } from '../facts.ts';
import { METRIC_HOURS } from '../facts.ts';
import { byAws, restoreByHand } from '../fixes.ts';
import { judgePolicy } from '../policy/judge-policy.ts';
import { parsePolicy } from '../policy/policy.ts';
import { unread } from '../verdicts.ts';
import { judgeRunning } from './function-runs.ts';

/** It runs every 6 hours, and after each deployment. */
export const selfCheck: Check = {
  id: 'self-check',
  title: 'The self-check runs',
  meaning: 'A blind spot that comes tomorrow is not told by itself.',
  concerns: 'telling',
  changedBy: [
    'DisableRule',
    'DeleteRule',
    'RemoveTargets',
    'PutFunctionConcurrency20171031',
    'DeleteFunction20150331',
    'RemovePermission20150331v2',
  ],
  judge,
};

function judge(facts: Facts): Verdict {
  const { checkBlindSpots: its, figures, region } = facts;
  if (its === undefined) return pass('switched off by selfCheck=off: run doctor from time to time');
  if (!its.known) return unread(its);
  if (its.value === 'missing') return fail('the function check-blind-spots is gone', restoreByHand('the function'));
  const running = judgeRunning(its.value, region);
  if (running.state !== 'pass') return running;
  const invoked = mayBeInvoked(its.value, facts);
  if (invoked !== undefined) return invoked;
  if (!figures.known) return unread(figures);
  return figures.value.selfChecks > 0
    ? pass(`${count(figures.value.selfChecks, 'run')} in the last ${METRIC_HOURS} hours`)
    : neverRan(its.value, facts);
}

/** A self-check that has just been switched on is given the time to its next turn. */
function neverRan({ name }: FunctionFacts, { stack, now, region }: Facts): Verdict {
  if (isYounger(stack.createdAt, now, DAY_MS) || isYounger(stack.updatedAt, now, 7 * HOUR_MS))
    return pass('the stack is new, or was just updated: the first run is about to come');
  return fail(
    `it did not come to its end in the last ${METRIC_HOURS} hours`,
    byAws(
      'run it now, and see what it answers',
      'lambda',
      'invoke',
      region,
      {
        '--function-name': name,
        '--payload': '{}',
        '--cli-binary-format': 'raw-in-base64-out',
      },
      '/dev/stdout',
    ),
  );
}

/** Source: EventBridge User Guide, "Using resource-based policies": Lambda must let the rules in. */
function mayBeInvoked(
  { policy, arn, name }: FunctionFacts,
  { partition, region, accountId }: Facts,
): Verdict | undefined {
  if (!policy.known) return unread(policy);
  const statements = parsePolicy(policy.value ?? '{"Statement":[]}');
  if (statements === undefined) return unknown(`the resource policy of function ${name} cannot be read`);
  const answer = judgePolicy(statements, {
    action: 'lambda:InvokeFunction',
    resource: arn,
    principal: { kind: 'service', name: 'events.amazonaws.com' },
    context: { 'aws:sourceaccount': accountId },
  });
  // A condition on the rule's ARN, which is not known here, makes it unclear, and is as it should be.
  return answer === 'silent' || answer === 'denied'
    ? fail(
        `the resource policy of function ${name} does not let its rules invoke it`,
        byAws('give the permission', 'lambda', 'add-permission', region, {
          '--function-name': name,
          '--statement-id': 'InvokeByRules',
          '--action': 'lambda:InvokeFunction',
          '--principal': 'events.amazonaws.com',
          '--source-arn': `arn:${partition}:events:${region}:${accountId}:rule/*`,
        }),
      )
    : undefined;
}
