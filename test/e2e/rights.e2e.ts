import { CloudTrailClient, type Event, type LookupAttributeKey, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNT } from '../builders/record.ts';
import { alertAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { createPendingKey, recordOf, useKey } from './pending-key.ts';
import { deliver } from './trail.ts';

// The emulator runs with AUTH=true: the function acts by the role that was deployed, and IAM, key and topic policies hold.
describe('the rights of the deployed function', () => {
  let stack: Deployment;
  let inbox: Inbox;
  beforeAll(async () => {
    stack = await deployment();
    inbox = await openInbox(stack.alertTopicArn);
  });

  it('suffice for what it does, and it does nothing else', async () => {
    const began = new Date();
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger' });
    await deliver(stack.logGroupName, [recordOf(await useKey(key, 'Decrypt'))]);
    const { alert } = await alertAbout(inbox, key.arn);
    expect(alert.unavailable.filter(({ reason }) => reason.includes('no right'))).toEqual([]);
    // The emulator records no calls of CloudTrail itself, and calls Publish `POST.sns`.
    expect(await callsByRoles(began)).toEqual([
      'kms:DescribeKey',
      'kms:GetKeyLastUsage',
      'kms:ListAliases',
      'kms:ListResourceTags',
      'sns:POST.sns',
    ]);
  });

  it('can be taken by a key policy: the alert goes out, and says which statement gives them back', async () => {
    const role = await roleOf(stack.functionName);
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/vault', policy: closedTo(role) });
    await deliver(stack.logGroupName, [recordOf(await useKey(key, 'Decrypt'))]);
    const { alert } = await alertAbout(inbox, key.arn);
    expect(alert).toMatchObject({ kind: 'key-use', severity: 'high', key: { arn: key.arn, aliases: [key.alias] } });
    const statement = { Effect: 'Allow', Principal: { AWS: role }, Resource: '*' };
    for (const [part, Action] of [
      ['key.deletionDate', 'kms:DescribeKey'],
      ['key.tags', 'kms:ListResourceTags'],
    ]) {
      const { reason, fix } = alert.unavailable.find((missing) => missing.part === part) ?? {};
      expect([part, reason]).toEqual([part, `no right ${Action}`]);
      expect(JSON.parse(fix ?? '')).toEqual({ ...statement, Action });
    }
  });
});

/** A key policy as those write it who want nobody else to look: the account may do everything, the role may read nothing. */
const closedTo = (role: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
    {
      Effect: 'Deny',
      Principal: { AWS: role },
      Action: ['kms:DescribeKey', 'kms:ListResourceTags', 'kms:GetKeyLastUsage'],
      Resource: '*',
    },
  ],
});

async function roleOf(functionName: string): Promise<string> {
  const { Role: role = '' } = await new LambdaClient().send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName }),
  );
  return role;
}

/** What was called by temporary credentials since a moment; in these tests nobody but the function has any. */
async function callsByRoles(since: Date): Promise<string[]> {
  const session = (await eventsSince(since, 'EventSource', 'kms.amazonaws.com'))
    .map(({ AccessKeyId: accessKeyId }) => accessKeyId)
    .find((accessKeyId) => accessKeyId?.startsWith('ASIA'));
  const calls = await eventsSince(since, 'AccessKeyId', session);
  return [...new Set(calls.map(({ EventSource, EventName }) => `${EventSource?.split('.')[0]}:${EventName}`))].sort();
}

async function eventsSince(
  StartTime: Date,
  AttributeKey: LookupAttributeKey,
  AttributeValue: string | undefined,
): Promise<readonly Event[]> {
  const LookupAttributes = [{ AttributeKey, AttributeValue }];
  const { Events: events = [] } = await new CloudTrailClient().send(
    new LookupEventsCommand({ StartTime, LookupAttributes }),
  );
  return events;
}
