import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aPayload } from '../builders/payload.ts';
import type { Json } from '../builders/record.ts';
import { alertAbout, alertsAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { invoke, linesOf, sweep } from './function.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { incidentsIn } from './incidents.ts';
import { createPendingKey, type PendingKey, recordOf, useKey } from './pending-key.ts';
import { addRight } from './rights.ts';

describe('while the table of incidents cannot be reached', () => {
  let stack: Deployment;
  let inbox: Inbox;
  let giveBack: () => Promise<void>;
  beforeAll(async () => {
    stack = await deployment();
    // Whatever other scenarios have left behind is told before.
    await sweep(stack.functionName);
    inbox = await openInbox(stack.alertTopicArn);
    giveBack = await addRight(stack.functionName, { Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' });
  });
  afterAll(() => giveBack());

  const aUse = async (): Promise<{ key: PendingKey; record: Json }> => {
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger' });
    return { key, record: recordOf(await useKey(key, 'Decrypt')) };
  };

  it('alerts go out all the same, once a key and invocation, and say that repeats cannot be counted', async () => {
    const [first, second] = [await aUse(), await aUse()];
    const repeats = (n: number) => ({ ...first.record, eventID: `${first.record.eventID}-${n}` });
    const since = new Date();
    await invoke(stack.functionName, aPayload([first.record, repeats(1), second.record, repeats(2)]));
    await invoke(stack.functionName, aPayload([repeats(3)]));
    const ofFirst = (await alertsAbout(inbox, [first.key.arn])).map(({ alert }) => alert);
    const { alert: ofSecond } = await alertAbout(inbox, second.key.arn);
    expect(ofFirst.map(({ occurrences }) => occurrences.count)).toEqual([3, 1]);
    for (const alert of [...ofFirst, ofSecond]) {
      expect(alert).toMatchObject({ kind: 'key-use', severity: 'high', key: { state: 'PendingDeletion' } });
      expect(alert.occurrences.total).toBeUndefined();
      const { reason } = alert.unavailable.find(({ part }) => part === 'occurrences.total') ?? {};
      expect(reason).toContain('repeats cannot be counted');
    }
    expect(await inbox.unclaimed()).toEqual([]);
    expect(await linesOf(stack.functionName, since, 'batch')).toMatchObject([
      { level: 'error', notified: 4, sent: 2, failed: 0, untracked: expect.stringContaining('not authorized') },
      { level: 'error', notified: 1, sent: 1, failed: 0 },
    ]);
  });

  it('a sweep says so and gives no sign of life', async () => {
    const since = new Date();
    await sweep(stack.functionName);
    expect(await linesOf(stack.functionName, since, 'sweep failed')).toMatchObject([{ level: 'error' }]);
    expect(await linesOf(stack.functionName, since, 'sweep')).toEqual([]);
  });

  it('nothing is spoilt: what comes after is counted from there on', async () => {
    const { key, record } = await aUse();
    await invoke(stack.functionName, aPayload([record]));
    await alertAbout(inbox, key.arn);
    await giveBack();
    giveBack = async () => {};
    await invoke(stack.functionName, aPayload([{ ...record, eventID: `${record.eventID}-1` }]));
    const { alert } = await alertAbout(inbox, key.arn);
    expect(alert).toMatchObject({ kind: 'key-use', occurrences: { count: 1, total: 1 } });
    await invoke(stack.functionName, aPayload([{ ...record, eventID: `${record.eventID}-2` }]));
    expect(await inbox.unclaimed()).toEqual([]);
    expect(await incidentsIn(stack.tableName).of(key)).toMatchObject({ count: 2, outbox: [] });
  });
});
