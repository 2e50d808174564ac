import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRecordText } from '../../shared/cloudtrail/parse-record.ts';
import { type DetectContext, detectUnreadable } from '../../shared/finding/detect.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { serviceIdentity, serviceLinkedIdentity } from '../builders/identity.ts';
import { ACCOUNT, aRefusal, findingOf, type Json, KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';

const nowhere: DetectContext = { lineId: undefined, ownRoleArn: undefined };

describe('a finding', () => {
  it('carries what the alert will tell of the record', () => {
    const sharedEventID = '30000000-0000-4000-8000-000000000001';
    expect(findingOf(aRefusal({ sharedEventID }))).toMatchObject({
      operation: { name: 'Decrypt', class: 'cryptographic', eventSource: 'kms.amazonaws.com', confirmed: true },
      keyState: 'PendingDeletion',
      error: { code: 'KMSInvalidStateException', message: `${KEY} is pending deletion.` },
      event: {
        id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        time: new Date('2026-11-22T03:11:40Z'),
        region: 'eu-west-1',
        requestId: '11111111-2222-3333-4444-555555555555',
        recipientAccountId: ACCOUNT,
        sharedEventId: sharedEventID,
      },
      caller: { sourceIp: '192.0.2.10', userAgent: 'aws-cli/2.31.0' },
      rejection: undefined,
    });
  });

  it('is known by its eventID, wherever the line came from', () => {
    const ids = ['line-1', 'line-2', undefined].map((lineId) => findingOf(aRefusal(), { lineId }).id);
    expect(new Set(ids)).toEqual(new Set(['aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee']));
  });

  it('without eventID is known by its line, so that a line delivered again counts once', () => {
    const withoutId = aRefusal({ eventID: undefined });
    expect(findingOf(withoutId, { lineId: 'line-1' }).id).toBe(findingOf(withoutId, { lineId: 'line-1' }).id);
    expect(findingOf(withoutId, { lineId: 'line-1' }).id).not.toBe(findingOf(withoutId, { lineId: 'line-2' }).id);
  });

  it('without eventID and line is known by what it says', () => {
    const one = aRefusal({ eventID: undefined });
    const other = aRefusal({ eventID: undefined, eventTime: '2026-11-22T03:11:41Z' });
    expect(findingOf(one).id).toBe(findingOf(structuredClone(one)).id);
    expect(findingOf(one).id).not.toBe(findingOf(other).id);
  });
});

describe('a call of the guard itself', () => {
  const ownRoleArn = `arn:aws:iam::${ACCOUNT}:role/kms-guard`;
  const own = (identity: Json) => findingOf(aRefusal({ userIdentity: identity }), { ownRoleArn }).own;

  it('is known by its role, whatever the session', () => {
    expect(own(roleIdentity('kms-guard', 'one'))).toBe(true);
    expect(own(roleIdentity('kms-guard', 'other'))).toBe(true);
  });

  it('counts like any other', () => {
    const finding = findingOf(aRefusal({ userIdentity: roleIdentity('kms-guard') }), { ownRoleArn });
    expect(finding.operation.confirmed).toBe(true);
  });

  it.each([
    ['another role', roleIdentity('kms-guard-2')],
    ['the same name under a path', serviceLinkedIdentity('kms-guard', 'x.amazonaws.com', 's')],
    [
      'a role of that name in another account',
      JSON.parse(JSON.stringify(roleIdentity('kms-guard')).replaceAll(ACCOUNT, '444455556666')),
    ],
    ['a service', serviceIdentity()],
    ['nobody', {}],
  ])('is not one by %s', (_, identity) => {
    expect(own(identity)).toBe(false);
  });

  it("is nobody's when the guard does not know its role", () => {
    expect(findingOf(aRefusal({ userIdentity: {} }), { ownRoleArn: undefined }).own).toBe(false);
    expect(findingOf(aRefusal({ userIdentity: roleIdentity('kms-guard') }), { ownRoleArn: undefined }).own).toBe(false);
  });
});

describe('a text that is no record', () => {
  function told(text: string, context = nowhere): Finding | undefined {
    const record = parseRecordText(text);
    if (record.ok) throw new Error('wanted a rejection, got a record');
    return detectUnreadable(text, record.error, context);
  }
  const whole = JSON.stringify(aRefusal());
  const cut = whole.slice(0, -1);

  it.each([
    ['cut short', cut, ''],
    ['a plain sentence', `${KEY} is pending deletion.`, ''],
    ['a record in a list', `[${whole}]`, 'eventTime'],
    ['a record without time', JSON.stringify(aRefusal({ eventTime: undefined })), 'eventTime'],
    ['a record without source', JSON.stringify(aRefusal({ eventSource: null })), 'eventSource'],
    ['a record without operation', JSON.stringify(aRefusal({ eventName: '' })), 'eventName'],
    [
      'a message that is no text',
      JSON.stringify(aRefusal({ errorMessage: [`${KEY} is pending deletion.`] })),
      'errorMessage',
    ],
  ])('%s: is told, unconfirmed, with the reason why it could not be read', (_, text, path) => {
    expect(told(text)).toMatchObject({
      key: { kind: 'arn', key: { arn: KEY } },
      operation: { confirmed: false, class: 'cryptographic' },
      keyState: undefined,
      rejection: { path, reason: expect.stringMatching(/^got .+, wanted /) },
    });
  });

  it('is told with what could be read of it', () => {
    const { eventTime: _, ...rest } = aRefusal({ eventName: 'TagResource' });
    expect(told(JSON.stringify(rest))).toMatchObject({
      id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      operation: { name: 'TagResource', class: 'management', eventSource: 'kms.amazonaws.com' },
      caller: { name: 'role billing-batch', kind: 'workload' },
      event: { time: undefined, region: 'eu-west-1' },
    });
  });

  it('is told by a caller who is not left blank', () => {
    expect(told(cut)?.caller.name).toMatch(/\w+ \w+/);
    expect(told(cut)?.operation.name).not.toBe('');
  });

  it.each([
    ['deletion', 'is pending deletion'],
    ['replica deletion', 'is pending replica deletion'],
    ['either', 'is pending deletion (or pending replica deletion)'],
  ])('is told when it speaks of %s', (_, words) => {
    expect(told(`{"errorMessage":"${KEY} ${words}`)?.key).toMatchObject({ key: { arn: KEY } });
  });

  it.each([
    ['nothing', ''],
    ['something else', '{"eventName":'],
    ['a disabled key', `{"errorMessage":"${KEY} is disabled."`],
    ['a key that is not pending', `{"errorMessage":"${KEY} is not pending deletion."`],
    ['a key pending import', `{"errorMessage":"${KEY} is pending import."`],
  ])('is nothing when it speaks of %s', (_, text) => {
    expect(told(text)).toBeUndefined();
  });

  it('is told without a key when it names none', () => {
    expect(told('{"errorMessage":"the key is pending deletion"')?.key).toMatchObject({ kind: 'unknown' });
  });

  it('is about the key named last before its words', () => {
    expect(told(`{"resources":"${OTHER_KEY}","errorMessage":"${KEY} is pending deletion."`)?.key).toMatchObject({
      key: { arn: KEY },
    });
  });

  it('is known by its line or by what it says, so that it counts once', () => {
    const plain = `${KEY} is pending deletion.`;
    expect(told(plain, { ...nowhere, lineId: 'line-1' })?.id).toBe('line-1');
    expect(told(plain)?.id).toBe(told(plain)?.id);
    expect(told(plain)?.id).not.toBe(told(`${plain} `)?.id);
    expect(told(cut, { ...nowhere, lineId: 'line-1' })?.id).toBe('aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee');
  });

  it('never throws, and is told exactly when it holds the words', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.nat(whole.length).map((length) => whole.slice(0, length)),
    );
    fc.assert(
      fc.property(text, fc.boolean(), (some, spoken) => {
        fc.pre(!/is pending/i.test(some) || some === whole.slice(0, some.length));
        const all = spoken ? `${some} ${KEY} is pending deletion.` : some;
        const finding = detectUnreadable(all, { path: '', reason: 'got x, wanted y' }, nowhere);
        expect(finding !== undefined).toBe(/is pending deletion/.test(all));
      }),
      { numRuns: 250 },
    );
  });
});
