import { randomUUID } from 'node:crypto';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  GetTemplateCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import type { Json } from '../builders/record.ts';
import { roleOf } from './function.ts';

const cloudFormation = new CloudFormationClient();
const SOON = { client: cloudFormation, minDelay: 1, maxWaitTime: 20 };

/** Adds a statement to what the role of a function may do; gives what takes it out again. */
export async function addRight(functionName: string, Statement: Json): Promise<() => Promise<void>> {
  const StackName = `rights-${randomUUID()}`;
  const role = (await roleOf(functionName)).split('/').at(-1);
  const PolicyDocument = { Version: '2012-10-17', Statement: [Statement] };
  const Properties = { PolicyName: StackName, Roles: [role], PolicyDocument };
  await create(StackName, JSON.stringify({ Resources: { Policy: { Type: 'AWS::IAM::Policy', Properties } } }));
  return () => remove(StackName);
}

/** Takes away what a stack of rights gives; gives what puts it back. */
export async function withoutRights(StackName: string): Promise<() => Promise<void>> {
  const { TemplateBody: template = '' } = await cloudFormation.send(new GetTemplateCommand({ StackName }));
  await remove(StackName);
  return () => create(StackName, template);
}

async function create(StackName: string, TemplateBody: string): Promise<void> {
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
  await waitUntilStackCreateComplete(SOON, { StackName });
}

async function remove(StackName: string): Promise<void> {
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(SOON, { StackName });
}
