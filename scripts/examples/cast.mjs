// Accounts, keys and callers of an organization that does not exist.
import { awsId, below, once, uuid } from './chance.mjs';

export const PAYMENTS = '111122223333';
export const DATA = '222233334444';
export const REPORTING = '333344445555';
export const PARTNER = '999988887777';
export const IRELAND = 'eu-west-1';
export const FRANKFURT = 'eu-central-1';
export const VIRGINIA = 'us-east-1';

const keyArn = (account, region, id = uuid()) => `arn:aws:kms:${region}:${account}:key/${id}`;
/** A key that nobody wants to delete. */
export const healthyKey = (account, region, name) =>
  once(`key ${account} ${region} ${name}`, () => keyArn(account, region));
/** The keys that are pending deletion. */
export const KEYS = {
  ledger: keyArn(PAYMENTS, IRELAND, '1234abcd-12ab-34cd-56ef-1234567890ab'),
  payroll: keyArn(PAYMENTS, IRELAND),
  uploads: keyArn(PAYMENTS, IRELAND),
  invoices: keyArn(PAYMENTS, IRELAND),
  sharedReports: keyArn(PAYMENTS, IRELAND),
  oldEtl: keyArn(DATA, IRELAND),
  etlFunctions: keyArn(DATA, IRELAND),
  features: keyArn(DATA, IRELAND),
  ofPartner: keyArn(PARTNER, FRANKFURT),
};

export const RESCUER = 'AWSReservedSSO_KmsRescue_0123456789abcdef';
export const BOTO =
  'Boto3/1.40.61 md/Botocore#1.40.61 ua/2.1 os/linux#6.1.155 md/arch#aarch64 lang/python#3.13.9 Botocore/1.40.61';
export const JAVA =
  'aws-sdk-java/2.35.11 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.155 lang/java#21.0.9 md/vendor#Amazon.com_Inc.';
export const TERRAFORM =
  'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io) terraform-provider-aws/6.18.0';

const PATHS = {
  AWSServiceRoleForConfig: 'aws-service-role/config.amazonaws.com/',
  [RESCUER]: 'aws-reserved/sso.amazonaws.com/eu-west-1/',
};

/** userIdentity of a role. */
export function role(accountId, userName, session, more = {}) {
  const principalId = once(`role ${accountId} ${userName}`, () => awsId('AROA'));
  const arn = `arn:aws:iam::${accountId}:role/${PATHS[userName] ?? ''}${userName}`;
  const signedIn = once(`since ${userName} ${session}`, () => `2026-11-22T02:${10 + below(45)}:07Z`);
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${session}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${userName}/${session}`,
    accountId,
    accessKeyId: once(`access key ${accountId} ${userName} ${session}`, () => awsId('ASIA')),
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId, arn, accountId, userName },
      attributes: { creationDate: signedIn, mfaAuthenticated: 'false' },
    },
    ...more,
  };
}

export const onInstance = (account, name, instance) =>
  role(account, name, instance, {
    inScopeOf: {
      issuerType: 'AWS::EC2::Instance',
      credentialsIssuedTo: `arn:aws:ec2:${IRELAND}:${account}:instance/${instance}`,
    },
  });

export const inFunction = (account, region, name, lambda) =>
  role(account, name, lambda, {
    inScopeOf: {
      issuerType: 'AWS::Lambda::Function',
      credentialsIssuedTo: `arn:aws:lambda:${region}:${account}:function:${lambda}`,
    },
  });

const shownAs = (name) => ({ sourceIPAddress: name, userAgent: name });
/** A service that calls in somebody's name shows in three fields of the record. */
export const through = (invokedBy, userIdentity) => ({
  userIdentity: { ...userIdentity, invokedBy },
  ...shownAs(invokedBy),
});
/** A service that calls on its own account. */
export const byService = (invokedBy) => ({ userIdentity: { type: 'AWSService', invokedBy }, ...shownAs(invokedBy) });
