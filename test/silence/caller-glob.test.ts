import { describe, expect, it } from '@jest/globals';
import { callerGlobFault, coversCaller, shownCaller } from '../../shared/silence/caller-glob.ts';
import { ACCOUNT, aRefusal, findingOf, type Json, roleIdentity, userIdentity } from '../builders/record.ts';

const shownOf = (identity: Json) => shownCaller(findingOf(aRefusal({ userIdentity: identity })).caller);
const SSO_ROLE = 'AWSReservedSSO_Audit_0123456789abcdef';

describe('the name that globs are held against', () => {
  it.each<[string, Json, string | undefined]>([
    ['a role', roleIdentity('crossplane-provider', 'any'), 'role crossplane-provider'],
    [
      'a role known by its ARN only',
      { type: 'AssumedRole', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/app/s` },
      'role app',
    ],
    ['an IAM user', userIdentity('Alice'), 'user Alice'],
    ['root', { type: 'Root', accountId: ACCOUNT }, `root of account ${ACCOUNT}`],
    ['a service', { type: 'AWSService', invokedBy: 'config.amazonaws.com' }, 'service config.amazonaws.com'],
    ['a principal of another account', { type: 'AWSAccount', accountId: ACCOUNT }, `a principal of account ${ACCOUNT}`],
    [
      'a person of Identity Center, by what is not theirs to choose',
      roleIdentity(SSO_ROLE, 'alice@example.com'),
      'SSO permission set Audit',
    ],
    ['a session that calls itself a role', roleIdentity(SSO_ROLE, 'billing-batch'), 'SSO permission set Audit'],
    [
      'a federated user, who was named by whoever called',
      { type: 'FederatedUser', arn: `arn:aws:sts::${ACCOUNT}:federated-user/role` },
      undefined,
    ],
    ['a web identity', { type: 'WebIdentityUser', userName: 'role x' }, undefined],
    [
      'a caller known by an ARN only',
      { type: 'Unheard', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/a/role crossplane-x` },
      undefined,
    ],
    ['nobody', {}, undefined],
  ])('%s', (_, identity, shown) => expect(shownOf(identity)).toBe(shown));

  it('is never longer than it can be', () => {
    expect(shownOf(roleIdentity('r'.repeat(300)))).toBeUndefined();
  });
});

describe('a glob of callers', () => {
  it.each([
    ['role crossplane-*', 'role crossplane-provider', true],
    ['crossplane-*', 'role crossplane-provider', true],
    ['crossplane-*', 'role my-crossplane-provider', false],
    ['Audit', 'SSO permission set Audit', true],
    ['role Alice', 'user Alice', false],
    [`root of account ${ACCOUNT}`, `root of account ${ACCOUNT}`, true],
    [`of account ${ACCOUNT}`, `root of account ${ACCOUNT}`, false],
    ['*', undefined, false],
  ])('%j covers %j: %s', (glob, caller, covers) => expect(coversCaller(glob, caller)).toBe(covers));

  it.each([
    '*',
    '?*',
    '* *',
    'role *',
    'r*',
    'ro?e *',
    '*e*',
    'role ??????????????*',
    'user *',
    'SSO permission set *',
    'a principal*',
  ])('that covers all of a kind names nobody: %j', (glob) =>
    expect(callerGlobFault(glob)).toBe('wanted a part of the name itself, such as "role crossplane-*"'),
  );

  it.each(['', ' ', 'role  x', ' x', 'x\n', 'x\u0001', 'röle', 'x'.repeat(257)])('is plain text: not %j', (glob) =>
    expect(callerGlobFault(glob)).toMatch(/^wanted at most 256 plain characters/),
  );

  it.each(['crossplane-*', 'role crossplane-*', '*-provider', 'user Alice', `root of account ${ACCOUNT}`])(
    'is taken: %j',
    (glob) => expect(callerGlobFault(glob)).toBeUndefined(),
  );
});
