import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeSubscription, readEnvelope } from '../../shared/cloudwatch-logs/decode.ts';
import type { LogBatch } from '../../shared/cloudwatch-logs/log-batch.ts';
import { GuardError } from '../../shared/errors.ts';
import { recordFixture } from '../builders/fixture.ts';
import { aBatch, aPayload, packed } from '../builders/payload.ts';
import { aRefusal } from '../builders/record.ts';

type DataBatch = Extract<LogBatch, { kind: 'data' }>;

function decoded(payload: unknown): DataBatch {
  const batch = decodeSubscription(payload);
  if (!batch.ok) throw batch.error;
  if (batch.value.kind !== 'data') throw new Error('wanted records, got a control message');
  return batch.value;
}

function refusal(payload: unknown): GuardError {
  const batch = decodeSubscription(payload);
  if (batch.ok) throw new Error('wanted a refusal, got a log batch');
  return batch.error;
}

const withData = (data: unknown) => ({ awslogs: { data } });
const zipped = (text: string) => gzipSync(text).toString('base64');

describe('decoding a log subscription payload', () => {
  it('hands over the text of every log event with its place and id', () => {
    const batch = decoded(aPayload([aRefusal(), 'plain text']));
    expect(batch).toMatchObject({
      owner: '111122223333',
      logGroup: 'org-trail',
      logStream: '111122223333_CloudTrail_eu-west-1',
      broken: [],
    });
    expect(batch.logEvents.map(({ index }) => index)).toEqual([0, 1]);
    expect(new Set(batch.logEvents.map(({ id }) => id)).size).toBe(2);
    expect(batch.logEvents.map(({ text }) => text)).toEqual([JSON.stringify(aRefusal()), 'plain text']);
  });

  it('keeps the delivery time of a line apart from the time of the call in it', () => {
    const batch = decoded(withData(packed(recordFixture('payload-delivered-11-minutes-late.json'))));
    const [line] = batch.logEvents;
    expect(line?.timestamp?.toISOString()).toBe('2026-11-22T03:22:43.009Z');
    expect(line?.text).toContain('"eventTime":"2026-11-22T03:11:40Z"');
  });

  it('answers a reachability check without reading its line as a record', () => {
    const payload = withData(packed(recordFixture('payload-control-message.json')));
    expect(decodeSubscription(payload)).toEqual({ ok: true, value: { kind: 'control' } });
  });

  it('hands over a message that is no JSON: the parser judges it', () => {
    const batch = decoded(withData(packed(recordFixture('payload-broken-inner-json.json'))));
    expect(batch.logEvents.map(({ text }) => text)).toEqual(['{"eventVersion":"1.11","userIdentity":{"type":"Root"}']);
  });

  it('reads text beyond ASCII', () => {
    expect(decoded(aPayload(['{"key":"Jörg/明細.csv"}'])).logEvents[0]?.text).toBe('{"key":"Jörg/明細.csv"}');
  });

  it('does without the parts of the envelope that it does not need', () => {
    const envelope = {
      messageType: 'DATA_MESSAGE',
      logEvents: [{ message: 'x' }],
      extractedFields: {},
      policyLevel: 1,
    };
    expect(decoded(withData(packed(envelope)))).toMatchObject({
      owner: '',
      logGroup: '',
      logStream: '',
      logEvents: [{ index: 0, id: undefined, timestamp: undefined, text: 'x' }],
    });
  });
});

