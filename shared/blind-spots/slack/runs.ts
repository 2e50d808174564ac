import { count } from '../../alert/time.ts';
import { fail, pass, type Verdict, warn } from '../check.ts';
import { readLog } from '../checks/function-errors.ts';
import { outputOf } from '../deployed-names.ts';
import { type Facts, METRIC_HOURS, type RunFigures, type SlackFacts } from '../facts.ts';
import { unread } from '../verdicts.ts';

/**
 * Whether the function ends its invocations. One that dies at each, as at its import, for want of memory or by its timeout, posts nothing,
 * and what it took is used up hours later, by the 50th receive.
 */
export function judgeRuns({ runs }: SlackFacts, facts: Facts): Verdict {
  if (!runs.known) return unread(runs, 'the figures of the function notify-slack');
  const name = outputOf(facts.stack, 'slackFunctionName') ?? 'notify-slack';
  const { errors, invocations } = runs.value;
  const hours = hoursOfFailures(runs.value);
  if (hours !== undefined) return fail(`function ${name} failed at every invocation ${hours}`, look(name, facts));
  if (errors === 0) return pass(`no error of function ${name} ${IN_HOURS}`);
  return warn(
    `function ${name} failed at ${errors} of ${count(invocations, 'invocation')} ${IN_HOURS}`,
    look(name, facts),
  );
}

const IN_HOURS = `in the last ${METRIC_HOURS} hours`;

const look = (name: string, facts: Facts) => readLog(facts, 'NotifySlack', name);

/** Since when every invocation failed. A message that is not handed back comes again within 6 minutes: three errors are no passing fault. */
function hoursOfFailures(runs: RunFigures): string | undefined {
  const { errors, invocations, errorsInLastHour, invocationsInLastHour } = runs;
  if (errors < 3) return undefined;
  if (errors >= invocations) return IN_HOURS;
  return errorsInLastHour >= 3 && errorsInLastHour >= invocationsInLastHour ? 'in the last hour' : undefined;
}
