import type { Incident } from '../incident/incident.ts';
import type { KeyArn } from '../kms/key-arn.ts';
import type { KeyDetails, KeyMetadata, LastUsage, Part } from '../kms/key-details.ts';
import type { AlertKey, LastUsed, Unavailable } from './alert.ts';
import { forJson } from './inert.ts';
import { known, knownTexts } from './optional.ts';
import { type AlertSettings, accountNameOf } from './settings.ts';
import { wholeDays } from './time.ts';

/** The key of an alert, and by name each part of it that was not learned. */
export function describeKey(
  incident: Incident,
  details: KeyDetails,
  settings: AlertSettings,
  now: Date,
): { key: AlertKey; unavailable: Unavailable[] } {
  const unavailable: Unavailable[] = [];
  const read = <T>(part: Part<T>, ...names: string[]): T | undefined => {
    if (part.status === 'known') return part.value;
    const why = { reason: forJson(part.reason), ...knownTexts({ fix: part.fix }) };
    for (const name of names) unavailable.push({ part: `key.${name}`, ...why });
    return undefined;
  };
  const stateInRecord = incident.lead.keyState;
  read(incident.key.kind === 'arn' ? { status: 'known', value: true } : arnUnavailable(incident), 'arn');
  const metadataParts = ['deletionDate', 'description', 'manager'];
  const metadata = read(details.metadata, ...(stateInRecord === undefined ? ['state'] : []), ...metadataParts);
  const aliases = read(details.aliases, 'aliases');
  const tags = read(details.tags, 'tags');
  const lastUsage = read(details.lastUsage, 'lastUsed');
  const scheduledBy = read(details.scheduledBy, 'scheduledBy');

  const identity = identityOf(incident);
  const key: AlertKey = {
    ...identity,
    ...knownTexts({ accountName: accountNameOf(identity.accountId, settings), state: stateInRecord }),
    otherAccount: isOfOtherAccount(incident, identity.accountId, metadata !== undefined),
    ...metadataFields(metadata, now),
    ...known({
      aliases: aliases?.slice(0, 50).map(forJson),
      tags: tags && Object.fromEntries(Object.entries(tags).map(([name, value]) => [forJson(name), forJson(value)])),
      lastUsed: lastUsage && lastUsedOf(lastUsage),
      scheduledBy: scheduledBy && {
        principal: forJson(scheduledBy.principal),
        time: scheduledBy.time.toISOString(),
      },
    }),
    ...knownTexts({ owner: ownerIn(tags, settings) }),
  };
  return { key, unavailable };
}

const ownerIn = (
  tags: Readonly<Record<string, string>> | undefined,
  { ownerTag }: AlertSettings,
): string | undefined =>
  tags !== undefined && ownerTag !== undefined && Object.hasOwn(tags, ownerTag) ? tags[ownerTag] : undefined;

const arnUnavailable = ({ key }: Incident) => ({
  status: 'unavailable' as const,
  reason: key.kind === 'unknown' ? key.reason : 'the record gives a name only',
});

function metadataFields(metadata: KeyMetadata | undefined, now: Date) {
  if (metadata === undefined) return {};
  const { state, deletionDate, description, manager, pendingWindowInDays } = metadata;
  return {
    ...knownTexts({ state, deletionDate: deletionDate?.toISOString(), description: description || undefined, manager }),
    ...known({
      daysLeft: deletionDate && wholeDays(deletionDate.getTime() - now.getTime()),
      pendingWindowInDays,
    }),
  };
}

type Identity = Pick<AlertKey, 'arn' | 'id' | 'name' | 'accountId' | 'region' | 'partition' | 'multiRegion'>;

function identityOf({ key, lead }: Incident): Identity {
  switch (key.kind) {
    case 'arn':
      return identityOfArn(key.key);
    case 'named':
      return knownTexts({ name: key.name, accountId: key.accountId, region: key.region });
    case 'unknown':
      return knownTexts({ accountId: lead.event.recipientAccountId, region: lead.event.region });
  }
}

const identityOfArn = ({ arn, keyId, accountId, region, partition, multiRegion }: KeyArn): Identity => ({
  arn,
  id: keyId,
  accountId,
  region,
  partition,
  multiRegion,
});

/**
 * An account is ours when its trail delivers to us, or when its key could be read. Records that do not say which account they
 * were delivered to decide nothing.
 */
function isOfOtherAccount({ key, recipients }: Incident, accountId: string | undefined, wasRead: boolean): boolean {
  return key.kind === 'arn' && !wasRead && recipients.length > 0 && !recipients.includes(accountId ?? '');
}

function lastUsedOf(usage: LastUsage): LastUsed {
  return usage.used
    ? {
        used: true,
        ...knownTexts({ operation: usage.operation, time: usage.time.toISOString(), eventId: usage.eventId }),
      }
    : { used: false, ...knownTexts({ trackedSince: usage.trackedSince?.toISOString() }) };
}
