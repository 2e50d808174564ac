import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { DOCUMENTED_PATTERN, WIDE_PATTERN } from '../../shared/contract/filter-patterns.ts';
import { detect } from '../../shared/finding/detect.ts';
import { explain, explainUnreadable } from '../../shared/finding/explain.ts';
import { recordFixture, recordFixtures } from '../builders/fixture.ts';
import { hostileText } from '../builders/hostile.ts';
import { serviceIdentity, ssoIdentity } from '../builders/identity.ts';
import { aRecord, aRefusal, type Json, KEY, KEY_ID, userIdentity } from '../builders/record.ts';
import { matcherOf } from '../filter-pattern/evaluate.ts';

const CONTEXT = { lineId: undefined, ownRoleArn: undefined };
function explained(record: Json) {
  const parsed = parseRecord(record);
  if (!parsed.ok) throw new Error('wanted a record');
  return explain(parsed.value, CONTEXT);
}

describe('why a record counts or does not', () => {
  it.each<[string, Json, boolean, RegExp]>([
    ["KMS's own text", aRefusal(), true, /^errorMessage is, whole, KMS's own text.*errorCode makes no difference/],
    ['with another error code', aRefusal({ errorCode: 'DisabledException' }), true, /whole, KMS's own text/],
    [
      'an echo of it',
      aRefusal({ errorMessage: `you said: ${KEY} is pending deletion.` }),
      true,
      /somebody else may have written/,
    ],
    ['a call that succeeded', aRecord(), false, /^no errorMessage: the call succeeded$/],
    [
      'an error without a message',
      aRecord({ errorCode: 'AccessDenied' }),
      false,
      /^no errorMessage, only errorCode AccessDenied/,
    ],
    ['a disabled key', aRefusal({ errorMessage: `${KEY} is disabled.` }), false, /^errorMessage says: is disabled$/],
    [
      'a cancel that came too late',
      aRefusal({ errorMessage: `${KEY} is not pending deletion (or pending replica deletion).` }),
      false,
      /says: is not pending deletion$/,
    ],
    [
      'a key without material',
      aRefusal({ errorMessage: `${KEY} is pending import.` }),
      false,
      /says: is pending import$/,
    ],
    ['words that come near', aRefusal({ errorMessage: 'key state is PendingDeletion' }), false, /comes near/],
    ['another error', aRefusal({ errorMessage: 'Access denied' }), false, /speaks of something else/],
  ])('%s', (_, record, counts, why) => {
    const { counts: does, why: said } = explained(record);
    expect([does, said]).toEqual([counts, expect.stringMatching(why)]);
  });

  const unconfirmed = (overrides: Json) =>
    aRefusal({ errorMessage: 'a key is pending deletion', resources: [], requestParameters: null, ...overrides });

  it.each<[string, Json, string]>([
    ['message', aRefusal(), 'errorMessage'],
    ['resources', unconfirmed({ resources: [{ ARN: KEY }] }), 'resources'],
    ['parameters, by ARN', unconfirmed({ requestParameters: { keyId: KEY } }), 'requestParameters'],
    ['parameters, by id', unconfirmed({ requestParameters: { keyId: KEY_ID } }), 'requestParameters'],
    ['parameters, by alias', unconfirmed({ requestParameters: { keyId: 'alias/x' } }), 'requestParameters'],
    ['somewhere in the text', unconfirmed({ errorMessage: `the key ${KEY} is pending deletion` }), 'text'],
    ['nowhere', unconfirmed({}), 'nowhere'],
  ])('says where the key was named: %s', (_, record, place) => {
    expect(explained(record)).toMatchObject({ counts: true, keyNamedIn: place });
  });

  it.each<[string, Json, RegExp]>([
    ['a role', aRefusal(), /^userIdentity.type is AssumedRole, and nothing says/],
    ['a person', aRefusal({ userIdentity: ssoIdentity() }), /IAM Identity Center/],
    ['a user', aRefusal({ userIdentity: userIdentity() }), /^userIdentity.type is IAMUser$/],
    ['a service', aRefusal({ userIdentity: serviceIdentity() }), /^userIdentity.type is AWSService, and invokedBy/],
    ['Config', aRefusal({ userIdentity: serviceIdentity('config.amazonaws.com') }), /AWS Config/],
    ['nobody', aRefusal({ userIdentity: null }), /there is no userIdentity.type, which does not tell/],
  ])('says how the kind of caller was known: %s', (_, record, because) => {
    expect(explained(record)).toMatchObject({ callerKindBecause: expect.stringMatching(because) });
  });

  it('says of unreadable text what could be read of it', () => {
    const rejection = { path: 'eventTime', reason: 'got nothing' };
    expect(explainUnreadable(`{"errorMessage":"${KEY} is pending deletion."`, rejection, CONTEXT)).toMatchObject({
      counts: true,
      why: 'it cannot be read (eventTime: got nothing), but its text speaks of a key pending deletion',
    });
    expect(explainUnreadable('{"x":1', rejection, CONTEXT)).toEqual({
      counts: false,
      why: 'it cannot be read (eventTime: got nothing), and nothing in it speaks of a key pending deletion',
    });
  });

  it('agrees with what detects, on every record that we have', () => {
    for (const name of recordFixtures()) {
      const parsed = parseRecord(recordFixture(name));
      if (!parsed.ok) continue;
      const { counts, why } = explain(parsed.value, CONTEXT);
      expect([name, counts]).toEqual([name, detect(parsed.value, CONTEXT) !== undefined]);
      expect(why).not.toBe('');
    }
  });

  it('agrees with the filter patterns, whatever the message', () => {
    const [documented, wide] = [matcherOf(DOCUMENTED_PATTERN), matcherOf(WIDE_PATTERN)];
    const words = fc.constantFrom(
      ' is pending deletion.',
      ' is pending deletion',
      'is pending replica deletion',
      '.',
      KEY,
    );
    const message = fc.array(fc.oneof(words, hostileText()), { maxLength: 4 }).map((parts) => parts.join(''));
    const source = fc.constantFrom('kms.amazonaws.com', 's3.amazonaws.com', 'kmsx', 'KMS');
    fc.assert(
      fc.property(message, source, (errorMessage, eventSource) => {
        const record = aRefusal({ errorMessage, eventSource });
        expect(explained(record).filters).toEqual({ documented: documented(record), wide: wide(record) });
      }),
    );
  });
});
