import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { templateOf, VARIANTS } from './guard-app.ts';
import { written } from './guard-template.ts';

const settings = VARIANTS['Slack and Amazon Q Developer'];
const template = templateOf(settings);
const plain = templateOf(VARIANTS['an existing log group']);
const backstop = template.only(
  'AWS::SNS::Topic',
  ({ Properties }) => Properties.DisplayName === 'KMS Deletion Guard backstop',
);

describe('Amazon Q Developer', () => {
  const topic = template.in('AmazonQ', 'AWS::SNS::Topic');
  const role = template.in('AmazonQ', 'AWS::IAM::Role');
  const common = {
    IamRoleArn: { 'Fn::GetAtt': [role.id, 'Arn'] },
    SnsTopicArns: [{ Ref: topic.id }, { Ref: backstop.id }],
    // Without one it is AdministratorAccess.
    GuardrailPolicies: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/ReadOnlyAccess']] }],
    LoggingLevel: 'ERROR',
    UserRoleRequired: false,
  };

  it('shows its own topic and the backstop in the channels, and lets nobody do more than read', () => {
    expect(template.only('AWS::Chatbot::SlackChannelConfiguration').Properties).toEqual({
      ...common,
      // One account has one such name in all Regions.
      ConfigurationName: { 'Fn::Join': ['', ['KmsDeletionGuard-', { Ref: 'AWS::Region' }]] },
      SlackWorkspaceId: 'T0123ABCDEF',
      SlackChannelId: 'C0123ABCDEF',
    });
    expect(template.only('AWS::Chatbot::MicrosoftTeamsChannelConfiguration').Properties).toEqual({
      ...common,
      ConfigurationName: { 'Fn::Join': ['', ['KmsDeletionGuard-', { Ref: 'AWS::Region' }, '-teams']] },
      TeamsTenantId: settings.teamsTenantId,
      TeamId: settings.teamsTeamId,
      TeamsChannelId: settings.teamsChannelId,
    });
  });

  it('has a role that only it takes on, and that may do nothing', () => {
    expect(template.rights('AmazonQ')).toEqual([]);
    expect(Object.keys(role.Properties).sort()).toEqual(['AssumeRolePolicyDocument', 'Description']);
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'chatbot.amazonaws.com' } },
    ]);
  });

  it('is told by both functions that make alerts, and is not subscribed to the alert topic', () => {
    for (const construct of ['DetectKeyUse', 'CheckBlindSpots']) {
      const { Variables } = template.in(construct, 'AWS::Lambda::Function').Properties.Environment;
      expect(Variables[ENVIRONMENT.chatTopicArn]).toEqual({ Ref: topic.id });
      expect(template.rights(construct)).toContain(`sns:Publish on \${${topic.id}}`);
      const without = plain.in(construct, 'AWS::Lambda::Function').Properties.Environment.Variables;
      expect(without).not.toHaveProperty(ENVIRONMENT.chatTopicArn);
    }
    expect(
      template.ofType('AWS::SNS::Subscription').some(({ Properties }) => template.leadsTo(Properties, topic)),
    ).toBe(false);
  });

  it('has an alarm when its topic did not take an alert, which takes the other way, and is on the dashboard', () => {
    const alarm = template.in('AmazonQ', 'AWS::CloudWatch::Alarm');
    expect(alarm.Properties).toEqual({
      AlarmDescription: expect.stringContaining('docs/runbook.md, "The chat topic did not take alerts"'),
      Namespace: 'KmsDeletionGuard',
      MetricName: 'ChatNotSent',
      Dimensions: [{ Name: 'Stack', Value: 'KmsDeletionGuard' }],
      Statistic: 'Sum',
      Period: 300,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: backstop.id }],
    });
    const dashboard = template.only('AWS::CloudWatch::Dashboard').Properties.DashboardBody;
    expect(written(dashboard)).toContain(`\${${alarm.id}.Arn}`);
    const names = plain.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.MetricName);
    expect(names).not.toContain('ChatNotSent');
  });

  it('is there for the channels that are set alone', () => {
    const { teamsTenantId, teamsTeamId, teamsChannelId, slackWorkspaceId, slackChannelId } = settings;
    const kinds = (chat: Record<string, string>) =>
      templateOf({ ...VARIANTS['an existing log group'], ...chat })
        .resources.map(({ Type }) => Type)
        .filter((type) => type.startsWith('AWS::Chatbot'));
    expect(kinds({ slackWorkspaceId, slackChannelId })).toEqual(['AWS::Chatbot::SlackChannelConfiguration']);
    expect(kinds({ teamsTenantId, teamsTeamId, teamsChannelId })).toEqual([
      'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
    ]);
  });
});
