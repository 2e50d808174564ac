import { count } from '../../alert/time.ts';
import type { Check, Fix, Verdict } from '../check.ts';
import { outputOf } from '../deployed-names.ts';
import { type Facts, METRIC_HOURS } from '../facts.ts';
import { grave, slight, verdictOn } from '../findings.ts';
import { byAws } from '../fixes.ts';
import { unread } from '../verdicts.ts';

/** Sources: Lambda Developer Guide, "Types of metrics for Lambda functions"; CloudWatch Logs User Guide, "Monitoring with CloudWatch metrics". */
export const functionErrors: Check = {
  id: 'function-errors',
  title: 'The function fails at nothing',
  meaning: 'Batches of records were lost, or came late: use of a key may not have been told.',
  changedBy: ['UpdateFunctionConfiguration20150331v2', 'UpdateFunctionCode20150331v2'],
  judge,
};

function judge(facts: Facts): Verdict {
  if (!facts.figures.known) return unread(facts.figures);
  const { errors, throttles, asyncEventsDropped, destinationDeliveryFailures, deliveryErrors, deliveryThrottling } =
    facts.figures.value;
  const lost = seen([
    [asyncEventsDropped, 'batch dropped by Lambda', 'batches dropped by Lambda'],
    [
      destinationDeliveryFailures,
      'batch that did not reach the failure queue',
      'batches that did not reach the failure queue',
    ],
    [deliveryErrors, 'delivery that failed at the function', 'deliveries that failed at the function'],
  ]);
  const late = seen([
    [errors, 'error', 'errors'],
    [throttles, 'throttled invocation', 'throttled invocations'],
    [deliveryThrottling, 'throttled delivery', 'throttled deliveries'],
  ]);
  const inHours = ` in the last ${METRIC_HOURS} hours`;
  return verdictOn(
    [
      ...(lost === '' ? [] : [grave(`${lost}${inHours}`, ...logs(facts))]),
      ...(late === '' ? [] : [slight(`${late}${inHours}`, ...(lost === '' ? logs(facts) : []))]),
    ],
    `no error${inHours}`,
  );
}

const seen = (rows: readonly (readonly [figure: number, one: string, many: string])[]): string =>
  rows.flatMap(([figure, one, many]) => (figure > 0 ? [count(figure, one, many)] : [])).join(', ');

function logs(facts: Facts): readonly Fix[] {
  const name = outputOf(facts.stack, 'functionName');
  const group = facts.stack.resources.known
    ? facts.stack.resources.value.find(
        ({ type, logicalId }) => type === 'AWS::Logs::LogGroup' && logicalId.startsWith('DetectKeyUse'),
      )?.physicalId
    : undefined;
  return group === undefined
    ? [{ title: `read the log of function ${name ?? 'detect-key-use'}`, url: LOGS }]
    : [byAws('read its log', 'logs', 'tail', facts.region, { '--since': '1d' }, group)];
}

const LOGS = 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html';
