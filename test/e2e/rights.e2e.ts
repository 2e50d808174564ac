import { CloudTrailClient, type Event, type LookupAttributeKey, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { alertAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { freshContainers, linesOf, roleOf, sweep } from './function.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { closedTo, createPendingKey, recordOf, useKey } from './pending-key.ts';
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
    await freshContainers(stack.functionName);
    const began = new Date();
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger' });
    await deliver(stack.logGroupName, [recordOf(await useKey(key, 'Decrypt'))]);
    const { alert } = await alertAbout(inbox, key.arn);
    // What the emulator does not know (emulator-gaps/kms.e2e.ts).
    expect(alert.unavailable.map(({ part }) => part).sort()).toEqual(['key.lastUsed', 'key.scheduledBy']);
    expect(alert.unavailable.filter(({ reason }) => reason.includes('no right'))).toEqual([]);
    await sweep(stack.functionName);
    expect(await linesOf(stack.functionName, began, 'sweep')).toMatchObject([
      { level: 'info', unclaimed: [], SweepRan: 1 },
    ]);
    // The emulator records no calls of CloudTrail itself, and calls Publish `POST.sns`.
    expect(await callsByRoles(began)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
      'kms:DescribeKey',
      'kms:GetKeyLastUsage',
      'kms:ListAliases',
      'kms:ListResourceTags',
      'sns:POST.sns',
      'ssm:GetParametersByPath',
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

/** What was called by temporary credentials since a moment; in these tests nobody but the function has any. */
async function callsByRoles(since: Date): Promise<string[]> {
  // Each container has credentials of its own, and asks for the incident first.
  const keys = (await eventsSince(since, 'EventSource', 'dynamodb.amazonaws.com')).map(({ AccessKeyId: id }) => id);
  const calls: Event[] = [];
  for (const key of new Set(keys.filter((id) => id?.startsWith('ASIA'))))
    calls.push(...(await eventsSince(since, 'AccessKeyId', key)));
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
