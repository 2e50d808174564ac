import * as v from 'valibot';
import { messageOf } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import type { CloudTrailRecord, EncryptionContext, RecordRejection, SalvagedRecord } from './record.ts';

// An optional part that is absent, null, empty or of the wrong type is undefined, and refuses nothing.
const text = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => (typeof value === 'string' && value !== '' ? value : undefined)),
  ),
);

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const part = <E extends v.ObjectEntries>(entries: E) =>
  v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value) => (isObject(value) ? value : {})),
      v.object(entries),
    ),
    {},
  );

const pairs = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value): EncryptionContext => {
      if (!isObject(value)) return [];
      return Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
    }),
  ),
  {},
);

const parts = {
  awsRegion: text,
  errorCode: text,
  userIdentity: part({
    type: text,
    principalId: text,
    arn: text,
    accountId: text,
    accessKeyId: text,
    userName: text,
    invokedBy: text,
    identityProvider: text,
    sessionContext: part({
      sessionIssuer: part({ type: text, arn: text, userName: text }),
      sourceIdentity: text,
      webIdFederationData: part({ federatedProvider: text }),
    }),
    inScopeOf: part({ issuerType: text, credentialsIssuedTo: text }),
    onBehalfOf: part({ userId: text }),
  }),
  sourceIPAddress: text,
  userAgent: text,
  requestParameters: part({
    keyId: text,
    bucketName: text,
    key: text,
    'x-amz-server-side-encryption-aws-kms-key-id': text,
    granteePrincipal: text,
    encryptionContext: pairs,
    sourceEncryptionContext: pairs,
    destinationEncryptionContext: pairs,
    constraints: part({ encryptionContextSubset: pairs, encryptionContextEquals: pairs }),
  }),
  resources: v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value) => (Array.isArray(value) ? value : [])),
      v.array(part({ ARN: text, type: text })),
    ),
    [],
  ),
  requestID: text,
  eventID: text,
  sharedEventID: text,
  recipientAccountId: text,
};

const time = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((iso) => new Date(iso)),
  v.date(),
);
const name = v.pipe(v.string(), v.nonEmpty());

const WholeRecord = v.object({
  ...parts,
  eventTime: time,
  eventSource: name,
  eventName: name,
  // The one optional part that is not forgiven: a message that cannot be read could be the one that matters.
  errorMessage: v.nullish(v.string()),
});

const Salvage = part({
  ...parts,
  eventTime: v.fallback(v.optional(time), undefined),
  eventSource: text,
  eventName: text,
  errorMessage: text,
});

/** Reads one CloudTrail record out of a value of unknown shape. Never throws; never refuses for an optional part. */
export function parseRecord(value: unknown): Result<CloudTrailRecord, RecordRejection> {
  const parsed = v.safeParse(WholeRecord, value, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  const [issue] = parsed.issues;
  return err({ path: v.getDotPath(issue) ?? '', reason: `got ${got(issue)}, wanted ${wanted(issue)}` });
}

/** Reads one CloudTrail record out of its JSON text. */
export function parseRecordText(json: string): Result<CloudTrailRecord, RecordRejection> {
  const value = parseJson(json);
  return value.ok ? parseRecord(value.value) : value;
}

/** Saves what can be read of a text that {@link parseRecordText} refused. */
export function salvageRecord(json: string): SalvagedRecord {
  const value = parseJson(json);
  return v.parse(Salvage, value.ok ? value.value : undefined);
}

function parseJson(json: string): Result<unknown, RecordRejection> {
  try {
    return ok(JSON.parse(json));
  } catch (thrown) {
    const reason = `got text that is not JSON (${clip(messageOf(thrown))}), wanted a CloudTrail record`;
    return err({ path: '', reason });
  }
}

function wanted(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'iso_timestamp') return 'a time such as 2026-11-22T03:11:40Z';
  if (issue.type === 'non_empty') return 'a text';
  if (issue.type === 'object' && issue.received === 'undefined') return 'a text';
  return issue.expected?.toLowerCase() ?? 'another value';
}

/** A key that is missing is reported by its object. */
const got = ({ received }: v.BaseIssue<unknown>) => (received === 'undefined' ? 'nothing' : clip(received));

const clip = (got: string) => (got.length > 60 ? `${got.slice(0, 57)}...` : got);
