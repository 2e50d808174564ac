import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { aPayload } from '../builders/payload.ts';
import { alertAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { eventually } from './eventually.ts';
import { batchLine, batchLines, invokeLater } from './function.ts';
import { type Inbox, openInbox, takeAll } from './inbox.ts';
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
  });
  afterEach(() => road.open());
  afterAll(() => road.remove());

  const aUse = async () => {
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger' });
    const record = recordOf(await useKey(key, 'Decrypt'));
    return { key, record, payload: aPayload([record]) };
  };
  /** Until it is over, since the emulator's retries keep the environment that the first invocation had. */
  const theRetry = (since: Date) => batchLine(stack.functionName, since, 'no failure', ({ failed }) => failed === 0);
  const somethingFailed = ({ failed }: { readonly failed: number }) => failed > 0;

  it("an alert waits for Lambda's retry, and comes once", async () => {
    const { key, payload } = await aUse();
    const since = new Date();
    road.shut();
    await invokeLater(stack.functionName, payload);
    const line = await batchLine(stack.functionName, since, 'a failure', somethingFailed);
    expect(line).toMatchObject({ level: 'error', findings: 1, sent: 0, failed: 1 });
    road.open();
    const { alert } = await alertAbout(inbox, key.arn);
    expect(alert).toMatchObject({ kind: 'key-use', severity: 'high', occurrences: { count: 1 } });
    await theRetry(since);
    expect(await inbox.unclaimed()).toEqual([]);
    expect(await takeAll(stack.failureQueueUrl)).toEqual([]);
  });

  it('for longer, the batch goes to the failure queue, as it came, and can be replayed from there', async () => {
    const { key, payload } = await aUse();
    const since = new Date();
    road.shut();
    await invokeLater(stack.functionName, payload);
    const failure = JSON.parse(
      await eventually('a batch in the failure queue', async () => (await takeAll(stack.failureQueueUrl))[0]),
    );
    expect(failure).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: payload,
      responsePayload: { errorMessage: '1 of 1 alerts were not sent; see the log line of this request' },
    });
    expect(await batchLines(stack.functionName, since)).toHaveLength(3);
    expect(await inbox.unclaimed()).toEqual([]);

    road.open();
    await invokeLater(stack.functionName, failure.requestPayload);
    expect((await alertAbout(inbox, key.arn)).alert).toMatchObject({ kind: 'key-use', key: { arn: key.arn } });
    await theRetry(since);
  });

  it('for one alert, the others of its batch go out all the same', async () => {
    const [refused, other] = [await aUse(), await aUse()];
    const since = new Date();
    road.shut((publish) => publish.get('Message')?.includes(refused.key.arn) === true);
    await invokeLater(stack.functionName, aPayload([refused.record, other.record]));
    const { alert } = await alertAbout(inbox, other.key.arn);
    const line = await batchLine(stack.functionName, since, 'a failure', somethingFailed);
    expect(line).toMatchObject({ findings: 2, sent: 1, failed: 1 });
    road.open();
    await alertAbout(inbox, refused.key.arn);
    await theRetry(since);
    // The emulator throws a container away in which a function failed, so that the retry cannot know what went out.
    const again = (await inbox.unclaimed()).map(({ message }) => JSON.parse(message).id);
    expect(again).toEqual([alert.id]);
  });
});
