type Text = string | undefined;

/**
 * One CloudTrail record, reduced to the fields that are read, under CloudTrail's names. What is absent, null, empty or of
 * the wrong type is undefined: a record is only refused when it cannot say what was called, on which service, and when.
 * eventVersion is not read: AWS adds fields within a major version, and a shape that we could not read would be refused.
 * Source: CloudTrail User Guide, "CloudTrail record contents for management, data, and network activity events".
 */
export interface CloudTrailRecord extends RecordParts {
  readonly eventTime: Date;
  readonly eventSource: string;
  readonly eventName: string;
}

/** What could be read of a text that is no whole record. */
export interface SalvagedRecord extends RecordParts {
  readonly eventTime?: Date | undefined;
  readonly eventSource?: Text;
  readonly eventName?: Text;
}

/** The parts of a record that may be missing. */
export interface RecordParts {
  readonly awsRegion?: Text;
  readonly errorCode?: Text;
  readonly errorMessage?: string | null | undefined;
  readonly userIdentity: UserIdentity;
  readonly sourceIPAddress?: Text;
  readonly userAgent?: Text;
  readonly requestParameters: RequestParameters;
  readonly resources: readonly { readonly ARN?: Text; readonly type?: Text }[];
  readonly requestID?: Text;
  readonly eventID?: Text;
  readonly sharedEventID?: Text;
  readonly recipientAccountId?: Text;
}

/** Source: CloudTrail User Guide, "CloudTrail userIdentity element". */
export interface UserIdentity {
  readonly type?: Text;
  readonly principalId?: Text;
  readonly arn?: Text;
  readonly accountId?: Text;
  readonly accessKeyId?: Text;
  readonly userName?: Text;
  readonly invokedBy?: Text;
  readonly identityProvider?: Text;
  readonly sessionContext: {
    readonly sessionIssuer: { readonly type?: Text; readonly arn?: Text; readonly userName?: Text };
    readonly sourceIdentity?: Text;
    readonly webIdFederationData: { readonly federatedProvider?: Text };
  };
  readonly inScopeOf: { readonly issuerType?: Text; readonly credentialsIssuedTo?: Text };
  readonly onBehalfOf: { readonly userId?: Text };
}

/** Name-value pairs that the caller bound to the ciphertext: arbitrary, nonsecret, untrusted. */
export type EncryptionContext = readonly (readonly [name: string, value: string])[];

/** The request parameters that name a key or the data it protects. All of it is the caller's own text. */
export interface RequestParameters {
  readonly keyId?: Text;
  readonly bucketName?: Text;
  readonly key?: Text;
  readonly 'x-amz-server-side-encryption-aws-kms-key-id'?: Text;
  readonly encryptionContext: EncryptionContext;
  readonly sourceEncryptionContext: EncryptionContext;
  readonly destinationEncryptionContext: EncryptionContext;
  readonly constraints: {
    readonly encryptionContextSubset: EncryptionContext;
    readonly encryptionContextEquals: EncryptionContext;
  };
}

/** Why a text is not a record: where, and what was got against what was wanted. */
export interface RecordRejection {
  readonly path: string;
  readonly reason: string;
}
