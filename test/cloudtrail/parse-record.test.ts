import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRecord, parseRecordText, salvageRecord } from '../../shared/cloudtrail/parse-record.ts';
import type { CloudTrailRecord, RecordRejection } from '../../shared/cloudtrail/record.ts';
import { detect } from '../../shared/finding/detect.ts';
import { aRefusal, type Json, KEY, roleIdentity } from '../builders/record.ts';

function parsed(value: unknown): CloudTrailRecord {
  const record = parseRecord(value);
  if (!record.ok) throw new Error(`wanted a record, got ${record.error.path}: ${record.error.reason}`);
  return record.value;
}

function rejectionOf(value: unknown): RecordRejection {
  const record = parseRecord(value);
  if (record.ok) throw new Error('wanted a rejection, got a record');
  return record.error;
}

/** A refusal in which every part that is read is there. */
const full = (): Json =>
  aRefusal({
    userIdentity: {
      ...roleIdentity(),
      invokedBy: 'AWS Internal',
      identityProvider: 'idp.example.com',
      inScopeOf: { issuerType: 'AWS::EC2::Instance', credentialsIssuedTo: 'arn:aws:ec2:eu-west-1:1:instance/i-0' },
      onBehalfOf: { userId: 'user-1', identityStoreArn: 'arn:aws:identitystore::1:identitystore/d-1' },
      userName: 'somebody',
    },
    requestParameters: {
      keyId: KEY,
      bucketName: 'ledger-archive',
      key: '2026/11/22.parquet',
      'x-amz-server-side-encryption-aws-kms-key-id': KEY,
      granteePrincipal: 'AIDAGRANTEE',
      encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::ledger-archive' },
      sourceEncryptionContext: { a: '1' },
      destinationEncryptionContext: { b: '2' },
      constraints: { encryptionContextSubset: { c: '3' }, encryptionContextEquals: { d: '4' } },
    },
    sharedEventID: '30000000-0000-4000-8000-000000000001',
    tlsDetails: { clientProvidedHostHeader: 'kms.eu-west-1.amazonaws.com' },
    vpcEndpointId: 'vpce-1',
  });

const REQUIRED = ['eventTime', 'eventSource', 'eventName'];
// Neither required nor optional: absent and null are fine, another type could hide the one message that matters.
const STRICT = [...REQUIRED, 'errorMessage'];

/** Every place in a value, as a path from its top. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [[...path, name], ...placesIn(part, [...path, name])]);
}

/** Everything that a record holds, but for its time. */
const leavesOf = (value: unknown): readonly unknown[] =>
  value instanceof Date
    ? []
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(leavesOf)
      : [value];

/** A copy in which one place holds something else, or nothing. */
function withPlace(value: Json, path: readonly string[], replacement: unknown): Json {
  const copy: Json = structuredClone(value);
  const [last = '', ...up] = [...path].reverse();
  const parent = up.reduceRight<Json>((object, name) => object[name] as Json, copy);
  if (replacement === undefined) delete parent[last];
  else parent[last] = replacement;
  return copy;
}

