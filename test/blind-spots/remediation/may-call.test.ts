import { describe, expect, it } from '@jest/globals';
import type { SimulatedCall } from '../../../shared/blind-spots/facts.ts';
import { parsePolicy } from '../../../shared/blind-spots/policy/policy.ts';
import {
  type ByKeyPolicy,
  byKeyPolicy,
  type CallVerdict,
  mayCall,
} from '../../../shared/blind-spots/remediation/may-call.ts';
import { aSimulatedCall } from '../../builders/account.ts';

const ROLE = 'arn:aws:iam::111122223333:role/guard';
const ROOT = 'arn:aws:iam::111122223333:root';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/9abc0123-12ab-34cd-56ef-1234567890ab';

const ask = (...statements: readonly object[]): ByKeyPolicy =>
  byKeyPolicy(parsePolicy(JSON.stringify({ Statement: statements })) ?? [], {
    action: 'kms:CancelKeyDeletion',
    resource: KEY,
    principal: { kind: 'role', arn: ROLE, accountId: '111122223333' },
    context: { 'aws:principalarn': ROLE },
  });
const allow = (AWS: unknown, Action: unknown = 'kms:*', more: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action,
  Resource: '*',
  ...more,
});
const deny = (AWS: unknown, Action: unknown = 'kms:*', more: object = {}) => ({
  ...allow(AWS, Action, more),
  Effect: 'Deny',
});

// KMS Developer Guide, "Default key policy" and "Key policies"; IAM User Guide, "Policy evaluation logic".
describe('a key policy', () => {
  it.each<[string, readonly object[], ByKeyPolicy]>([
    ['that names the account', [allow(ROOT)], 'by-account'],
    ['that names the account by its number', [allow('111122223333')], 'by-account'],
    ['that names the role', [allow(ROLE)], 'by-role'],
    ['that names both', [allow([ROOT, ROLE])], 'by-role'],
    ['that names the role for something else', [allow(ROOT), allow(ROLE, 'kms:Decrypt')], 'by-account'],
    ['that lets in everybody', [allow('*')], 'by-role'],
    ['that names another account', [allow('arn:aws:iam::444455556666:root')], 'silent'],
    ['that names another role', [allow('arn:aws:iam::111122223333:role/admin')], 'silent'],
    ['that allows other calls', [allow(ROOT, ['kms:Decrypt', 'kms:Describe*'])], 'silent'],
    ['that allows the call by a wildcard', [allow(ROOT, 'kms:Cancel*')], 'by-account'],
    ['that is empty', [], 'silent'],
    ['that denies the account', [allow(ROLE), deny(ROOT)], 'denied'],
    ['that denies others', [allow(ROLE), deny('arn:aws:iam::111122223333:role/intern')], 'by-role'],
    [
      'that denies the call under a condition',
      [allow(ROOT), deny('*', 'kms:*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })],
      'unclear',
    ],
    [
      'that allows the role under a condition, and the account',
      [allow(ROOT), allow(ROLE, 'kms:*', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })],
      'by-account',
    ],
    [
      'that allows all but some',
      [allow(ROOT, undefined, { NotAction: 'kms:Decrypt', Action: undefined })],
      'by-account',
    ],
  ])('%s', (_, statements, wanted) => {
    expect(ask(...statements)).toBe(wanted);
  });
});

const DENIED = { decision: 'explicitDeny' } as const;
const IMPLICIT = { decision: 'implicitDeny' } as const;
const refused = (by: string) => ({ kind: 'refused', by });
const UNCLEAR = { kind: 'unclear', reason: expect.any(String) };
const PROBABLY = { kind: 'probably' };

describe('a call', () => {
  it.each<[string, ByKeyPolicy, Partial<SimulatedCall> | undefined, unknown]>([
    ['that both allow', 'by-account', {}, PROBABLY],
    ['that the key policy denies, whatever IAM says', 'denied', {}, refused('key-policy-deny')],
    ['that the key policy does not name, whatever IAM says', 'silent', {}, refused('key-policy')],
    ['of which IAM was not asked', 'by-account', undefined, UNCLEAR],
    ['of which IAM was not asked, though the role is named', 'by-role', undefined, UNCLEAR],
    ['that the key policy denies, and IAM was not asked', 'denied', undefined, refused('key-policy-deny')],
    ['that IAM leaves to the key policy, which names the role', 'by-role', IMPLICIT, PROBABLY],
    ['that IAM leaves to the key policy, which leaves it to IAM', 'by-account', IMPLICIT, refused('iam')],
    ['that IAM denies, though the role is named', 'by-role', DENIED, refused('iam')],
    [
      'that a boundary leaves out, though the role is named',
      'by-role',
      { ...IMPLICIT, allowedByBoundary: false },
      refused('boundary'),
    ],
    [
      'that the organization denies',
      'by-account',
      { ...DENIED, allowedByOrganization: false },
      refused('organization'),
    ],
    [
      'that a boundary and the organization allow, and the role does not',
      'by-account',
      { ...IMPLICIT, allowedByBoundary: true, allowedByOrganization: true },
      refused('iam'),
    ],
    ['that turns on what IAM was not told', 'by-account', { ...DENIED, missingContext: ['aws:SourceVpc'] }, UNCLEAR],
    [
      'that turns on a tag that the key does not have',
      'by-account',
      { ...IMPLICIT, missingContext: ['aws:ResourceTag/kms-deletion-guard:remediation'] },
      refused('iam'),
    ],
    ['that a condition of the key policy decides', 'unclear', {}, UNCLEAR],
    ['that a condition of the key policy decides, and IAM denies', 'unclear', DENIED, refused('iam')],
    ['that a condition of the key policy decides, and IAM does not allow', 'unclear', IMPLICIT, UNCLEAR],
    ['of which IAM says a new word', 'by-account', { decision: 'perhaps' }, UNCLEAR],
  ])('%s', (_, policy, simulated, wanted) => {
    const verdict: CallVerdict = mayCall(policy, simulated && aSimulatedCall(simulated));
    expect(verdict).toEqual(wanted);
  });
});
