import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { readConfig } from '../../functions/detect-key-use/config.ts';
import { guardApp, templateOf, VARIANTS } from './guard-app.ts';
import { GuardTemplate, type Resource } from './guard-template.ts';

const template = templateOf(VARIANTS['an existing log group']);
const withTopic = templateOf(VARIANTS['an existing, encrypted topic']);
const backstop = template.only('AWS::SNS::Topic', ({ Properties }) => Properties.DisplayName.includes('backstop'));
const alarmOn = (metricName: string): Resource =>
  template.only('AWS::CloudWatch::Alarm', ({ Properties }) => Properties.MetricName === metricName);

it('is the same as before', () => {
  // The hash of a function that is not bundled follows the folder that the tests run in.
  const json = JSON.stringify(template.json).replaceAll(/[0-9a-f]{64}\.zip/g, 'code.zip');
  expect(JSON.parse(json)).toMatchSnapshot();
});

describe('the documented alarm', () => {
  it("is AWS's, letter for letter", () => {
    const transformation = { MetricNamespace: 'CloudTrailLogMetrics', MetricName: 'KMSKeyPendingDeletionErrorCount' };
    expect(template.ofType('AWS::Logs::MetricFilter').map(({ Properties }) => Properties)).toContainEqual({
      LogGroupName: 'my-trail',
      FilterPattern: '{ $.eventSource = kms* && $.errorMessage = "* is pending deletion."}',
      // No DefaultValue.
      MetricTransformations: [{ ...transformation, MetricValue: '1' }],
    });
    expect(alarmOn('KMSKeyPendingDeletionErrorCount').Properties).toEqual({
      AlarmName: 'KMSKeyPendingDeletionErrorAlarm',
      AlarmDescription: expect.stringContaining('docs/runbook.md'),
      Namespace: 'CloudTrailLogMetrics',
      MetricName: 'KMSKeyPendingDeletionErrorCount',
      Statistic: 'Sum',
      Period: 300,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: backstop.id }],
    });
  });

  it('has a wide one beside it, the same but for pattern and name', () => {
    const wide = '{ ($.errorMessage = "*is pending deletion*") || ($.errorMessage = "*is pending replica deletion*") }';
    const patterns = template.ofType('AWS::Logs::MetricFilter').map(({ Properties }) => Properties.FilterPattern);
    expect(patterns).toContain(wide);
    expect(template.only('AWS::Logs::SubscriptionFilter').Properties.FilterPattern).toBe(wide);
    expect(alarmOn('KMSKeyPendingDeletionAnyErrorCount').Properties).toEqual({
      ...alarmOn('KMSKeyPendingDeletionErrorCount').Properties,
      AlarmName: 'KMSKeyPendingDeletionErrorAlarm-wide',
      AlarmDescription: expect.stringContaining('docs/runbook.md'),
      MetricName: 'KMSKeyPendingDeletionAnyErrorCount',
    });
  });

  it('leads to the runbook of the owner where there is one', () => {
    const descriptions = withTopic
      .ofType('AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties.AlarmDescription);
    expect(descriptions.filter((text) => text.endsWith('If none came: https://wiki.example.com/kms'))).toHaveLength(2);
  });

  it('leads, as every alarm, to a section of the runbook that is there', () => {
    const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
    const chat = templateOf(VARIANTS['Slack and Amazon Q Developer']);
    for (const { Properties } of [template, chat].flatMap((one) => one.ofType('AWS::CloudWatch::Alarm'))) {
      const section = /docs\/runbook\.md, "(.+)"\.$/.exec(Properties.AlarmDescription)?.[1];
      expect(runbook).toContain(`\n## ${section}\n`);
    }
  });

  it('takes another name in a second deployment, and the stack with it', () => {
    const context = { alarmName: 'second', metricNamespace: 'Second', stackName: 'SecondGuard' };
    const { stack } = guardApp({ ...VARIANTS['an existing log group'], ...context });
    const second = new GuardTemplate(Template.fromStack(stack).toJSON());
    const names = (property: string) => second.ofType('AWS::CloudWatch::Alarm').map((it) => it.Properties[property]);
    expect(names('AlarmName')).toEqual(expect.arrayContaining(['second', 'second-wide']));
    expect(names('Namespace')).toEqual(expect.arrayContaining(['Second', 'Second']));
    expect(names('Namespace')).not.toContain('CloudTrailLogMetrics');
    expect([stack.stackName, stack.templateFile]).toEqual(['SecondGuard', 'KmsDeletionGuard.template.json']);
  });
});

