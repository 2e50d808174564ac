import { beforeAll, describe, expect, it } from '@jest/globals';
import { aBatch, packed } from '../builders/payload.ts';
import { aRecord } from '../builders/record.ts';
import { alertAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { eventually } from './eventually.ts';
import { batchLine, invokeLater } from './function.ts';
import { type Inbox, openInbox, takeAll } from './inbox.ts';
import { createPendingKey, type PendingKey, recordOf, useKey } from './pending-key.ts';
import { deliver } from './trail.ts';

const aUsedKey = async () => {
  const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger' });
  return { key, record: recordOf(await useKey(key, 'Decrypt')) };
};

describe('lines that are no records, between others that are', () => {
  let stack: Deployment;
  let inbox: Inbox;
  beforeAll(async () => {
    stack = await deployment();
    inbox = await openInbox(stack.alertTopicArn);
  });

  const expectUse = async ({ arn }: PendingKey) =>
    expect((await alertAbout(inbox, arn)).alert).toMatchObject({ kind: 'key-use', operation: { confirmed: true } });
  const expectUnreadable = async ({ arn }: PendingKey) =>
    expect((await alertAbout(inbox, arn)).alert).toMatchObject({
      severity: 'high',
      operation: { confirmed: false },
      key: { arn, state: 'PendingDeletion' },
      unavailable: expect.arrayContaining([expect.objectContaining({ part: 'record' })]),
    });

  it('cost no other line when they come by the log group; those that say that a key is pending deletion are told', async () => {
    const [first, cut, last] = [await aUsedKey(), await aUsedKey(), await aUsedKey()];
    const since = new Date();
    await deliver(stack.logGroupName, [
      first.record,
      '{"eventVersion": "1.11", "eventSource": ',
      JSON.stringify(cut.record).slice(0, -2),
      'Sun Nov 22 03:11:40 2026 not JSON at all',
      aRecord(),
      last.record,
    ]);
    await expectUse(first.key);
    await expectUse(last.key);
    await expectUnreadable(cut.key);
    const line = await batchLine(stack.functionName, since, '6 records', ({ recordsIn }) => recordsIn === 6);
    expect(line).toMatchObject({ notified: 3, sent: 3, rejected: 2, notFinding: 1, duplicate: 0, failed: 0 });
  });

  it('cost no other line when a log event has no message', async () => {
    const [first, nameless, last] = [await aUsedKey(), await aUsedKey(), await aUsedKey()];
    const since = new Date();
    const batch = aBatch([first.record, last.record]);
    const [firstEvent, lastEvent] = batch.logEvents as unknown[];
    const logEvents = [
      firstEvent,
      { id: '1', timestamp: 1_795_317_280_009 },
      null,
      { id: '2', timestamp: 1_795_317_280_009, note: `${nameless.key.arn} is pending deletion.` },
      lastEvent,
    ];
    await invokeLater(stack.functionName, { awslogs: { data: packed({ ...batch, logEvents }) } });
    await expectUse(first.key);
    await expectUse(last.key);
    await expectUnreadable(nameless.key);
    const line = await batchLine(stack.functionName, since, '5 records', ({ recordsIn }) => recordsIn === 5);
    expect(line).toMatchObject({ notified: 3, sent: 3, rejected: 2, notFinding: 0, failed: 0 });
  });

  it('are told as of an unconfirmed message when a longer message only quotes the words', async () => {
    const { key, record } = await aUsedKey();
    const errorMessage = `User: x is not authorized because ${key.arn} is pending deletion. Ask your administrator`;
    await deliver(stack.logGroupName, [{ ...record, errorCode: 'AccessDenied', errorMessage }]);
    expect((await alertAbout(inbox, key.arn)).alert).toMatchObject({
      severity: 'low',
      operation: { confirmed: false },
    });
  });

  it('are kept in the failure queue when the payload as a whole cannot be read', async () => {
    const payload = { awslogs: { data: 'bm8gZ3ppcA==' } };
    await invokeLater(stack.functionName, payload);
    const failure = await eventually('the payload in the failure queue', async () =>
      (await takeAll(stack.failureQueueUrl)).find((message) => message.includes(payload.awslogs.data)),
    );
    expect(JSON.parse(failure)).toMatchObject({
      requestPayload: payload,
      responsePayload: { errorMessage: expect.stringContaining('wanted a gzip stream') },
    });
  });
});
