import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRecords } from '../../cli/input/read-records.ts';
import { parseRecord, parseRecordText } from '../../shared/cloudtrail/parse-record.ts';
import type { RecordText } from '../../shared/pipeline/collect-records.ts';
import { aBatch, aPayload } from '../builders/payload.ts';
import { aRecord, aRefusal, eventId, type Json, KEY } from '../builders/record.ts';

interface FoundIn {
  /** eventIDs of the records that can be read, in the order that they came. */
  readonly good: readonly string[];
  /** Texts that were handed on as broken records. */
  readonly broken: readonly string[];
  readonly faults: readonly string[];
  readonly lineIds: readonly (string | undefined)[];
}

async function found(input: string | Uint8Array): Promise<FoundIn> {
  const records: RecordText[] = [];
  const faults: string[] = [];
  for await (const read of readRecords({ name: 'a file', open: () => Readable.from([Buffer.from(input)]) })) {
    if (read.kind === 'records') records.push(...read.records);
    else faults.push(read.reason);
  }
  const judged = records.map(({ text, value, broken }) => {
    if (broken !== undefined) return undefined;
    const record = value === undefined ? parseRecordText(text) : parseRecord(value);
    return record.ok ? (record.value.eventID ?? 'without id') : undefined;
  });
  return {
    good: judged.filter((id) => id !== undefined),
    broken: records.filter((_, at) => judged[at] === undefined).map(({ text }) => text),
    faults,
    lineIds: records.map(({ lineId }) => lineId),
  };
}

const ONE = aRefusal({ eventID: eventId(1) });
const TWO = aRecord({ eventID: eventId(2) });
const BOTH = [eventId(1), eventId(2)];
const json = (value: unknown) => JSON.stringify(value);

// Shapes: CloudTrail User Guide, LookupEvents; CloudWatch Logs API Reference, FilterLogEvents; EventBridge User Guide, "Events".
const lookedUp = (record: Json) => ({
  EventId: record.eventID,
  EventName: record.eventName,
  ReadOnly: 'true',
  EventTime: '2026-11-22T03:11:40+00:00',
  EventSource: 'kms.amazonaws.com',
  Username: 'i-0abc123def4567890',
  Resources: [{ ResourceType: 'AWS::KMS::Key', ResourceName: KEY }],
  CloudTrailEvent: json(record),
});
const filtered = (message: string, eventIdOfLine = '3618418205768333017526310876434952196572608520504639000') => ({
  logStreamName: '111122223333_CloudTrail_eu-west-1',
  timestamp: 1_795_317_280_009,
  message,
  ingestionTime: 1_795_317_281_009,
  eventId: eventIdOfLine,
});
const bridged = (record: Json) => ({
  version: '0',
  id: '00000000-0000-4000-8000-00000000e0e0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.kms',
  account: '111122223333',
  time: '2026-11-22T03:11:40Z',
  region: 'eu-west-1',
  resources: [],
  detail: record,
});

const FORMS: readonly (readonly [form: string, text: string])[] = [
  ['a CloudTrail file', json({ Records: [ONE, TWO] })],
  ['a pretty-printed CloudTrail file', JSON.stringify({ Records: [ONE, TWO] }, null, 2)],
  ['CloudTrail files one after the other', json({ Records: [ONE] }) + json({ Records: [TWO] })],
  ['one record after the other', JSON.stringify(ONE, null, 2) + JSON.stringify(TWO, null, 2)],
  ['an array', json([ONE, TWO])],
  ['NDJSON', `${json(ONE)}\n${json(TWO)}\n`],
  ['arrays, one a line', `${json([ONE])}\n${json([TWO])}\n`],
  ['an array of CloudTrail files', json([{ Records: [ONE] }, { Records: [TWO] }])],
  ['a subscription payload', json(aPayload([ONE, TWO]))],
  ['subscription payloads, one a line', `${json(aPayload([ONE]))}\n${json(aPayload([TWO]))}`],
  ['a decoded subscription payload', json(aBatch([ONE, TWO]))],
  ['log events alone', json({ logEvents: (aBatch([ONE, TWO]) as { logEvents: unknown[] }).logEvents })],
  ['EventBridge events', `${json(bridged(ONE))}\n${json(bridged(TWO))}`],
  [
    'the output of aws cloudtrail lookup-events',
    JSON.stringify({ Events: [lookedUp(ONE), lookedUp(TWO)], NextToken: 'x' }, null, 4),
  ],
  ['the same after --query Events', json([lookedUp(ONE), lookedUp(TWO)])],
  [
    'the output of aws logs filter-log-events',
    JSON.stringify({ events: [filtered(json(ONE)), filtered(json(TWO))], searchedLogStreams: [] }, null, 4),
  ],
  ['the same after --query events', json([filtered(json(ONE)), filtered(json(TWO))])],
  ['the same after --query events[].message', json([json(ONE), json(TWO)])],
  [
    'the output of aws logs tail',
    [ONE, TWO]
      .map((record) => `2026-11-22T03:15:00.123000+00:00 111122223333_CloudTrail_eu-west-1 ${json(record)}\n`)
      .join(''),
  ],
  [
    'EventBridge events out of a log group',
    json({ events: [filtered(json(bridged(ONE))), filtered(json(bridged(TWO)))] }),
  ],
  ['JSON strings', `${json(json(ONE))}\n${json(json(TWO))}`],
  ['JSON strings of other forms', `${json(json({ Records: [ONE] }))}\n${json(json([TWO]))}`],
];

