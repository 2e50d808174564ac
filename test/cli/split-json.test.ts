import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createJsonSplitter } from '../../cli/input/split-json.ts';

interface Split {
  readonly pieces: readonly string[];
  readonly prefixes: readonly string[];
  readonly complete: boolean;
}

/** Feeds a text in chunks of these lengths, over and over; in one chunk without them. */
function split(text: string, chunkLengths: readonly number[] = [text.length || 1], maxPiece?: number): Split {
  const pieces: string[] = [];
  const prefixes: string[] = [];
  const splitter = createJsonSplitter((piece, isPrefix) => (isPrefix ? prefixes : pieces).push(piece), maxPiece);
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const length = chunkLengths[turn % chunkLengths.length] ?? 1;
    splitter.write(text.slice(at, at + length));
    at += length;
  }
  return { complete: splitter.end(), pieces, prefixes };
}

const parsed = (text: string) => split(text).pieces.map((piece) => JSON.parse(piece));

const A = { eventVersion: '1.11', n: 1, text: 'brackets ]} and {[ and "quotes" and \\ and \n and \u2028' };
const B = { eventVersion: '1.11', n: 2, nested: { Records: [{ n: 3 }, { n: 4 }], list: [[1], [2]] } };

describe('split-json', () => {
  it.each(['Records', 'Events', 'events'])('hands out the elements of %s, then what stands around them', (name) => {
    expect(parsed(JSON.stringify({ [name]: [A, B] }))).toEqual([A, B, { [name]: [] }]);
    expect(parsed(JSON.stringify({ before: [1], [name]: [A, B], after: { x: [2] } }, null, 2))).toEqual([
      A,
      B,
      { before: [1], [name]: [], after: { x: [2] } },
    ]);
  });

  it.each([
    ['a top-level array', JSON.stringify([A, B])],
    ['a pretty-printed array', JSON.stringify([A, B], null, 2)],
    ['NDJSON', `${JSON.stringify(A)}\n${JSON.stringify(B)}\n`],
    ['NDJSON with Windows line ends', `${JSON.stringify(A)}\r\n${JSON.stringify(B)}\r\n`],
    ['NDJSON without a last line end', `${JSON.stringify(A)}\n${JSON.stringify(B)}`],
    ['concatenated values', JSON.stringify(A) + JSON.stringify(B)],
    ['values in a list without brackets', `${JSON.stringify(A)},\n${JSON.stringify(B)},\n`],
    ['pretty-printed values', `${JSON.stringify(A, null, 4)}\n${JSON.stringify(B, null, '\t')}\n`],
    ['a byte order mark before it all', `\ufeff${JSON.stringify(A)}\n${JSON.stringify(B)}`],
    ['white space around it all', `\n\n \t${JSON.stringify([A, B])}\n\n`],
  ])('%s', (_, text) => {
    expect(parsed(text)).toEqual([A, B]);
    expect(split(text)).toMatchObject({ complete: true, prefixes: [] });
  });

  it('does not take apart what only looks like a container: a field deeper down, a text, a field of another name', () => {
    const records = [
      { detail: { Records: [{ n: 1 }] } },
      { text: '"Records":[{"n":1}]' },
      { 'my Records': [{ n: 1 }] },
      { xRecords: [{ n: 1 }] },
      { logEvents: [{ n: 1 }] },
    ];
    expect(parsed(records.map((record) => JSON.stringify(record)).join('\n'))).toEqual(records);
    expect(parsed(JSON.stringify({ Records: records }))).toEqual([...records, { Records: [] }]);
  });

  it('takes several containers of one object apart', () => {
    expect(parsed(JSON.stringify({ Records: [A], Events: [B] }))).toEqual([A, B, { Records: [], Events: [] }]);
  });

  it('hands out JSON strings as values', () => {
    const strings = ['a record in a string: {"n":1}', 'with "quotes" \\ and ] brackets'];
    expect(parsed(strings.map((text) => JSON.stringify(text)).join('\n'))).toEqual(strings);
    expect(parsed(JSON.stringify(strings))).toEqual(strings);
  });

  it.each([
    ['a time', '2026-11-22T03:15:00.123000+00:00 111122223333_CloudTrail_eu-west-1 '],
    ['a word', 'INFO: '],
    ['a level in brackets', '[INFO] '],
    ['a time with a comma and a level in brackets', '[2026-11-22 03:15:00,123] [main] '],
    ['syslog', '<134>Nov 22 03:15:00 ip-10-20-1-7 shipper[713]: '],
  ])('takes a log prefix off each record: %s', (_, prefix) => {
    const text = [A, B].map((record) => prefix + JSON.stringify(record)).join('\n');
    expect(parsed(text)).toEqual([A, B]);
    expect(split(text).prefixes).toEqual([prefix, prefix]);
  });

  it('hands out lines that are no JSON, each on its own', () => {
    expect(split(`first line\nsecond line\n${JSON.stringify(A)}\nlast`).pieces).toEqual([
      'first line',
      'second line',
      JSON.stringify(A),
      'last',
    ]);
  });

  it.each([
    ['inside a string', '{"a":"x'],
    ['inside an object', '{"a":{"b":1}'],
    ['inside an array', '[{"a":1},{"b":2}'],
    ['inside a container', '{"Records":[{"a":1}'],
    ['behind a container', '{"Records":[{"a":1}]'],
    ['behind a lone bracket', '['],
    ['inside a top-level string', '"abc'],
  ])('says that a text ends %s', (_, text) => {
    expect(split(text).complete).toBe(false);
  });

  it('hands out what it has of a record that is cut off at the end, and of what stands around it', () => {
    expect(split('{"Records":[{"n":1},{"n":2,"errorMessage":"key is pend')).toEqual({
      complete: false,
      pieces: ['{"n":1}', '{"n":2,"errorMessage":"key is pend'],
      prefixes: ['{"Records":['],
    });
  });

  it('a line that is cut off inside a string costs no line behind it', () => {
    const lines = ['{"n":1}', '{"n":2,"nested":{"text":"cut o', '{"n":3}', '{"n":4}'];
    for (const chunks of [[1000], [1], [3, 4]])
      expect(split(lines.join('\n'), chunks)).toEqual({ complete: true, pieces: lines, prefixes: [] });
  });

  it('one bracket too many inside a container costs no record behind it', () => {
    expect(split('{"Records":[{"n":1}},{"n":2},{"n":3}]}').pieces).toEqual(
      expect.arrayContaining(['{"n":1}', '{"n":2}', '{"n":3}']),
    );
  });
});

