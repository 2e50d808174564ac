// What an organization does all night: none of it is about a key pending deletion.
import { byService, healthyKey, inFunction, JAVA, onInstance, role, TERRAFORM, through, VIRGINIA } from './cast.mjs';
import { hex, once, pick, text, uuid } from './chance.mjs';
import { dataKey, decrypts, kms, record } from './record.mjs';

const S3 = 'aws:s3:arn';
const INSTANCE = `i-${hex(17)}`;
const VOLUME = `vol-${hex(17)}`;

/** A round of calls in one account and Region, as functions, since each call of one makes another record. */
export function everyday(account, region) {
  const worker = onInstance(account, 'settlement-worker', INSTANCE);
  const api = role(
    account,
    'checkout-api',
    once(`api ${account}`, () => hex(32)),
  );
  const config = role(account, 'AWSServiceRoleForConfig', 'AWSConfig-Describe');
  const lambda = inFunction(account, region, 'export-nightly-role', 'export-nightly');
  const ec2 = role(account, 'aws:ec2-infrastructure', INSTANCE);
  const key = (name) => healthyKey(account, region, name);
  const secret = `arn:aws:secretsmanager:${region}:${account}:secret:db/main-${once(`secret ${account}`, () => text(6, 'abcDEF'))}`;
  const table = { 'aws:dynamodb:tableName': 'Carts', 'aws:dynamodb:subscriberId': account };
  const trail = {
    'aws:cloudtrail:arn': `arn:aws:cloudtrail:eu-west-1:${account}:trail/org-trail`,
    [S3]: `arn:aws:s3:::org-trail-logs/AWSLogs/${account}/CloudTrail/`,
  };
  const carts = `arn:aws:s3:::carts-${account}`;

  const decrypt = (name, who, context) => () =>
    kms(account, region, 'Decrypt', key(name), { ...who, requestParameters: decrypts(context()) });
  const generate =
    (name, who, context, more = () => ({})) =>
    () =>
      kms(account, region, 'GenerateDataKey', key(name), {
        ...who,
        requestParameters: dataKey(key(name), context),
        ...more(),
      });
  const call =
    (service, eventName, who, requestParameters, more = () => ({})) =>
    () =>
      record(account, region, `${service}.amazonaws.com`, eventName, { ...who, requestParameters, ...more() });
  const shared = () => ({ sharedEventID: uuid() });
  const assumes = (service, name) =>
    call('sts', 'AssumeRole', byService(service), assumed(account, name), () => ({
      ...shared(),
      responseElements: { assumedRoleUser: { arn: `arn:aws:sts::${account}:assumed-role/${name}/${hex(12)}` } },
      resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: `arn:aws:iam::${account}:role/${name}` }],
    }));
  const describes = (service, eventName) => call(service, eventName, through('config.amazonaws.com', config), null);

  return [
    decrypt('data', through('AWS Internal', api), () => ({ [S3]: `${carts}/${hex(8)}.json` })),
    generate('data', through('AWS Internal', worker), { [S3]: carts }),
    decrypt('secrets', through('secretsmanager.amazonaws.com', api), () => ({
      SecretARN: secret,
      SecretVersionId: uuid(),
    })),
    decrypt('ssm', through('AWS Internal', api), () => ({
      PARAMETER_ARN: `arn:aws:ssm:${region}:${account}:parameter/checkout/flags`,
    })),
    generate('tables', byService('dynamodb.amazonaws.com'), table, shared),
    decrypt('tables', through('dynamodb.amazonaws.com', api), () => table),
    generate('trail', byService('cloudtrail.amazonaws.com'), trail, shared),
    decrypt('volumes', through('AWS Internal', ec2), () => ({ 'aws:ebs:id': VOLUME })),
    decrypt('functions', { userIdentity: lambda, userAgent: JAVA }, () => ({
      'aws:lambda:FunctionArn': lambda.inScopeOf.credentialsIssuedTo,
    })),
    () =>
      kms(account, region, 'DescribeKey', key('data'), {
        userIdentity: worker,
        requestParameters: { keyId: key('data') },
      }),
    call('secretsmanager', 'GetSecretValue', { userIdentity: api }, { secretId: 'db/main' }),
    call('ssm', 'GetParameter', { userIdentity: api }, { name: '/checkout/flags', withDecryption: true }),
    assumes('ecs-tasks.amazonaws.com', 'checkout-api'),
    assumes('lambda.amazonaws.com', 'export-nightly-role'),
    call(
      'ec2',
      'DescribeInstances',
      { userIdentity: worker },
      { instancesSet: { items: [{ instanceId: INSTANCE }] }, filterSet: {} },
    ),
    describes('ec2', 'DescribeVolumes'),
    describes('ec2', 'DescribeSecurityGroups'),
    describes('lambda', 'ListFunctions20150331'),
    call('lambda', 'GetFunction20150331v2', { userIdentity: worker }, { functionName: 'export-nightly' }),
    call('s3', 'GetBucketEncryption', through('config.amazonaws.com', config), {
      bucketName: carts.split(':::')[1],
      encryption: '',
    }),
    call('logs', 'CreateLogStream', { userIdentity: lambda }, { logGroupName: '/aws/lambda/export-nightly' }, () => ({
      readOnly: false,
    })),
  ];
}