describe('the forms that people have records in', () => {
  it.each(FORMS)('%s', async (_, text) => {
    expect(await found(text)).toMatchObject({ good: BOTH, broken: [], faults: [] });
  });

  it.each(FORMS)('%s, compressed and with a byte order mark', async (_, text) => {
    expect(await found(gzipSync(`\ufeff${text}`))).toMatchObject({ good: BOTH, broken: [], faults: [] });
  });

  it.each([
    ['a control message', json(aPayload([], { messageType: 'CONTROL_MESSAGE' }))],
    ['a decoded control message', json(aBatch(['CWL CONTROL MESSAGE'], { messageType: 'CONTROL_MESSAGE' }))],
    [
      'a digest file of CloudTrail',
      json({
        awsAccountId: '111122223333',
        digestStartTime: '2026-11-22T02:00:00Z',
        digestEndTime: '2026-11-22T03:00:00Z',
        logFiles: [{ s3Bucket: 'org-trail-logs' }],
      }),
    ],
    ['a file without records', json({ Records: [] })],
    ['a lookup without events', json({ Events: [] })],
    ['an empty array', '[]\n'],
  ])('%s holds no records and is no fault', async (_, text) => {
    expect(await found(text)).toEqual({ good: [], broken: [], faults: [], lineIds: [] });
  });

  it('keeps the identity of a log event for a record without eventID', async () => {
    const anonymous = aRefusal({ eventID: undefined });
    const lines = [filtered(json(anonymous), 'line-1'), filtered(json(bridged(anonymous)), 'line-2')];
    expect((await found(json({ events: lines }))).lineIds).toEqual(['line-1', 'line-2']);
  });

  it('gives records that share a log event no shared identity', async () => {
    const anonymous = aRefusal({ eventID: undefined });
    expect((await found(json({ events: [filtered(json([anonymous, anonymous]))] }))).lineIds).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('good records behind broken ones', () => {
  const CUT = json(ONE).slice(0, 300);
  const broken: readonly (readonly [what: string, text: string])[] = [
    ['NDJSON with a line cut off inside a text', `${json(ONE)}\n${CUT}\n${json(TWO)}`],
    ['NDJSON with a line cut off behind a comma', `${json(ONE)}\n{"eventVersion":"1.11",\n${json(TWO)}`],
    ['NDJSON with a line of text', `${json(ONE)}\nno record at all\n${json(TWO)}`],
    ['NDJSON that has lost its beginning', `ntName":"Decrypt"}\n${json(ONE)}\n${json(TWO)}`],
    [
      'a CloudTrail file with a record that is not closed',
      `{"Records":[${json(ONE)},{"eventVersion":"1.11","a":{"b":1},${json(TWO)}]}`,
    ],
    ['a CloudTrail file with a bracket too many', `{"Records":[${json(ONE)}}],${json(TWO)}]}`],
    [
      'a CloudTrail file with a quote too many',
      `{"Records":[${json(ONE)},{"eventVersion":"1.11","a":"b"c"},${json(TWO)}]}`,
    ],
    [
      'a pretty-printed CloudTrail file with a broken line',
      `{\n  "Records": [\n${JSON.stringify(ONE, null, 2)},\n{\n  "a": "b\n},\n${JSON.stringify(TWO, null, 2)}\n]}`,
    ],
    ['CloudTrail files, one a line, behind a line cut off', `{"Records":[\n${json({ Records: [ONE, TWO] })}\n`],
    [
      'a CloudTrail file, and a comma, behind a line cut off',
      `{"eventVersion":"1.11",\n${json({ Records: [ONE, TWO] })},\n`,
    ],
    ['a CloudTrail file with null for a record', `{"Records":[${json(ONE)},null,${json(TWO)}]}`],
    [
      'an EventBridge event nested thousands deep',
      `${json(ONE)}\n{"detail-type":"x","detail":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}\n${json(TWO)}`,
    ],
  ];

  it.each(broken)('%s', async (_, text) => {
    const { good, broken: rejected, faults } = await found(text);
    expect(good).toEqual(expect.arrayContaining(BOTH));
    expect(good).toHaveLength(2);
    expect(rejected.length + faults.length).toBeGreaterThan(0);
    expect(rejected.length).toBeLessThan(4);
  });

  const forms: readonly (readonly [form: string, join: (records: readonly string[]) => string])[] = [
    ['a CloudTrail file', (records) => `{"Records":[${records.join(',')}]}`],
    ['a CloudTrail file with a record a line', (records) => `{"Records":[\n${records.join(',\n')}\n]}`],
    ['an array', (records) => `[${records.join(',')}]`],
    ['NDJSON', (records) => records.join('\n')],
  ];

  it('a pretty-printed record with a broken line is told in few parts, with the words that stand behind the line', async () => {
    const text = JSON.stringify(ONE, null, 2).replace('"1.11"', '"1.11');
    for (const form of [text, `{"Records": [\n${text},\n${JSON.stringify(TWO, null, 2)}\n]}`]) {
      const { broken: rejected } = await found(form);
      expect(rejected.filter((part) => part.includes(`${KEY} is pending deletion.`))).toHaveLength(1);
      expect(rejected.length).toBeLessThanOrEqual(3);
    }
  });

  it.each(forms)(
    '%s: whatever happened to one record, the others are found or told as broken, and no words are lost',
    async (_, join) => {
      const RECORDS = Array.from({ length: 5 }, (_, at) => json(aRefusal({ eventID: eventId(at) })));
      const OTHERS = [0, 1, 3, 4].map(eventId);
      const [, , hurt = ''] = RECORDS;
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: hurt.length - 1 }),
          fc.integer({ min: 0, max: 200 }),
          fc.constantFrom('', '{', '}', '[', ']', '"', ',', '\\', '\n', '}}', '\u0000'),
          async (at, length, instead) => {
            const damaged = hurt.slice(0, at) + instead + hurt.slice(at + length);
            const { good, broken: rejected } = await found(join(RECORDS.with(2, damaged)));
            // Without the end of its resources, a record is valid JSON again that has those behind it for resources.
            if (good.length < OTHERS.length && good.includes(eventId(2))) return;
            // A quote that is left behind a bracket too many opens a string that takes the beginning of the next record.
            const broken = OTHERS.filter((id) => !good.includes(id));
            expect(broken.length).toBeLessThanOrEqual(1);
            const words = rejected.filter((part) => part.includes('is pending deletion')).length;
            expect(words).toBeGreaterThanOrEqual(broken.length);
            if (damaged.includes('is pending deletion') && good.length === OTHERS.length)
              expect(words).toBeGreaterThan(0);
          },
        ),
        { numRuns: 250, examples: [[1136, 181, ']']] },
      );
    },
  );

  it.each(['}', ']]', '{]', '{"Records":[]}}'])(
    'brackets that belong to nothing are handed on as broken: %s',
    async (text) => {
      expect((await found(text)).broken).toHaveLength(1);
    },
  );

  it('a log event that is no record costs no other', async () => {
    const batch = aBatch([json(ONE), CUT, json(TWO)]);
    for (const text of [json(batch), json(aPayload([json(ONE), CUT, json(TWO)]))]) {
      expect(await found(text)).toMatchObject({ good: BOTH, broken: [CUT] });
    }
  });

  it.each([
    ['that is no gzip', json({ awslogs: { data: 'AAAA' } }), /gzip/],
    ['that is no text', json({ awslogs: { data: 7 } }), /awslogs/],
  ])('a payload %s is a fault and costs no other', async (_, payload, reason) => {
    const { good, faults } = await found(`${json(aPayload([ONE]))}\n${payload}\n${json(aPayload([TWO]))}`);
    expect(good).toEqual(BOTH);
    expect(faults).toEqual([expect.stringMatching(reason)]);
  });

  it.each([
    ['its end', json(ONE).slice(0, json(ONE).indexOf('is pending deletion') + 19)],
    [
      'its beginning, with more of the record behind',
      `${KEY} is pending deletion.","requestParameters":{"a":{"b":1}},"x":1}`,
    ],
    ['its beginning', json(ONE).slice(json(ONE).indexOf('is pending deletion') - 90)],
    [
      'both',
      json(ONE).slice(json(ONE).indexOf('is pending deletion') - 90, json(ONE).indexOf('is pending deletion') + 19),
    ],
  ])('a record that has lost %s is handed on, since it still says what matters', async (_, part) => {
    for (const text of [part, `${part}\n${json(TWO)}`]) {
      const { broken: rejected } = await found(text);
      expect(rejected.filter((rest) => /arn:aws:kms:\S+ is pending deletion/.test(rest))).toHaveLength(1);
    }
  });

  it('a piece that is no record for long runs of white space takes no time', async () => {
    const before = performance.now();
    await found(`{"a":${'\n'.repeat(500_000)}${' '.repeat(500_000)}x`);
    await found(`{"a":${'\n \n'.repeat(300_000)}x`);
    await found(`{"a":${'{ '.repeat(300_000)}x`);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
