import { count } from '../../alert/time.ts';
import type { Check, Fix, Verdict } from '../check.ts';
import { outputOf } from '../deployed-names.ts';
import type { Fact } from '../fact.ts';
import { type Facts, type Figures, METRIC_HOURS } from '../facts.ts';
import { type Fault, grave, slight, verdictOn } from '../findings.ts';
import { byAws } from '../fixes.ts';
import { unread } from '../verdicts.ts';

/** Sources: Lambda Developer Guide, "Types of metrics for Lambda functions"; CloudWatch Logs User Guide, "Monitoring with CloudWatch metrics". */
export const functionErrors: Check = {
  id: 'function-errors',
  title: 'The function fails at nothing',
  meaning: 'Batches of records were lost, or came late: use of a key may not have been told.',
  concerns: 'seeing',
  changedBy: ['UpdateFunctionConfiguration20150331v2', 'UpdateFunctionCode20150331v2'],
  judge,
};

const IN_HOURS = ` in the last ${METRIC_HOURS} hours`;

function judge(facts: Facts): Verdict {
  const faults = faultsIn(facts);
  if (faults.length > 0) return verdictOn(faults, '');
  if (!facts.figures.known) return unread(facts.figures);
  if (!facts.delivery.known)
    return unread(facts.delivery, `no error of the function${IN_HOURS}; whether records were delivered to it`);
  return verdictOn([], `no error${IN_HOURS}`);
}

/** Of what is known. */
function faultsIn(facts: Facts): readonly Fault[] {
  const figures = sumsIn(facts.figures);
  const delivery = sumsIn(facts.delivery);
  const errors: Row = [figures.errors, 'error', 'errors'];
  const failed: Row = [
    delivery.errors,
    'delivery that failed at the function',
    'deliveries that failed at the function',
  ];
  // What is over was tried again, for a day. Source: CloudWatch Logs User Guide, "Log group-level subscription filters".
  const goesOn = (delivery.errorsInLastHour ?? 0) > 0;
  const fails = failsMostly(figures);
  const lost = seen([
    [figures.asyncEventsDropped, 'batch dropped by Lambda', 'batches dropped by Lambda'],
    [
      figures.destinationDeliveryFailures,
      'batch that did not reach the failure queue',
      'batches that did not reach the failure queue',
    ],
    ...(goesOn ? [failed] : []),
    ...(fails ? [errors] : []),
  ]);
  const late = seen([
    ...(fails ? [] : [errors]),
    [figures.throttles, 'throttled invocation', 'throttled invocations'],
    ...(goesOn ? [] : [failed]),
    [delivery.throttling, 'throttled delivery', 'throttled deliveries'],
  ]);
  const of = fails ? ` of ${count(figures.invocations ?? 0, 'invocation')}` : '';
  return [
    ...(lost === '' ? [] : [grave(`${lost}${of}${IN_HOURS}${goesOn ? LAST_HOUR : ''}`, ...logs(facts))]),
    ...(late === '' ? [] : [slight(`${late}${IN_HOURS}`, ...(lost === '' ? logs(facts) : []))]),
  ];
}

const LAST_HOUR = '; deliveries fail still';

/** At least half of the invocations, and the three tries of a batch or more: no passing fault. */
const failsMostly = ({ errors = 0, invocations = 0 }: Partial<Figures>): boolean =>
  errors >= 3 && errors * 2 >= invocations;

type Row = readonly [figure: number | undefined, one: string, many: string];

const sumsIn = <T>(figures: Fact<T>): Partial<T> => (figures.known ? figures.value : {});

const seen = (rows: readonly Row[]): string =>
  rows.flatMap(([figure = 0, one, many]) => (figure > 0 ? [count(figure, one, many)] : [])).join(', ');

const logs = (facts: Facts): readonly Fix[] => [
  readLog(facts, 'DetectKeyUse', outputOf(facts.stack, 'functionName') ?? 'detect-key-use'),
];

/** To read the log of a function, by the construct that it is in. */
export function readLog({ stack: { resources }, region }: Facts, construct: string, name: string): Fix {
  const group = resources.known
    ? resources.value.find(({ type, logicalId }) => type === 'AWS::Logs::LogGroup' && logicalId.startsWith(construct))
        ?.physicalId
    : undefined;
  return group === undefined
    ? { title: `read the log of function ${name}`, url: LOGS }
    : byAws('read its log', 'logs', 'tail', region, { '--since': '1d' }, group);
}

const LOGS = 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html';