const assumed = (account, name) => ({
  roleArn: `arn:aws:iam::${account}:role/${name}`,
  roleSessionName: name,
  durationSeconds: 3600,
});

/** Calls of services that live in one Region for all the world. */
export function worldwide(account) {
  const plan = {
    userIdentity: role(account, 'terraform-plan', 'gh-run-8831'),
    sourceIPAddress: '203.0.113.77',
    userAgent: TERRAFORM,
  };
  const call = (service, eventName, parameters) => () =>
    record(account, VIRGINIA, `${service}.amazonaws.com`, eventName, { ...plan, requestParameters: parameters() });
  const aRole = () => ({ roleName: pick(['billing-batch', 'checkout-api', 'settlement-worker']) });
  return [
    call('iam', 'GetRole', aRole),
    call('iam', 'ListRolePolicies', aRole),
    call('sts', 'GetCallerIdentity', () => null),
  ];
}

/** KMS refuses for many other reasons: a search for the error code, or for "pending", would stop at these. */
export function otherFailures(account, region) {
  const userIdentity = role(account, 'report-mailer', hex(32));
  const key = healthyKey(account, region, 'mail');
  const says = (eventName, errorCode, errorMessage, requestParameters, more = {}) =>
    kms(account, region, eventName, key, { userIdentity, errorCode, errorMessage, requestParameters, ...more });
  const denied = `User: ${userIdentity.arn} is not authorized to perform: kms:Decrypt on resource: ${key} because no identity-based policy allows the kms:Decrypt action`;
  return [
    says('Decrypt', 'AccessDenied', denied, null),
    says(
      'Decrypt',
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
      { keyId: key, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
    ),
    says(
      'GenerateDataKeyWithoutPlaintext',
      'InvalidKeyUsageException',
      `${key} key usage is SIGN_VERIFY which is not valid for GenerateDataKeyWithoutPlaintext.`,
      { keyId: key, keySpec: 'AES_256' },
    ),
    says(
      'Decrypt',
      'DisabledException',
      `${key} is disabled.`,
      decrypts({ [S3]: 'arn:aws:s3:::mail-archive/2024/q1.mbox' }),
    ),
    says(
      'Decrypt',
      'KMSInvalidStateException',
      'The external key store proxy rejected the request because it could not find the external key.',
      decrypts({ team: 'mail' }),
      { additionalEventData: { customKeyStoreId: 'cks-9876543210fedcba9', xksKeyId: 'mail-hsm-7' } },
    ),
    says('Encrypt', 'KMSInvalidStateException', `${key} is pending import.`, {
      keyId: key,
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    }),
    says(
      'CancelKeyDeletion',
      'KMSInvalidStateException',
      `${key} is not pending deletion.`,
      { keyId: key },
      { readOnly: false },
    ),
    says(
      'DescribeKey',
      'NotFoundException',
      `Alias arn:aws:kms:${region}:${account}:alias/mail-archive is not found.`,
      { keyId: 'alias/mail-archive' },
      { resources: undefined },
    ),
  ];
}
