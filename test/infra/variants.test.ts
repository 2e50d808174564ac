import { describe, expect, it } from '@jest/globals';
import { Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { guardApp, templateOf, VARIANTS } from './guard-app.ts';
import { GuardTemplate, written } from './guard-template.ts';

const template = templateOf(VARIANTS['an existing log group']);
const withTrail = templateOf(VARIANTS['a trail of its own']);
const withTopic = templateOf(VARIANTS['an existing, encrypted topic']);

describe('a trail of its own', () => {
  it('sees every management event, read and write, in every Region, and no service is left out', () => {
    expect(withTrail.only('AWS::CloudTrail::Trail').Properties).toMatchObject({
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      // Exactly this: no ExcludeManagementEventSources, which could name kms.amazonaws.com.
      EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All' }],
    });
    expect(withTrail.only('AWS::CloudTrail::Trail').Properties.AdvancedEventSelectors).toBeUndefined();
  });

  it('delivers to a log group of class Standard that filters and stream read, kept for 90 days', () => {
    const [filter] = withTrail.ofType('AWS::Logs::SubscriptionFilter');
    const logGroup = withTrail.behind(filter?.Properties.LogGroupName);
    expect(logGroup).toMatchObject({
      Properties: { LogGroupClass: 'STANDARD', RetentionInDays: 90 },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    const trail = withTrail.only('AWS::CloudTrail::Trail').Properties;
    expect(withTrail.behind(trail.CloudWatchLogsLogGroupArn)).toBe(logGroup);
    for (const { Properties } of withTrail.ofType('AWS::Logs::MetricFilter')) {
      expect(withTrail.behind(Properties.LogGroupName)).toBe(logGroup);
    }
  });

  it('keeps its files in a private bucket, over TLS only, for 90 days, and when the stack goes', () => {
    const bucket = withTrail.only('AWS::S3::Bucket');
    expect(bucket).toMatchObject({
      Properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: { Rules: [expect.objectContaining({ ExpirationInDays: 90, Status: 'Enabled' })] },
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    expect(withTrail.policyOf('AWS::S3::BucketPolicy', bucket)).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  it('is not there without being asked for', () => expect(template.ofType('AWS::CloudTrail::Trail')).toEqual([]));
});

describe('an existing topic', () => {
  it('is published to, its key used, and nothing about it changed', () => {
    expect(withTopic.ofType('AWS::SNS::Topic').length).toBe(1);
    expect(withTopic.rights()).toEqual(
      expect.arrayContaining([
        'sns:Publish on arn:aws:sns:eu-west-1:111122223333:alerts',
        'kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        'kms:GenerateDataKey* on arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      ]),
    );
    expect(template.rights().filter((right) => /Decrypt|GenerateDataKey/.test(right))).toEqual([]);
    const policies = withTopic.ofType('AWS::SNS::TopicPolicy');
    expect(policies.map(({ Properties }) => withTopic.behind(Properties.Topics[0]).Properties.DisplayName)).toEqual([
      'KMS Deletion Guard backstop',
    ]);
  });
});

describe('a dashboard', () => {
  const body = written(withTopic.only('AWS::CloudWatch::Dashboard').Properties.DashboardBody);
  // biome-ignore lint/suspicious/noExplicitAny: as with a resource's properties, each test says what it wants.
  const widgets: readonly { type: string; properties: Record<string, any> }[] = JSON.parse(body).widgets;
  const titled = (title: string) => {
    const found = widgets.find(({ properties }) => properties.title === title);
    if (found === undefined) throw new Error(`wanted a widget ${title}`);
    return found.properties;
  };
  /** Each metric of a graph as namespace, name, dimensions, statistic. */
  const metricsOf = (title: string) =>
    titled(title).metrics.map((metric: readonly unknown[]) => [
      ...metric.slice(0, -1),
      (metric.at(-1) as { readonly stat: string }).stat,
    ]);
  const own = (name: string, statistic: string) => [
    ...['KmsDeletionGuard', name, 'Stack', 'KmsDeletionGuard'],
    statistic,
  ];

  it('is not there without being asked for', () => {
    for (const without of [template, withTrail]) expect(without.ofType('AWS::CloudWatch::Dashboard')).toEqual([]);
  });

  it("asks for refusals by key in the function's own log group, and reads no other", () => {
    const logGroup = withTopic.in('DetectKeyUse', 'AWS::Logs::LogGroup');
    const queries = widgets.filter(({ type }) => type === 'log').map(({ properties }) => properties.query);
    expect(queries).toEqual([
      `SOURCE '\${${logGroup.id}}' | filter message = "key"\n| stats sum(findings) as refusals by keyArn\n| sort refusals desc`,
    ]);
    expect(body).not.toContain('my-trail');
  });

  it('shows what was sent and what was not, how late, and what failed', () => {
    expect(metricsOf('Sent, counted, silenced')).toEqual([
      own('MessagesSent', 'Sum'),
      own('Counted', 'Sum'),
      own('Silenced', 'Sum'),
    ]);
    expect(metricsOf('Milliseconds from refusal to function, to alert')).toEqual([
      own('DeliveryLag', 'Maximum'),
      own('DeliveryLag', 'p90'),
      own('PublishLatency', 'Maximum'),
      own('PublishLatency', 'p90'),
    ]);
    const queue = withTopic.only('AWS::SQS::Queue').id;
    expect(metricsOf('Failure queue')).toEqual([
      ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', `\${${queue}.QueueName}`, 'Maximum'],
    ]);
  });

  it('shows the state of every alarm', () => {
    const arns = withTopic.ofType('AWS::CloudWatch::Alarm').map(({ id }) => `\${${id}.Arn}`);
    expect([...titled('Alarms').alarms].sort()).toEqual([...arns].sort());
  });
});

describe("what CDK's users expect", () => {
  it('tags reach all that can be tagged', () => {
    const { app, stack } = guardApp(VARIANTS['a trail of its own']);
    Tags.of(app).add('cost-centre', '42');
    const tagged = new GuardTemplate(Template.fromStack(stack).toJSON()).resources.filter(({ Properties }) =>
      JSON.stringify(Properties?.Tags ?? []).includes('cost-centre'),
    );
    expect(new Set(tagged.map(({ Type }) => Type))).toEqual(
      new Set([
        'AWS::CloudTrail::Trail',
        'AWS::CloudWatch::Alarm',
        'AWS::DynamoDB::Table',
        'AWS::Events::Rule',
        'AWS::IAM::Role',
        'AWS::Lambda::Function',
        'AWS::Logs::LogGroup',
        'AWS::S3::Bucket',
        'AWS::SNS::Topic',
        'AWS::SQS::Queue',
      ]),
    );
  });

  it('a permissions boundary reaches every role', () => {
    const boundary = { '@aws-cdk/core:permissionsBoundary': { name: 'developers' } };
    const roles = templateOf({ ...VARIANTS['a trail of its own'], ...boundary }).ofType('AWS::IAM::Role');
    expect(roles.length).toBe(3);
    for (const { Properties } of roles) expect(JSON.stringify(Properties.PermissionsBoundary)).toContain('developers');
  });
});
