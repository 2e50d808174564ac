import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { aPayload } from '../builders/payload.ts';
import { alertAbout, alertsAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { eventually } from './eventually.ts';
import { batchLine, invoke, invokeLater, sweep } from './function.ts';
import { type Inbox, openInbox, takeAll } from './inbox.ts';
import { type Incidents, incidentsIn, MINUTE } from './incidents.ts';
import { createPendingKey, recordOf, useKey } from './pending-key.ts';
import { FACETS_OF_KEY, refusedKeys, stormBatch } from './refusals.ts';
import { layRoad, type SnsRoad } from './sns-road.ts';
import { killFunction } from './worker.ts';

/** Longer than whoever claimed an alert has to send it. */
const LATER = 2 * MINUTE;

// SNS is made to hang, so that there is a middle in which the function can be killed: the alert is claimed, and not confirmed.
describe('a function that is killed in the middle of an invocation', () => {
  let stack: Deployment;
  let inbox: Inbox;
  let incidents: Incidents;
  let road: SnsRoad;
  beforeAll(async () => {
    stack = await deployment();
    // Whatever other scenarios have left behind is told before.
    await sweep(stack.functionName);
    inbox = await openInbox(stack.alertTopicArn);
    incidents = incidentsIn(stack.tableName);
    road = await layRoad(stack.functionName);
  });
  afterEach(() => road.open());
  afterAll(() => road.remove());

  const aUse = async () => {
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger' });
    return { key, record: recordOf(await useKey(key, 'Decrypt')) };
  };
  /** Kills it as soon as it has asked SNS for something since `before`. */
  const killWhilePublishing = async (before: number) => {
    await eventually('a Publish', () => road.published.length > before || undefined);
    expect(await killFunction(stack.functionName)).toBeGreaterThan(0);
  };
  /** Lambda's own, after which the alert is still claimed by the one that died. */
  const theRetry = (since: Date) =>
    batchLine(stack.functionName, since, 'the retry', ({ recordsIn }) => recordsIn === 1);

  it.each([
    ['before SNS has the alert: it comes by the sweep, once', 'does nothing', 1],
    ['after SNS has taken it: it comes again by the sweep, under the same id', 'publishes', 2],
  ] as const)('%s', async (_, sns, times) => {
    const { key, record } = await aUse();
    const since = new Date();
    road.hang(sns);
    const before = road.published.length;
    await invokeLater(stack.functionName, aPayload([record]));
    await killWhilePublishing(before);
    expect(await theRetry(since)).toMatchObject({ duplicate: 1, sent: 0, failed: 0 });
    const { outbox } = await incidents.of(key);
    expect(outbox).toMatchObject([{ kind: 'first', count: 1, released: false }]);
    expect(await alertsAbout(inbox, [key.arn])).toHaveLength(times - 1);

    road.open();
    await sweep(stack.functionName);
    expect(road.published).toHaveLength(before + 1);
    await incidents.waits(key, LATER);
    await sweep(stack.functionName);
    const { alert } = await alertAbout(inbox, key.arn);
    expect(alert).toMatchObject({ id: outbox[0]?.id, kind: 'key-use', occurrences: { count: 1, total: 1 } });
    const ids = road.published.slice(before).map((publish) => JSON.parse(textOf(publish)).id);
    expect(ids).toEqual([alert.id, alert.id]);

    await incidents.waits(key, LATER);
    await sweep(stack.functionName);
    expect(await inbox.unclaimed()).toEqual([]);
    expect(await incidents.of(key)).toMatchObject({ count: 1, outbox: [] });
    expect(await takeAll(stack.failureQueueUrl)).toEqual([]);
  });

  it('while it tells what is due: the next sweep does, and no call is missing in the count', async () => {
    const { key, record } = await aUse();
    await invoke(stack.functionName, aPayload([record]));
    const { alert: first } = await alertAbout(inbox, key.arn);
    const again = Array.from({ length: 7 }, (_, n) => ({ ...record, eventID: `${record.eventID}-${n}` }));
    await invoke(stack.functionName, aPayload(again));
    expect(await incidents.of(key)).toMatchObject({ count: 8, outbox: [] });

    await incidents.waits(key, 15 * MINUTE);
    road.hang('does nothing');
    const before = road.published.length;
    const killed = sweep(stack.functionName).catch(String);
    await killWhilePublishing(before);
    expect(await killed).toContain('died');
    const { outbox } = await incidents.of(key);
    expect(outbox).toMatchObject([{ kind: 'digest', count: 7 }]);

    road.open();
    // Meanwhile it goes on, and the count that is under way stays what it is.
    await invoke(stack.functionName, aPayload([{ ...record, eventID: `${record.eventID}-7` }]));
    await incidents.waits(key, LATER);
    await sweep(stack.functionName);
    const { alert: digest } = await alertAbout(inbox, key.arn);
    expect(digest).toMatchObject({ id: outbox[0]?.id, kind: 'digest', occurrences: { count: 7, total: 8 } });
    expect(digest.id).not.toBe(first.id);
    await incidents.waits(key, 60 * MINUTE);
    await sweep(stack.functionName);
    const { alert: next } = await alertAbout(inbox, key.arn);
    expect(next).toMatchObject({ kind: 'digest', occurrences: { count: 1, total: 9 } });
    expect(await inbox.unclaimed()).toEqual([]);
  });
});

/** What is published to those who read JSON. */
const textOf = (publish: URLSearchParams): string => JSON.parse(publish.get('Message') ?? '{}').default;

describe('a function that is killed again and again in a storm', () => {
  const [RECORDS, BATCHES, KEYS, MOST_KILLS] = [600, 6, 2, 3];

  it('tells every caller and operation, and counts each call once', async () => {
    const stack = await deployment();
    await sweep(stack.functionName);
    const inbox = await openInbox(stack.alertTopicArn);
    const incidents = incidentsIn(stack.tableName);
    const refused = await refusedKeys(KEYS);
    const keys = refused.map(({ key }) => key);
    const counts = () =>
      Promise.all(keys.map(async (key) => (await incidents.of(key).catch(() => undefined))?.count ?? 0));

    for (let batch = 0; batch < BATCHES; batch += 1)
      await invokeLater(stack.functionName, aPayload(stormBatch(batch, RECORDS / BATCHES, refused)));
    let [counted, kills, redriven] = [0, 0, 0];
    const allCounted = async () => {
      const now = sumOf(await counts());
      if (now >= RECORDS) return true;
      // Some have been counted just now, and their alerts are being sent, while others are on their way.
      if (now > counted && kills < MOST_KILLS && (await killFunction(stack.functionName)) > 0) kills += 1;
      counted = now;
      // Lambda tries each batch three times; one for which it died each time waits in the failure queue.
      for (const failure of await takeAll(stack.failureQueueUrl)) {
        await invoke(stack.functionName, JSON.parse(failure).requestPayload);
        redriven += 1;
      }
      return undefined;
    };
    await eventually('all calls in the counts', allCounted, 60_000);

    // What they had claimed who died, then what was counted and not told yet.
    for (const later of [LATER, 15 * MINUTE]) {
      for (const key of keys) await incidents.waits(key, later);
      await sweep(stack.functionName);
    }
    const arns = keys.map(({ arn }) => arn);
    const messages = await alertsAbout(inbox, arns);
    const alerts = [...new Map(messages.map(({ alert }) => [alert.id, alert])).values()];
    process.stdout.write(
      `killed ${kills} times in a storm: ${RECORDS} refusals, ${alerts.length} alerts in ${messages.length} messages, batches redriven: ${redriven}\n`,
    );
    expect(kills).toBeGreaterThan(0);
    expect(await counts()).toEqual(keys.map(() => RECORDS / KEYS));
    for (const arn of arns) {
      const ofKey = alerts.filter(({ key }) => key.arn === arn).map(({ occurrences }) => occurrences);
      expect(sumOf(ofKey.map(({ count }) => count))).toBe(RECORDS / KEYS);
      expect(ofKey.flatMap(({ callers }) => callers.filter(({ isNew }) => isNew))).toHaveLength(FACETS_OF_KEY);
      expect(await incidents.of({ arn })).toMatchObject({ outbox: [] });
    }
  }, 120_000);
});

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