describe('a payload that cannot be decoded', () => {
  const oneMember = gzipSync(JSON.stringify(aBatch([aRefusal()])));
  const brokenInTheMiddle = Buffer.concat([oneMember.subarray(0, 40), Buffer.alloc(20, 0xff), oneMember.subarray(60)]);
  const wrongChecksum = Buffer.concat([oneMember.subarray(0, -8), Buffer.alloc(8)]);

  it.each([
    ['nothing', undefined, 'payload-not-a-subscription'],
    ['null', null, 'payload-not-a-subscription'],
    ['a text', 'hello', 'payload-not-a-subscription'],
    ['an array', [], 'payload-not-a-subscription'],
    ['another event', { Records: [{ Sns: {} }] }, 'payload-not-a-subscription'],
    ['no data', { awslogs: {} }, 'payload-not-a-subscription'],
    ['data that is a number', withData(7), 'payload-not-a-subscription'],
    ['empty data', withData(''), 'payload-not-base64-gzip'],
    ['data that is not base64', withData('!!! not base64 !!!'), 'payload-not-base64-gzip'],
    ['base64 of plain JSON', withData(Buffer.from('{}').toString('base64')), 'payload-not-base64-gzip'],
    ['deflate without gzip', withData(deflateRawSync('{}').toString('base64')), 'payload-not-base64-gzip'],
    ['a gzip header alone', withData(oneMember.subarray(0, 10).toString('base64')), 'payload-not-base64-gzip'],
    ['gzip cut short', withData(oneMember.subarray(0, -20).toString('base64')), 'payload-not-base64-gzip'],
    ['gzip broken in the middle', withData(brokenInTheMiddle.toString('base64')), 'payload-not-base64-gzip'],
    ['gzip with a wrong checksum', withData(wrongChecksum.toString('base64')), 'payload-not-base64-gzip'],
    ['gzip of nothing', withData(zipped('')), 'payload-not-json'],
    ['gzip of text', withData(zipped('hello')), 'payload-not-json'],
    ['gzip of half a JSON', withData(zipped('{"messageType":"DATA_MESSAGE","logEv')), 'payload-not-json'],
    ['JSON null', withData(packed(null)), 'payload-bad-envelope'],
    ['a JSON array', withData(packed([aRefusal()])), 'payload-bad-envelope'],
    ['a record in place of a batch', withData(packed(aRefusal())), 'payload-bad-envelope'],
    ['a message type of next year', aPayload([], { messageType: 'STATUS_MESSAGE' }), 'payload-bad-envelope'],
    ['no message type', aPayload([], { messageType: undefined }), 'payload-bad-envelope'],
    ['log events that are no array', aPayload([], { logEvents: { '0': {} } }), 'payload-bad-envelope'],
    ['no log events', aPayload([], { logEvents: undefined }), 'payload-bad-envelope'],
  ] as const)('%s: is refused by name, with what was got and what was wanted', (_, payload, code) => {
    const error = refusal(payload);
    expect(error).toBeInstanceOf(GuardError);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(/\bgot\b.+\bwanted\b/s)]);
  });

  it.each([
    ['messageType', { messageType: 'STATUS_MESSAGE' }],
    ['logEvents', { logEvents: 'none' }],
  ])('names the part of the envelope that is wrong: %s', (path, envelope) => {
    expect(refusal(aPayload([], envelope)).message).toContain(path);
  });

  it('says of a foreign event how this function is meant to be invoked', () => {
    expect(refusal({ Records: [] }).message).toMatch(/"Records".*subscription filter/s);
  });

  it('keeps the failure beneath it as the cause', () => {
    expect(refusal(withData(zipped('hello'))).cause).toBeInstanceOf(SyntaxError);
  });

  it('quotes no more than a few words of what was sent', () => {
    const long = 'x'.repeat(100_000);
    for (const payload of [{ [long]: 1 }, withData(zipped(long)), aPayload([], { messageType: 7 })]) {
      expect(refusal(payload).message.length).toBeLessThan(500);
    }
  });
});

