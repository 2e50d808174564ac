import { beforeAll, describe, expect, it } from '@jest/globals';
import type { IncidentItem } from '../../shared/incident/item.ts';
import { aPayload } from '../builders/payload.ts';
import { type AlertMessage, alertsAbout } from './alert-message.ts';
import { type Deployment, deployment } from './deployment.ts';
import { eventually } from './eventually.ts';
import { type BatchLine, batchLines, invoke, sweep } from './function.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { type Incidents, incidentsIn, MINUTE } from './incidents.ts';
import type { PendingKey } from './pending-key.ts';
import { FACETS_OF_KEY, refusedKeys, stormBatch } from './refusals.ts';

const RECORDS = 5000;
const BATCHES = 50;
/** Batches that are delivered twice, the second time while the first is still being handled, or just after. */
const DELIVERED_AGAIN = [0, 3, 14, 27, 41];
const INVOCATIONS_AT_ONCE = 6;
const KEYS = 3;
/** Each caller and operation of each key is told once, at once. */
const FIRST_ALERTS = KEYS * FACETS_OF_KEY;

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

describe(`a storm of ${RECORDS} refusals, in ${BATCHES} batches, ${INVOCATIONS_AT_ONCE} at once`, () => {
  let stack: Deployment;
  let inbox: Inbox;
  let incidents: Incidents;
  let keys: readonly PendingKey[];
  const sent: AlertMessage[] = [];
  let lines: readonly BatchLine[];
  let writes = 0;

  const itemOf = (key: PendingKey): Promise<IncidentItem> => incidents.of(key);
  const newMessages = async () => {
    const messages = await alertsAbout(
      inbox,
      keys.map(({ arn }) => arn),
    );
    sent.push(...messages);
    return messages;
  };

  beforeAll(async () => {
    stack = await deployment();
    // Whatever other scenarios have left behind is told before.
    await sweep(stack.functionName);
    inbox = await openInbox(stack.alertTopicArn);
    incidents = incidentsIn(stack.tableName);
    const refused = await refusedKeys(KEYS);
    keys = refused.map(({ key }) => key);
    const payloads = Array.from({ length: BATCHES }, (_, batch) =>
      aPayload(stormBatch(batch, RECORDS / BATCHES, refused)),
    );
    const deliveries = payloads.flatMap((payload, batch) =>
      DELIVERED_AGAIN.includes(batch) ? [payload, payload] : [payload],
    );
    const since = new Date();
    await atOnce(INVOCATIONS_AT_ONCE, deliveries, (payload) => invoke(stack.functionName, payload));
    lines = await eventually('a line for each batch', async () => {
      const all = await batchLines(stack.functionName, since);
      return all.length >= deliveries.length ? all : undefined;
    });
  }, 120_000);

  it('is one alert for each caller and operation of each key, the first of a key among them', async () => {
    const messages = await newMessages();
    const facets = messages.flatMap(({ alert: { key, occurrences } }) =>
      occurrences.callers
        .filter(({ isNew }) => isNew)
        .map(({ caller, operation }) => `${key.arn} ${caller} ${operation}`),
    );
    expect(new Set(facets).size).toBe(FIRST_ALERTS);
    expect(facets).toHaveLength(FIRST_ALERTS);
    expect(messages).toHaveLength(FIRST_ALERTS);
    for (const { arn } of keys) {
      const ofKey = messages.filter(({ alert }) => alert.key.arn === arn).map(({ alert }) => alert);
      expect(ofKey.map(({ kind }) => kind)).toEqual(Array.from({ length: FACETS_OF_KEY }, () => 'key-use'));
      expect(ofKey.filter(({ occurrences }) => occurrences.since === undefined)).toHaveLength(1);
    }
  });

  it('sends them no faster than one a second', () => {
    const [first, last] = [sent.at(0)?.time.getTime() ?? 0, sent.at(-1)?.time.getTime() ?? 0];
    // Whole seconds, as the emulator writes them.
    expect(last - first).toBeGreaterThanOrEqual((FIRST_ALERTS - 2) * 1000);
  });

  it('is accounted for to the last record, what was delivered again as such', () => {
    const again = DELIVERED_AGAIN.length * (RECORDS / BATCHES);
    const figure = (name: string) => sumOf(lines.map((line) => Number(line[name])));
    expect(lines).toHaveLength(BATCHES + DELIVERED_AGAIN.length);
    expect(figure('recordsIn')).toBe(RECORDS + again);
    expect(figure('notified') + figure('counted')).toBe(RECORDS);
    expect(figure('duplicate')).toBe(again);
    for (const name of ['failed', 'messagesFailed', 'unsettled', 'unaccounted']) expect(figure(name)).toBe(0);
  });

  it('costs at most two writes a key and batch', async () => {
    for (const key of keys) {
      const { version, outbox, batches } = await itemOf(key);
      expect(outbox).toEqual([]);
      expect(batches).toHaveLength(BATCHES);
      expect(version).toBeLessThanOrEqual(2 * BATCHES);
      writes += version;
    }
  });

  it('is not told again before the time has come', async () => {
    await sweep(stack.functionName);
    expect(await newMessages()).toEqual([]);
  });

  it('is counted to the last call 15 minutes later, by one digest a key, though two sweeps meet', async () => {
    for (const key of keys) await incidents.waits(key, 15 * MINUTE);
    await Promise.all([sweep(stack.functionName), sweep(stack.functionName)]);
    const digests = await newMessages();
    expect(digests.map(({ alert }) => alert.kind)).toEqual(keys.map(() => 'digest'));
    for (const key of keys) {
      const { count } = await itemOf(key);
      const ofKey = sent.filter(({ alert }) => alert.key.arn === key.arn).map(({ alert }) => alert);
      expect(sumOf(ofKey.map(({ occurrences }) => occurrences.count))).toBe(count);
      const [digest] = ofKey.filter(({ kind }) => kind === 'digest');
      expect(digest?.occurrences.total).toBe(count);
      expect(sumOf(digest?.occurrences.callers.map(({ total }) => total) ?? [])).toBe(count);
    }
    expect(sumOf(await Promise.all(keys.map(async (key) => (await itemOf(key)).count)))).toBe(RECORDS);
  });

  it('sends no message twice', async () => {
    await sweep(stack.functionName);
    expect(await newMessages()).toEqual([]);
    const ids = sent.map(({ alert }) => alert.id);
    expect(new Set(ids).size).toBe(FIRST_ALERTS + KEYS);
    expect(ids).toHaveLength(FIRST_ALERTS + KEYS);
    process.stdout.write(
      `storm: ${RECORDS} refusals, ${lines.length} invocations: ${FIRST_ALERTS} alerts with ${writes} writes of ${KEYS} incidents; then ${KEYS} digests\n`,
    );
  });
});

/** Works through a list, so many at once, in its order. */
async function atOnce<T>(width: number, all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const left = all.values();
  const worker = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
