// The keys file of the examples: some keys lack some parts, as they do where a right is missing.
import { DATA, KEYS, PARTNER, PAYMENTS, REPORTING } from './cast.mjs';
import { below, uuid } from './chance.mjs';

/** A key as `aws kms describe-key` prints it. */
function keyEntry(arn, DeletionDate, Description, more) {
  const [, , , , AWSAccountId, resource] = arn.split(':');
  return {
    KeyMetadata: {
      AWSAccountId,
      KeyId: resource.slice('key/'.length),
      Arn: arn,
      CreationDate: `2024-0${1 + below(9)}-1${below(10)}T09:12:44.301000+00:00`,
      Enabled: false,
      Description,
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'PendingDeletion',
      DeletionDate,
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: false,
    },
    ...more,
  };
}

const alias = (AliasName) => ({ Aliases: [{ AliasName }] });
const tags = (pairs) => ({ Tags: Object.entries(pairs).map(([TagKey, TagValue]) => ({ TagKey, TagValue })) });

export const keysFile = () => ({
  keys: [
    keyEntry(KEYS.ledger, '2026-11-28T14:02:00+00:00', 'ledger archive', {
      ...alias('alias/ledger-prod'),
      ...tags({ team: 'ledger', environment: 'prod' }),
      KeyLastUsage: {
        Operation: 'Decrypt',
        Timestamp: '2026-11-20T13:58:00+00:00',
        CloudTrailEventId: uuid(),
        KmsRequestId: uuid(),
      },
      ScheduledBy: { Principal: 'terraform-deploy (gh-run-8812)', Time: '2026-11-20T14:02:00+00:00' },
    }),
    keyEntry(KEYS.oldEtl, '2026-12-13T09:30:00+00:00', 'imports of the old warehouse', {
      ...alias('alias/old-etl'),
      ...tags({}),
    }),
    keyEntry(KEYS.payroll, '2026-11-24T06:30:00+00:00', 'payroll exports, kept for 10 years', {
      ...alias('alias/payroll-archive'),
      KeyLastUsage: {},
      TrackingStartDate: '2026-05-04T00:00:00+00:00',
      ScheduledBy: { Principal: 'key-cleanup (nightly)', Time: '2026-11-17T06:30:00+00:00' },
    }),
    keyEntry(KEYS.uploads, '2026-12-04T11:00:00+00:00', '', alias('alias/partner-uploads')),
    keyEntry(
      KEYS.etlFunctions,
      '2026-11-27T16:45:00+00:00',
      'environment of the etl functions',
      tags({ team: 'data' }),
    ),
    keyEntry(
      KEYS.sharedReports,
      '2026-12-01T08:00:00+00:00',
      'reports for reporting-prod',
      alias('alias/shared-reports'),
    ),
  ],
  accounts: {
    [PAYMENTS]: 'payments-prod',
    [DATA]: 'data-dev',
    [REPORTING]: 'reporting-prod',
    [PARTNER]: 'partner-x',
  },
});
