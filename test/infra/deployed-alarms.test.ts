import { describe, expect, it } from '@jest/globals';
import { deployedAlarm } from '../../shared/blind-spots/deployed-alarm.ts';
import { fact } from '../../shared/blind-spots/fact.ts';
import { OUTPUTS } from '../../shared/contract/names.ts';
import { healthyAccount } from '../builders/account.ts';
import { templateOf, VARIANTS } from './guard-app.ts';
import type { Resource } from './guard-template.ts';

const template = templateOf({ ...VARIANTS['Slack and Amazon Q Developer'], deadManAlarm: 'true' });
const queueUrl = (construct: string) =>
  `https://sqs.example.com/111122223333/${template.in(construct, 'AWS::SQS::Queue').id}`;
const alarms = template.ofType('AWS::CloudWatch::Alarm');

/** A stack as CloudFormation makes it of the template, each resource under its logical id. */
const place = healthyAccount({
  stack: {
    ...healthyAccount().stack,
    outputs: {
      ...healthyAccount().stack.outputs,
      [OUTPUTS.functionName]: template.in('DetectKeyUse', 'AWS::Lambda::Function').id,
      [OUTPUTS.failureQueueUrl]: queueUrl('Failures'),
      [OUTPUTS.slackQueueUrl]: queueUrl('NotifySlackQueue'),
      [OUTPUTS.slackFailureQueueUrl]: queueUrl('NotifySlackFailures'),
    },
    resources: fact(alarms.map(({ id }) => ({ logicalId: id, type: 'AWS::CloudWatch::Alarm', physicalId: id }))),
  },
});

const nameIn = (value: unknown): string => (typeof value === 'string' ? value : template.behind(value).id);

/** What the template says of an alarm, in the words of DeployedAlarm. */
const inTemplate = ({ Properties: its }: Resource) => ({
  namespace: its.Namespace,
  metricName: its.MetricName,
  dimensions: Object.fromEntries(
    (its.Dimensions ?? []).map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, nameIn(Value)]),
  ),
  statistic: its.Statistic,
  periodSeconds: its.Period,
  evaluationPeriods: its.EvaluationPeriods,
  threshold: its.Threshold,
  datapointsToAlarm: its.DatapointsToAlarm,
  comparisonOperator: its.ComparisonOperator,
  treatMissingData: its.TreatMissingData,
  tellsIn: [...(its.AlarmActions ? ['ALARM'] : []), ...(its.InsufficientDataActions ? ['INSUFFICIENT_DATA'] : [])],
});

describe('an alarm of the template', () => {
  it.each(alarms.map((alarm) => [alarm.id, alarm] as const))('%s: is held to what is deployed', (id, alarm) => {
    expect(deployedAlarm(id, place)).toEqual(inTemplate(alarm));
    expect(alarm.Properties.Unit).toBeUndefined();
  });
});