describe('parsing a CloudTrail record', () => {
  it('reads what is there under the names of CloudTrail', () => {
    expect(parsed(aRefusal())).toMatchObject({
      eventTime: new Date('2026-11-22T03:11:40Z'),
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      awsRegion: 'eu-west-1',
      errorCode: 'KMSInvalidStateException',
      errorMessage: `${KEY} is pending deletion.`,
      sourceIPAddress: '192.0.2.10',
      userAgent: 'aws-cli/2.31.0',
      requestID: '11111111-2222-3333-4444-555555555555',
      eventID: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      recipientAccountId: '111122223333',
      resources: [{ ARN: KEY, type: 'AWS::KMS::Key' }],
    });
  });

  it('reads the same from text', () => {
    expect(parseRecordText(JSON.stringify(full()))).toEqual(parseRecord(full()));
  });

  it.each([['1.02'], ['1.11'], ['1.99'], ['2.0'], [undefined], [7]])('reads eventVersion %s', (eventVersion) => {
    expect(parsed(aRefusal({ eventVersion })).eventName).toBe('Decrypt');
  });

  it('ignores fields that it does not know, at any depth', () => {
    const record = full();
    const withUnknown = structuredClone(record);
    for (const path of [[], ['userIdentity'], ['requestParameters'], ['userIdentity', 'sessionContext']]) {
      const part = path.reduce<Json>((object, name) => object[name] as Json, withUnknown);
      part.aFieldOfNextYear = { deep: [1, { deeper: null }] };
    }
    expect(parsed(withUnknown)).toEqual(parsed(record));
  });

  it('takes an empty text for absent: a blank ARN names no key', () => {
    const record = parsed(aRefusal({ resources: [{ ARN: '', type: '' }], requestParameters: { keyId: '' } }));
    expect(record.resources).toEqual([{ ARN: undefined, type: undefined }]);
    expect(record.requestParameters.keyId).toBeUndefined();
  });

  it.each([
    ['2026-11-22T03:11:40Z', '2026-11-22T03:11:40.000Z'],
    ['2026-11-22T03:11:40.123Z', '2026-11-22T03:11:40.123Z'],
    ['2026-11-22T04:11:40+01:00', '2026-11-22T03:11:40.000Z'],
  ])('reads eventTime %s', (eventTime, iso) => {
    expect(parsed(aRefusal({ eventTime })).eventTime.toISOString()).toBe(iso);
  });

  it('keeps of an encryption context what is text', () => {
    const encryptionContext = { a: '1', b: 2, c: null, d: { e: 'f' }, g: '' };
    expect(parsed(aRefusal({ requestParameters: { encryptionContext } })).requestParameters.encryptionContext).toEqual([
      ['a', '1'],
      ['g', ''],
    ]);
  });

  it.each([[['a', 'b']], ['text'], [7], [null]])('takes %j for no encryption context', (encryptionContext) => {
    const { requestParameters } = parsed(aRefusal({ requestParameters: { encryptionContext } }));
    expect(requestParameters.encryptionContext).toEqual([]);
  });

  it('takes names that every object inherits for what they are', () => {
    const text = `{"eventTime":"2026-11-22T03:11:40Z","eventSource":"kms.amazonaws.com","eventName":"Decrypt",
      "__proto__":{"errorMessage":"${KEY} is pending deletion."},
      "requestParameters":{"encryptionContext":{"__proto__":"x","constructor":"y"}}}`;
    const record = parseRecordText(text);
    expect(record.ok && record.value.errorMessage).toBeUndefined();
    expect(record.ok && record.value.requestParameters.encryptionContext).toContainEqual(['constructor', 'y']);
    expect({}).not.toHaveProperty('errorMessage');
  });
});

describe('an optional part', () => {
  const optional = placesIn(full()).filter(([top = '']) => !STRICT.includes(top));
  const replacements: readonly unknown[] = [undefined, null, 7, true, 'a text', '', [], [null, 7, 'x'], {}, { x: 1 }];

  it('is there for every field of a genuine record', () => {
    expect(optional.length).toBeGreaterThan(60);
  });

  it.each(optional.map((path) => [path.join('.'), path] as const))(
    '%s: absent, null or of another type, it rejects nothing and hides no refusal',
    (_, path) => {
      for (const replacement of replacements) {
        const record = parsed(withPlace(full(), path, replacement));
        expect(leavesOf(record).filter((leaf) => typeof leaf !== 'string' && leaf !== undefined)).toEqual([]);
        expect(detect(record, { lineId: 'line', ownRoleArn: undefined })?.key).toMatchObject({ key: { arn: KEY } });
      }
    },
  );

  it.each([
    ['errorMessage', null],
    ['errorMessage', undefined],
  ])('%s may be %s', (name, value) => {
    expect(parsed(aRefusal({ [name]: value })).errorMessage ?? undefined).toBeUndefined();
  });
});

