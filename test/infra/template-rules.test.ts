import { describe, expect, it } from '@jest/globals';
import { templateOf, VARIANTS } from './guard-app.ts';

const TLS_ONLY = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

// All that a role may do on more than one named resource; a new line here is a decision. Two calls know no resource (sources in
// infra/constructs/detect-key-use.ts), and any key of this account may be the one that is pending deletion.
const ON_MANY_RESOURCES = [
  'cloudtrail:LookupEvents on *',
  'kms:ListAliases on *',
  `kms:DescribeKey on arn:\${AWS::Partition}:kms:*:*:key/*`,
  `kms:GetKeyLastUsage on arn:\${AWS::Partition}:kms:*:\${AWS::AccountId}:key/*`,
  `kms:ListResourceTags on arn:\${AWS::Partition}:kms:*:\${AWS::AccountId}:key/*`,
].sort();
// Outsiders must know these.
const NAMED = ['AWS::CloudWatch::Alarm AlarmName', 'AWS::Logs::SubscriptionFilter FilterName'];

describe.each(Object.entries(VARIANTS))('the template for %s', (_name, context) => {
  const template = templateOf(context);
  const text = JSON.stringify(template.json);

  it('gives nobody all actions of a service, and all resources only where it is listed', () => {
    const rights = template.rights();
    expect(rights.filter((right) => /^(\S+:)?\* on /.test(right))).toEqual([]);
    expect(rights.filter((right) => right.split(' on ')[1]?.includes('*')).sort()).toEqual(ON_MANY_RESOURCES);
    expect(template.resources.flatMap(({ Properties }) => Properties?.ManagedPolicyArns ?? [])).toEqual([]);
  });

  it('can neither rescue a key nor harm one', () => {
    for (const action of [
      'CancelKeyDeletion',
      'EnableKey',
      'ScheduleKeyDeletion',
      'DisableKey',
      'PutKeyPolicy',
      'CreateGrant',
    ])
      expect(text).not.toContain(action);
  });

  it('has no alarm whose action is not let through by its topic', () => {
    const alarms = template.ofType('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBe(4);
    for (const { Properties } of alarms) {
      expect(Properties.ActionsEnabled).not.toBe(false);
      expect(Properties.AlarmActions.length).toBe(1);
      const topic = template.behind(Properties.AlarmActions[0]);
      expect(topic.Properties.DisplayName).toBe('KMS Deletion Guard backstop');
      expect(template.policyOf('AWS::SNS::TopicPolicy', topic)).toContainEqual(
        expect.objectContaining({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Resource: { Ref: topic.id },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      );
    }
  });

  it('takes messages over TLS only, and lets CloudWatch publish to every topic that it makes', () => {
    for (const topic of template.ofType('AWS::SNS::Topic')) {
      const policy = template.policyOf('AWS::SNS::TopicPolicy', topic);
      expect(policy).toContainEqual(expect.objectContaining(TLS_ONLY));
      expect(policy.map(({ Principal }) => Principal)).toContainEqual({ Service: 'cloudwatch.amazonaws.com' });
    }
    for (const queue of template.ofType('AWS::SQS::Queue')) {
      expect(template.policyOf('AWS::SQS::QueuePolicy', queue)).toContainEqual(expect.objectContaining(TLS_ONLY));
      expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
    }
  });

  it('gives every function Node.js 24 on arm64, a log group that forgets, a failure path and alarms on it', () => {
    const functions = template.ofType('AWS::Lambda::Function');
    expect(functions.length).toBe(1);
    for (const one of functions) {
      expect(one.Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      const logGroup = template.behind(one.Properties.LoggingConfig.LogGroup);
      expect(logGroup.Properties.RetentionInDays).toBeGreaterThan(0);
      const onFailure = template.only('AWS::Lambda::EventInvokeConfig', (config) =>
        template.leadsTo(config.Properties.FunctionName, one),
      ).Properties.DestinationConfig.OnFailure.Destination;
      const queue = template.behind(onFailure);
      expect([queue.Type, queue.Properties.MessageRetentionPeriod]).toEqual(['AWS::SQS::Queue', 14 * 24 * 3600]);
      expect(template.rights()).toEqual(
        expect.arrayContaining([
          `sqs:SendMessage on \${${queue.id}.Arn}`,
          `logs:PutLogEvents on \${${logGroup.id}.Arn}`,
        ]),
      );
      const watched = template
        .ofType('AWS::CloudWatch::Alarm')
        .filter(({ Properties: { Dimensions } }) =>
          [queue, one].some((resource) => template.leadsTo(Dimensions, resource)),
        );
      expect(watched.map(({ Properties }) => Properties.MetricName).sort()).toEqual([
        'ApproximateNumberOfMessagesVisible',
        'DestinationDeliveryFailures',
      ]);
    }
  });

  it('lets records flow only when all that must catch them stands', () => {
    const filter = template.only('AWS::Logs::SubscriptionFilter');
    expect([filter.id, filter.Properties.FilterName]).toEqual(['SubscriptionFilter', 'kms-deletion-guard']);
    const before = [
      'AWS::CloudWatch::Alarm',
      'AWS::IAM::Policy',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::MetricFilter',
      'AWS::SNS::Subscription',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
    ].flatMap((type) => template.ofType(type).filter(({ id }) => !id.startsWith('ManagementTrail')));
    const own = template.behind(template.only('AWS::Lambda::Function').Properties.LoggingConfig.LogGroup);
    expect(filter.DependsOn).toEqual(expect.arrayContaining([...before, own].map(({ id }) => id)));
  });

  it('lets the log group of this account call the function, and nobody else', () => {
    const { Properties } = template.only('AWS::Lambda::Permission');
    expect(Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'logs.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
    const logGroup = template.only('AWS::Logs::SubscriptionFilter').Properties.LogGroupName;
    if (typeof logGroup === 'string')
      expect(JSON.stringify(Properties.SourceArn)).toContain(`:log-group:${logGroup}:*`);
    else expect(Properties.SourceArn).toEqual({ 'Fn::GetAtt': [logGroup.Ref, 'Arn'] });
  });

  it('needs no key that could itself be pending deletion', () => {
    expect(text).not.toMatch(/KmsMasterKeyId|KmsKeyId|KMSKeyArn|KMSMasterKeyID|AWS::KMS::/);
  });

  it('runs no code of CDK, and nothing that polls', () => {
    const types = template.resources.map(({ Type }) => Type);
    expect(types.filter((type) => /^Custom::|CustomResource|EventSourceMapping|Rule$|Schedule/.test(type))).toEqual([]);
  });

  it('fits any partition, Region and account', () => {
    const { topicArn, topicKeyArn } = { topicArn: '', topicKeyArn: '', ...context };
    const own = [topicArn, topicKeyArn]
      .filter((arn) => arn !== '')
      .reduce((rest, arn) => rest.replaceAll(arn, ''), text);
    expect(own).not.toMatch(/arn:aws|[a-z]{2}-[a-z]+-\d\b/);
  });

  it('names nothing that need not have a name', () => {
    const named = template.resources.flatMap(({ Type, Properties }) =>
      ['AlarmName', 'BucketName', 'FilterName', 'FunctionName', 'QueueName', 'RoleName', 'TopicName', 'TrailName']
        .filter((name) => typeof Properties?.[name] === 'string')
        .map((name) => `${Type} ${name}`),
    );
    expect([...new Set(named)].sort()).toEqual(NAMED);
  });
});
