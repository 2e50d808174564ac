import { describe, expect, it } from '@jest/globals';
import { templateOf, VARIANTS } from './guard-app.ts';
import { type Resource, written } from './guard-template.ts';

const KEYS = `arn:\${AWS::Partition}:kms:*:\${AWS::AccountId}:key/*`;
const HERE = `\${AWS::Region}:\${AWS::AccountId}`;

// All that a role may do on more than one named resource; a new line here is a decision. Some calls know no resource (sources in
// infra/constructs), and any key of this account may be the one that is pending deletion.
const ON_MANY_RESOURCES: Readonly<Record<string, readonly string[]>> = {
  DetectKeyUse: [
    'cloudtrail:LookupEvents on *',
    'kms:ListAliases on *',
    `kms:DescribeKey on arn:\${AWS::Partition}:kms:*:*:key/*`,
    `kms:GetKeyLastUsage on ${KEYS}`,
    `kms:ListResourceTags on ${KEYS}`,
  ],
  CheckBlindSpots: [
    'cloudtrail:DescribeTrails on *',
    'cloudtrail:LookupEvents on *',
    'cloudwatch:GetMetricData on *',
    'kms:ListAliases on *',
    'kms:ListKeys on *',
    'logs:DescribeAccountPolicies on *',
    'logs:TestMetricFilter on *',
    'sns:GetSubscriptionAttributes on *',
    `cloudformation:DescribeStacks on arn:\${AWS::Partition}:cloudformation:${HERE}:stack/\${AWS::StackName}/*`,
    `cloudformation:ListStackResources on arn:\${AWS::Partition}:cloudformation:${HERE}:stack/\${AWS::StackName}/*`,
    `cloudtrail:GetEventSelectors on arn:\${AWS::Partition}:cloudtrail:*:*:trail/*`,
    `cloudtrail:GetTrailStatus on arn:\${AWS::Partition}:cloudtrail:*:*:trail/*`,
    `cloudwatch:DescribeAlarms on arn:\${AWS::Partition}:cloudwatch:${HERE}:alarm:*`,
    `kms:DescribeKey on ${KEYS}`,
    `kms:GetKeyPolicy on ${KEYS}`,
    `kms:ListResourceTags on ${KEYS}`,
    `logs:DescribeLogGroups on arn:\${AWS::Partition}:logs:${HERE}:log-group:*`,
    `logs:DescribeLogStreams on arn:\${AWS::Partition}:logs:${HERE}:log-group:{logGroup}:*`,
    `logs:DescribeMetricFilters on arn:\${AWS::Partition}:logs:${HERE}:log-group:{logGroup}:*`,
    `logs:DescribeSubscriptionFilters on arn:\${AWS::Partition}:logs:${HERE}:log-group:*`,
    `logs:GetTransformer on arn:\${AWS::Partition}:logs:${HERE}:log-group:{logGroup}:*`,
    `s3:GetEncryptionConfiguration on arn:\${AWS::Partition}:s3:::*`,
  ],
};
/** The same for DetectKeyUse, where it may act by itself. A Deny is `not`. */
const TO_SAVE: Readonly<Record<string, readonly string[]>> = {
  cancel: [`kms:CancelKeyDeletion on ${KEYS}`, `not kms:CancelKeyDeletion on ${KEYS}`],
  'cancel-and-enable': [
    `kms:CancelKeyDeletion on ${KEYS}`,
    `kms:EnableKey on ${KEYS}`,
    `not kms:CancelKeyDeletion on ${KEYS}`,
    `not kms:EnableKey on ${KEYS}`,
  ],
};
/** The same, where there is Slack. */
const WITH_SLACK: Readonly<Record<string, readonly string[]>> = { CheckBlindSpots: ['ssm:DescribeParameters on *'] };
const isBackstop = ({ Properties }: Resource) => /backstop$/.test(Properties.DisplayName);
const isAlerts = ({ Properties }: Resource) => Properties.DisplayName === 'KMS Deletion Guard';