describe("the alarms on the guard's own figures", () => {
  const own = {
    Namespace: 'KmsDeletionGuard',
    Dimensions: [{ Name: 'Stack', Value: 'KmsDeletionGuard' }],
    Statistic: 'Sum',
    Period: 300,
    Threshold: 1,
    AlarmActions: [{ Ref: backstop.id }],
  };

  it('tell when 3 of the last 5 periods are without a sweep, and read no data as no sweep', () => {
    expect(alarmOn('SweepRan')).toMatchObject({
      Properties: {
        ...own,
        ComparisonOperator: 'LessThanThreshold',
        EvaluationPeriods: 3,
        DatapointsToAlarm: 1,
        TreatMissingData: 'breaching',
      },
      DependsOn: expect.arrayContaining([template.in('Sweep', 'AWS::Events::Rule').id]),
    });
  });

  it('tell of a single record that is unaccounted for, and read no data as none', () => {
    expect(alarmOn('Unaccounted').Properties).toMatchObject({
      ...own,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it('ask for the figures of their own stack', () => {
    const { stack } = guardApp({ ...VARIANTS['an existing log group'], stackName: 'SecondGuard' });
    const second = new GuardTemplate(Template.fromStack(stack).toJSON());
    const { Environment } = second.in('DetectKeyUse', 'AWS::Lambda::Function').Properties;
    const dimensions = second.ofType('AWS::CloudWatch::Alarm').flatMap(({ Properties }) => Properties.Dimensions ?? []);
    const stacks = dimensions.filter(({ Name }) => Name === 'Stack').map(({ Value }) => Value);
    expect(stacks.length).toBe(3);
    expect(new Set([Environment.Variables.GUARD_STACK_NAME, ...stacks])).toEqual(new Set(['SecondGuard']));
  });
});

describe('the sweep', () => {
  const rule = template.in('Sweep', 'AWS::Events::Rule');

  it('calls the function every 5 minutes with what tells a sweep from records, and gives up when the next is due', () => {
    expect(rule.Properties).toMatchObject({ ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED' });
    const [target, ...more] = rule.Properties.Targets;
    expect(more).toEqual([]);
    expect(template.behind(target.Arn)).toBe(template.in('DetectKeyUse', 'AWS::Lambda::Function'));
    expect(target).toMatchObject({
      Input: '{"sweep":true}',
      RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 2 },
    });
  });
});

describe('the table of incidents', () => {
  it('is paid by request, keyed by text alone, forgets by itself, and goes with the stack', () => {
    const { Properties, ...policies } = template.only('AWS::DynamoDB::Table');
    // All of them: no index, no stream, no copy in another Region, no encryption under a key of the customer.
    expect(Properties).toEqual({
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    expect(policies).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });
});

describe('the function detect-key-use', () => {
  it('is told by its environment what it reads there', () => {
    const variablesOf = (from: GuardTemplate) =>
      from.in('DetectKeyUse', 'AWS::Lambda::Function').Properties.Environment.Variables;
    const deployed = (from: GuardTemplate): Record<string, string> => ({
      ...variablesOf(from),
      GUARD_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts',
      GUARD_OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/own',
      GUARD_TABLE_NAME: 'KmsDeletionGuard-Incidents',
    });
    expect(template.behind(variablesOf(template).GUARD_TOPIC_ARN).Properties.DisplayName).toBe('KMS Deletion Guard');
    expect(template.behind(variablesOf(template).GUARD_OWN_ROLE_ARN).Type).toBe('AWS::IAM::Role');
    expect(template.behind(variablesOf(template).GUARD_TABLE_NAME).Type).toBe('AWS::DynamoDB::Table');
    expect(Object.keys(variablesOf(template)).sort()).toEqual([
      'GUARD_OWN_ROLE_ARN',
      'GUARD_STACK_NAME',
      'GUARD_TABLE_NAME',
      'GUARD_TOPIC_ARN',
    ]);
    expect(variablesOf(withTopic)).toMatchObject({
      GUARD_WINDOW_MINUTES: '30',
      GUARD_IGNORE_CALLERS: 'management=role crossplane-*,delegation=user auditor',
    });
    expect(readConfig(deployed(template))).toMatchObject({ stackName: 'KmsDeletionGuard', managementCalls: 'notify' });
    expect(readConfig(deployed(withTopic))).toMatchObject({
      topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
      stackName: 'KmsDeletionGuard',
      ownRoleArn: 'arn:aws:iam::111122223333:role/own',
      accountNames: { '111122223333': 'payments-prod', '444455556666': 'ledger' },
      consoleLinkTemplate: VARIANTS['an existing, encrypted topic'].consoleLinkTemplate,
      runbookUrl: 'https://wiki.example.com/kms',
      ownerTag: 'team',
      managementCalls: 'ignore',
    });
  });

  it('may use 60 seconds and 512 MB, and is tried three times within six hours', () => {
    expect(template.in('DetectKeyUse', 'AWS::Lambda::Function').Properties).toMatchObject({
      Timeout: 60,
      MemorySize: 512,
    });
    expect(template.in('DetectKeyUse', 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21600,
    });
  });
});

const warningsOf = (context: Record<string, string>) =>
  guardApp({ logGroupName: 'my-trail', ...context })
    .stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning')
    .map(({ data }) => data);

describe('people', () => {
  it('are subscribed to both topics, each address by e-mail', () => {
    const subscriptions = withTopic.ofType('AWS::SNS::Subscription').map(({ Properties }) => Properties);
    expect(subscriptions.map(({ Endpoint, Protocol }) => `${Protocol} ${Endpoint}`).sort()).toEqual([
      'email kms@example.com',
      'email kms@example.com',
      'email ops@example.com',
      'email ops@example.com',
    ]);
    expect(new Set(subscriptions.map(({ TopicArn }) => JSON.stringify(TopicArn))).size).toBe(2);
  });

  it('are warned when nobody is subscribed', () => {
    expect(warningsOf({})).toEqual([expect.stringContaining('emails: got none, so that nobody is subscribed')]);
  });

  it('are warned when a chat is the only way to them', () => {
    for (const chat of [
      { slackWebhookParameter: 'webhook' },
      { slackWorkspaceId: 'T0123ABCDEF', slackChannelId: 'C0123ABCDEF' },
    ]) {
      expect(warningsOf(chat)).toEqual([expect.stringMatching(/chat is the only way .* second, independent one/)]);
      expect(warningsOf({ ...chat, emails: 'ops@example.com' })).toEqual([]);
    }
  });
});
