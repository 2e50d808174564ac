// Whole CloudTrail records, in CloudTrail's own order of fields.
import { BOTO } from './cast.mjs';
import { below, hex, once, uuid } from './chance.mjs';

/** A time in the quarter of an hour that the examples cover. */
export const at = (minute, second) =>
  `2026-11-22T03:${String(minute).padStart(2, '0')}:${String(second).padStart(2, '0')}Z`;

/** One record; `fields` under CloudTrail's names. */
export function record(account, region, eventSource, eventName, fields) {
  const direct = fields.userIdentity.invokedBy === undefined;
  const host = `${eventSource.split('.')[0]}.${region}.amazonaws.com`;
  const all = {
    eventVersion: '1.11',
    userIdentity: fields.userIdentity,
    eventTime: fields.eventTime ?? at(below(15), below(60)),
    eventSource,
    eventName,
    awsRegion: region,
    sourceIPAddress: fields.sourceIPAddress ?? `10.20.${below(8)}.${1 + below(250)}`,
    userAgent: fields.userAgent ?? BOTO,
    errorCode: fields.errorCode,
    errorMessage: fields.errorMessage,
    requestParameters: fields.requestParameters ?? null,
    responseElements: fields.responseElements ?? null,
    additionalEventData: fields.additionalEventData,
    requestID: uuid(),
    eventID: uuid(),
    readOnly: fields.readOnly ?? true,
    resources: fields.resources,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    sharedEventID: fields.sharedEventID,
    eventCategory: 'Management',
    tlsDetails: direct
      ? { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: host }
      : undefined,
    sessionCredentialFromConsole: fields.sessionCredentialFromConsole,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A call of KMS on a key. */
export function kms(account, region, eventName, key, fields) {
  const keyMaterialId = once(`material of ${key}`, () => hex(64));
  return record(account, region, 'kms.amazonaws.com', eventName, {
    resources: [{ accountId: key.split(':')[4], type: 'AWS::KMS::Key', ARN: key }],
    additionalEventData: fields.errorCode === undefined ? { keyMaterialId } : undefined,
    ...fields,
  });
}

/** Request parameters of Decrypt and GenerateDataKey. */
export const decrypts = (encryptionContext) => ({ encryptionAlgorithm: 'SYMMETRIC_DEFAULT', encryptionContext });
export const dataKey = (keyId, encryptionContext) => ({ keyId, encryptionContext, keySpec: 'AES_256' });

/** What KMS says of a key that is pending deletion. */
export const refused = (key) => ({
  errorCode: 'KMSInvalidStateException',
  errorMessage: `${key} is pending deletion.`,
});
