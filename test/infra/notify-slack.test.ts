import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { templateOf, VARIANTS } from './guard-app.ts';
import type { GuardTemplate } from './guard-template.ts';

const settings = VARIANTS['Slack and Amazon Q Developer'];
const template = templateOf(settings);
const backstop = template.only(
  'AWS::SNS::Topic',
  ({ Properties }) => Properties.DisplayName === 'KMS Deletion Guard backstop',
);
const DAY = 24 * 3600;

describe('the way to Slack', () => {
  const queue = template.in('NotifySlackQueue', 'AWS::SQS::Queue');
  const failures = template.in('NotifySlackFailures', 'AWS::SQS::Queue');
  const one = template.in('NotifySlack', 'AWS::Lambda::Function');
  const subscribed = (of: GuardTemplate) =>
    of.ofType('AWS::SNS::Subscription').filter(({ id }) => /^NotifySlack/.test(id));

  it('keeps a message for four days and 50 tries, and what failed for 14 days', () => {
    expect(queue.Properties).toMatchObject({
      MessageRetentionPeriod: 4 * DAY,
      VisibilityTimeout: 360,
      RedrivePolicy: { maxReceiveCount: 50 },
    });
    expect(template.behind(queue.Properties.RedrivePolicy.deadLetterTargetArn)).toBe(failures);
    expect(failures.Properties.MessageRetentionPeriod).toBe(14 * DAY);
    expect(failures.Properties).not.toHaveProperty('RedrivePolicy');
  });

  it('takes what both topics send, in the envelope of SNS, and nothing of anybody else', () => {
    const topics = [template.in('Alerts', 'AWS::SNS::Topic'), backstop];
    for (const { Properties } of subscribed(template)) {
      expect(Properties).toMatchObject({ Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': [queue.id, 'Arn'] } });
      expect(Object.keys(Properties).sort()).toEqual(['Endpoint', 'Protocol', 'TopicArn']);
    }
    expect(
      subscribed(template)
        .map(({ Properties }) => template.behind(Properties.TopicArn).id)
        .sort(),
    ).toEqual(topics.map(({ id }) => id).sort());
    const allowed = template.policyOf('AWS::SQS::QueuePolicy', queue).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toHaveLength(2);
    expect(allowed).toEqual(
      expect.arrayContaining(
        topics.map(({ id }) => ({
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 'sns.amazonaws.com' },
          Resource: { 'Fn::GetAtt': [queue.id, 'Arn'] },
          Condition: { ArnEquals: { 'aws:SourceArn': { Ref: id } } },
        })),
      ),
    );
    const ofFailures = template.policyOf('AWS::SQS::QueuePolicy', failures);
    expect(ofFailures.filter(({ Effect }) => Effect === 'Allow')).toEqual([]);
  });

  it('is told by an existing topic too, also of another Region and account', () => {
    const topicArn = 'arn:aws:sns:us-east-1:444455556666:alerts';
    const imported = templateOf({ ...settings, topicArn });
    const target = imported.in('NotifySlackQueue', 'AWS::SQS::Queue');
    expect(subscribed(imported).map(({ Properties }) => Properties)).toContainEqual({
      TopicArn: topicArn,
      Region: 'us-east-1',
      Protocol: 'sqs',
      Endpoint: { 'Fn::GetAtt': [target.id, 'Arn'] },
    });
    expect(imported.policyOf('AWS::SQS::QueuePolicy', target)).toContainEqual(
      expect.objectContaining({ Condition: { ArnEquals: { 'aws:SourceArn': topicArn } } }),
    );
  });

  it('hands five messages at once to at most two functions, which say which of them failed', () => {
    const { Properties } = template.only('AWS::Lambda::EventSourceMapping');
    expect(Properties).toEqual({
      EventSourceArn: { 'Fn::GetAtt': [queue.id, 'Arn'] },
      FunctionName: { Ref: one.id },
      BatchSize: 5,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('has 60 seconds, a sixth of the time for which a message is hidden, and no retries of its own', () => {
    expect(one.Properties).toMatchObject({ Timeout: 60, MemorySize: 256 });
    expect(one.Properties.Timeout * 6).toBe(queue.Properties.VisibilityTimeout);
    expect(template.ofType('AWS::Lambda::EventInvokeConfig').filter(({ id }) => /^NotifySlack/.test(id))).toEqual([]);
  });

  it('knows its queues, whom it mentions, and the name of the parameter, and no webhook', () => {
    expect(one.Properties.Environment.Variables).toEqual({
      [ENVIRONMENT.ownRoleArn]: { 'Fn::GetAtt': [template.in('NotifySlack', 'AWS::IAM::Role').id, 'Arn'] },
      [ENVIRONMENT.stackName]: 'KmsDeletionGuard',
      [ENVIRONMENT.slackQueueUrl]: { Ref: queue.id },
      [ENVIRONMENT.slackFailureQueueUrl]: { Ref: failures.id },
      [ENVIRONMENT.slackWebhookParameter]: '/kms-deletion-guard/slack-webhook',
      [ENVIRONMENT.slackWebhookHosts]: 'chat.example.com,chat.example.com:8443',
      [ENVIRONMENT.slackMention]: 'here',
    });
    const others = template.ofType('AWS::Lambda::Function').filter((each) => each !== one);
    for (const { Properties } of others) expect(JSON.stringify(Properties.Environment)).not.toContain('GUARD_SLACK');
    expect(JSON.stringify(template.json)).not.toMatch(/hooks\.slack|resolve:ssm/);
  });

  it('may take from its queue, send to its failure queue and read the one parameter, and nothing else', () => {
    const log = template.in('NotifySlack', 'AWS::Logs::LogGroup').id;
    const parameter = `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/kms-deletion-guard/slack-webhook`;
    const wanted = [
      ...['CreateLogStream', 'PutLogEvents'].map((action) => `logs:${action} on \${${log}.Arn}`),
      ...['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map(
        (action) => `sqs:${action} on \${${queue.id}.Arn}`,
      ),
      `sqs:SendMessage on \${${failures.id}.Arn}`,
      `ssm:GetParameter on ${parameter}`,
    ];
    expect(template.rights('NotifySlack')).toEqual(wanted.sort());
    const flat = templateOf({ ...settings, slackWebhookParameter: 'webhook' }).rights('NotifySlack');
    expect(flat).toContain(
      parameter.replace('kms-deletion-guard/slack-webhook', 'webhook').replace(/^/, 'ssm:GetParameter on '),
    );
  });

  it('is there when asked for alone, and Amazon Q Developer with it only when asked for too', () => {
    const types = (context: Record<string, string>) =>
      new Set(
        templateOf({ ...VARIANTS['an existing log group'], ...context }).resources.map(
          ({ id }) => id.match(/^(NotifySlack|AmazonQ)/)?.[0],
        ),
      );
    expect(types({})).toEqual(new Set([undefined]));
    expect(types({ slackWebhookParameter: 'webhook' })).toEqual(new Set([undefined, 'NotifySlack']));
    expect(types({ slackWorkspaceId: 'T0123ABCDEF', slackChannelId: 'C0123ABCDEF' })).toEqual(
      new Set([undefined, 'AmazonQ']),
    );
  });
});
