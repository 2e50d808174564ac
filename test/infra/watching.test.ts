import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { guardApp, templateOf, VARIANTS } from './guard-app.ts';
import { GuardTemplate } from './guard-template.ts';

const template = templateOf(VARIANTS['an existing log group']);
const withTrail = templateOf(VARIANTS['a trail of its own']);
const withTopic = templateOf(VARIANTS['an existing, encrypted topic']);
const without = templateOf(VARIANTS['no self-check']);
const backstopOf = (of: GuardTemplate) => ({
  Ref: of.only('AWS::SNS::Topic', ({ Properties }) => Properties.DisplayName.includes('backstop')).id,
});
const alarmsOn = (of: GuardTemplate, metricName: string) =>
  of.ofType('AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.MetricName === metricName);

describe('the function check-blind-spots', () => {
  const one = template.in('CheckBlindSpots', 'AWS::Lambda::Function');

  it('may use 120 seconds and 512 MB, and is tried three times within an hour, and what fails is kept nowhere', () => {
    expect(one.Properties).toMatchObject({ Timeout: 120, MemorySize: 512 });
    expect(one.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    const { FunctionName, ...invocations } = template.in(
      'CheckBlindSpots',
      'AWS::Lambda::EventInvokeConfig',
    ).Properties;
    expect(template.behind(FunctionName)).toBe(one);
    expect(invocations).toEqual({ Qualifier: '$LATEST', MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 });
  });

  it('is told by its environment what it looks at and whom it tells', () => {
    const { Variables } = one.Properties.Environment;
    expect(Object.keys(Variables).sort()).toEqual([
      'GUARD_BACKSTOP_TOPIC_ARN',
      'GUARD_OWN_ROLE_ARN',
      'GUARD_STACK_NAME',
      'GUARD_TABLE_NAME',
      'GUARD_TOPIC_ARN',
    ]);
    expect(Variables.GUARD_STACK_NAME).toBe('KmsDeletionGuard');
    expect(Variables.GUARD_BACKSTOP_TOPIC_ARN).toEqual(backstopOf(template));
    expect(template.behind(Variables.GUARD_TOPIC_ARN).Properties.DisplayName).toBe('KMS Deletion Guard');
    expect(template.behind(Variables.GUARD_OWN_ROLE_ARN)).toBe(template.in('CheckBlindSpots', 'AWS::IAM::Role'));
    expect(template.behind(Variables.GUARD_TABLE_NAME).Type).toBe('AWS::DynamoDB::Table');
    const given = withTopic.in('CheckBlindSpots', 'AWS::Lambda::Function').Properties.Environment.Variables;
    expect(given).toMatchObject({
      GUARD_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts',
      GUARD_ACCOUNT_NAMES: '111122223333=payments-prod,444455556666=ledger',
      GUARD_CONSOLE_LINK_TEMPLATE: VARIANTS['an existing, encrypted topic'].consoleLinkTemplate,
      GUARD_RUNBOOK_URL: 'https://wiki.example.com/kms',
    });
  });

  it('is named among the outputs', () => {
    const { CheckFunctionName } = template.json.Outputs as Record<string, { Value: unknown }>;
    expect(template.behind(CheckFunctionName?.Value)).toBe(one);
  });

  it('needs no reference from its own policy back to itself while it is made', () => {
    const { PolicyDocument } = template.only('AWS::IAM::Policy', ({ id }) =>
      /^CheckBlindSpotsRole/.test(id),
    ).Properties;
    expect(template.leadsTo(PolicyDocument, one)).toBe(false);
  });
});

describe('its runs', () => {
  const rules = template.ofType('AWS::Events::Rule').filter(({ id }) => id.startsWith('CheckBlindSpots'));

  it('come every 6 hours', () => {
    expect(rules.map(({ Properties }) => Properties.ScheduleExpression).filter(Boolean)).toEqual(['rate(6 hours)']);
  });

  it('come when the stack stands again: made, changed, rolled back, imported; not while it changes or goes', () => {
    const [pattern, ...more] = rules.map(({ Properties }) => Properties.EventPattern).filter(Boolean);
    expect(more).toEqual([]);
    // As CloudFormation's events are: CloudFormation User Guide, "CloudFormation events detail reference".
    expect(pattern).toEqual({
      source: ['aws.cloudformation'],
      'detail-type': ['CloudFormation Stack Status Change'],
      detail: {
        'stack-id': [{ Ref: 'AWS::StackId' }],
        'status-details': {
          status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'],
        },
      },
    });
  });

  it('call check-blind-spots with the event as it is, and are given up after an hour', () => {
    expect(rules.length).toBe(2);
    for (const { Properties } of rules) {
      expect(Properties.State).toBe('ENABLED');
      expect(Properties.Targets).toEqual([
        {
          Arn: { 'Fn::GetAtt': [template.in('CheckBlindSpots', 'AWS::Lambda::Function').id, 'Arn'] },
          Id: 'Target0',
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 },
        },
      ]);
    }
  });

  it('are missed by an alarm that a fresh stack does not sound, that sounds after two and not after one', () => {
    const [alarm, ...more] = alarmsOn(template, 'BlindSpotsChecked');
    expect(more).toEqual([]);
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'KmsDeletionGuard',
      Dimensions: [{ Name: 'Stack', Value: 'KmsDeletionGuard' }],
      Statistic: 'Sum',
      Period: 3600,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      // An alarm is created without data. It stays so, and says nothing, until a run writes 1.
      TreatMissingData: 'missing',
      InsufficientDataActions: [backstopOf(template)],
    });
    expect(alarm?.Properties).not.toHaveProperty('AlarmActions');
    // The range that CloudWatch looks at holds at least these periods: more than the 12 hours from a run to the next but one, and
    // less than the 18 to the third, also with the two periods more of AWS's own example.
    const hours = alarm?.Properties.EvaluationPeriods;
    expect([hours > 12, hours + 2 < 18]).toEqual([true, true]);
    expect(alarm?.Properties.DatapointsToAlarm ?? hours).toBe(hours);
  });

  it('are those of their own stack', () => {
    const { stack } = guardApp({ ...VARIANTS['an existing log group'], stackName: 'SecondGuard' });
    const [alarm] = alarmsOn(new GuardTemplate(Template.fromStack(stack).toJSON()), 'BlindSpotsChecked');
    expect(alarm?.Properties.Dimensions).toEqual([{ Name: 'Stack', Value: 'SecondGuard' }]);
  });
});

