import { describe } from '@jest/globals';
import { slack } from '../../../shared/blind-spots/checks/slack.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import type { RunFigures } from '../../../shared/blind-spots/facts.ts';
import { SLACK_NAMES } from '../../builders/account.ts';
import { withSlackParts } from '../breaking.ts';
import { judges, type Situation } from './situations.ts';

/** Invocations and errors in 24 hours, and those of the last of them. */
const ran = (invocations: number, errors: number, lately: number, failedLately: number): Situation[1] => {
  const runs: RunFigures = { invocations, errors, invocationsInLastHour: lately, errorsInLastHour: failedLately };
  return (facts) => withSlackParts(facts, () => ({ runs: fact(runs) }));
};

// Lambda Developer Guide, "Types of metrics for Lambda functions": Errors counts time-outs and crashes of the runtime too.
describe('the invocations of the function of Slack', () => {
  judges(slack, [
    ['none at all', ran(0, 0, 0, 0), 'pass'],
    ['without an error', ran(40, 0, 2, 0), 'pass'],
    [
      'some that failed',
      ran(40, 2, 5, 0),
      'warn',
      `function ${SLACK_NAMES.function} failed at 2 of 40 invocations in the last 24 hours`,
      'aws logs tail --region eu-west-1 --since 1d KmsDeletionGuard-NotifySlackLogGroup',
    ],
    [
      'every one of the last hour that failed',
      ran(40, 10, 10, 10),
      'fail',
      `function ${SLACK_NAMES.function} failed at every invocation in the last hour`,
      'aws logs tail',
    ],
    [
      'every one of the day that failed, none lately',
      ran(50, 50, 0, 0),
      'fail',
      'every invocation in the last 24 hours',
    ],
    ['one of the last hour that was well', ran(40, 10, 10, 9), 'warn', '10 of 40'],
    ['three times in the last hour', ran(40, 3, 3, 3), 'fail', 'in the last hour'],
    ['twice in the last hour, which the next may mend', ran(40, 5, 2, 2), 'warn'],
    ['once, which the next may mend', ran(1, 1, 1, 1), 'warn', '1 of 1 invocation in'],
    [
      'that are not known',
      (facts) => withSlackParts(facts, () => ({ runs: notKnown('no', 'cloudwatch:X') })),
      'unknown',
      'the figures of the function notify-slack',
      'cloudwatch:X',
    ],
  ]);
});