describe.each(Object.entries(VARIANTS))('the template for %s', (_name, context) => {
  const template = templateOf(context);
  const text = JSON.stringify(template.json);
  const functions = template.ofType('AWS::Lambda::Function');
  const hasSelfCheck = !('selfCheck' in context);
  const logGroup = template.only('AWS::Logs::SubscriptionFilter').Properties.LogGroupName;
  const hasChat = 'slackWorkspaceId' in context;
  const constructs = [
    ...(hasSelfCheck ? ['CheckBlindSpots'] : []),
    'DetectKeyUse',
    ...('slackWebhookParameter' in context ? ['NotifySlack'] : []),
  ];
  const chatTopic = hasChat ? [`\${${template.in('AmazonQ', 'AWS::SNS::Topic').id}}`] : [];
  const silences = `ssm:GetParametersByPath on arn:\${AWS::Partition}:ssm:${HERE}:parameter/kms-deletion-guard/silences`;

  const mode = 'remediation' in context ? context.remediation : 'off';
  const isCancelling = mode === 'cancel' || mode === 'cancel-and-enable';
  const parameters = ['mode', 'never'].map(
    (name) => `ssm:GetParameter on arn:\${AWS::Partition}:ssm:${HERE}:parameter/kms-deletion-guard/remediation-${name}`,
  );

  it('gives nobody all actions of a service, and all resources only where it is listed', () => {
    const rights = template.rights();
    expect(rights.filter((right) => /^(\S+:)?\* on /.test(right))).toEqual([]);
    expect(template.resources.flatMap(({ Properties }) => Properties?.ManagedPolicyArns ?? [])).toEqual([]);
    // The trail of its own has a role of CloudTrail's, which writes to one log group.
    for (const construct of [...constructs, 'ManagementTrail']) {
      const more = 'slackWebhookParameter' in context ? WITH_SLACK[construct] : undefined;
      const save = 'remediation' in context && construct === 'DetectKeyUse' ? TO_SAVE[context.remediation] : undefined;
      const wanted = [...(ON_MANY_RESOURCES[construct] ?? []), ...(more ?? []), ...(save ?? [])].map((right) =>
        right.replace('{logGroup}', written(logGroup)),
      );
      const onMany = template.rights(construct).filter((right) => right.split(' on ')[1]?.includes('*'));
      expect([construct, onMany]).toEqual([construct, wanted.sort()]);
    }
    const roles = template.ofType('AWS::IAM::Role').map(({ id }) => id);
    const known = [...constructs, 'ManagementTrail', ...(hasChat ? ['AmazonQ'] : [])];
    expect(roles.filter((role) => !known.some((construct) => role.startsWith(construct)))).toEqual([]);
  });

  it('lets detect-key-use keep incidents in its own table and list the silences, and nothing else there', () => {
    const table = template.only('AWS::DynamoDB::Table').id;
    expect(template.rights('DetectKeyUse').filter((right) => /^(not )?(dynamodb|ssm):/.test(right))).toEqual([
      `dynamodb:GetItem on \${${table}.Arn}`,
      `dynamodb:PutItem on \${${table}.Arn}`,
      `dynamodb:Scan on \${${table}.Arn}`,
      `dynamodb:UpdateItem on \${${table}.Arn}`,
      ...('remediation' in context ? parameters : []),
      // Without a slash or a star at the end: the path that is asked for, not the parameters below it.
      silences,
    ]);
  });

  it('lets check-blind-spots write its one item, its log and to the topics, and nothing else', () => {
    if (!hasSelfCheck) return expect(template.rights('CheckBlindSpots')).toEqual([]);
    const table = template.only('AWS::DynamoDB::Table').id;
    const queue = template.in('Failures', 'AWS::SQS::Queue').id;
    const own = template.in('CheckBlindSpots', 'AWS::Logs::LogGroup').id;
    const ofSlack = (type: string) =>
      template.ofType(type).flatMap(({ id }) => (id.startsWith('NotifySlack') ? [id] : []));
    const slack = {
      queues: ofSlack('AWS::SQS::Queue'),
      mappings: ofSlack('AWS::Lambda::EventSourceMapping').map(
        (id) => `arn:\${AWS::Partition}:lambda:${HERE}:event-source-mapping:\${${id}}`,
      ),
    };
    const topics = [
      written({ Ref: template.only('AWS::SNS::Topic', isBackstop).id }),
      'topicArn' in context ? context.topicArn : `\${${template.only('AWS::SNS::Topic', isAlerts).id}}`,
    ];
    const readsOfFunctions = [
      'GetFunctionConcurrency',
      'GetFunctionConfiguration',
      'GetFunctionEventInvokeConfig',
      'GetPolicy',
    ];
    const rights = template.rights('CheckBlindSpots');
    expect(rights.filter((right) => !right.split(' on ')[1]?.includes('*'))).toEqual(
      [
        `account:ListRegions on arn:\${AWS::Partition}:account::\${AWS::AccountId}:account`,
        ...['DescribeTable', 'GetItem', 'PutItem'].map((action) => `dynamodb:${action} on \${${table}.Arn}`),
        ...readsOfFunctions.flatMap((action) => functions.map(({ id }) => `lambda:${action} on \${${id}.Arn}`)),
        ...['CreateLogStream', 'PutLogEvents'].map((action) => `logs:${action} on \${${own}.Arn}`),
        ...['DescribeLogStreams', 'DescribeMetricFilters', 'GetTransformer'].map(
          (action) => `logs:${action} on arn:\${AWS::Partition}:logs:${HERE}:log-group:${written(logGroup)}`,
        ),
        ...['GetTopicAttributes', 'ListSubscriptionsByTopic', 'Publish'].flatMap((action) =>
          topics.map((topic) => `sns:${action} on ${topic}`),
        ),
        ...chatTopic.map((topic) => `sns:Publish on ${topic}`),
        ...[queue, ...slack.queues].map((id) => `sqs:GetQueueAttributes on \${${id}.Arn}`),
        ...slack.mappings.map((mapping) => `lambda:GetEventSourceMapping on ${mapping}`),
        silences,
        ...('remediation' in context ? parameters : []),
        // What IAM says of the one role that would save keys: nothing is tried.
        ...(isCancelling
          ? [`iam:SimulatePrincipalPolicy on \${${template.in('DetectKeyUse', 'AWS::IAM::Role').id}.Arn}`]
          : []),
        ...('topicKeyArn' in context
          ? [`kms:Decrypt on ${context.topicKeyArn}`, `kms:GenerateDataKey* on ${context.topicKeyArn}`]
          : []),
      ].sort(),
    );
  });

  it('lets detect-key-use publish to the topics of alerts and send to its failure queue, and nowhere else', () => {
    const queue = template.in('Failures', 'AWS::SQS::Queue').id;
    const alerts = 'topicArn' in context ? context.topicArn : `\${${template.only('AWS::SNS::Topic', isAlerts).id}}`;
    expect(template.rights('DetectKeyUse').filter((right) => /^(not )?(sns|sqs):/.test(right))).toEqual([
      ...[alerts, ...chatTopic].map((topic) => `sns:Publish on ${topic}`).sort(),
      // The last three as CDK's SqsDestination grants them.
      ...['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'].map((action) => `sqs:${action} on \${${queue}.Arn}`),
    ]);
  });

  it('cannot harm a key, and can rescue one only where it was told to', () => {
    for (const action of ['ScheduleKeyDeletion', 'DisableKey', 'PutKeyPolicy', 'CreateGrant', 'TagResource'])
      expect(text).not.toContain(action);
    expect(text.includes('CancelKeyDeletion')).toBe(isCancelling);
    expect(text.includes('EnableKey')).toBe(mode === 'cancel-and-enable');
  });
});
