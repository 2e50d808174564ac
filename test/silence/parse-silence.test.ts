import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSilence } from '../../shared/silence/parse-silence.ts';
import { hostileText } from '../builders/hostile.ts';
import { ACCOUNT, type Json, KEY, KEY_ID, OTHER_ACCOUNT } from '../builders/record.ts';
import { aValue, DAY, EVERY_KEY, parsed, WRITTEN } from './silences.ts';

const faultsOf = (overrides: Json, writtenAt = WRITTEN) => {
  const silence = parsed(overrides, writtenAt);
  return silence.ok ? [] : silence.error;
};
const MRK = 'mrk-1234abcd12ab34cd56ef1234567890ab';

describe('the value of a silence', () => {
  it('is read', () => {
    expect(parsed({ account: ACCOUNT, class: 'cryptographic', caller: 'role x', untilDeletion: true })).toEqual({
      ok: true,
      value: {
        name: 's-1',
        key: KEY,
        account: ACCOUNT,
        class: 'cryptographic',
        caller: 'role x',
        until: new Date('2026-12-01T00:00:00Z'),
        untilDeletion: true,
        reason: 'the migration rewrites it until then',
        by: 'ops@example.com',
        writtenAt: WRITTEN,
      },
    });
  });

  it('is as narrow as it says, and leaves out the rest', () => {
    expect(parsed()).toMatchObject({
      ok: true,
      value: { account: undefined, class: undefined, caller: undefined, untilDeletion: false },
    });
  });

  it.each([KEY, KEY_ID, MRK, `arn:aws-cn:kms:cn-north-1:${ACCOUNT}:key/${MRK}`])('takes the key %s', (key) =>
    expect(faultsOf({ key })).toEqual([]),
  );

  it.each([
    'alias/ledger',
    `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/ledger`,
    '',
    '*',
    `${KEY_ID} `,
    KEY_ID.toUpperCase(),
    `${KEY}x`,
  ])('refuses the key %j', (key) =>
    expect(faultsOf({ key })).toEqual([expect.stringMatching(/^key: got ".*", wanted the ARN or the id of a key/)]),
  );

  it.each([
    ['until', undefined, 'until: got nothing, wanted a time with its zone, such as 2026-12-01T00:00:00Z'],
    ['until', '2026-12-01', 'until: got "2026-12-01", wanted a time with its zone, such as 2026-12-01T00:00:00Z'],
    ['until', '2026-12-01T00:00:00', 'until: got "2026-12-01T00:00:00", wanted a time with its zone'],
    ['until', '2026-11-31T00:00:00Z', 'until: got "2026-11-31T00:00:00Z", wanted a time'],
    ['until', '2026-12-01T25:00:00Z', 'until: got "2026-12-01T25:00:00Z", wanted a time'],
    ['until', 'forever', 'until: got "forever", wanted a time'],
    ['until', 1_796_000_000, 'until: got a number, wanted a time'],
    ['reason', undefined, 'reason: got nothing, wanted why'],
    ['reason', ' \n', 'reason: got " \\n", wanted a text of at most 500 characters'],
    ['reason', 'x'.repeat(501), 'reason: got "xxx'],
    ['by', '', 'by: got "", wanted a text of at most 200 characters'],
    ['by', undefined, 'by: got nothing, wanted who answers for it'],
    ['account', '1111', 'account: got "1111", wanted an account id of 12 digits'],
    ['account', 111122223333, 'account: got a number, wanted an account id of 12 digits'],
    ['account', OTHER_ACCOUNT, `account: got ${OTHER_ACCOUNT} with a key of ${ACCOUNT}, wanted one of both`],
    ['class', 'Management', 'class: got "Management", wanted cryptographic, delegation or management'],
    ['caller', 'role *', 'caller: got "role *", wanted a part of the name itself'],
    ['caller', null, 'caller: got null, wanted a text such as "role crossplane-*"'],
    ['untilDeletion', 'true', 'untilDeletion: got "true", wanted true or false'],
    ['Key', KEY, '"Key": got a field that is not known, wanted key, account, class'],
    ['constructor', 'x', '"constructor": got a field that is not known'],
  ])('is refused for %s %j', (field, value, fault) => {
    expect(faultsOf({ [field]: value })).toEqual([expect.stringContaining(fault)]);
  });

  it('is refused for a field that every object has', () => {
    const text = JSON.stringify(aValue()).replace('{', '{"__proto__": {"key": "x"}, ');
    expect(parseSilence('s', text, WRITTEN)).toEqual({ ok: false, error: [expect.stringContaining('"__proto__"')] });
  });

  it('names all its faults at once', () => {
    expect(faultsOf({ reason: undefined, by: '', color: 1 })).toHaveLength(3);
  });

  it('lasts 30 days at most from when it was written, whatever zone it is told in', () => {
    const until = new Date(WRITTEN.getTime() + 30 * DAY);
    expect(faultsOf({ until: until.toISOString() })).toEqual([]);
    const fault = ['until: got more than 30 days after it was written, wanted 30 days at most'];
    expect(faultsOf({ until: new Date(until.getTime() + 1).toISOString() })).toEqual(fault);
    expect(faultsOf({ until: '2026-12-20T00:00:00-01:00' })).toEqual(fault);
    expect(faultsOf({ until: '2026-12-20T01:00:00+01:00' })).toEqual([]);
    expect(faultsOf({}, new Date(Number.NaN))).toEqual(fault);
  });

  it('covers every key only for a caller, and for management only', () => {
    expect(faultsOf(EVERY_KEY)).toEqual([]);
    expect(faultsOf({ ...EVERY_KEY, account: ACCOUNT })).toEqual([]);
    expect(faultsOf({ ...EVERY_KEY, caller: undefined })).toEqual([
      'caller: got neither a key nor a caller, wanted a caller for what covers every key',
    ]);
    expect(faultsOf({ ...EVERY_KEY, class: undefined })).toEqual([
      'class: got nothing without a key, wanted management for what covers every key',
    ]);
    expect(faultsOf({ ...EVERY_KEY, class: 'cryptographic' })).toEqual([
      'class: got cryptographic without a key, wanted management for what covers every key',
    ]);
    expect(faultsOf({ ...EVERY_KEY, caller: '*' })).toHaveLength(1);
  });

  it.each([
    ['', 'got text that is not JSON, wanted a JSON object'],
    ['secret-text', 'got text that is not JSON, wanted a JSON object'],
    ['[]', 'got a list, wanted a JSON object'],
    ['null', 'got null, wanted a JSON object'],
    ['"x"', 'got a string, wanted a JSON object'],
    [' '.repeat(4097), 'got 4097 characters, wanted a JSON object of at most 4096'],
  ])('is JSON: not %j', (text, fault) => {
    const silence = parseSilence('s', text, WRITTEN);
    expect(silence.ok ? [] : silence.error.map((line) => line.replace(/ at position \d+/, ''))).toEqual([fault]);
  });

  it('never throws, and never hides anything for a text that is none', () => {
    const anyValue = fc.oneof(fc.jsonValue(), hostileText(), fc.constantFrom(KEY, '*', 'management', true));
    const fields = ['key', 'account', 'class', 'caller', 'until', 'untilDeletion', 'reason', 'by', 'x'];
    const nearly = fc.dictionary(fc.constantFrom(...fields), anyValue).map((value) => JSON.stringify(aValue(value)));
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' }), hostileText(), nearly), (text) => {
        const silence = parseSilence('s', text, WRITTEN);
        if (!silence.ok) {
          expect(silence.error.length).toBeGreaterThan(0);
          return;
        }
        const { key, caller, class: ofClass, until, reason, by } = silence.value;
        expect(until.getTime() - WRITTEN.getTime()).toBeLessThanOrEqual(30 * DAY);
        expect(reason.trim() !== '' && by.trim() !== '').toBe(true);
        if (key === undefined) expect([caller?.replace(/[*?\s]/g, '') !== '', ofClass]).toEqual([true, 'management']);
      }),
      { numRuns: 1000 },
    );
  });
});
