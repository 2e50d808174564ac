import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Caller } from '../../shared/finding/caller.ts';
import {
  federatedIdentity,
  identityCenterIdentity,
  otherAccountIdentity,
  rootIdentity,
  serviceIdentity,
  serviceLinkedIdentity,
  ssoIdentity,
} from '../builders/identity.ts';
import {
  ACCOUNT,
  aRefusal,
  findingOf,
  type Json,
  OTHER_ACCOUNT,
  roleIdentity,
  userIdentity,
} from '../builders/record.ts';

const callerWith = (identity: unknown, overrides: Json = {}): Caller =>
  findingOf(aRefusal({ userIdentity: identity, ...overrides })).caller;

const inAccount = (identity: Json, accountId: string): Json =>
  JSON.parse(JSON.stringify(identity).replaceAll(ACCOUNT, accountId));

interface Wanted {
  /** Every one of them must stand in the name. */
  readonly name: readonly string[];
  readonly type?: string;
  readonly kind?: Caller['kind'];
  readonly session?: string | undefined;
  readonly via?: RegExp;
}

// Source of the names: CloudTrail User Guide, "CloudTrail userIdentity element". Kinds: design, "Severity": a person is an SSO
// or IAM user or root. Where no source settles the kind, none is given.
const IDENTITIES: readonly (readonly [string, unknown, Wanted])[] = [
  ['Root', rootIdentity(), { type: 'Root', kind: 'person', name: ['root', ACCOUNT] }],
  ['Root of an account with an alias', rootIdentity({ userName: 'acme-prod' }), { name: ['root', ACCOUNT] }],
  ['IAMUser', userIdentity(), { type: 'IAMUser', kind: 'person', name: ['user Alice'] }],
  ['IAMUser without userName', { ...userIdentity('Bob'), userName: undefined }, { kind: 'person', name: ['Bob'] }],
  [
    'AssumedRole',
    roleIdentity(),
    { type: 'AssumedRole', kind: 'workload', name: ['role billing-batch'], session: 'i-0abc123def4567890' },
  ],
  [
    'AssumedRole without its issuer',
    { ...roleIdentity(), sessionContext: undefined },
    { kind: 'workload', name: ['role billing-batch'], session: 'i-0abc123def4567890' },
  ],
  [
    'AssumedRole without its ARN',
    { ...roleIdentity(), arn: undefined },
    { kind: 'workload', name: ['role billing-batch'], session: 'i-0abc123def4567890' },
  ],
  [
    'AssumedRole with neither: an access refused to AWS Config was cut so',
    { type: 'AssumedRole', principalId: 'AROAEXAMPLEID:some-session' },
    { name: ['AROAEXAMPLEID:some-session'] },
  ],
  ['Role', { ...roleIdentity(), type: 'Role' }, { type: 'Role', kind: 'workload', name: ['role billing-batch'] }],
  [
    'Role by the ARN of the role',
    { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/billing-batch`, accountId: ACCOUNT },
    { kind: 'workload', name: ['billing-batch'] },
  ],
  ['FederatedUser', federatedIdentity(), { type: 'FederatedUser', name: ['gitlab-runner'], via: /token-vendor/ }],
  ['Directory', { type: 'Directory', userName: 'CORP\\alice', accountId: ACCOUNT }, { name: ['CORP\\alice'] }],
  [
    'AWSAccount',
    otherAccountIdentity(OTHER_ACCOUNT),
    { type: 'AWSAccount', name: [OTHER_ACCOUNT], session: 'report-session' },
  ],
  ['AWSAccount without principal', { type: 'AWSAccount', accountId: OTHER_ACCOUNT }, { name: [OTHER_ACCOUNT] }],
  ['AWSAccount without account', { type: 'AWSAccount' }, { name: ['another account'] }],
  ['AWSService', serviceIdentity(), { type: 'AWSService', kind: 'service', name: ['dynamodb.amazonaws.com'] }],
  ['AWSService that is not named', { type: 'AWSService' }, { type: 'AWSService', name: [] }],
  [
    'IdentityCenterUser',
    identityCenterIdentity(),
    { type: 'IdentityCenterUser', kind: 'person', name: ['5a6b7c8d-0000-4000-8000-000000000001'] },
  ],
  [
    'SAMLUser',
    { type: 'SAMLUser', principalId: 'x:alice', userName: 'alice@example.com', identityProvider: 'idp.example.com' },
    { type: 'SAMLUser', name: ['alice@example.com'], via: /idp\.example\.com/ },
  ],
  [
    'WebIdentityUser',
    { type: 'WebIdentityUser', principalId: 'x', userName: 'repo:acme/app', identityProvider: 'token.example.com' },
    { type: 'WebIdentityUser', name: ['repo:acme/app'], via: /token\.example\.com/ },
  ],
  ['Unknown', { type: 'Unknown', accountId: ACCOUNT }, { type: 'Unknown', name: [ACCOUNT] }],
  ['a type of next year', { type: 'Robot', arn: 'arn:aws:iam::1:robot/r2' }, { type: 'Robot', name: ['robot/r2'] }],
  ['no type, but a service', { accountId: ACCOUNT, invokedBy: 'AWS Internal' }, { type: 'Unknown', name: ['AWS'] }],
  ['an empty identity', {}, { type: 'Unknown', kind: 'unknown', name: [] }],
  ['no identity', undefined, { type: 'Unknown', kind: 'unknown', name: [] }],
  ['identity null', null, { type: 'Unknown', kind: 'unknown', name: [] }],
  ['identity a text', 'Alice', { type: 'Unknown', kind: 'unknown', name: [] }],
];

describe.each(IDENTITIES)('userIdentity: %s', (_, identity, wanted) => {
  const caller = callerWith(identity);

  it('is named, never left blank', () => {
    for (const part of wanted.name) expect(caller.name).toContain(part);
    expect(caller.name.trim().length).toBeGreaterThan(3);
    expect(caller.facet.trim().length).toBeGreaterThan(3);
    expect(caller.name).not.toMatch(/undefined|null|\[object/);
  });

  it('is judged as what it is', () => {
    if (wanted.type !== undefined) expect(caller.type).toBe(wanted.type);
    if (wanted.kind !== undefined) expect(caller.kind).toBe(wanted.kind);
    if ('session' in wanted) expect(caller.session).toBe(wanted.session);
    if (wanted.via !== undefined) expect(caller.via).toMatch(wanted.via);
  });
});

it('a caller that the record does not tell is not taken for a person: that would lower the severity', () => {
  const kinds = [federatedIdentity(), otherAccountIdentity(OTHER_ACCOUNT), { type: 'WebIdentityUser' }, {}, null].map(
    (identity) => callerWith(identity).kind,
  );
  expect(kinds).not.toContain('person');
  expect(kinds).not.toContain('inventory');
});

describe('what the credentials were issued to', () => {
  const issuedTo = (issuerType: string, credentialsIssuedTo: string) =>
    callerWith({ ...roleIdentity('app-role', 'session-1'), inScopeOf: { issuerType, credentialsIssuedTo } });

  it.each([
    [
      'AWS::EC2::Instance',
      `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0abc123def4567890`,
      'EC2 instance i-0abc123def4567890',
    ],
    [
      'AWS::Lambda::Function',
      `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:ledger-reader`,
      'Lambda function ledger-reader',
    ],
    ['AWS::ECS::Task', `arn:aws:ecs:eu-west-1:${ACCOUNT}:task/prod/0123456789abcdef`, 'ECS task 0123456789abcdef'],
  ])('%s is named', (issuerType, arn, via) => {
    const caller = issuedTo(issuerType, arn);
    expect(caller.via).toBe(via);
    expect(caller.name).toBe('role app-role');
  });

  it('is named by its type when it is of a kind that we do not know', () => {
    expect(issuedTo('AWS::Batch::Job', `arn:aws:batch:eu-west-1:${ACCOUNT}:job/j-1`).via).toContain('j-1');
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'is text, also when its type is %s',
    (issuerType) => {
      const identity = roleIdentity('app-role', 'session-1');
      for (const credentialsIssuedTo of [undefined, 'arn:aws:x:eu-west-1:1:thing/t-1']) {
        const { via } = callerWith({ ...identity, inScopeOf: { issuerType, credentialsIssuedTo } });
        expect(typeof via).toBe('string');
        expect(via).toContain(issuerType);
        expect(via).not.toMatch(/native code|\[object/);
      }
    },
  );

  it.each(['EC2', 'Lambda', 'ECS'])('does not part the callers of one role (%s)', (word) => {
    const other = issuedTo(`AWS::${word}::Thing`, `arn:aws:x:eu-west-1:${ACCOUNT}:thing/${word}`);
    expect(other.facet).toBe(callerWith(roleIdentity('app-role', 'session-1')).facet);
  });
});

describe('how the call was made', () => {
  it('names the service that asked on behalf of the caller', () => {
    const caller = callerWith({ ...userIdentity(), invokedBy: 'secretsmanager.amazonaws.com' });
    expect(caller).toMatchObject({ name: 'user Alice', kind: 'person', invokedBy: 'secretsmanager.amazonaws.com' });
    expect(caller.via).toContain('secretsmanager.amazonaws.com');
  });

  it.each(['AWS Internal', 'internal.amazonaws.com'])('says of %s that the service is not named', (invokedBy) => {
    const { name, via } = callerWith({ ...roleIdentity(), invokedBy });
    expect(name).toBe('role billing-batch');
    expect(via).toMatch(/AWS service/);
    expect(via).not.toMatch(/s3\.amazonaws\.com/);
  });

  it('names the source identity of a role that a person took over', () => {
    const identity = roleIdentity('break-glass', 'session-1');
    const sessionContext = { ...(identity.sessionContext as Json), sourceIdentity: 'alice' };
    expect(callerWith({ ...identity, sessionContext }).via).toContain('alice');
  });

  it('names the session of a role when there is nothing better', () => {
    expect(callerWith(roleIdentity('terraform-deploy', 'gh-run-8812')).via).toContain('gh-run-8812');
  });

  it('reads a role through which a person of Identity Center acts without losing the role', () => {
    const onBehalfOf = { userId: 'user-1', identityStoreArn: 'arn:aws:identitystore::1:identitystore/d-1' };
    expect(callerWith({ ...roleIdentity(), onBehalfOf }).name).toBe('role billing-batch');
  });
});

describe('a role of IAM Identity Center', () => {
  it('is the person who stands behind it', () => {
    expect(callerWith(ssoIdentity())).toMatchObject({
      type: 'AssumedRole',
      kind: 'person',
      name: 'alice@example.com',
      session: 'alice@example.com',
      via: expect.stringContaining('KmsRescue'),
    });
  });

  it('may have a permission set with an underscore', () => {
    expect(callerWith(ssoIdentity('bob@example.com', 'Read_Only')).via).toContain('Read_Only');
  });

  it('is known without its issuer', () => {
    const caller = callerWith({ ...ssoIdentity(), sessionContext: undefined });
    expect(caller).toMatchObject({ kind: 'person', name: 'alice@example.com' });
  });

  it('is still a person when the session is not known', () => {
    const { arn: _, principalId: __, ...rest } = ssoIdentity();
    const caller = callerWith(rest);
    expect(caller.kind).toBe('person');
    expect(caller.name).toContain('KmsRescue');
  });

  it.each([
    'AWSReservedSSO_KmsRescue',
    'AWSReservedSSO_KmsRescue_0123',
    'MyAWSReservedSSO_KmsRescue_0123456789abcdef',
    'AWSReservedSSO_KmsRescue_0123456789abcdeg',
    'AWSReservedSSO_KmsRescue_0123456789abcdef0',
  ])('is not %s, which anybody may have named so', (role) => {
    expect(callerWith(roleIdentity(role, 'alice@example.com'))).toMatchObject({
      kind: 'workload',
      name: `role ${role}`,
    });
  });
});

describe('an AWS service', () => {
  it.each(['dynamodb.amazonaws.com', 'cloudtrail.amazonaws.com', 'workmail.eu-west-1.amazonaws.com'])(
    'on its own account is told by its name: %s',
    (service) => {
      const finding = findingOf(aRefusal({ userIdentity: serviceIdentity(service) }));
      expect(finding.caller.kind).toBe('service');
      expect(finding.caller.name).toContain(service);
      expect(finding.byService).toBe(true);
    },
  );

  it('may act through a service-linked role', () => {
    const identity = serviceLinkedIdentity('AWSServiceRoleForAutoScaling', 'autoscaling.amazonaws.com', 'AutoScaling');
    const finding = findingOf(aRefusal({ userIdentity: identity }));
    expect(finding.caller).toMatchObject({ kind: 'service', name: 'role AWSServiceRoleForAutoScaling' });
    expect(finding.byService).toBe(true);
  });

  it('may be Amazon EC2, attaching a volume for an instance', () => {
    const caller = callerWith({ ...roleIdentity('aws:ec2-infrastructure', 'i-81e2f56c'), accessKeyId: '' });
    expect(caller).toMatchObject({ kind: 'service', session: 'i-81e2f56c', accessKeyId: undefined });
    expect(caller.name).toContain('aws:ec2-infrastructure');
  });

  it('is not a role that is named like one', () => {
    expect(callerWith(roleIdentity('AWSServiceRoleForMyApp', 's')).kind).toBe('workload');
  });

  it('asks for the caller when it is named beside one: who asked is known, and that a service did', () => {
    const finding = findingOf(aRefusal({ userIdentity: { ...roleIdentity(), invokedBy: 'dynamodb.amazonaws.com' } }));
    expect(finding).toMatchObject({ byService: true, caller: { kind: 'workload', name: 'role billing-batch' } });
    expect(findingOf(aRefusal()).byService).toBe(false);
  });
});

describe('an inventory reader', () => {
  const functionArn = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:ledger-reader`;
  const environment = { requestParameters: { encryptionContext: { 'aws:lambda:FunctionArn': functionArn } } };
  const throughLambda = (identity: Json): Json => ({ ...identity, invokedBy: 'lambda.amazonaws.com' });

  it.each([
    ['AWS Config for a role', { ...roleIdentity('config-recorder', 'x'), invokedBy: 'config.amazonaws.com' }],
    ['AWS Config without ARN', { type: 'AssumedRole', principalId: 'A:x', invokedBy: 'config.amazonaws.com' }],
    ['AWS Config on its own account', serviceIdentity('config.amazonaws.com')],
    ['its service-linked role', serviceLinkedIdentity('AWSServiceRoleForConfig', 'config.amazonaws.com', 'x')],
  ])('is %s', (_, identity) => {
    expect(callerWith(identity).kind).toBe('inventory');
  });

  it('is a scanner that lists Lambda functions', () => {
    const caller = callerWith(throughLambda(roleIdentity('estate-monitor', 'sweep')), environment);
    expect(caller).toMatchObject({ kind: 'inventory', name: 'role estate-monitor' });
  });

  it('is not the function that reads its own environment', () => {
    const own = roleIdentity('ledger-reader-role', 'ledger-reader');
    expect(callerWith(own, environment).kind).toBe('workload');
    expect(callerWith(throughLambda(own), environment).kind).toBe('workload');
  });

  it('is not the function that reads its own environment, named with a version or an alias', () => {
    const qualified = { requestParameters: { encryptionContext: { 'aws:lambda:FunctionArn': `${functionArn}:live` } } };
    const own = roleIdentity('ledger-reader-role', 'ledger-reader');
    expect(callerWith(throughLambda(own), qualified).kind).toBe('workload');
  });

  it('is not a function whose credentials say what they were issued to', () => {
    const inScopeOf = { issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: functionArn };
    expect(callerWith({ ...throughLambda(roleIdentity('r', 'any')), inScopeOf }, environment).kind).toBe('workload');
  });

  it('is not whoever comes through Lambda for other data', () => {
    const other = { requestParameters: { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::ledger-archive' } } };
    expect(callerWith(throughLambda(roleIdentity()), other).kind).toBe('workload');
    expect(callerWith(throughLambda(roleIdentity()), { requestParameters: null }).kind).toBe('workload');
  });

  it('is not whoever merely names a function', () => {
    expect(callerWith(roleIdentity('estate-monitor', 'sweep'), environment).kind).toBe('workload');
  });

  it('is not a person at the console: the design names scanners', () => {
    expect(callerWith(throughLambda(userIdentity()), environment).kind).toBe('person');
    expect(callerWith(throughLambda(ssoIdentity()), environment).kind).toBe('person');
  });
});

describe('two callers are one', () => {
  it.each([
    ['sessions of a role', roleIdentity('app', 'i-1'), roleIdentity('app', 'i-2')],
    ['a role with and without its issuer', roleIdentity(), { ...roleIdentity(), sessionContext: undefined }],
    ['a role directly and through a service', roleIdentity(), { ...roleIdentity(), invokedBy: 'AWS Internal' }],
    ['a user with two access keys', userIdentity(), { ...userIdentity(), accessKeyId: 'AKIAOTHER7EXAMPLE999' }],
    [
      'a role before and after its stack was deployed again',
      roleIdentity('ledger-FunctionRole-1A2B3C4D5E6F7', 's'),
      roleIdentity('ledger-FunctionRole-9Z8Y7X6W5V4U3', 's'),
    ],
    [
      'the same with the suffixes of today',
      roleIdentity('ledger-FunctionRole-a1B2c3D4e5F6', 's'),
      roleIdentity('ledger-FunctionRole-z9Y8x7W6v5U4', 's'),
    ],
    [
      'a person whose permission set was provisioned again',
      ssoIdentity(),
      ssoIdentity('alice@example.com', 'KmsRescue', 'fedcba9876543210'),
    ],
    ['a service twice', serviceIdentity(), serviceIdentity()],
    [
      'sessions of a principal of another account',
      otherAccountIdentity(OTHER_ACCOUNT, 'AROAOTHERID:one'),
      otherAccountIdentity(OTHER_ACCOUNT, 'AROAOTHERID:two'),
    ],
  ])('%s', (_, one, other) => {
    expect(callerWith(one).facet).toBe(callerWith(other).facet);
  });
});

describe('two callers are two', () => {
  it.each([
    ['roles', roleIdentity('app'), roleIdentity('batch')],
    ['roles of one name in two accounts', roleIdentity(), inAccount(roleIdentity(), OTHER_ACCOUNT)],
    ['users', userIdentity('Alice'), userIdentity('Bob')],
    ['users of one name in two accounts', userIdentity(), inAccount(userIdentity(), OTHER_ACCOUNT)],
    ['a user and a role of one name', userIdentity('Alice'), roleIdentity('Alice')],
    ['root and a user named root', rootIdentity(), userIdentity('root')],
    ['roots of two accounts', rootIdentity(), inAccount(rootIdentity(), OTHER_ACCOUNT)],
    ['people with one permission set', ssoIdentity('alice@example.com'), ssoIdentity('bob@example.com')],
    ['services', serviceIdentity('dynamodb.amazonaws.com'), serviceIdentity('sqs.amazonaws.com')],
    ['federated users', federatedIdentity('a'), federatedIdentity('b')],
    ['Identity Center users', identityCenterIdentity('user-1'), identityCenterIdentity('user-2')],
    ['other accounts', otherAccountIdentity(OTHER_ACCOUNT), otherAccountIdentity('777788889999')],
    ['a caller that is known and one that is not', roleIdentity(), {}],
    [
      // userIdentity of type AWSAccount: accountId and principalId are what names the caller.
      'principals of one other account',
      otherAccountIdentity(OTHER_ACCOUNT, 'AROAREPORTING:session'),
      otherAccountIdentity(OTHER_ACCOUNT, 'AROABILLING:session'),
    ],
    [
      'roles that people named alike',
      roleIdentity('ledger-S3BucketRead', 's'),
      roleIdentity('ledger-S3ObjectRead', 's'),
    ],
  ])('%s', (_, one, other) => {
    expect(callerWith(one).facet).not.toBe(callerWith(other).facet);
  });
});

describe('the access key', () => {
  it('is shown by its ends only, wherever the finding is', () => {
    const finding = findingOf(aRefusal({ userIdentity: userIdentity() }));
    expect(finding.caller.accessKeyId).toMatch(/^AKIA\*+MPLE$/);
    expect(JSON.stringify(finding)).not.toContain('AKIAIOSFODNN7EXAMPLE');
  });

  it('too short to be masked is not shown at all', () => {
    expect(callerWith({ ...userIdentity(), accessKeyId: 'FGHIJ' }).accessKeyId).not.toMatch(/[FGHIJ]/);
  });

  it('that is blank is not there', () => {
    expect(callerWith({ ...userIdentity(), accessKeyId: '' }).accessKeyId).toBeUndefined();
  });
});

describe('whatever the identity holds', () => {
  const text = fc.oneof(
    fc.constantFrom(
      '',
      ':',
      '/',
      '//',
      'a:b',
      'a:',
      ':b',
      ACCOUNT,
      'AWS Internal',
      'arn:aws:sts::1:assumed-role/a/b',
      'arn:aws:sts::1:assumed-role/a/',
      'arn:aws:sts::1:assumed-role/AWSReservedSSO_Set_0123456789abcdef/',
      'arn:aws:iam::1:user/',
      'AWSReservedSSO_Set_0123456789abcdef',
    ),
    fc.string({ minLength: 1, maxLength: 8 }).filter((some) => some.trim() !== ''),
  );
  const maybe = fc.option(text, { nil: undefined });
  const identity = fc.record({
    type: fc.oneof(
      fc.constantFrom(
        ...['Root', 'IAMUser', 'AssumedRole', 'Role', 'FederatedUser', 'Directory', 'AWSAccount', 'AWSService'],
        ...['IdentityCenterUser', 'SAMLUser', 'WebIdentityUser', 'Unknown', undefined],
      ),
      maybe,
    ),
    principalId: maybe,
    arn: maybe,
    accountId: maybe,
    accessKeyId: maybe,
    userName: maybe,
    invokedBy: maybe,
    identityProvider: maybe,
    sessionContext: fc.option(
      fc.record({ sessionIssuer: fc.record({ arn: maybe, userName: maybe }), sourceIdentity: maybe }),
    ),
    inScopeOf: fc.option(fc.record({ issuerType: maybe, credentialsIssuedTo: maybe })),
    onBehalfOf: fc.option(fc.record({ userId: maybe })),
  });

  it('the caller has a name, a facet and a kind', () => {
    fc.assert(
      fc.property(identity, (some) => {
        const caller = callerWith(some);
        expect(caller.name.trim()).not.toBe('');
        expect(caller.facet.trim()).not.toBe('');
        expect(caller.via?.trim()).not.toBe('');
        expect(['workload', 'person', 'service', 'inventory', 'unknown']).toContain(caller.kind);
      }),
      { numRuns: 250 },
    );
  });
});
