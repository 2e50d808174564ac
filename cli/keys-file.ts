import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { KeyReader } from '../shared/enrichment/key-reader.ts';
import { GuardError, messageOf } from '../shared/errors.ts';
import { parseKeyArn } from '../shared/kms/key-arn.ts';
import { type KeyDetails, known, nothingKnown, type Part, unavailable } from '../shared/kms/key-details.ts';

/** What a keys file says: details by key ARN, and names of accounts. */
export interface KeysFile {
  readonly readKey: KeyReader;
  readonly accountNames: Readonly<Record<string, string>>;
}

const dateOf = (time: string | number) => new Date(typeof time === 'number' ? time * 1000 : time);

// The AWS CLI writes times as ISO 8601, its version 1 as seconds since 1970.
const Time = v.pipe(
  v.union([v.string(), v.number()]),
  v.check((time) => !Number.isNaN(dateOf(time).getTime()), 'a time such as 2026-11-28T14:02:00Z'),
  v.transform((time) => dateOf(time)),
);

// As DescribeKey gives them (KMS API Reference, KeyMetadata): a state that is mistyped would read as "no longer pending".
const KeyState = v.picklist([
  'Creating',
  'Disabled',
  'Enabled',
  'PendingDeletion',
  'PendingImport',
  'PendingReplicaDeletion',
  'Unavailable',
  'Updating',
]);

// Strict: a name that is mistyped ("Alias") would silently leave its part unknown. The last ones come along with AWS's answers.
const Entry = v.strictObject({
  KeyMetadata: v.object({
    Arn: v.pipe(
      v.string(),
      v.check((arn) => parseKeyArn(arn) !== undefined, 'a key ARN'),
    ),
    KeyState,
    CreationDate: v.optional(Time),
    DeletionDate: v.optional(Time),
    PendingDeletionWindowInDays: v.optional(v.number()),
    Description: v.optional(v.string()),
    KeyManager: v.optional(v.string()),
    Origin: v.optional(v.string()),
    ValidTo: v.optional(Time),
    MultiRegionConfiguration: v.optional(v.object({ MultiRegionKeyType: v.optional(v.string()) })),
  }),
  Aliases: v.optional(v.array(v.object({ AliasName: v.string() }))),
  Tags: v.optional(v.array(v.object({ TagKey: v.string(), TagValue: v.string() }))),
  KeyLastUsage: v.optional(
    v.object({
      Operation: v.optional(v.string()),
      Timestamp: v.optional(Time),
      CloudTrailEventId: v.optional(v.string()),
    }),
  ),
  TrackingStartDate: v.optional(Time),
  ScheduledBy: v.optional(v.object({ Principal: v.string(), Time })),
  KeyId: v.optional(v.unknown()),
  KeyCreationDate: v.optional(v.unknown()),
  Truncated: v.optional(v.unknown()),
  NextMarker: v.optional(v.unknown()),
});

const File = v.strictObject({
  keys: v.array(Entry),
  accounts: v.optional(v.record(v.pipe(v.string(), v.regex(/^\d{12}$/, 'an account id of 12 digits')), v.string()), {}),
});

/**
 * Reads the file of `--keys`: `{"keys": [...], "accounts": {"111122223333": "payments-prod"}}`. Each key is what
 * `aws kms describe-key` prints, with `Aliases`, `Tags` and `KeyLastUsage` from `list-aliases`, `list-resource-tags` and
 * `get-key-last-usage` beside it where they are at hand. The bare output of `describe-key` is taken as well, and a list of them.
 */
export async function readKeysFile(path: string, otherwise: KeyReader = NOT_IN_THE_FILE): Promise<KeysFile> {
  const value = await parsedFile(path);
  const file = v.safeParse(
    File,
    isBareDescribeKey(value) ? { keys: [value] } : Array.isArray(value) ? { keys: value } : value,
  );
  if (!file.success) {
    const [issue] = file.issues;
    const where = v.getDotPath(issue) ?? 'the file';
    throw new GuardError(
      'keys-file-invalid',
      `${path}: ${where}: ${faultOf(issue, where)}; see docs/cli.md, "The keys file"`,
    );
  }
  const arns = file.output.keys.map(({ KeyMetadata: { Arn } }) => Arn);
  const twice = arns.find((arn, at) => arns.indexOf(arn) !== at);
  if (twice !== undefined) {
    throw new GuardError(
      'keys-file-invalid',
      `${path}: got the key ${twice} twice, wanted each key once; remove the older one`,
    );
  }
  const details = new Map(file.output.keys.map((entry) => [entry.KeyMetadata.Arn, detailsOf(entry)]));
  return {
    accountNames: file.output.accounts,
    readKey: async (key) => details.get(key.arn) ?? otherwise(key),
  };
}

const NOT_IN_THE_FILE: KeyReader = async () => nothingKnown('not in the keys file');

async function parsedFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((thrown) => {
    throw new GuardError(
      'keys-file-unreadable',
      `${path}: the keys file cannot be read (${messageOf(thrown)})`,
      thrown,
    );
  });
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (thrown) {
    throw new GuardError(
      'keys-file-invalid',
      `${path}: got text that is not JSON, wanted a keys file (${messageOf(thrown)})`,
      thrown,
    );
  }
}

function faultOf({ type, received, expected, message }: v.BaseIssue<unknown>, where: string): string {
  if (expected === 'never') return 'got a name that is not known, wanted one of the documented ones';
  const got = received === 'undefined' ? 'nothing' : received;
  if (where === 'keys' || where === 'the file')
    return `got ${got}, wanted the output of describe-key, or {"keys": [...]}`;
  if (received === 'undefined') return 'got nothing, wanted a value';
  return `got ${got}, wanted ${type === 'check' || type === 'regex' ? message : (expected ?? 'another value')}`;
}

const isBareDescribeKey = (value: unknown) => typeof value === 'object' && value !== null && 'KeyMetadata' in value;

function detailsOf(entry: v.InferOutput<typeof Entry>): KeyDetails {
  const { KeyMetadata: metadata, Aliases, Tags, KeyLastUsage, TrackingStartDate, ScheduledBy } = entry;
  return {
    metadata: known({
      state: metadata.KeyState,
      deletionDate: metadata.DeletionDate,
      pendingWindowInDays: metadata.PendingDeletionWindowInDays,
      createdAt: metadata.CreationDate,
      description: metadata.Description,
      manager: metadata.KeyManager,
      origin: metadata.Origin,
      validTo: metadata.ValidTo,
      multiRegionType: metadata.MultiRegionConfiguration?.MultiRegionKeyType,
    }),
    aliases: given(Aliases?.map(({ AliasName }) => AliasName)),
    tags: given(Tags && Object.fromEntries(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]))),
    lastUsage: given(KeyLastUsage && lastUsageOf(KeyLastUsage, TrackingStartDate)),
    scheduledBy: given(ScheduledBy && { principal: ScheduledBy.Principal, time: ScheduledBy.Time }),
  };
}

const lastUsageOf = (
  usage: NonNullable<v.InferOutput<typeof Entry>['KeyLastUsage']>,
  trackedSince: Date | undefined,
) =>
  usage.Operation !== undefined && usage.Timestamp !== undefined
    ? { used: true as const, operation: usage.Operation, time: usage.Timestamp, eventId: usage.CloudTrailEventId }
    : { used: false as const, trackedSince };

const given = <T>(value: T | undefined): Part<T> =>
  value === undefined ? unavailable('not in the keys file') : known(value);
