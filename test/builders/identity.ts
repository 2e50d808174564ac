import { ACCOUNT, type Json, roleIdentity } from './record.ts';

// One userIdentity for each type. Source: CloudTrail User Guide, "CloudTrail userIdentity element".

export const rootIdentity = (overrides: Json = {}): Json => ({
  type: 'Root',
  principalId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  ...overrides,
});

/** A role that IAM Identity Center made for a permission set; the session is the person. */
export const ssoIdentity = (person = 'alice@example.com', set = 'KmsRescue', hash = '0123456789abcdef'): Json =>
  roleIdentity(`AWSReservedSSO_${set}_${hash}`, person);

/** A role that a service made for itself. Source: IAM User Guide, "Create a service-linked role". */
export const serviceLinkedIdentity = (role: string, service: string, session: string): Json => {
  const identity = roleIdentity(role, session);
  return {
    ...identity,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEID',
        arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${service}/${role}`,
        accountId: ACCOUNT,
        userName: role,
      },
    },
  };
};

export const federatedIdentity = (name = 'gitlab-runner'): Json => ({
  type: 'FederatedUser',
  principalId: `${ACCOUNT}:${name}`,
  arn: `arn:aws:sts::${ACCOUNT}:federated-user/${name}`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  sessionContext: {
    sessionIssuer: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEID',
      arn: `arn:aws:iam::${ACCOUNT}:user/token-vendor`,
      accountId: ACCOUNT,
      userName: 'token-vendor',
    },
  },
});

/** accountId is that of the account that owns the Identity Center instance, not of the one that was called. */
export const identityCenterIdentity = (userId = '5a6b7c8d-0000-4000-8000-000000000001'): Json => ({
  type: 'IdentityCenterUser',
  accountId: '777788889999',
  onBehalfOf: { userId, identityStoreArn: 'arn:aws:identitystore::777788889999:identitystore/d-0123456789' },
  credentialId: '50000000-0000-4000-8000-000000000001',
});

export const otherAccountIdentity = (accountId: string, principalId = 'AROAOTHERID:report-session'): Json => ({
  type: 'AWSAccount',
  principalId,
  accountId,
});

export const serviceIdentity = (invokedBy = 'dynamodb.amazonaws.com'): Json => ({ type: 'AWSService', invokedBy });
