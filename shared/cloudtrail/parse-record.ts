import * as v from 'valibot';
import { positionIn } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import type {
  CloudTrailRecord,
  EncryptionContext,
  RecordParts,
  RecordRejection,
  RequestParameters,
  SalvagedRecord,
  UserIdentity,
} from './record.ts';

const time = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((iso) => new Date(iso)),
  v.date(),
);
const name = v.pipe(v.string(), v.nonEmpty());

// What a record cannot do without. The optional parts are read by hand, below: nothing in them can refuse a record, so a schema
// would only say "or undefined" forty times, and take three times as long.
const Essentials = v.object({
  eventTime: time,
  eventSource: name,
  eventName: name,
  // The one optional part that is not forgiven: a message that cannot be read could be the one that matters.
  errorMessage: v.nullish(v.string()),
});

/** Reads one CloudTrail record out of a value of unknown shape. Never throws; never refuses for an optional part. */
export function parseRecord(value: unknown): Result<CloudTrailRecord, RecordRejection> {
  const essentials = v.safeParse(Essentials, value, { abortEarly: true });
  if (essentials.success) {
    const { eventTime, eventSource, eventName, errorMessage } = essentials.output;
    return ok({ eventTime, eventSource, eventName, errorMessage, ...partsOf(value) });
  }
  const [issue] = essentials.issues;
  return err({ path: v.getDotPath(issue) ?? '', reason: `got ${got(issue)}, wanted ${wanted(issue)}` });
}

/** Reads one CloudTrail record out of its JSON text. */
export function parseRecordText(json: string): Result<CloudTrailRecord, RecordRejection> {
  const value = parseJson(json);
  return value.ok ? parseRecord(value.value) : value;
}

/** Saves what can be read of a text that {@link parseRecordText} refused. */
export function salvageRecord(json: string): SalvagedRecord {
  const parsed = parseJson(json);
  const fields = parsed.ok ? objectOf(parsed.value) : fieldsOfBrokenText(json);
  const eventTime = v.safeParse(time, fields.eventTime);
  return {
    ...partsOf(fields),
    eventSource: textOf(fields.eventSource),
    eventName: textOf(fields.eventName),
    errorMessage: textOf(fields.errorMessage),
    eventTime: eventTime.success ? eventTime.output : undefined,
  };
}

/**
 * The first field of each name in a text that is no JSON, such as a record that was cut off. CloudTrail writes these names before
 * anything of the caller's, so that the first one is its own.
 */
function fieldsOfBrokenText(text: string): Fields {
  const first = (name: string): unknown => {
    const [, string] = new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.){0,2000}")`).exec(text) ?? [];
    if (string === undefined) return undefined;
    const value = parseJson(string);
    return value.ok ? value.value : undefined;
  };
  const named = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, first(name)]));
  return {
    ...named(
      'eventTime',
      'eventSource',
      'eventName',
      'awsRegion',
      'errorCode',
      'errorMessage',
      'eventID',
      'recipientAccountId',
    ),
    userIdentity: named('type', 'principalId', 'arn', 'accountId'),
  };
}

function partsOf(value: unknown): RecordParts {
  const record = objectOf(value);
  return {
    awsRegion: textOf(record.awsRegion),
    errorCode: textOf(record.errorCode),
    userIdentity: identityOf(objectOf(record.userIdentity)),
    sourceIPAddress: textOf(record.sourceIPAddress),
    userAgent: textOf(record.userAgent),
    requestParameters: parametersOf(objectOf(record.requestParameters)),
    resources: Array.isArray(record.resources) ? record.resources.map(resourceOf) : [],
    requestID: textOf(record.requestID),
    eventID: textOf(record.eventID),
    sharedEventID: textOf(record.sharedEventID),
    recipientAccountId: textOf(record.recipientAccountId),
  };
}

function identityOf(identity: Fields): UserIdentity {
  const session = objectOf(identity.sessionContext);
  const issuer = objectOf(session.sessionIssuer);
  const scope = objectOf(identity.inScopeOf);
  return {
    type: textOf(identity.type),
    principalId: textOf(identity.principalId),
    arn: textOf(identity.arn),
    accountId: textOf(identity.accountId),
    accessKeyId: textOf(identity.accessKeyId),
    userName: textOf(identity.userName),
    invokedBy: textOf(identity.invokedBy),
    identityProvider: textOf(identity.identityProvider),
    sessionContext: {
      sessionIssuer: { type: textOf(issuer.type), arn: textOf(issuer.arn), userName: textOf(issuer.userName) },
      sourceIdentity: textOf(session.sourceIdentity),
      webIdFederationData: { federatedProvider: textOf(objectOf(session.webIdFederationData).federatedProvider) },
    },
    inScopeOf: { issuerType: textOf(scope.issuerType), credentialsIssuedTo: textOf(scope.credentialsIssuedTo) },
    onBehalfOf: { userId: textOf(objectOf(identity.onBehalfOf).userId) },
  };
}

function parametersOf(parameters: Fields): RequestParameters {
  const constraints = objectOf(parameters.constraints);
  return {
    keyId: textOf(parameters.keyId),
    bucketName: textOf(parameters.bucketName),
    key: textOf(parameters.key),
    'x-amz-server-side-encryption-aws-kms-key-id': textOf(parameters['x-amz-server-side-encryption-aws-kms-key-id']),
    encryptionContext: pairsOf(parameters.encryptionContext),
    sourceEncryptionContext: pairsOf(parameters.sourceEncryptionContext),
    destinationEncryptionContext: pairsOf(parameters.destinationEncryptionContext),
    constraints: {
      encryptionContextSubset: pairsOf(constraints.encryptionContextSubset),
      encryptionContextEquals: pairsOf(constraints.encryptionContextEquals),
    },
  };
}

const resourceOf = (entry: unknown) => {
  const { ARN, type } = objectOf(entry);
  return { ARN: textOf(ARN), type: textOf(type) };
};

type Fields = Readonly<Record<string, unknown>>;
const NOTHING: Fields = Object.freeze({});
const NO_PAIRS: EncryptionContext = [];

/** An object of unknown fields; an empty one for whatever is no object. */
const objectOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NOTHING;

/** A text; undefined for what is absent, null, empty or something else. */
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The pairs of an encryption context whose values are texts. */
function pairsOf(value: unknown): EncryptionContext {
  const context = objectOf(value);
  if (context === NOTHING) return NO_PAIRS;
  return Object.entries(context).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
}

function parseJson(json: string): Result<unknown, RecordRejection> {
  try {
    return ok(JSON.parse(json));
  } catch (thrown) {
    const reason = `got text that is not JSON${positionIn(thrown)}, wanted a CloudTrail record`;
    return err({ path: '', reason });
  }
}

function wanted(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'iso_timestamp') return 'a time such as 2026-11-22T03:11:40Z';
  if (issue.type === 'non_empty') return 'a text';
  if (issue.type === 'object' && issue.received === 'undefined') return 'a text';
  return issue.expected?.toLowerCase() ?? 'another value';
}

/** What was there, by its kind and never by its text, which ends in log lines. A field that is missing is reported as undefined. */
function got({ received, input }: v.BaseIssue<unknown>): string {
  if (received === 'undefined') return 'nothing';
  if (input === null || Array.isArray(input)) return input === null ? 'null' : 'a list';
  if (input === '') return 'an empty text';
  return typeof input === 'string' ? 'another text' : `a ${typeof input}`;
}