it('selfCheck=off leaves all of it out, and nothing else', () => {
  expect(without.resources.filter(({ id }) => id.startsWith('CheckBlindSpots'))).toEqual([]);
  expect(Object.keys(without.json.Outputs as object)).not.toContain('CheckFunctionName');
  const others = template.resources.filter(({ id }) => !id.startsWith('CheckBlindSpots')).map(({ id }) => id);
  expect(without.resources.map(({ id }) => id).sort()).toEqual(others.sort());
});

describe('the dead-man alarm', () => {
  const settings = VARIANTS['an existing log group'];

  it('sounds when no record reaches the log group for about an hour, and says nothing before the first came', () => {
    const logGroup = withTrail.only('AWS::Logs::SubscriptionFilter').Properties.LogGroupName;
    const [alarm, ...more] = alarmsOn(withTrail, 'IncomingLogEvents');
    expect(more).toEqual([]);
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'AWS/Logs',
      Dimensions: [{ Name: 'LogGroupName', Value: logGroup }],
      Statistic: 'Sum',
      Period: 900,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'missing',
      // No data is what CloudWatch Logs reports of a silent log group; a zero would say the same.
      InsufficientDataActions: [backstopOf(withTrail)],
      AlarmActions: [backstopOf(withTrail)],
    });
    // 3 periods, of which CloudWatch looks at up to 5: 45 to 75 minutes.
    const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = alarm?.Properties ?? {};
    expect([EvaluationPeriods, DatapointsToAlarm]).toEqual([3, 3]);
  });

  it('is there for a trail of the stack, and for an existing one when it is asked for', () => {
    expect(alarmsOn(template, 'IncomingLogEvents')).toEqual([]);
    expect(
      alarmsOn(templateOf({ ...VARIANTS['a trail of its own'], deadManAlarm: 'false' }), 'IncomingLogEvents'),
    ).toEqual([]);
    const [alarm] = alarmsOn(templateOf({ ...settings, deadManAlarm: 'true' }), 'IncomingLogEvents');
    expect(alarm?.Properties.Dimensions).toEqual([{ Name: 'LogGroupName', Value: 'my-trail' }]);
  });
});
