import { type Check, fail, pass, type Verdict, warn } from '../check.ts';
import type { Facts, FunctionFacts } from '../facts.ts';
import { byAws, restoreByHand } from '../fixes.ts';
import { unread } from '../verdicts.ts';

/** Source: Lambda Developer Guide, "Lambda function states", and "Configuring reserved concurrency for a function". */
export const functionRuns: Check = {
  id: 'function-runs',
  title: 'The function can run',
  meaning: 'No alert names key, caller or time left; the backstop alone is left.',
  concerns: 'seeing',
  changedBy: ['PutFunctionConcurrency20171031', 'DeleteFunction20150331', 'UpdateFunctionConfiguration20150331v2'],
  judge: ({ detectKeyUse, region }) => {
    if (!detectKeyUse.known) return unread(detectKeyUse);
    if (detectKeyUse.value === 'missing')
      return fail('the function detect-key-use is gone', restoreByHand('the function'));
    return judgeRunning(detectKeyUse.value, region);
  },
};

/** Whether a function that is there can be invoked. */
export function judgeRunning(its: FunctionFacts, region: Facts['region']): Verdict {
  const { name, state, stateReason, reservedConcurrency } = its;
  const look = byAws('see why', 'lambda', 'get-function-configuration', region, { '--function-name': name });
  const because = stateReason === undefined || stateReason === '' ? '' : `: ${stateReason}`;
  if (state === 'Failed') return fail(`function ${name} is in state Failed${because}`, look);
  if (!reservedConcurrency.known) return unread(reservedConcurrency);
  if (reservedConcurrency.value === 0) {
    return fail(
      `function ${name} has a reserved concurrency of 0, so that it never runs`,
      byAws('take the reservation away', 'lambda', 'delete-function-concurrency', region, { '--function-name': name }),
    );
  }
  // Inactive: idle for long; the next invocation wakes it. Pending: about to be there.
  return state === undefined || RUNS.has(state)
    ? pass(`function ${name} is in state ${state ?? 'Active'}`)
    : warn(`function ${name} is in state ${state}, which this version does not know${because}`, look);
}

const RUNS = new Set(['Active', 'Inactive', 'Pending']);