describe('log events that hold no text', () => {
  const good = JSON.stringify(aRefusal());
  const around = (event: unknown) => [{ id: 'a', timestamp: 1, message: good }, event, { id: 'c', message: 'last' }];
  const batchWith = (event: unknown) => decoded(withData(packed({ ...aBatch([]), logEvents: around(event) })));

  it.each([
    ['no message', { id: 'b', timestamp: 1 }],
    ['message null', { id: 'b', timestamp: 1, message: null }],
    ['message a number', { id: 'b', timestamp: 1, message: 7 }],
    ['message true', { id: 'b', timestamp: 1, message: true }],
    ['message empty', { id: 'b', timestamp: 1, message: '' }],
    ['event null', null],
    ['event a text', 'hello'],
    ['event a number', 7],
  ])('%s: is named by its path and costs the others nothing', (_, event) => {
    const batch = batchWith(event);
    expect(batch.logEvents.map(({ text }) => text)).toEqual([good, 'last']);
    expect(batch.logEvents.map(({ index }) => index)).toEqual([0, 2]);
    expect(batch.broken).toEqual([
      expect.objectContaining({
        index: 1,
        path: 'logEvents[1].message',
        reason: expect.stringMatching(/^got .+, wanted /),
      }),
    ]);
  });

  it('takes a message that a log transformer made an object of as the record that it is', () => {
    const batch = batchWith({ id: 'b', timestamp: 1, message: aRefusal() });
    expect(batch.broken).toEqual([]);
    expect(batch.logEvents[1]?.text).toBe(good);
  });

  it.each([
    ['timestamp a text', { timestamp: 'yesterday' }],
    ['timestamp negative', { timestamp: -1 }],
    ['timestamp beyond all dates', { timestamp: 1e300 }],
    ['id a number', { id: 7 }],
  ])('%s: the line is read without it', (_, parts) => {
    const batch = batchWith({ message: 'middle', ...parts });
    expect(batch.broken).toEqual([]);
    expect(batch.logEvents[1]).toMatchObject({ text: 'middle', timestamp: undefined });
  });

  it('keeps what stood there, so that a key pending deletion in it can still be told', () => {
    const event = { id: 'b', text: 'arn:... is pending deletion.' };
    expect(batchWith(event).broken[0]?.text).toContain('is pending deletion.');
  });

  it('survives an event nested deeper than the stack', () => {
    const depth = 200_000;
    const logEvents = `[{"message":"first"},{"message":${'['.repeat(depth)}${']'.repeat(depth)}},{"message":"last"}]`;
    const batch = decodeSubscription(withData(zipped(`{"messageType":"DATA_MESSAGE","logEvents":${logEvents}}`)));
    const texts = batch.ok && batch.value.kind === 'data' ? batch.value.logEvents.map(({ text }) => text) : [];
    expect(texts).toEqual(expect.arrayContaining(['first', 'last']));
  });
});

describe('whatever comes', () => {
  const isResult = (value: ReturnType<typeof decodeSubscription>) =>
    value.ok ? ['data', 'control'].includes(value.value.kind) : value.error instanceof GuardError;

  it('bytes: end in a batch or a named refusal, never in a throw', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(bytes, fc.boolean(), fc.boolean(), (some, gzip, header) => {
        const body = gzip ? gzipSync(some) : header ? Buffer.concat([Buffer.from([0x1f, 0x8b]), some]) : some;
        return isResult(decodeSubscription(withData(Buffer.from(body).toString('base64'))));
      }),
      { numRuns: 250 },
    );
  });

  it('values: end in a batch or a named refusal, never in a throw', () => {
    const payload = fc.oneof(
      fc.anything(),
      fc.string({ unit: 'binary' }).map(withData),
      fc.jsonValue().map((value) => withData(packed(value))),
      fc.record({ messageType: fc.constant('DATA_MESSAGE'), logEvents: fc.anything() }).map((value) => {
        try {
          return withData(packed(value));
        } catch {
          return value;
        }
      }),
    );
    fc.assert(
      fc.property(payload, (value) => isResult(decodeSubscription(value))),
      { numRuns: 250 },
    );
  });

  it('log events: each ends among the good or the broken, in its place', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 8 }), (logEvents) => {
        const batch = readEnvelope({ messageType: 'DATA_MESSAGE', logEvents });
        if (!batch.ok || batch.value.kind !== 'data') return false;
        const places = [...batch.value.logEvents, ...batch.value.broken]
          .map(({ index }) => index)
          .sort((a, b) => a - b);
        expect(places).toEqual(logEvents.map((_, index) => index));
        return true;
      }),
      { numRuns: 200 },
    );
  });
});
