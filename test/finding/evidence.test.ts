import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { detectDisabled } from '../../shared/finding/detect.ts';
import { evidenceOf } from '../../shared/finding/evidence.ts';
import { useOf } from '../../shared/finding/severity.ts';
import { aFinding, findingsOfOneKey } from '../builders/finding.ts';
import { identityCenterIdentity, otherAccountIdentity, ssoIdentity } from '../builders/identity.ts';
import { ACCOUNT, aRefusal, type Json, KEY, OTHER_ACCOUNT, roleIdentity } from '../builders/record.ts';

const causeOf = (record: Json) => {
  const evidence = evidenceOf(aFinding(0, record));
  return evidence.kind === 'none' ? evidence.cause : evidence.kind;
};
const service = { type: 'AWSService', invokedBy: 'dynamodb.amazonaws.com' };
const shared = { sharedEventID: '30000000-0000-4000-8000-000000000001' };

describe('whether a refused call shows that a key is needed', () => {
  it.each([
    ['Decrypt by a role', {}, 'evidence'],
    ['Decrypt by a person', { userIdentity: ssoIdentity() }, 'evidence'],
    [
      "an S3 call with KMS's error code",
      { eventSource: 's3.amazonaws.com', eventName: 'CopyObject', errorCode: 'KMS.KMSInvalidStateException' },
      'evidence',
    ],
    [
      'CreateGrant by a service',
      { eventName: 'CreateGrant', userIdentity: { ...roleIdentity(), invokedBy: 'ec2.amazonaws.com' } },
      'evidence',
    ],
    ['a service on its own account, one account', { userIdentity: service, recipientAccountId: ACCOUNT }, 'evidence'],
    [
      'the same, of another account',
      { userIdentity: service, recipientAccountId: OTHER_ACCOUNT },
      'other-account-caller',
    ],
    ['the same, several accounts', { userIdentity: service, ...shared }, 'caller-account-unknown'],
    [
      'an S3 call without it',
      { eventSource: 's3.amazonaws.com', eventName: 'CopyObject', errorCode: 'AccessDenied' },
      'not-by-kms',
    ],
    ['words inside a longer message', { errorMessage: `x ${KEY} is pending deletion.` }, 'unconfirmed'],
    ['an operation of KMS that is younger than the table', { eventName: 'Translate' }, 'operation-unknown'],
    ['CreateGrant by a role', { eventName: 'CreateGrant' }, 'not-a-use'],
    ['administration', { eventName: 'TagResource' }, 'not-a-use'],
    ['EnableKey', { eventName: 'EnableKey' }, 'not-a-use'],
    ['AWS Config', { userIdentity: { ...roleIdentity(), invokedBy: 'config.amazonaws.com' } }, 'inventory'],
    ['another account', { userIdentity: otherAccountIdentity(OTHER_ACCOUNT) }, 'other-account-caller'],
    ['nobody that is named', { userIdentity: {} }, 'caller-account-unknown'],
    [
      'an Identity Center user, whose account is that of the instance',
      { userIdentity: identityCenterIdentity() },
      'caller-account-unknown',
    ],
  ])('%s', (_, record, cause) => expect(causeOf(record)).toBe(cause));

  it("is not shown by the guard's own call, nor by one without a time, nor by a key that is Disabled", () => {
    const finding = aFinding();
    expect(evidenceOf({ ...finding, own: true })).toMatchObject({ cause: 'own-call' });
    expect(evidenceOf({ ...finding, event: { ...finding.event, time: undefined } })).toMatchObject({
      cause: 'time-unknown',
    });
    expect(evidenceOf({ ...finding, keyState: 'Disabled' })).toMatchObject({ kind: 'none' });
  });

  it("is a use of data by the key's own account, confirmed, in every case", () => {
    fc.assert(
      fc.property(findingsOfOneKey(), (findings) => {
        for (const finding of findings) {
          if (evidenceOf(finding).kind === 'none') continue;
          expect(finding).toMatchObject({ own: false, rejection: undefined, operation: { confirmed: true } });
          expect(finding.operation.class).not.toBe('management');
          expect(finding.caller.accountId).toBe(ACCOUNT);
        }
      }),
    );
  });
});

describe('what KMS refuses because a key is Disabled', () => {
  const ROLE = `arn:aws:iam::${ACCOUNT}:role/guard`;
  const disabledIn = (record: Json) => {
    const parsed = parseRecord(
      aRefusal({ errorCode: 'DisabledException', errorMessage: `${KEY} is disabled.`, ...record }),
    );
    if (!parsed.ok) throw new Error(parsed.error.reason);
    return detectDisabled(parsed.value, { lineId: undefined, ownRoleArn: ROLE });
  };

  it('is a finding of its own row, when KMS itself says it and nothing else', () => {
    const finding = disabledIn({});
    expect(finding).toMatchObject({ keyState: 'Disabled', key: { kind: 'arn', key: { arn: KEY } }, own: false });
    expect(finding && useOf(finding)).toBe("still refused after the guard's own cancel");
    expect(disabledIn({ errorMessage: `${KEY} is disabled` })).toBeDefined();
  });

  it.each([
    ['by another service', { eventSource: 's3.amazonaws.com' }],
    ['inside a longer message', { errorMessage: `x ${KEY} is disabled.` }],
    ['with more behind it', { errorMessage: `${KEY} is disabled. Really.` }],
    ['of something that is no key', { errorMessage: 'arn:aws:kms:eu-west-1:111122223333:alias/x is disabled.' }],
    ['of another state', { errorMessage: `${KEY} is not disabled.` }],
    ['of a pending deletion', { errorMessage: `${KEY} is pending deletion.` }],
    ['without a message', { errorMessage: null }],
  ])('is none %s', (_, record) => expect(disabledIn(record)).toBeUndefined());

  it("is known as the guard's own", () => {
    const userIdentity = { ...roleIdentity('guard'), sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE } } };
    expect(disabledIn({ userIdentity })).toMatchObject({ own: true });
  });
});
