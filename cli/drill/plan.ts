import { forTerminal } from '../../shared/alert/inert.ts';
import type { DrillDeployment } from '../../shared/aws/drill-watch.ts';
import { DRILL_TAG } from '../../shared/contract/names.ts';
import { LEAST_WINDOW_DAYS, LONGEST_WINDOW_DAYS } from '../../shared/kms/drill-key.ts';
import { paragraph } from '../output/layout.ts';
import { inWords } from './timeout.ts';

/** All that a drill is going to do, and what else it may set off, for whoever must say yes to it. */
export function planOf(deployment: DrillDeployment, timeoutMs: number): string {
  const { accountId, region } = deployment;
  const steps = stepsOf(deployment, timeoutMs).flatMap((step, at) => listed(`${at + 1}. `, step));
  const trips = TRIPS.flatMap((trip) => listed('- ', trip));
  return [
    paragraph(`A drill with a real KMS key, in account ${forTerminal(accountId)}, ${forTerminal(region)}. It will:`),
    ...steps,
    'It may set off:\n',
    ...trips,
    paragraph(
      `It cancels nothing and touches no other key. The key goes by itself when its ${LEAST_WINDOW_DAYS} days are over; until then it can be told again, as a test: 72 and 24 hours before its end.`,
    ),
    paragraph(
      `Where that waiting period is denied, it takes ${LONGEST_WINDOW_DAYS} days, or else disables the key, and ends there.`,
    ),
  ].join('');
}

const stepsOf = ({ logGroupName, alarmName }: DrillDeployment, timeoutMs: number): readonly string[] => [
  `create a KMS key with the tag ${DRILL_TAG}=true and a description that says so`,
  `encrypt one byte, and schedule the key's deletion in ${LEAST_WINDOW_DAYS} days, the least`,
  'ask for Decrypt of that byte, which KMS refuses',
  `wait, ${inWords(timeoutMs)} at most, for the record of it in log group ${forTerminal(logGroupName)}, for alarm ${forTerminal(alarmName)} and for the alert, which is of kind test`,
];

const TRIPS: readonly string[] = [
  'both alarms on the log group, which mail the readers of the backstop topic',
  'Security Hub (KMS.3), AWS Config rules and CIS alarms on the deletion of keys',
  'whoever else is told of ScheduleKeyDeletion',
];

const listed = (mark: string, text: string): readonly string[] => [
  `  ${mark}${paragraph(text, mark.length + 2).trimStart()}`,
];
