import { type Fix, fail, type Verdict } from '../check.ts';
import { judgeRunning } from '../checks/function-runs.ts';
import { functionArnOf } from '../deployed-names.ts';
import type { Facts, MappingFacts, SlackFacts } from '../facts.ts';
import { type Fault, grave, verdictOn } from '../findings.ts';
import { byCommand, restoreByHand } from '../fixes.ts';
import { unread } from '../verdicts.ts';

/** Whether the function is there and may run. */
export function judgeFunction({ function: its }: SlackFacts, { region }: Facts): Verdict {
  if (!its.known) return unread(its, 'the function notify-slack');
  if (its.value === 'missing') return fail('the function notify-slack is gone', restoreByHand('the function'));
  return judgeRunning(its.value, region);
}

const WHAT = 'the event source mapping of the Slack queue';

/** Whether Lambda takes every message to the function, and leaves it in the queue where it was not posted. */
export function judgeMapping({ mapping }: SlackFacts, facts: Facts): Verdict {
  if (!mapping.known) return unread(mapping, WHAT);
  if (mapping.value === 'missing') return fail(`${WHAT} is gone`, restoreByHand('the event source mapping'));
  const its = mapping.value;
  return verdictOn([...off(its, facts), ...elsewhere(its, facts), ...losing(its, facts)], `${WHAT} is enabled`);
}

/** Source: Lambda API Reference, GetEventSourceMapping. */
const OFF = new Set(['Disabled', 'Disabling', 'Deleting']);

function off({ id, state = '', stateReason }: MappingFacts, { region }: Facts): readonly Fault[] {
  if (!OFF.has(state)) return [];
  const because = stateReason === undefined || stateReason === '' ? '' : ` (${stateReason})`;
  return [
    grave(`${WHAT} is ${state}${because}, so that messages wait`, update('enable it', id, region, {}, '--enabled')),
  ];
}

function elsewhere({ id, functionArn }: MappingFacts, facts: Facts): readonly Fault[] {
  const wanted = functionArnOf(facts, 'slackFunctionName');
  if (wanted === undefined || functionArn === wanted) return [];
  return [
    grave(
      `${WHAT} invokes ${functionArn ?? 'nothing'} instead of the function notify-slack`,
      update('have it invoke the function', id, facts.region, { '--function-name': wanted }),
    ),
  ];
}

/**
 * Sources: Lambda Developer Guide, "Handling errors for an SQS event source in Lambda": without partial responses what was handed back is
 * deleted with the rest; "Control which events Lambda sends to your function": of a queue, what no filter lets through is deleted.
 */
function losing({ id, takesMessagesBack, hasFilters }: MappingFacts, { region }: Facts): readonly Fault[] {
  const deletes = takesMessagesBack
    ? []
    : [
        grave(
          `${WHAT} deletes what Slack did not take, as it wants no batch item failures`,
          update('have it want them', id, region, { '--function-response-types': 'ReportBatchItemFailures' }),
        ),
      ];
  const filters = hasFilters
    ? [
        grave(
          `${WHAT} has filters, by which Lambda deletes messages`,
          update('take them away', id, region, { '--filter-criteria': '{}' }),
        ),
      ]
    : [];
  return [...deletes, ...filters];
}

const update = (
  title: string,
  id: string,
  region: string,
  options: Readonly<Record<string, string>>,
  ...flags: readonly '--enabled'[]
): Fix =>
  byCommand(title, ['aws', 'lambda', 'update-event-source-mapping', ...flags], {
    '--region': region,
    '--uuid': id,
    ...options,
  });
