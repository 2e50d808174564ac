import { describe, expect, it } from '@jest/globals';
import { templateOf, VARIANTS } from './guard-app.ts';
import { written } from './guard-template.ts';

const template = templateOf(VARIANTS['Slack and Amazon Q Developer']);
const backstop = template.only(
  'AWS::SNS::Topic',
  ({ Properties }) => Properties.DisplayName === 'KMS Deletion Guard backstop',
);

describe('the alarms on the way to Slack', () => {
  const alarm = (metricName: string, construct = 'NotifySlack') =>
    template.only(
      'AWS::CloudWatch::Alarm',
      ({ id, Properties }) => id.startsWith(construct) && Properties.MetricName === metricName,
    ).Properties;
  const toBackstop = {
    AlarmActions: [{ Ref: backstop.id }],
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  };
  const dimension = (construct: string) => [
    { Name: 'QueueName', Value: { 'Fn::GetAtt': [template.in(construct, 'AWS::SQS::Queue').id, 'QueueName'] } },
  ];

  it('tell when nobody takes messages for 10 minutes', () =>
    expect(alarm('ApproximateAgeOfOldestMessage')).toMatchObject({
      ...toBackstop,
      ...{ Namespace: 'AWS/SQS', Dimensions: dimension('NotifySlackQueue'), Statistic: 'Maximum', Period: 300 },
      ...{ Threshold: 600, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
    }));

  it('tell once when Slack does not take them, though each comes back after up to an hour only', () => {
    const { Period, EvaluationPeriods, ...late } = alarm('SlackLate');
    expect(late).toMatchObject({
      ...toBackstop,
      ...{
        Namespace: 'KmsDeletionGuard',
        Dimensions: [{ Name: 'Stack', Value: 'KmsDeletionGuard' }],
        Statistic: 'Sum',
      },
      ...{ Threshold: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' },
    });
    // An hour, and the invocation that tries it.
    expect(Period * EvaluationPeriods).toBeGreaterThan(3_600 + 60 + Period);
  });

  it('tell what was refused, for as long as it waits', () =>
    expect(alarm('ApproximateNumberOfMessagesVisible')).toMatchObject({
      ...toBackstop,
      ...{ Namespace: 'AWS/SQS', Dimensions: dimension('NotifySlackFailures'), Statistic: 'Maximum', Period: 300 },
      ...{ Threshold: 1, EvaluationPeriods: 1, TreatMissingData: 'ignore' },
    }));

  it('say what is so where nobody reads mail', () => {
    for (const name of ['ApproximateAgeOfOldestMessage', 'SlackLate', 'ApproximateNumberOfMessagesVisible']) {
      const { AlarmDescription: text } = alarm(name);
      expect(text).toContain(' Other readers of the topics are not affected. ');
      expect(text).not.toMatch(/mail/i);
    }
    expect(alarm('ApproximateAgeOfOldestMessage').AlarmDescription).toMatch(
      /has waited for 10 minutes: nobody takes them .*, or there are more than Slack takes\./,
    );
  });

  it('and its figures are on the dashboard', () => {
    const body = written(template.only('AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    const titles = JSON.parse(body).widgets.map(
      ({ properties }: { properties: { title: string } }) => properties.title,
    );
    expect(titles).toEqual(expect.arrayContaining(['Slack: sent, late, refused', 'Slack queues']));
    for (const name of ['SlackSent', 'SlackLate', 'SlackRefused']) expect(body).toContain(`"${name}"`);
    const withoutSlack = templateOf(VARIANTS['an existing, encrypted topic']);
    expect(written(withoutSlack.only('AWS::CloudWatch::Dashboard').Properties.DashboardBody)).not.toContain('Slack');
    const alarms = template.ofType('AWS::CloudWatch::Alarm').filter(({ id }) => id.startsWith('NotifySlack'));
    expect(alarms).toHaveLength(3);
    for (const { id } of alarms) expect(body).toContain(`\${${id}.Arn}`);
  });
});
