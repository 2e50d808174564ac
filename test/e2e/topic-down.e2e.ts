import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { aPayload } from '../builders/payload.ts';
import { alertAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { eventually } from './eventually.ts';
import { batchLine, batchLines, invokeLater } from './function.ts';
import { guard } from './guard-command.ts';
import { type Inbox, lookInto, openInbox, takeAll } from './inbox.ts';
import { incidentsIn } from './incidents.ts';
import { createPendingKey, recordOf, useKey } from './pending-key.ts';
import { layRoad, type SnsRoad } from './sns-road.ts';

// By asynchronous invocation, since the emulator's log subscription retries nothing (emulator-gaps/logs.e2e.ts).
describe('while SNS does not answer', () => {
  let stack: Deployment;
  let inbox: Inbox;
  let road: SnsRoad;
  beforeAll(async () => {
    stack = await deployment();
    inbox = await openInbox(stack.alertTopicArn);
    road = await layRoad(stack.functionName);
    await takeAll(stack.failureQueueUrl);
  });
  afterEach(() => road.open());
  afterAll(() => road.remove());

  const aUse = async () => {
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger' });
    const record = recordOf(await useKey(key, 'Decrypt'));
    return { key, record, payload: aPayload([record]) };
  };
  /** Until it is over, since the emulator's retries keep the environment that the first invocation had. */
  const theRetry = (since: Date) =>
    batchLine(stack.functionName, since, 'no failure', ({ messagesFailed }) => messagesFailed === 0);
  const somethingFailed = ({ messagesFailed }: { readonly messagesFailed: number }) => messagesFailed > 0;

  it("an alert waits for Lambda's retry, and comes once", async () => {
    const { key, payload } = await aUse();
    const since = new Date();
    road.shut();
    await invokeLater(stack.functionName, payload);
    const line = await batchLine(stack.functionName, since, 'a failure', somethingFailed);
    expect(line).toMatchObject({ level: 'error', recordsIn: 1, notified: 0, sent: 0, failed: 1 });
    road.open();
    const { alert } = await alertAbout(inbox, key.arn);
    expect(alert).toMatchObject({ kind: 'key-use', severity: 'high', occurrences: { count: 1 } });
    expect(await theRetry(since)).toMatchObject({ recordsIn: 1, duplicate: 1, sent: 1 });
    expect(await inbox.unclaimed()).toEqual([]);
    expect(await takeAll(stack.failureQueueUrl)).toEqual([]);
    expect(await incidentsIn(stack.tableName).of(key)).toMatchObject({ count: 1, outbox: [] });
  });

  it('for longer, the batch goes to the failure queue, as it came, and is redriven from there', async () => {
    const { key, payload } = await aUse();
    const since = new Date();
    road.shut();
    await invokeLater(stack.functionName, payload);
    const failure = await eventually('a batch in the failure queue', async () => {
      const [message] = await lookInto(stack.failureQueueUrl);
      return message;
    });
    expect(JSON.parse(failure)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: payload,
      responsePayload: { errorMessage: expect.stringContaining('1 alert failed') },
    });
    expect(await batchLines(stack.functionName, since)).toHaveLength(3);
    expect(await inbox.unclaimed()).toEqual([]);

    road.open();
    const redriven = await guard('redrive');
    expect([redriven.status, redriven.stdout]).toEqual([EXIT.done.code, expect.stringContaining('1 delivered')]);
    const { alert } = await alertAbout(inbox, key.arn);
    expect(alert).toMatchObject({ kind: 'key-use', key: { arn: key.arn }, occurrences: { count: 1, total: 1 } });
    expect(await takeAll(stack.failureQueueUrl)).toEqual([]);
    expect(await incidentsIn(stack.tableName).of(key)).toMatchObject({ count: 1, outbox: [] });
  });

  it('for one alert, the others of its batch go out all the same', async () => {
    const [refused, other] = [await aUse(), await aUse()];
    const since = new Date();
    road.shut((publish) => publish.get('Message')?.includes(refused.key.arn) === true);
    await invokeLater(stack.functionName, aPayload([refused.record, other.record]));
    await alertAbout(inbox, other.key.arn);
    const line = await batchLine(stack.functionName, since, 'a failure', somethingFailed);
    expect(line).toMatchObject({ recordsIn: 2, notified: 1, sent: 1, failed: 1 });
    road.open();
    await alertAbout(inbox, refused.key.arn);
    await theRetry(since);
    expect(await inbox.unclaimed()).toEqual([]);
  });
});