describe('a text that is no record', () => {
  const wrong: readonly (readonly [string, unknown])[] = REQUIRED.flatMap((path) =>
    [undefined, null, '', 7, {}, [], true].map((value) => [path, value] as const),
  );

  it.each([
    ...wrong,
    ['eventTime', 'yesterday'],
    ['eventTime', '2026-11-22'],
    ['eventTime', '2026-13-45T03:11:40Z'],
    ['eventTime', '1795317100'],
    ['errorMessage', 7],
    ['errorMessage', true],
    ['errorMessage', { text: `${KEY} is pending deletion.` }],
    ['errorMessage', [`${KEY} is pending deletion.`]],
  ] as const)('%s = %j: is rejected at that path, with what was got and what was wanted', (path, value) => {
    expect(rejectionOf(aRefusal({ [path]: value }))).toEqual({
      path,
      reason: expect.stringMatching(/^got .+, wanted .+/),
    });
  });

  it.each([[null], [undefined], ['a text'], [7], [true], [[]], [{}], [[aRefusal()]]])('%j is rejected', (value) => {
    expect(rejectionOf(value).reason).toMatch(/^got .+, wanted .+/);
  });

  it.each([
    '',
    'hello',
    '{',
    '{"eventTime":"2026-11-22T03:11:40Z"',
    JSON.stringify(aRefusal()).slice(0, -1),
    `${JSON.stringify(aRefusal())}{}`,
  ])('%j is rejected as text that is not JSON', (text) => {
    const record = parseRecordText(text);
    expect(record.ok ? undefined : record.error).toEqual({ path: '', reason: expect.stringContaining('not JSON') });
  });

  it('is quoted in a few words only', () => {
    const long = 'x'.repeat(100_000);
    const reasons = [rejectionOf(aRefusal({ eventTime: long })).reason];
    const text = parseRecordText(long);
    if (!text.ok) reasons.push(text.error.reason);
    expect(reasons.map((reason) => reason.length < 200)).toEqual([true, true]);
  });
});

describe('salvaging', () => {
  it('saves each part that can be read, whatever the others are', () => {
    const { eventTime: _, ...rest } = aRefusal({ eventName: 7 });
    expect(salvageRecord(JSON.stringify(rest))).toMatchObject({
      eventTime: undefined,
      eventName: undefined,
      eventSource: 'kms.amazonaws.com',
      userIdentity: { type: 'AssumedRole' },
      resources: [{ ARN: KEY }],
    });
  });

  it('saves a good time and drops a bad one', () => {
    expect(salvageRecord('{"eventTime":"2026-11-22T03:11:40Z"}').eventTime).toEqual(new Date('2026-11-22T03:11:40Z'));
    expect(salvageRecord('{"eventTime":"2026-13-45T03:11:40Z"}').eventTime).toBeUndefined();
  });

  it.each(['', 'null', '[]', '7', '"x"', '{', '[{"eventName":"Decrypt"}]'])('of %j saves nothing', (text) => {
    expect(salvageRecord(text)).toMatchObject({ userIdentity: {}, resources: [], requestParameters: {} });
    expect(salvageRecord(text).eventName).toBeUndefined();
  });
});

describe('whatever comes', () => {
  it('JSON values: end in a record or a rejection, never in a throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (value) => {
        const record = parseRecord(value);
        return record.ok || record.error.reason.length > 0;
      }),
      { numRuns: 250 },
    );
  });

  it('texts: end in a record or a rejection, and can be salvaged, never in a throw', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.integer({ min: 0, max: 1500 }).map((length) => JSON.stringify(full()).slice(0, length)),
    );
    fc.assert(
      fc.property(text, (some) => {
        const record = parseRecordText(some);
        return Array.isArray(salvageRecord(some).resources) && (record.ok || record.error.reason.length > 0);
      }),
      { numRuns: 250 },
    );
  });

  it('survives nesting deeper than the stack', () => {
    const depth = 200_000;
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const record = parseRecordText(JSON.stringify(aRefusal()).replace('"responseElements":null', `"x":${deep}`));
    expect(record.ok || record.error.reason !== '').toBe(true);
    expect(parseRecordText(deep).ok).toBe(false);
  });

  it('a refusal with any of its optional fields replaced or gone is a finding all the same', () => {
    const places = placesIn(full()).filter(([top = '']) => !STRICT.includes(top));
    const mutation = fc.record({
      path: fc.constantFrom(...places),
      value: fc.option(fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', null, {}, [])), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const record = mutations.reduce((value, { path, value: replacement }) => {
          // A place inside one that an earlier mutation took is gone.
          try {
            return withPlace(value, path, replacement);
          } catch {
            return value;
          }
        }, full());
        const finding = detect(parsed(record), { lineId: 'line', ownRoleArn: undefined });
        expect(finding).toMatchObject({ operation: { name: 'Decrypt', class: 'cryptographic', confirmed: true } });
        expect(finding?.key).toMatchObject({ kind: 'arn', key: { arn: KEY } });
        expect(finding?.caller.name.trim()).not.toBe('');
      }),
      { numRuns: 400 },
    );
  });

  it('a refusal with any of its fields replaced or gone never throws', () => {
    const places = placesIn(full());
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        const record = parseRecord(withPlace(full(), path, value));
        if (!record.ok) expect(STRICT).toContain(record.error.path);
      }),
      { numRuns: 400 },
    );
  });
});
