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

  it('lets the function keep incidents in its own table and list the silences, and nothing else there', () => {
    const table = template.only('AWS::DynamoDB::Table').id;
    expect(template.rights().filter((right) => /^(not )?(dynamodb|ssm):/.test(right))).toEqual([
      `dynamodb:GetItem on \${${table}.Arn}`,
      `dynamodb:PutItem on \${${table}.Arn}`,
      `dynamodb:Scan on \${${table}.Arn}`,
      `dynamodb:UpdateItem on \${${table}.Arn}`,
      // Without a slash or a star at the end: the path that is asked for, not the parameters below it.
      `ssm:GetParametersByPath on arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/kms-deletion-guard/silences`,
    ]);
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
    expect(alarms.length).toBe(6);
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
      'AWS::DynamoDB::Table',
      'AWS::Events::Rule',
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

  it('lets the log group of this account and the rule of the sweep call the function, and nobody else', () => {
    const callers = template.ofType('AWS::Lambda::Permission').map(({ Properties }) => Properties.Principal);
    expect([...callers].sort()).toEqual(['events.amazonaws.com', 'logs.amazonaws.com']);
    const calledBy = (service: string) =>
      template.only('AWS::Lambda::Permission', ({ Properties }) => Properties.Principal === service).Properties;

    const byLogs = calledBy('logs.amazonaws.com');
    expect(byLogs).toMatchObject({
      Action: 'lambda:InvokeFunction',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
    const logGroup = template.only('AWS::Logs::SubscriptionFilter').Properties.LogGroupName;
    if (typeof logGroup === 'string') expect(JSON.stringify(byLogs.SourceArn)).toContain(`:log-group:${logGroup}:*`);
    else expect(byLogs.SourceArn).toEqual({ 'Fn::GetAtt': [logGroup.Ref, 'Arn'] });

    const byRule = calledBy('events.amazonaws.com');
    expect(byRule.Action).toBe('lambda:InvokeFunction');
    expect(byRule.SourceArn).toEqual({ 'Fn::GetAtt': [template.only('AWS::Events::Rule').id, 'Arn'] });
  });

  it('needs no key that could itself be pending deletion', () => {
    expect(text).not.toMatch(/KmsMasterKeyId|KmsKeyId|KMSKeyArn|KMSMasterKeyI[dD]|SSESpecification|AWS::KMS::/);
  });

  it('runs no code of CDK, and nothing that polls but the sweep', () => {
    const types = template.resources.map(({ Type }) => Type);
    expect(types.filter((type) => /^Custom::|CustomResource|EventSourceMapping|Rule$|Schedule/.test(type))).toEqual([
      'AWS::Events::Rule',
    ]);
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
      [
        ...['AlarmName', 'BucketName', 'DashboardName', 'FilterName', 'FunctionName', 'Name', 'QueueName'],
        ...['RoleName', 'TableName', 'TopicName', 'TrailName'],
      ]
        .filter((name) => typeof Properties?.[name] === 'string')
        .map((name) => `${Type} ${name}`),
    );
    expect([...new Set(named)].sort()).toEqual(NAMED);
  });
});
