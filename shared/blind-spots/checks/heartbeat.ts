import { count } from '../../alert/time.ts';
import { DAY_MS, isYounger } from '../ages.ts';
import { type Check, fail, pass, type Verdict } from '../check.ts';
import type { Facts } from '../facts.ts';
import { byAws } from '../fixes.ts';
import { see, unread } from '../verdicts.ts';
import { judgeRunning } from './function-runs.ts';
import { isWell } from './table.ts';

/** A sweep every 5 minutes; see infra/constructs/sweep.ts. */
export const heartbeat: Check = {
  id: 'heartbeat',
  title: 'The function sweeps every five minutes',
  meaning: 'Counts, last chances and alerts that failed once are not sent.',
  concerns: 'telling',
  changedBy: ['DisableRule', 'DeleteRule', 'RemoveTargets', 'PutRule', 'PutTargets', 'RemovePermission20150331v2'],
  judge,
};

/** 6 sweeps. */
const START_MS = DAY_MS / 48;

function judge(facts: Facts): Verdict {
  const { figures, stack, now } = facts;
  if (!figures.known) return unread(figures);
  const { sweepsInLastHour } = figures.value;
  if (sweepsInLastHour > 0) return pass(`${count(sweepsInLastHour, 'sweep')} in the last hour`);
  if (isYounger(stack.createdAt, now, START_MS)) return pass('the stack is new: its first sweep is about to come');
  return causeElsewhere(facts) ?? fail('no sweep came to its end in the last hour', seeRule(facts));
}

const seeRule = (facts: Facts) =>
  byAws(
    'see whether its rule, which runs every 5 minutes, is there and on, and what the function logs',
    'events',
    'list-rules',
    facts.region,
    { '--name-prefix': facts.stack.name },
  );

/** What another check finds already. */
function causeElsewhere({ detectKeyUse, table, region }: Facts): Verdict | undefined {
  if (detectKeyUse.known && detectKeyUse.value === 'missing') return see('the function is gone', 'function-runs');
  if (
    detectKeyUse.known &&
    detectKeyUse.value !== 'missing' &&
    judgeRunning(detectKeyUse.value, region).state === 'fail'
  )
    return see('the function cannot run', 'function-runs');
  if (table.known && !isWell(table.value)) return see('a sweep needs the incident table', 'table');
  return undefined;
}
