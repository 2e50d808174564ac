import type { AlertOfKey } from '../../shared/alert/alert.ts';
import { buildAlert } from '../../shared/alert/build-alert.ts';
import { detectUnreadable } from '../../shared/finding/detect.ts';
import { tellingOnce } from '../../shared/incident/telling.ts';
import { known, nothingKnown } from '../../shared/kms/key-details.ts';
import { alertOf, incidentOfFindings, knownDetails, NOW, someSettings } from '../builders/alert.ts';
import { ACCOUNT, aRefusal, eventId, KEY, roleIdentity, userIdentity } from '../builders/record.ts';

const s3 = (path: string) => ({ encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${path}` } });
const many = (n: number, overrides: Record<string, unknown>) =>
  Array.from({ length: n }, (_, at) =>
    aRefusal({
      eventID: eventId(at),
      eventTime: new Date(Date.parse('2026-11-22T01:00:00Z') + at * 20_000).toISOString(),
      ...overrides,
    }),
  );
const endsOn = (time: string) => knownDetails({ metadata: pending(time) });
const pending = (time: string | undefined, state = 'PendingDeletion') =>
  known({
    state,
    deletionDate: time === undefined ? undefined : new Date(time),
    pendingWindowInDays: state === 'PendingReplicaDeletion' ? 14 : undefined,
    createdAt: undefined,
    description: undefined,
    manager: 'CUSTOMER',
  });
const ssoPerson = {
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_KmsRescue_0123456789abcdef/alice@example.com`,
  accountId: ACCOUNT,
  sessionContext: { sessionIssuer: { userName: 'AWSReservedSSO_KmsRescue_0123456789abcdef' } },
};
const foreignKey = 'arn:aws:kms:eu-central-1:999988887777:key/77aa77aa-12ab-34cd-56ef-1234567890ab';

/** Every situation that an alert can be in, by the name of its golden e-mail in test/fixtures/emails. */
export const SITUATIONS: Readonly<Record<string, () => AlertOfKey>> = {
  'several-callers': () =>
    alertOf(
      [
        ...many(3, { requestParameters: s3('ledger-archive/2026/11/22.parquet') }),
        ...['report-api', 'etl', 'audit', 'export'].map((role, at) =>
          aRefusal({
            eventID: eventId(100 + at),
            userIdentity: roleIdentity(role),
            requestParameters: s3(`ledger-archive/${role}.csv`),
          }),
        ),
      ],
      endsOn('2026-11-24T14:02:00Z'),
    ),
  'management-call': () =>
    alertOf(
      many(311, { eventName: 'TagResource', userIdentity: roleIdentity('crossplane-provider', 'provider-aws') }),
      knownDetails({ aliases: known(['alias/old-etl']), metadata: pending('2026-12-13T14:02:00Z') }),
    ),
  'enable-refused': () =>
    alertOf([aRefusal({ eventName: 'EnableKey', userIdentity: ssoPerson })], endsOn('2026-12-13T14:02:00Z')),
  'other-account': () =>
    alertOf(
      many(4, {
        errorMessage: `${foreignKey} is pending deletion.`,
        userIdentity: roleIdentity('report-api'),
        requestParameters: s3('exchange/in/0007.csv'),
      }),
      nothingKnown('other account'),
      someSettings({ accountNames: { '999988887777': 'partner-x', [ACCOUNT]: 'reporting-prod' } }),
    ),
  'date-unknown': () => alertOf([aRefusal()], nothingKnown('AccessDenied: no right kms:DescribeKey')),
  'long-overdue': () => alertOf([aRefusal()], endsOn('2026-11-20T02:30:00Z')),
  'more-data-than-kept': () =>
    alertOf(
      Array.from({ length: 30 }, (_, at) =>
        aRefusal({
          eventID: eventId(at),
          requestParameters: s3(`ledger-archive/part-${String(at).padStart(2, '0')}.parquet`),
        }),
      ),
      knownDetails(),
    ),
  overdue: () => alertOf([aRefusal()], endsOn('2026-11-22T02:30:00Z')),
  'replica-deletion': () =>
    alertOf(
      [aRefusal({ errorMessage: `${KEY} is pending replica deletion.` })],
      knownDetails({ metadata: pending(undefined, 'PendingReplicaDeletion') }),
    ),
  'multi-region-replica': () =>
    alertOf(
      [
        aRefusal({
          errorMessage: `${KEY.replace(/key.*/, 'key/mrk-1234abcd12ab34cd56ef1234567890ab')} is pending deletion.`,
        }),
      ],
      endsOn('2026-11-22T05:00:00Z'),
    ),
  'no-longer-pending': () => alertOf([aRefusal()], knownDetails({ metadata: pending(undefined, 'Disabled') })),
  'public-key-taken': () =>
    alertOf([aRefusal({ eventName: 'GetPublicKey', userIdentity: userIdentity() })], endsOn('2026-12-13T14:02:00Z')),
  inventory: () =>
    alertOf(
      [
        aRefusal({
          userIdentity: { ...roleIdentity('scanner', 'nightly'), invokedBy: 'lambda.amazonaws.com' },
          requestParameters: {
            encryptionContext: { 'aws:lambda:FunctionArn': `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:invoice` },
          },
        }),
      ],
      knownDetails(),
    ),
  unconfirmed: () =>
    alertOf([aRefusal({ errorMessage: `Access failed: ${KEY} is pending deletion. See http://evil.example.com` })]),
  unreadable: () => {
    const text = `{"eventName":"Decrypt","eventSource":"kms.amazonaws.com","errorMessage":"${KEY} is pending deletion."}`;
    const rejection = { path: 'eventTime', reason: 'got nothing, wanted a text' };
    const finding = detectUnreadable(text, rejection, { lineId: 'line-1', ownRoleArn: undefined });
    if (finding === undefined) throw new Error('wanted a finding');
    return buildAlert(tellingOnce(incidentOfFindings(finding)), nothingKnown('offline'), someSettings(), NOW);
  },
};
