import { DescribeKeyCommand, type KeyMetadata, type KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import type { Fact, UnknownFact } from '../blind-spots/fact.ts';
import type { PendingKey } from '../blind-spots/pending-key.ts';
import { ask, askUnless, wasThrottled } from './blind-spots/ask.ts';
import { fewAtATime } from './blind-spots/few-at-a-time.ts';
import { eachPage } from './blind-spots/pages.ts';

/** The pending keys of one Region, and what of it could not be looked at: a key by its id, or without one the rest of the Region. */
export interface RegionRead {
  readonly region: string;
  readonly keys: readonly PendingKey[];
  readonly notSeen: readonly { readonly keyId: string | undefined; readonly why: UnknownFact }[];
}

const KEYS_AT_ONCE = 8;

/**
 * Lists the keys of a Region and describes each, since no list tells the state. The SDK tries a throttled call as often as its client
 * may; what is throttled even then is asked for again, one at a time, when all others are done: a busy account costs time, not keys.
 * Source: KMS API Reference, ListKeys and DescribeKey.
 */
export async function readPendingKeysOf(
  kms: KMSClient,
  region: string,
  budget: AbortSignal,
  onKey: () => void,
): Promise<RegionRead> {
  const { keyIds, stopped } = await listKeys(kms, budget);
  const look = async (keyId: string) => ({ keyId, described: await describe(kms, keyId, region, budget) });
  const looks = await fewAtATime(KEYS_AT_ONCE, keyIds, async (keyId) => {
    const first = await look(keyId);
    onKey();
    return first;
  });
  const all = await fewAtATime(1, looks, async (first) => (wasThrottled(first.described) ? look(first.keyId) : first));
  return {
    region,
    keys: all.flatMap(({ described }) => (described.known && described.value !== undefined ? [described.value] : [])),
    notSeen: [
      ...(stopped === undefined ? [] : [{ keyId: undefined, why: stopped }]),
      ...all.flatMap(({ keyId, described }) => (described.known ? [] : [{ keyId, why: described }])),
    ],
  };
}

/** The ids of all keys; where that ends half way, why, beside those that came before. */
async function listKeys(kms: KMSClient, budget: AbortSignal): Promise<{ keyIds: string[]; stopped?: UnknownFact }> {
  const keyIds: string[] = [];
  const listed = await ask('kms:ListKeys', budget, async () => {
    for await (const ids of keyPages(kms, budget)) keyIds.push(...ids);
  });
  return listed.known ? { keyIds } : { keyIds, stopped: listed };
}

/** Key ids, page by page. */
export const keyPages = (kms: KMSClient, abortSignal: AbortSignal): AsyncGenerator<readonly string[]> =>
  eachPage(async (token) => {
    const command = new ListKeysCommand({ Limit: 1000, ...(token && { Marker: token }) });
    const { Keys: keys = [], NextMarker: next, Truncated: more } = await kms.send(command, { abortSignal });
    return {
      items: keys.flatMap(({ KeyId: id }) => (id === undefined ? [] : [id])),
      next: more === true ? next : undefined,
    };
  });

/** The key if it is pending deletion, undefined if not. One that is gone since it was listed is not. */
const describe = (
  kms: KMSClient,
  keyId: string,
  region: string,
  abortSignal: AbortSignal,
): Promise<Fact<PendingKey | undefined>> =>
  askUnless(/^NotFoundException$/, undefined, 'kms:DescribeKey', abortSignal, async () => {
    const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }), { abortSignal });
    if (key?.Arn === undefined || key.KeyState === undefined) throw new Error('KMS gave no ARN or no state');
    return isPending(key) ? pendingKeyOf(key, key.Arn, region) : undefined;
  });

/** Only keys of customers can be scheduled. Source: KMS Developer Guide, "Delete AWS KMS keys". */
const isPending = ({ KeyState: state, KeyManager: manager }: KeyMetadata): boolean =>
  manager !== 'AWS' && (state === 'PendingDeletion' || state === 'PendingReplicaDeletion');

const pendingKeyOf = (key: KeyMetadata, arn: string, region: string): PendingKey => ({
  arn,
  region,
  accountId: key.AWSAccountId ?? arn.split(':')[4] ?? '',
  state: key.KeyState ?? '',
  deletionDate: key.DeletionDate,
  pendingWindowInDays: key.PendingDeletionWindowInDays,
  createdAt: key.CreationDate,
  description: key.Description || undefined,
  keySpec: key.KeySpec,
  keyUsage: key.KeyUsage,
  multiRegion: multiRegionOf(key, arn),
  origin: key.Origin,
});

function multiRegionOf({ MultiRegionConfiguration: config }: KeyMetadata, arn: string): PendingKey['multiRegion'] {
  const role = config?.MultiRegionKeyType;
  if (role === undefined) return undefined;
  const all = [config?.PrimaryKey, ...(config?.ReplicaKeys ?? [])];
  const others = all.flatMap((key) => (key?.Arn === undefined || key.Arn === arn ? [] : [key.Arn]));
  return { role, others };
}
