import { describe } from '@jest/globals';
import { alarms } from '../../../shared/blind-spots/checks/alarms.ts';
import { fact } from '../../../shared/blind-spots/fact.ts';
import type { AlarmFacts } from '../../../shared/blind-spots/facts.ts';
import { DOCUMENTED_ALARM } from '../../../shared/contract/metrics.ts';
import { NAMES, stackResources } from '../../builders/account.ts';
import { withAlarm, withStack } from '../breaking.ts';
import { asItIs, judges, type Situation } from './situations.ts';

const documented = (
  name: string,
  changes: Partial<AlarmFacts>,
  state: Situation[2],
  ...words: readonly string[]
): Situation => [name, (facts) => withAlarm(facts, DOCUMENTED_ALARM.alarmName, changes), state, ...words];

describe('alarms', () => {
  judges(alarms, [
    ['as deployed', asItIs, 'pass', '7 alarms'],
    [
      'all gone',
      (facts) => ({ ...facts, alarms: fact([]) }),
      'fail',
      'aws cloudwatch put-metric-alarm --region eu-west-1 --alarm-name KMSKeyPendingDeletionErrorAlarm --namespace CloudTrailLogMetrics',
      `--alarm-actions ${NAMES.backstopTopicArn}`,
      'a deployment does not',
    ],
    documented('actions off', { actionsEnabled: false }, 'fail', 'enable-alarm-actions'),
    documented('no action', { alarmActions: [] }, 'fail', 'tells neither topic'),
    documented('another topic', { alarmActions: ['arn:aws:sns:eu-west-1:444455556666:x'] }, 'fail'),
    documented(
      'an action more',
      { alarmActions: ['arn:aws:sns:eu-west-1:444455556666:x', NAMES.backstopTopicArn] },
      'pass',
    ),
    documented(
      'it tells of missing data alone, and that is never missing',
      { alarmActions: [], insufficientDataActions: [NAMES.backstopTopicArn] },
      'fail',
    ),
    documented('it sounds now', { state: 'ALARM' }, 'pass'),
    documented('another metric', { metricName: 'Other' }, 'fail', 'watches the metric Other'),
    documented('another namespace', { namespace: 'Other' }, 'fail', 'watches the namespace Other'),
    documented('the average', { statistic: 'Average' }, 'fail'),
    documented(
      'the number of samples above 1, as a copy on the Web has it',
      { statistic: 'SampleCount', comparisonOperator: 'GreaterThanThreshold' },
      'fail',
    ),
    documented('2 of 3 datapoints', { evaluationPeriods: 3, datapointsToAlarm: 2 }, 'fail'),
    documented('1 of 3 datapoints', { evaluationPeriods: 3, datapointsToAlarm: 1 }, 'warn'),
    documented('a period of a minute', { periodSeconds: 60 }, 'warn', '60 s'),
    documented('missing data as breaching', { treatMissingData: 'breaching' }, 'warn'),
    documented('datapoints left out, as AWS may', { datapointsToAlarm: undefined }, 'pass'),
    [
      'another number of an alarm that is not for detection',
      (facts) => withAlarm(facts, NAMES.sweepAlarm, { threshold: 7 }),
      'pass',
    ],
    [
      'a stack without the documented alarm',
      (facts) =>
        withStack(facts, {
          resources: fact(stackResources().filter(({ logicalId }) => !logicalId.startsWith('DocumentedAlarm2'))),
        }),
      'fail',
      'the stack has no documented alarm',
    ],
  ]);
});
