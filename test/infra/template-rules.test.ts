import { describe, expect, it } from '@jest/globals';
import { templateOf, VARIANTS } from './guard-app.ts';

const TLS_ONLY = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

// Outsiders must know these.
const NAMED = ['AWS::CloudWatch::Alarm AlarmName', 'AWS::Logs::SubscriptionFilter FilterName'];

describe.each(Object.entries(VARIANTS))('the template for %s', (_name, context) => {
  const template = templateOf(context);
  const text = JSON.stringify(template.json);
  const functions = template.ofType('AWS::Lambda::Function');
  const hasSelfCheck = !('selfCheck' in context);
  const logGroup = template.only('AWS::Logs::SubscriptionFilter').Properties.LogGroupName;
  const hasSlack = 'slackWebhookParameter' in context;
  const constructs = [
    'DetectKeyUse',
    ...(hasSelfCheck ? ['CheckBlindSpots'] : []),
    ...(hasSlack ? ['NotifySlack'] : []),
  ];

  it('has no alarm whose action is not let through by its topic', () => {
    const alarms = template.ofType('AWS::CloudWatch::Alarm');
    const more = [
      ...[hasSelfCheck, 'createTrail' in context || 'deadManAlarm' in context, 'slackWorkspaceId' in context],
      ...[hasSlack, hasSlack, hasSlack],
    ];
    expect(alarms.length).toBe(6 + more.filter((given) => given).length);
    for (const { Properties } of alarms) {
      expect(Properties.ActionsEnabled).not.toBe(false);
      const { AlarmActions = [], InsufficientDataActions = AlarmActions } = Properties;
      expect(InsufficientDataActions.length).toBe(1);
      // In either state the same.
      if (AlarmActions.length > 0) expect(AlarmActions).toEqual(InsufficientDataActions);
      const topic = template.behind(InsufficientDataActions[0]);
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

  it('takes messages over TLS only, and lets CloudWatch publish to every topic that it makes, but for that of Amazon Q Developer', () => {
    for (const topic of template.ofType('AWS::SNS::Topic')) {
      const policy = template.policyOf('AWS::SNS::TopicPolicy', topic);
      expect(policy).toContainEqual(expect.objectContaining(TLS_ONLY));
      const allowed = policy.filter(({ Effect }) => Effect === 'Allow').map(({ Principal }) => Principal);
      const isChat = topic.Properties.DisplayName === 'KMS Deletion Guard chat';
      expect(allowed).toEqual(isChat ? [] : [{ Service: 'cloudwatch.amazonaws.com' }]);
    }
    for (const queue of template.ofType('AWS::SQS::Queue')) {
      expect(template.policyOf('AWS::SQS::QueuePolicy', queue)).toContainEqual(expect.objectContaining(TLS_ONLY));
      expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
    }
  });

  it('gives every function Node.js 24 on arm64 and a log group of its own that forgets', () => {
    expect(functions.map(({ id }) => id.replace(/Function.*/, ''))).toEqual(expect.arrayContaining(constructs));
    expect(functions.length).toBe(constructs.length);
    for (const one of functions) {
      expect(one.Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(one.Properties.MemorySize).toBe(one.id.startsWith('NotifySlack') ? 256 : 512);
      expect(one.Properties.LoggingConfig.LogFormat).toBe('Text');
      const log = template.behind(one.Properties.LoggingConfig.LogGroup);
      expect(log.Properties.RetentionInDays).toBe(90);
      expect(template.rights()).toContain(`logs:PutLogEvents on \${${log.id}.Arn}`);
    }
    const logs = functions.map(({ Properties }) => template.behind(Properties.LoggingConfig.LogGroup).id);
    expect(new Set(logs).size).toBe(functions.length);
  });

  it('gives the function that takes records a failure path and alarms on it', () => {
    const one = template.in('DetectKeyUse', 'AWS::Lambda::Function');
    const invocations = template.in('DetectKeyUse', 'AWS::Lambda::EventInvokeConfig');
    expect(template.leadsTo(invocations.Properties.FunctionName, one)).toBe(true);
    const queue = template.behind(invocations.Properties.DestinationConfig.OnFailure.Destination);
    expect([queue.Type, queue.Properties.MessageRetentionPeriod]).toEqual(['AWS::SQS::Queue', 14 * 24 * 3600]);
    expect(template.rights('DetectKeyUse')).toContain(`sqs:SendMessage on \${${queue.id}.Arn}`);
    const watched = template
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties: { Dimensions } }) =>
        [queue, one].some((resource) => template.leadsTo(Dimensions, resource)),
      );
    expect(watched.map(({ Properties }) => Properties.MetricName).sort()).toEqual([
      'ApproximateNumberOfMessagesVisible',
      'DestinationDeliveryFailures',
    ]);
  });

  it('lets records flow only when all that must catch them stands', () => {
    const filter = template.only('AWS::Logs::SubscriptionFilter');
    expect([filter.id, filter.Properties.FilterName]).toEqual(['SubscriptionFilter', 'kms-deletion-guard']);
    const before = [
      'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
      'AWS::Chatbot::SlackChannelConfiguration',
      'AWS::CloudWatch::Alarm',
      'AWS::DynamoDB::Table',
      'AWS::Events::Rule',
      'AWS::IAM::Policy',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::MetricFilter',
      'AWS::SNS::Subscription',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
    ].flatMap((type) => template.ofType(type).filter(({ id }) => !id.startsWith('ManagementTrail')));
    const own = functions.map(({ Properties }) => template.behind(Properties.LoggingConfig.LogGroup));
    expect(filter.DependsOn).toEqual(expect.arrayContaining([...before, ...own].map(({ id }) => id)));
  });

  it("lets the log group of this account and the stack's own rules call the functions, and nobody else", () => {
    const permissions = template.ofType('AWS::Lambda::Permission').map(({ Properties }) => Properties);
    expect(new Set(permissions.map(({ Action }) => Action))).toEqual(new Set(['lambda:InvokeFunction']));
    const [byLogs, ...more] = permissions.filter(({ Principal }) => Principal === 'logs.amazonaws.com');
    expect(more).toEqual([]);
    expect(byLogs).toMatchObject({ SourceAccount: { Ref: 'AWS::AccountId' } });
    expect(template.behind(byLogs?.FunctionName)).toBe(template.in('DetectKeyUse', 'AWS::Lambda::Function'));
    if (typeof logGroup === 'string') expect(JSON.stringify(byLogs?.SourceArn)).toContain(`:log-group:${logGroup}:*`);
    else expect(byLogs?.SourceArn).toEqual({ 'Fn::GetAtt': [logGroup.Ref, 'Arn'] });

    const byRules = permissions.filter((permission) => permission !== byLogs);
    expect(byRules.map(({ Principal }) => Principal)).toEqual(byRules.map(() => 'events.amazonaws.com'));
    // Each rule calls the one function that it may call.
    const pairs = template
      .ofType('AWS::Events::Rule')
      .map((rule) => [rule.id, template.behind(rule.Properties.Targets[0].Arn).id]);
    expect(
      byRules.map((one) => [template.behind(one.SourceArn).id, template.behind(one.FunctionName).id]).sort(),
    ).toEqual(pairs.sort());
  });

  it('needs no key that could itself be pending deletion', () => {
    expect(text).not.toMatch(/KmsMasterKeyId|KmsKeyId|KMSKeyArn|KMSMasterKeyI[dD]|SSESpecification|AWS::KMS::/);
  });

  it('runs no code of CDK, and nothing that polls but the sweep, the self-check and the queue of Slack', () => {
    const found = template.resources.filter(({ Type }) =>
      /^Custom::|CustomResource|EventSourceMapping|Rule$|Schedule/.test(Type),
    );
    const schedules = found.map(({ Type, Properties }) => `${Type} ${Properties.ScheduleExpression ?? 'by event'}`);
    expect(schedules.sort()).toEqual([
      ...(hasSelfCheck ? ['AWS::Events::Rule by event'] : []),
      'AWS::Events::Rule rate(5 minutes)',
      ...(hasSelfCheck ? ['AWS::Events::Rule rate(6 hours)'] : []),
      ...(hasSlack ? ['AWS::Lambda::EventSourceMapping by event'] : []),
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
