import { describe } from '@jest/globals';
import { alarms } from '../../../shared/blind-spots/checks/alarms.ts';
import { fact } from '../../../shared/blind-spots/fact.ts';
import type { AlarmFacts, Facts } from '../../../shared/blind-spots/facts.ts';
import { DOCUMENTED_ALARM } from '../../../shared/contract/metrics.ts';
import { anAlarm, NAMES, recordsMissing, stackResources } from '../../builders/account.ts';
import { withAlarm, withStack } from '../breaking.ts';
import { asItIs, judges, type Situation } from './situations.ts';

const documented = (
  name: string,
  changes: Partial<AlarmFacts>,
  state: Situation[2],
  ...words: readonly string[]
): Situation => [name, (facts) => withAlarm(facts, DOCUMENTED_ALARM.alarmName, changes), state, ...words];

const own = (
  name: string,
  alarm: string,
  changes: Partial<AlarmFacts>,
  state: Situation[2],
  ...words: readonly string[]
): Situation => [`${alarm}: ${name}`, (facts) => withAlarm(facts, alarm, changes), state, ...words];

/** With one alarm more in the stack. */
const withMore = (facts: Facts, logicalId: string, alarm: AlarmFacts): Facts =>
  withStack(
    { ...facts, alarms: facts.alarms.known ? fact([...facts.alarms.value, alarm]) : facts.alarms },
    { resources: fact([...stackResources(), { logicalId, type: 'AWS::CloudWatch::Alarm', physicalId: alarm.name }]) },
  );

const withDeadMan = (facts: Facts, changes: Partial<AlarmFacts>): Facts =>
  withMore(facts, 'RecordsMissingAlarm2C3D4E5F', { ...recordsMissing(), ...changes });

describe('alarms', () => {
  judges(alarms, [
    ['as deployed', asItIs, 'pass', '7 alarms'],
    [
      'all gone',
      (facts) => ({ ...facts, alarms: fact([]) }),
      'fail',
      'aws cloudwatch put-metric-alarm --region eu-west-1 --alarm-name KMSKeyPendingDeletionErrorAlarm --namespace CloudTrailLogMetrics',
      `--alarm-actions ${NAMES.backstopTopicArn}`,
    ],
    documented('actions off', { actionsEnabled: false }, 'fail', 'enable-alarm-actions'),
    documented('no action', { alarmActions: [] }, 'fail', 'does not tell the backstop topic of ALARM'),
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
    // The alert topic need not let CloudWatch publish.
    documented(
      'the alert topic instead',
      { alarmActions: [NAMES.alertTopicArn] },
      'fail',
      'does not tell the backstop',
    ),
    documented('a dimension', { dimensions: { region: 'us-east-1' } }, 'fail', 'region us-east-1 instead of none'),
    documented('a unit', { unit: 'Percent' }, 'fail', 'the unit Percent'),
    documented('the unit of the metric filter, which AWS names for none', { unit: 'None' }, 'pass'),
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
    own('threshold 7', NAMES.sweepAlarm, { threshold: 7 }, 'fail', 'has the threshold 7'),
    own('another comparison', NAMES.sweepAlarm, { comparisonOperator: 'GreaterThanThreshold' }, 'fail'),
    own('missing sweeps do not count', NAMES.sweepAlarm, { treatMissingData: 'notBreaching' }, 'fail', 'notBreaching'),
    own('another stack', NAMES.sweepAlarm, { dimensions: { Stack: 'Other' } }, 'fail', 'Stack Other instead of Stack'),
    own('another metric', NAMES.unaccountedAlarm, { metricName: 'RecordsIn' }, 'fail', 'the metric RecordsIn'),
    own('another namespace', NAMES.lostAlarm, { namespace: 'Mine' }, 'fail', 'the namespace Mine'),
    own('another queue', NAMES.queueAlarm, { dimensions: { QueueName: 'other' } }, 'fail', '--dimensions'),
    own('a threshold of 1000', NAMES.queueAlarm, { threshold: 1000 }, 'fail', '--statistic Maximum'),
    own('half an hour', NAMES.queueAlarm, { periodSeconds: 1800 }, 'warn', '1800 s instead of 300 s'),
    own(
      'it tells of ALARM alone, and runs that are missing are INSUFFICIENT_DATA',
      NAMES.selfCheckAlarm,
      { alarmActions: [NAMES.backstopTopicArn], insufficientDataActions: [] },
      'fail',
      'of INSUFFICIENT_DATA',
    ),
    ['the dead-man alarm', (facts) => withDeadMan(facts, {}), 'pass', '8 alarms'],
    [
      'the dead-man alarm on another log group',
      (facts) => withDeadMan(facts, { dimensions: { LogGroupName: 'other' } }),
      'fail',
      'LogGroupName other instead of LogGroupName my-trail',
    ],
    [
      'the dead-man alarm tells of ALARM alone, and a log group to which nothing is written has no data',
      (facts) => withDeadMan(facts, { insufficientDataActions: [] }),
      'fail',
      'of INSUFFICIENT_DATA',
    ],
    [
      'an alarm of a later version, whose numbers are not known here',
      (facts) => withMore(facts, 'Later1A2B3C4D', anAlarm({ name: 'later', metricName: 'Later', threshold: 9 })),
      'pass',
    ],
    [
      'one of a later version that tells nobody',
      (facts) => withMore(facts, 'Later1A2B3C4D', anAlarm({ name: 'later', alarmActions: [] })),
      'fail',
      'alarm later does not tell the backstop topic',
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
