import { KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { aPayload } from '../builders/payload.ts';
import { alertAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { invoke, roleOf, sweep } from './function.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { DAY, HOUR, type Incidents, incidentsIn } from './incidents.ts';
import { closedTo, createPendingKey, type PendingKey, recordOf, useKey } from './pending-key.ts';

// The clock of the incident is moved, that of KMS cannot be: what it answers is always 7 days away.
describe('the last chance of a key that was used once, and is quiet since', () => {
  let stack: Deployment;
  let inbox: Inbox;
  let incidents: Incidents;
  beforeAll(async () => {
    stack = await deployment();
    // Whatever other scenarios have left behind is told before.
    await sweep(stack.functionName);
    inbox = await openInbox(stack.alertTopicArn);
    incidents = incidentsIn(stack.tableName);
  });

  const aKeyUsedOnce = async (): Promise<PendingKey> => {
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger', days: 7 });
    await invoke(stack.functionName, aPayload([recordOf(await useKey(key, 'Decrypt'))]));
    expect((await alertAbout(inbox, key.arn)).alert).toMatchObject({ kind: 'key-use', severity: 'high' });
    expect((await incidents.of(key)).learned.deletionDate).toBe(key.deletionDate.getTime());
    return key;
  };
  /** Its owner lets nobody look at it any more. */
  const close = async ({ arn }: PendingKey) =>
    new KMSClient().send(
      new PutKeyPolicyCommand({ KeyId: arn, Policy: JSON.stringify(closedTo(await roleOf(stack.functionName))) }),
    );

  it('is told 72 and 24 hours before the end, once each, also when the key cannot be read again', async () => {
    const key = await aKeyUsedOnce();
    await close(key);
    await incidents.waits(key, 3 * DAY);
    await sweep(stack.functionName);
    expect(await inbox.unclaimed()).toEqual([]);

    for (const [passed, daysLeft] of [
      [1 * DAY + HOUR, 2],
      [2 * DAY, 0],
    ] as const) {
      await incidents.waits(key, passed);
      await sweep(stack.functionName);
      const { alert, subject } = await alertAbout(inbox, key.arn);
      expect(alert).toMatchObject({
        kind: 'reminder',
        severity: 'critical',
        key: { arn: key.arn, state: 'PendingDeletion', daysLeft },
        occurrences: {
          count: 0,
          total: 1,
          callers: [{ caller: 'role billing-batch', operation: 'Decrypt', total: 1 }],
        },
      });
      expect(subject).toContain('LAST CHANCE');
      expect(alert.unavailable.map(({ reason }) => reason).join()).toContain('not read again');
      await sweep(stack.functionName);
      expect(await inbox.unclaimed()).toEqual([]);
    }
  });

  it('is not told of a key whose end, as KMS says, has been put off', async () => {
    const key = await aKeyUsedOnce();
    await incidents.waits(key, 6 * DAY + HOUR);
    await sweep(stack.functionName);
    expect(await inbox.unclaimed()).toEqual([]);
    expect(await incidents.of(key)).toMatchObject({
      outbox: [],
      reminded: [],
      learned: { deletionDate: key.deletionDate.getTime() },
    });
  });
});
