import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SETTINGS } from '../../infra/settings.ts';
import { KNOWN_SETTINGS } from '../../shared/blind-spots/deployed-settings.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { templateOf, VARIANTS } from './guard-app.ts';
import type { GuardTemplate } from './guard-template.ts';

const template = templateOf(VARIANTS['an existing log group']);
const withTopic = templateOf(VARIANTS['an existing, encrypted topic']);

describe('the outputs', () => {
  it('name what people and the command line need', () => {
    expect(Object.keys(template.json.Outputs as object)).toEqual([
      'AlertTopicArn',
      'BackstopTopicArn',
      'FunctionName',
      'CheckFunctionName',
      'FailureQueueUrl',
      'TableName',
      'LogGroupName',
      'Version',
      'Settings',
    ]);
    const { TableName } = template.json.Outputs as Record<string, { Value: unknown }>;
    expect(template.behind(TableName?.Value).Type).toBe('AWS::DynamoDB::Table');
    expect(template.json.Outputs).toMatchObject({ LogGroupName: { Value: 'my-trail' }, Version: { Value: '1.2.3' } });
  });

  it('name the ways to a chat where there are any', () => {
    const chat = templateOf(VARIANTS['Slack and Amazon Q Developer']);
    const outputs = chat.json.Outputs as Record<string, { Value: unknown }>;
    const added = ['SlackFunctionName', 'SlackQueueUrl', 'SlackFailureQueueUrl', 'ChatTopicArn'];
    expect(Object.keys(outputs).sort()).toEqual([...Object.keys(template.json.Outputs as object), ...added].sort());
    expect(added.map((name) => chat.behind(outputs[name]?.Value))).toEqual([
      chat.in('NotifySlack', 'AWS::Lambda::Function'),
      chat.in('NotifySlackQueue', 'AWS::SQS::Queue'),
      chat.in('NotifySlackFailures', 'AWS::SQS::Queue'),
      chat.in('AmazonQ', 'AWS::SNS::Topic'),
    ]);
  });

  it('show what was set, long texts by their digest, but addresses whole', () => {
    const settings = (of: GuardTemplate) => {
      const { Settings } = of.json.Outputs as Record<string, { Value: string }>;
      return JSON.parse(Settings?.Value ?? '');
    };
    expect(settings(template)).toEqual({ logGroupName: 'my-trail', emails: 'ops@example.com' });
    const given = VARIANTS['an existing, encrypted topic'];
    // The first 16 digits of `printf TEXT | sha256sum`.
    expect(settings(withTopic)).toEqual({
      ...given,
      topicKeyArn: 'sha256:da89cca8b0441577',
      consoleLinkTemplate: 'sha256:57acca96216c1c29',
    });
    const sixty = `management=role ${'x'.repeat(44)}`;
    const addresses = ['first', 'second', 'third', 'fourth'].map((name) => `${name}.person@example.com`).join(',');
    const more = { emails: addresses, ignoreCallers: sixty, selfCheck: 'on' };
    expect([sixty.length, addresses.length > 60]).toEqual([60, true]);
    expect(settings(templateOf({ createTrail: 'true', ...more }))).toEqual({ createTrail: 'true', ...more });
  });

  it('show of a setting what the function is told of it', () => {
    const { Settings } = withTopic.json.Outputs as Record<string, { Value: string }>;
    const shown: Record<string, string> = JSON.parse(Settings?.Value ?? '');
    const told = withTopic.in('DetectKeyUse', 'AWS::Lambda::Function').Properties.Environment.Variables;
    const both = Object.entries(ENVIRONMENT).filter(([name]) => name in shown);
    expect(both.map(([name]) => name)).toEqual(
      expect.arrayContaining(['accountNames', 'consoleLinkTemplate', 'runbookUrl', 'ownerTag', 'managementCalls']),
    );
    const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    for (const [name, variable] of both) expect([told[variable], digest(told[variable])]).toContain(shown[name]);
  });

  it('show no setting that the check for blind spots does not know', () =>
    expect([...KNOWN_SETTINGS].sort()).toEqual(SETTINGS.map(({ name }) => name).sort()));
});
