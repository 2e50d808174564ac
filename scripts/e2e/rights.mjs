import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';

/** The stack of {@link widenRights}, by which test/e2e/emulator-gaps finds it. */
const RIGHTS_STACK = 'EmulatorRights';
const SOON = { minDelay: 1, maxWaitTime: 20 };

/**
 * What the emulator judges otherwise than AWS: by `*` instead of a path, a log group or all alarms of the account, or by the right to
 * another action (PutFunctionConcurrency for GetFunctionConcurrency, GetFunction for GetFunctionEventInvokeConfig, ListEventSourceMappings for
 * GetEventSourceMapping). By the beginning of the
 * logical id of each role.
 */
const JUDGED_OTHERWISE = {
  DetectKeyUse: ['ssm:GetParametersByPath'],
  CheckBlindSpots: [
    'ssm:GetParametersByPath',
    'logs:DescribeLogGroups',
    'cloudwatch:DescribeAlarms',
    'logs:GetTransformer',
    'lambda:PutFunctionConcurrency',
    'lambda:GetFunction',
    'lambda:ListEventSourceMappings',
  ],
};

/**
 * Lets the roles of the functions do on everything what the emulator judges otherwise than AWS. What they may do on AWS is held by
 * test/infra, that the emulator still does so by test/e2e/emulator-gaps.
 * @param only the roles, by the beginning of their logical ids; without it, all of them
 * @returns a function that takes the rights away again
 */
export async function widenRights(
  cloudFormation,
  stackName,
  { name = RIGHTS_STACK, only = Object.keys(JUDGED_OTHERWISE) } = {},
) {
  const { StackResources: resources = [] } = await cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: stackName }),
  );
  const policies = only.map((id) => {
    const Statement = [{ Effect: 'Allow', Action: JUDGED_OTHERWISE[id], Resource: '*' }];
    const PolicyDocument = { Version: '2012-10-17', Statement };
    const Roles = [roleIn(resources, id)];
    const Properties = { PolicyName: `${name}${id}`, Roles, PolicyDocument };
    return [id, { Type: 'AWS::IAM::Policy', Properties }];
  });
  const stack = { StackName: name };
  const template = JSON.stringify({ Resources: Object.fromEntries(policies) });
  await cloudFormation.send(
    new CreateStackCommand({ ...stack, TemplateBody: template, Capabilities: ['CAPABILITY_IAM'] }),
  );
  await waitUntilStackCreateComplete({ client: cloudFormation, ...SOON }, stack);
  return async () => {
    await cloudFormation.send(new DeleteStackCommand(stack));
    await waitUntilStackDeleteComplete({ client: cloudFormation, ...SOON }, stack);
  };
}

/** The name of the one role whose logical id begins like that. */
function roleIn(resources, id) {
  const roles = resources
    .filter(
      ({ ResourceType: type, LogicalResourceId: logicalId }) => type === 'AWS::IAM::Role' && logicalId.startsWith(id),
    )
    .map(({ PhysicalResourceId: name }) => name);
  if (roles.length !== 1) throw new Error(`${id}: got ${roles.length} roles, wanted one`);
  return roles[0];
}
