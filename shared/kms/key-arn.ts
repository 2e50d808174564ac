/**
 * A KMS key ARN, taken apart. The only way to get one is {@link parseKeyArn}. Its id is not held to today's two forms: a third
 * one must not cost an alert. What people copy into a shell is held to them, see {@link parseStrictKeyArn}.
 */
export interface KeyArn {
  /** The whole ARN, e.g. `arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`. */
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly keyId: string;
  /** Multi-Region keys are told by their id (KMS Developer Guide, "How multi-Region keys work"). */
  readonly multiRegion: boolean;
}

/** The grammar as the source of a regular expression, with groups partition, region, account id, key id. */
const KEY_ARN_GRAMMAR =
  'arn:(aws(?:-[a-z0-9]{1,12}){0,3}):kms:([a-z]{2,8}(?:-[a-z]{1,12}){1,3}-\\d{1,2}):(\\d{12}):key/([A-Za-z0-9][A-Za-z0-9-]{0,63})';

const WHOLE_ARN = new RegExp(`^${KEY_ARN_GRAMMAR}$`);
const ANY_ARN = new RegExp(`(?<![A-Za-z0-9])${KEY_ARN_GRAMMAR}(?![A-Za-z0-9:/-])`, 'g');

/** Reads a whole text as a key ARN. */
export function parseKeyArn(text: string | undefined): KeyArn | undefined {
  const match = text === undefined ? null : WHOLE_ARN.exec(text);
  return match === null ? undefined : keyArnOf(match);
}

const STRICT_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;

/**
 * Reads a whole text as a key ARN of the strict grammar, which is what may stand in a command: its id is a UUID or, for a
 * multi-Region key, `mrk-` and 32 hex digits (KMS Developer Guide, "Key identifiers").
 */
export function parseStrictKeyArn(text: string | undefined): KeyArn | undefined {
  const key = parseKeyArn(text);
  return key !== undefined && STRICT_ID.test(key.keyId) ? key : undefined;
}

/** Every different key ARN that stands in a text, in the order of first mention. */
export function keyArnsIn(text: string): readonly KeyArn[] {
  const found = new Map<string, KeyArn>();
  for (const match of text.matchAll(ANY_ARN)) {
    const key = keyArnOf(match);
    if (key !== undefined) found.set(key.arn, key);
  }
  return [...found.values()];
}

/** Puts a key ARN together from parts that a record names apart; undefined if the parts do not make one. */
export function keyArnFrom(region: string, accountId: string, keyId: string): KeyArn | undefined {
  return parseKeyArn(`arn:${partitionOfRegion(region)}:kms:${region}:${accountId}:key/${keyId}`);
}

function keyArnOf(match: RegExpExecArray | RegExpMatchArray): KeyArn | undefined {
  const [arn, partition, region, accountId, keyId] = match;
  if (partition === undefined || region === undefined || accountId === undefined || keyId === undefined)
    return undefined;
  return { arn, partition, region, accountId, keyId, multiRegion: keyId.startsWith('mrk-') };
}

// Prefix of the Region's name -> partition. Source: AWS General Reference, "AWS partitions" (the ISO ones: botocore).
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
];

const partitionOfRegion = (region: string): string =>
  PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
