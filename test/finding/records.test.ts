import { describe, expect, it } from '@jest/globals';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import type { CloudTrailRecord } from '../../shared/cloudtrail/record.ts';
import { callerOf } from '../../shared/finding/caller.ts';
import { dataOf } from '../../shared/finding/data.ts';
import { detectUnreadable } from '../../shared/finding/detect.ts';
import { keyOf } from '../../shared/finding/key.ts';
import { type Expected, expectedOfRecords, recordFixture, recordFixtures } from '../builders/fixture.ts';
import { detectedIn, findingOf, KEY } from '../builders/record.ts';

// Shapes of CloudTrail records that were seen or are documented, with placeholder ids, and what each must come to.
const expected = expectedOfRecords();
const NO_RECORDS = [
  'fragment-disabled.json',
  'fragment-pending-deletion.json',
  // Read by test/cloudwatch-logs/decode.test.ts and test/pipeline/process-log-batch.test.ts.
  'payload-broken-inner-json.json',
  'payload-control-message.json',
  'payload-delivered-11-minutes-late.json',
];

function read(file: string): CloudTrailRecord {
  const record = parseRecord(recordFixture(file));
  if (!record.ok) throw new Error(`wanted a readable record, got ${record.error.path}: ${record.error.reason}`);
  return record.value;
}

const keyWithoutMessage = (record: CloudTrailRecord): string => {
  const ref = keyOf(record, undefined);
  return ref.kind === 'arn' ? ref.key.arn : ref.kind;
};

it('every shape has an expectation, and every expectation a shape', () => {
  expect([...expected.map(({ file }) => file), ...NO_RECORDS].sort()).toEqual(recordFixtures());
});

describe.each(expected.map((one) => [one.file, one.shape, one] as const))('%s (%s)', (_file, _shape, one: Expected) => {
  it(one.finding === null ? 'does not count' : 'counts', () => {
    const finding = detectedIn(recordFixture(one.file));
    if (one.finding === null) {
      expect(finding).toBeUndefined();
      return;
    }
    const { class: operationClass, eventSource, keyState, key } = one.finding;
    expect(finding).toMatchObject({
      operation: { class: operationClass, eventSource, confirmed: true },
      keyState,
      key: { kind: 'arn', key: { arn: key } },
      own: false,
      rejection: undefined,
    });
  });

  it('counts when KMS refuses it, as the same caller', () => {
    const refused = { ...recordFixture(one.file), errorMessage: `${KEY} is pending deletion.` };
    const finding = findingOf(refused);
    expect(finding.key).toMatchObject({ kind: 'arn', key: { arn: KEY } });
    expect(finding.caller).toEqual(callerOf(read(one.file)));
  });

  it('names its caller', () => {
    const { type, kind, name, names = [], session, via } = one.caller;
    const caller = callerOf(read(one.file));
    expect(caller.type).toBe(type);
    if (kind !== undefined) expect(caller.kind).toBe(kind);
    if (name !== undefined) expect(caller.name).toBe(name);
    for (const part of names) expect(caller.name).toContain(part);
    if (session !== undefined) expect(caller.session).toBe(session);
    if (via !== undefined) expect(caller.via).toContain(via);
    expect(caller.name.trim()).not.toBe('');
    expect(caller.facet.trim()).not.toBe('');
  });

  it('names its data and no other', () => {
    const data = dataOf(read(one.file));
    expect(data.length).toBe(one.data.length);
    for (const { type, id, from } of one.data) {
      expect(data).toContainEqual({
        type: expect.stringMatching(new RegExp(type, 'i')),
        id: expect.stringContaining(id),
        from: from ?? expect.any(String),
      });
    }
  });

  it('names its key without the message', () => {
    expect(keyWithoutMessage(read(one.file))).toBe(one.keyWithoutMessage);
  });
});

describe('error fields without a record around them', () => {
  const context = { lineId: 'line', ownRoleArn: undefined };
  const told = (file: string) => {
    const fragment = recordFixture(file);
    const record = parseRecord(fragment);
    if (record.ok) throw new Error('wanted a rejection, got a record');
    return detectUnreadable(JSON.stringify(fragment), record.error, context);
  };

  it('are told when they speak of a key pending deletion', () => {
    expect(told('fragment-pending-deletion.json')).toMatchObject({
      key: { kind: 'arn', key: { arn: KEY } },
      operation: { confirmed: false },
      error: { code: 'KMSInvalidStateException', message: `${KEY} is pending deletion.` },
      rejection: { path: 'eventTime' },
    });
  });

  it('are nothing when they speak of a disabled key', () => {
    expect(told('fragment-disabled.json')).toBeUndefined();
  });
});
