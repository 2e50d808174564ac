import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SILENCE_PATH } from '../../shared/contract/names.ts';
import { NOW } from '../builders/alert.ts';
import { aPayload } from '../builders/payload.ts';
import { aRefusal, KEY } from '../builders/record.ts';
import { type Answer, awsError, useFakeAws } from '../fakes/aws.ts';
import { type LocalDynamoDb, startDynamoDb } from '../fakes/dynamo-db.ts';
import { answerParameters, type FakeParameter } from '../fakes/ssm.ts';
import { byRole, ofKeys, refusal } from '../pipeline/guard.ts';
import { aValue } from '../silence/silences.ts';
import { aContainer, answerTable } from './container.ts';
import { figuresIn, type Invocation } from './tools.ts';

const aws = useFakeAws();
let stored: Map<string, FakeParameter>;
beforeEach(() => {
  answerTable(aws);
  stored = answerParameters(aws, NOW);
});

/** Puts a silence where the function looks for it. */
const silence = (name: string, value: unknown = aValue()) =>
  stored.set(`${SILENCE_PATH}${name}`, {
    Name: `${SILENCE_PATH}${name}`,
    Value: typeof value === 'string' ? value : JSON.stringify(value),
    Type: 'String',
    LastModifiedDate: NOW.getTime() / 1000,
  });

const FAULTS: readonly (readonly [string, Answer])[] = [
  ['AccessDenied', awsError(400, 'AccessDeniedException')],
  ['throttled', awsError(400, 'ThrottlingException')],
  ['gone', awsError(400, 'ResourceNotFoundException')],
  ['5xx', awsError(500, 'InternalServerError')],
  ['time-out', 'hang'],
  ['reset', 'reset'],
  ['malformed answer', { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }],
];

/** A clock that goes ten times as fast as it does in the world: an invocation, which has 60 seconds, has six here. */
function fastClock(): () => Date {
  const started = performance.now();
  return () => new Date(NOW.getTime() + 10 * (performance.now() - started));
}

const fastContainer = () => aContainer(aws, { now: fastClock() });

/** When the last alert must be out. */
const LIMIT_MS = 5000;

const batchOf = ({ lines }: Invocation) => lines.find(({ message }) => message === 'batch');

async function timed<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const done = await work();
  expect(performance.now() - started).toBeLessThan(LIMIT_MS);
  return done;
}

describe.each(['GetItem', 'PutItem'])('the table, when %s is', (operation) => {
  it.each(FAULTS)('%s: the alert goes out in time, and says that repeats cannot be counted', async (_, answer) => {
    aws.answer(operation, answer);
    const invocation = await timed(() => fastContainer().invoke(aPayload([refusal(1), refusal(2)])));
    expect(invocation.thrown).toBeUndefined();
    expect(invocation.answered).toMatchObject({ sent: 1, tracked: false });
    expect(invocation.told).toMatchObject([{ kind: 'key-use', key: { arn: KEY }, occurrences: { count: 2 } }]);
    const note = invocation.told[0]?.unavailable.find(({ part }) => part === 'occurrences.total');
    expect(note?.reason).toMatch(/repeats cannot be counted/);
    expect(batchOf(invocation)).toMatchObject({ level: 'error', untracked: expect.stringMatching(/./), notified: 2 });
  });
});

describe('the pace of messages, when UpdateItem is', () => {
  it.each(FAULTS)('%s: the alert goes out in time, and is counted', async (_, answer) => {
    aws.answer('UpdateItem', answer);
    const invocation = await timed(() => fastContainer().invoke(aPayload([aRefusal()])));
    expect(invocation.thrown).toBeUndefined();
    expect(invocation.answered).toMatchObject({ sent: 1, tracked: true });
    expect(invocation.told[0]?.unavailable.map(({ part }) => part)).not.toContain('occurrences.total');
  });
});

describe('a sweep, when Scan is', () => {
  it.each(FAULTS)('%s: it says so and does not throw', async (_, answer) => {
    aws.answer('Scan', answer);
    const { answered, thrown, lines } = await timed(() => fastContainer().invoke({ sweep: true }));
    expect([answered, thrown]).toEqual([{ kind: 'swept' }, undefined]);
    expect(lines).toMatchObject([{ message: 'sweep failed', level: 'error' }]);
    expect(figuresIn(lines[0])).toEqual({});
  });
});

describe('the silences, when GetParametersByPath is', () => {
  it.each(FAULTS)('%s: what they would hide is told in time, and says why', async (_, answer) => {
    silence('planned', aValue({ untilDeletion: true }));
    aws.answer('GetParametersByPath', answer);
    const invocation = await timed(() => fastContainer().invoke(aPayload([aRefusal()])));
    expect(invocation.thrown).toBeUndefined();
    expect(invocation.told).toHaveLength(1);
    const note = invocation.told[0]?.unavailable.find(({ part }) => part === 'silences');
    expect(note?.reason).toMatch(/^the silences could not be read \(.+\)$/);
    expect(batchOf(invocation)).toMatchObject({ level: 'error', silencesUnread: note?.reason });
  });
});

