import { Aws, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { MODE_PARAMETER, NEVER_PARAMETER } from '../../shared/contract/remediation.ts';

/** No resource type, says the Service Authorization Reference of each service; SNS knows topics only, not subscriptions. */
const WITHOUT_RESOURCE = [
  'cloudtrail:DescribeTrails',
  'cloudtrail:LookupEvents',
  'cloudwatch:GetMetricData',
  'kms:ListAliases',
  'kms:ListKeys',
  'logs:DescribeAccountPolicies',
  'logs:TestMetricFilter',
  'sns:GetSubscriptionAttributes',
];

/**
 * What the check for blind spots reads of the account, with the narrowest resources that each service supports. Nothing here writes,
 * and but for LookupEvents, which tells who changed something, all of it is settings and states. Source: Service Authorization
 * Reference, the pages of these services.
 */
export function accountRights(scope: Construct, logGroupName: string): readonly PolicyStatement[] {
  const stack = Stack.of(scope);
  const right = (sid: string, actions: readonly string[], ...resources: readonly string[]) =>
    new PolicyStatement({ sid, actions: [...actions], resources: [...resources] });
  const logGroup = (name: string) => `arn:${Aws.PARTITION}:logs:${stack.region}:${stack.account}:log-group:${name}`;
  return [
    // Asked for by name, CloudFormation judges the name with any id behind it.
    right(
      'ReadOwnStack',
      ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
      stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${Aws.STACK_NAME}/*` }),
    ),
    // Any trail, and of any account, as an organization's trail belongs to its management account, whichever log group it feeds.
    right(
      'ReadTrails',
      ['cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'],
      stack.formatArn({ service: 'cloudtrail', region: '*', account: '*', resource: 'trail', resourceName: '*' }),
    ),
    right(
      'ReadLogGroup',
      ['logs:DescribeLogStreams', 'logs:DescribeMetricFilters', 'logs:GetTransformer'],
      // CloudWatch Logs judges some calls by the one form and some by the other.
      logGroup(logGroupName),
      logGroup(`${logGroupName}:*`),
    ),
    // Lists of all log groups: the one, and what DescribeAccountPolicies asks besides of who wants to see filter policies.
    right('ListLogGroups', ['logs:DescribeLogGroups', 'logs:DescribeSubscriptionFilters'], logGroup('*')),
    // A list is judged as one of all alarms.
    right(
      'ReadAlarms',
      ['cloudwatch:DescribeAlarms'],
      `arn:${Aws.PARTITION}:cloudwatch:${stack.region}:${stack.account}:alarm:*`,
    ),
    // Only the setting, of the bucket that a trail names.
    right('ReadBucketEncryption', ['s3:GetEncryptionConfiguration'], `arn:${Aws.PARTITION}:s3:::*`),
    right(
      'ReadKeys',
      ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListResourceTags'],
      stack.formatArn({ service: 'kms', region: '*', resource: 'key', resourceName: '*' }),
    ),
    right('ListRegions', ['account:ListRegions'], `arn:${Aws.PARTITION}:account::${stack.account}:account`),
    right('ReadWhatHasNoResource', WITHOUT_RESOURCE, '*'),
  ];
}

/**
 * What it looks at of automatic cancel: the two parameters, and where keys are written to, what IAM says of the one role that would. Nothing
 * is tried. Source: Service Authorization Reference, IAM, SimulatePrincipalPolicy.
 */
export function remediationRights(
  scope: Construct,
  remediation: { readonly mode: string; readonly role: IRole } | undefined,
): readonly PolicyStatement[] {
  if (remediation === undefined) return [];
  const parameter = (name: string) =>
    Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) });
  const parameters = new PolicyStatement({
    sid: 'ReadRemediationParameters',
    actions: ['ssm:GetParameter'],
    resources: [MODE_PARAMETER, NEVER_PARAMETER].map(parameter),
  });
  if (remediation.mode === 'dry-run') return [parameters];
  const simulate = new PolicyStatement({
    sid: 'SimulateDetectKeyUse',
    actions: ['iam:SimulatePrincipalPolicy'],
    resources: [remediation.role.roleArn],
  });
  return [parameters, simulate];
}
