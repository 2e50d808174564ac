import { type KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import { type Fact, fact, type UnknownFact } from '../blind-spots/fact.ts';
import type { PendingKey, PendingKeys } from '../blind-spots/pending-key.ts';
import { ask } from './blind-spots/ask.ts';
import { fewAtATime } from './blind-spots/few-at-a-time.ts';
import { allPages } from './blind-spots/pages.ts';
import type { GuardClients } from './guard-clients.ts';
import { keyPages, type RegionRead, readPendingKeysOf } from './pending-keys-of-region.ts';
import { enabledRegions } from './regions.ts';

/** Where to look, for how long, and whom to tell how far it is. */
export interface PendingKeysRequest {
  /** Undefined: all that the account has enabled. */
  readonly regions?: readonly string[] | undefined;
  readonly budget: AbortSignal;
  /** Called after each Region, and each key of it. */
  readonly onProgress?: ((regionsDone: number, keysSeen: number) => void) | undefined;
}

const REGIONS_AT_ONCE = 4;

/**
 * The customer keys of the account that are pending deletion, soonest end first. Never rejects: what AWS refuses, or has no time for, is
 * in `notSeen`, one entry for each Region and reason. Where the Regions cannot be listed, that of the clients is looked at.
 */
export async function readPendingKeys(
  clients: Pick<GuardClients, 'account' | 'kms'>,
  { regions, budget, onProgress }: PendingKeysRequest,
): Promise<PendingKeys> {
  const where = await regionsToLookAt(clients, regions, budget);
  let [regionsDone, keysSeen] = [0, 0];
  const told = () => onProgress?.(regionsDone, keysSeen);
  const reads = await fewAtATime(REGIONS_AT_ONCE, where.regions, async (region) => {
    const read = await readPendingKeysOf(clients.kms(region), region, budget, () => {
      keysSeen += 1;
      told();
    });
    regionsDone += 1;
    told();
    return read;
  });
  return {
    keys: reads.flatMap(({ keys }) => keys).sort(soonestFirst),
    regions: reads.filter(({ notSeen }) => notSeen.length === 0).map(({ region }) => region),
    notSeen: [...where.notSeen, ...reads.flatMap(notSeenIn)],
  };
}

interface Where {
  readonly regions: readonly string[];
  readonly notSeen: PendingKeys['notSeen'];
}

async function regionsToLookAt(
  clients: Pick<GuardClients, 'account' | 'kms'>,
  asked: readonly string[] | undefined,
  budget: AbortSignal,
): Promise<Where> {
  if (asked !== undefined) return { regions: [...new Set(asked)], notSeen: [] };
  const enabled = await enabledRegions(clients, budget);
  if (enabled.known) return { regions: enabled.value, notSeen: [] };
  const own = await clients.kms().config.region();
  return { regions: [own], notSeen: [{ what: `Regions other than ${own}`, ...whyOf(enabled) }] };
}

/** Soonest end first; without a date last; else by ARN, so that two looks give one order. */
function soonestFirst(one: PendingKey, other: PendingKey): number {
  const [end, otherEnd] = [one, other].map(({ deletionDate }) => deletionDate?.getTime() ?? Number.POSITIVE_INFINITY);
  if (end !== undefined && otherEnd !== undefined && end !== otherEnd) return end < otherEnd ? -1 : 1;
  return one.arn < other.arn ? -1 : 1;
}

const whyOf = ({ reason, right }: UnknownFact) => (right === undefined ? { reason } : { reason, right });

/** The same reason is said once, with how many keys it hides. */
function notSeenIn({ region, notSeen }: RegionRead): PendingKeys['notSeen'] {
  const folded = new Map<string, { keyIds: string[]; why: UnknownFact }>();
  const whole = notSeen.filter(({ keyId }) => keyId === undefined);
  for (const { keyId, why } of notSeen) {
    if (keyId === undefined) continue;
    const id = `${why.reason} ${why.right ?? ''}`;
    const same = folded.get(id) ?? { keyIds: [], why };
    same.keyIds.push(keyId);
    folded.set(id, same);
  }
  return [
    ...whole.map(({ why }) => ({ what: `Region ${region}`, ...whyOf(why), region })),
    ...[...folded.values()].map(({ keyIds, why }) => ({
      what: keyIds.length === 1 ? `key ${keyIds[0]} of ${region}` : `${keyIds.length} keys of ${region}`,
      ...whyOf(why),
      ...{ region, keys: keyIds.length },
    })),
  ];
}

/** The aliases of a key, in its own Region, such as `alias/ledger`. Source: KMS API Reference, ListAliases. */
export const aliasesOf = (
  { kms }: Pick<GuardClients, 'kms'>,
  { arn, region }: Pick<PendingKey, 'arn' | 'region'>,
  budget: AbortSignal,
): Promise<Fact<readonly string[]>> =>
  ask('kms:ListAliases', budget, async () => {
    const aliases = await listAliases(kms(region), arn, budget);
    return aliases.flatMap(({ AliasName: name }) => (name === undefined ? [] : [name]));
  });

/**
 * How many customer keys a Region has: all keys but those under an alias `alias/aws/...`, which are AWS's own. Two lists are enough, since
 * an AWS managed key always has such an alias. Source: KMS Developer Guide, "AWS managed keys".
 */
export async function countCustomerKeys(
  { kms }: Pick<GuardClients, 'kms'>,
  region: string,
  budget: AbortSignal,
): Promise<Fact<number>> {
  const keyIds = await ask('kms:ListKeys', budget, async () => {
    const ids: string[] = [];
    for await (const page of keyPages(kms(region), budget)) ids.push(...page);
    return ids;
  });
  if (!keyIds.known || keyIds.value.length === 0) return keyIds.known ? fact(0) : keyIds;
  const aliases = await ask('kms:ListAliases', budget, () => listAliases(kms(region), undefined, budget));
  if (!aliases.known) return aliases;
  const ofAws = aliases.value.filter(({ AliasName: name }) => name?.startsWith('alias/aws/') === true);
  const managed = new Set(ofAws.map(({ TargetKeyId: id }) => id));
  return fact(keyIds.value.filter((id) => !managed.has(id)).length);
}

const listAliases = (kms: KMSClient, keyId: string | undefined, abortSignal: AbortSignal) =>
  allPages(async (token) => {
    const asked = { Limit: 100, ...(keyId && { KeyId: keyId }), ...(token && { Marker: token }) };
    const {
      Aliases: items,
      NextMarker: next,
      Truncated: more,
    } = await kms.send(new ListAliasesCommand(asked), {
      abortSignal,
    });
    return { items, next: more === true ? next : undefined };
  });
