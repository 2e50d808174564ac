import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { detect } from '../../shared/finding/detect.ts';
import type { Finding } from '../../shared/finding/finding.ts';

/** A CloudTrail record as JSON: whatever a test wants it to be. */
export type Json = Record<string, unknown>;

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
export const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${KEY_ID}`;
export const OTHER_KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0987dcba-09fe-87dc-65ba-ab0987654321`;

/** userIdentity of a role, as CloudTrail writes it for software that runs on EC2. */
export const roleIdentity = (role = 'billing-batch', session = 'i-0abc123def4567890'): Json => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLEID:${session}`,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: 'AROAEXAMPLEID',
      arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      accountId: ACCOUNT,
      userName: role,
    },
    attributes: { creationDate: '2026-11-22T01:00:00Z', mfaAuthenticated: 'false' },
  },
});

/** userIdentity of an IAM user. */
export const userIdentity = (name = 'Alice'): Json => ({
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLEID',
  arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
  accountId: ACCOUNT,
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  userName: name,
});

/** A successful Decrypt by a role. */
export const aRecord = (overrides: Json = {}): Json => ({
  eventVersion: '1.11',
  userIdentity: roleIdentity(),
  eventTime: '2026-11-22T03:11:40Z',
  eventSource: 'kms.amazonaws.com',
  eventName: 'Decrypt',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '192.0.2.10',
  userAgent: 'aws-cli/2.31.0',
  requestParameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
  responseElements: null,
  requestID: '11111111-2222-3333-4444-555555555555',
  eventID: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  readOnly: true,
  resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: KEY }],
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: ACCOUNT,
  eventCategory: 'Management',
  ...overrides,
});

/** A Decrypt that KMS refused because its key is pending deletion. */
export const aRefusal = (overrides: Json = {}): Json =>
  aRecord({ errorCode: 'KMSInvalidStateException', errorMessage: `${KEY} is pending deletion.`, ...overrides });

/** The finding of a record; fails the test when the record cannot be read or does not count. */
export function findingOf(record: Json, context: Partial<Parameters<typeof detect>[1]> = {}): Finding {
  const finding = detectedIn(record, context);
  if (finding === undefined) throw new Error('wanted a finding, got a record that does not count');
  return finding;
}

/** The finding of a record, or undefined when it does not count. */
export function detectedIn(record: Json, context: Partial<Parameters<typeof detect>[1]> = {}): Finding | undefined {
  const parsed = parseRecord(record);
  if (!parsed.ok) throw new Error(`wanted a readable record, got ${parsed.error.path}: ${parsed.error.reason}`);
  return detect(parsed.value, { lineId: undefined, ownRoleArn: undefined, ...context });
}

/** The nth of many: an eventID that differs from the others. */
export const eventId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