const aRecordLike = () => fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });
const FORMS: readonly ((records: readonly unknown[]) => string)[] = [
  (records) => JSON.stringify({ Records: records }),
  (records) => JSON.stringify({ Events: records, NextToken: 'x' }, null, 2),
  (records) => JSON.stringify({ searched: [{}], events: records }),
  (records) => JSON.stringify(records),
  (records) => JSON.stringify(records, null, 2),
  (records) => records.map((record) => JSON.stringify(record)).join('\n'),
  (records) => records.map((record) => JSON.stringify(record, null, 2)).join('\n'),
  (records) => records.map((record) => JSON.stringify(record)).join(''),
];
const someChunks = () => fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

// What junk is made of: all that the splitter knows, and all that might confuse it.
const JUNK = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  '\n',
  ' ',
  '\r\n',
  '\ufeff',
  'x',
  '{"Records":[',
  '"events" : [',
  '{"a":1}',
  '\\"',
  'null',
  '[INFO] ',
];
const someJunk = () => fc.array(fc.constantFrom(...JUNK), { maxLength: 40 }).map((parts) => parts.join(''));

describe('split-json, whatever comes', () => {
  it('hands out the records that were put in, in every form, wherever the chunks end', () => {
    fc.assert(
      fc.property(
        fc.array(aRecordLike(), { maxLength: 6 }),
        fc.constantFrom(...FORMS),
        someChunks(),
        (records, form, chunks) => {
          const text = form(records);
          const { pieces, complete } = split(text, chunks);
          expect(complete).toBe(true);
          expect(pieces).toEqual(split(text).pieces);
          expect(pieces.slice(0, records.length).map((piece) => JSON.parse(piece))).toEqual(
            records.map((record) => JSON.parse(JSON.stringify(record))),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('splits junk alike wherever the chunks end', () => {
    fc.assert(
      fc.property(someJunk(), someChunks(), (text, chunks) => {
        expect(split(text, chunks)).toEqual(split(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('never swallows words that say that a key is pending deletion, whatever junk they stand in', () => {
    fc.assert(
      fc.property(
        someJunk(),
        someJunk(),
        someChunks(),
        fc.option(fc.integer({ min: 30, max: 90 })),
        (before, after, chunks, maxPiece) => {
          const words = 'is pending deletion';
          const { pieces, prefixes } = split(
            before + words + after,
            maxPiece === null ? chunks : undefined,
            maxPiece ?? undefined,
          );
          expect([...pieces, ...prefixes].some((piece) => piece.includes(words))).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['one endless text', '', 'x'],
    ['one endless string', '{"a":"', 'x'],
    ['one endless top-level string', '"', 'x'],
    ['brackets that only open', '', '{"a":['],
    ['an endless number of arrays in an array', '[', '[['],
    ['an object of endless empty containers', '{', '"Records":[],'],
    ['an endless line of text in a container', '{"Records":[', 'x'],
    ['escapes', '"', '\\\\'],
  ])('holds no more than a piece of %s', (_, before, junk) => {
    const most = 4096;
    let handedOut = 0;
    let longest = 0;
    const splitter = createJsonSplitter((piece) => {
      handedOut += piece.length;
      longest = Math.max(longest, piece.length);
    }, most);
    splitter.write(before);
    const chunk = junk.repeat(Math.ceil(1024 / junk.length));
    let written = 0;
    for (let turn = 0; turn < 400; turn += 1) {
      splitter.write(chunk);
      written += chunk.length;
    }
    expect(longest).toBeLessThanOrEqual(2 * (most + chunk.length));
    expect(written - handedOut).toBeLessThanOrEqual(2 * (most + chunk.length));
  });
});