describe('all of AWS but SNS', () => {
  const OPERATIONS = ['GetItem', 'PutItem', 'UpdateItem', 'Scan', 'GetParametersByPath'];
  const READS = ['DescribeKey', 'ListAliases', 'ListResourceTags', 'GetKeyLastUsage', 'LookupEvents'];

  it.each(FAULTS)('%s: the alert goes out in time', async (_, answer) => {
    for (const operation of [...OPERATIONS, ...READS]) aws.answer(operation, answer);
    const { thrown, told } = await timed(() => fastContainer().invoke(aPayload([aRefusal()])));
    expect(thrown).toBeUndefined();
    expect(told).toMatchObject([{ key: { arn: KEY }, severity: 'high' }]);
    const parts = told[0]?.unavailable.map(({ part }) => part);
    expect(parts).toEqual(expect.arrayContaining(['silences', 'occurrences.total', 'key.deletionDate']));
  });

  it('hanging costs many keys no more time than one', async () => {
    for (const operation of [...OPERATIONS, ...READS]) aws.answer(operation, 'hang');
    const { told } = await timed(() => aContainer(aws).invoke(aPayload(ofKeys(30))));
    expect(told).toHaveLength(30);
  });
});

describe('silences in their store', () => {
  it('hide what they cover, as long as they stand there', async () => {
    silence('planned', aValue({ untilDeletion: true }));
    let time = NOW.getTime();
    const container = aContainer(aws, { now: () => new Date(time) });
    const hidden = await container.invoke(aPayload([refusal(1)]));
    expect(hidden.published).toEqual([]);
    expect(figuresIn(batchOf(hidden))).toMatchObject({ RecordsIn: 1, Silenced: 1 });
    stored.clear();
    time += 61_000;
    expect((await container.invoke(aPayload([refusal(2)]))).published).toHaveLength(1);
  });

  it('that are malformed are named in alerts and in the log', async () => {
    silence('typo', '{"kye":"x"}');
    const invocation = await aContainer(aws).invoke(aPayload([aRefusal()]));
    expect(invocation.told[0]?.unavailable.map(({ part }) => part)).toContain('silences.typo');
    expect(batchOf(invocation)).toMatchObject({ silencesMalformed: [expect.stringMatching(/^typo: "kye"/)] });
  });
});

describe('over a DynamoDB', () => {
  let dynamoDb: LocalDynamoDb;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb();
  });
  afterAll(() => dynamoDb.close());

  async function withTable() {
    const tableName = await dynamoDb.createTable();
    let time = NOW.getTime();
    const options = { dynamoDb: dynamoDb.client, config: { tableName }, now: () => new Date(time) };
    return {
      tableName,
      container: () => aContainer(aws, options),
      later: (ms: number) => {
        time += ms;
      },
    };
  }

  it('a key is told once, by whichever container, and its repeats are counted', async () => {
    const { container, later } = await withTable();
    const [one, other] = [container(), container()];
    expect((await one.invoke(aPayload([refusal(1)]))).told).toMatchObject([{ kind: 'key-use' }]);
    expect((await other.invoke(aPayload([refusal(2)]))).published).toEqual([]);
    expect((await other.invoke(aPayload([byRole('report-api', 3)]))).told).toMatchObject([
      { kind: 'key-use', occurrences: { count: 1, total: 3 } },
    ]);
    expect((await one.invoke(aPayload([refusal(2)]))).lines.at(-1)).toMatchObject({ duplicate: 1, counted: 0 });
    later(24 * 3_600_000);
    const swept = await one.invoke({ sweep: true });
    expect(swept.told).toMatchObject([{ kind: 'digest', occurrences: { count: 1, total: 3 } }]);
    expect(figuresIn(swept.lines[0])).toEqual({ SweepRan: 1, MessagesSent: 1 });
    expect((await other.invoke({ sweep: true })).published).toEqual([]);
  });

  it('ten containers at once count everything, and tell a new key once', async () => {
    const { container, later } = await withTable();
    const invocations = await Promise.all(
      Array.from({ length: 10 }, (_, n) => container().invoke(aPayload([refusal(10 * n), refusal(10 * n + 1)]))),
    );
    for (const { thrown, lines } of invocations) {
      expect(thrown).toBeUndefined();
      expect(lines.at(-1)).toMatchObject({ failed: 0, unaccounted: 0 });
      expect(lines.at(-1)).not.toHaveProperty('untracked');
    }
    later(24 * 3_600_000);
    const { told } = await container().invoke({ sweep: true });
    expect(told).toMatchObject([{ kind: 'digest', occurrences: { total: 20 } }]);
    const sent = invocations.reduce((sum, { lines }) => sum + Number(lines.at(-1)?.sent), 0);
    expect(sent).toBe(1);
  });

  it('a table that is deleted while the container lives keeps no alert from going out', async () => {
    const { container, tableName } = await withTable();
    const one = container();
    await one.invoke(aPayload([refusal(1)]));
    await dynamoDb.client.send(new DeleteTableCommand({ TableName: tableName }));
    const { told, answered } = await one.invoke(aPayload([refusal(2)]));
    expect(answered).toMatchObject({ sent: 1, tracked: false });
    expect(told[0]?.unavailable.map(({ part }) => part)).toContain('occurrences.total');
  });
});
