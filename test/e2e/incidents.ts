import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { incidentTable } from '../../shared/aws/incident-table.ts';
import type { IncidentItem } from '../../shared/incident/item.ts';
import type { Rescue } from '../../shared/incident/rescue.ts';
import { eventually } from './eventually.ts';

/** The key that an incident is about. */
type OfKey = { readonly arn: string };

/** What the deployed guard remembers. */
export interface Incidents {
  /** Rejects when nothing is remembered of a key. */
  readonly of: (key: OfKey) => Promise<IncidentItem>;
  /** The clock of one incident goes on, and nothing else. */
  readonly waits: (key: OfKey, ms: number) => Promise<unknown>;
  /** Nothing of an incident is to be done any more. */
  readonly forget: (key: OfKey) => Promise<unknown>;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The incidents in the table of a deployment. */
export function incidentsIn(tableName: string): Incidents {
  const table = incidentTable(new DynamoDBClient(), tableName);
  const of = async ({ arn }: OfKey) => {
    const item = await table.load(arn);
    if (item === undefined) throw new Error(`${tableName}: found no incident of ${arn}`);
    return item;
  };
  return {
    of,
    forget: async (key) => table.save({ ...(await of(key)), rescue: undefined }, Date.now()),
    waits: (key, ms) =>
      eventually(`nobody else to write the incident of ${key.arn}`, async () => {
        const written = await table.save(agedBy(await of(key), ms), Date.now());
        return written === 'saved' || undefined;
      }),
  };
}

/**
 * The incident as it would stand had that much time passed: all that happened, happened so much earlier, and all that is to come
 * comes so much sooner, the end of the key as well; KMS, when it is asked, answers the real one.
 */
function agedBy(item: IncidentItem, ms: number): IncidentItem {
  const back = <T extends number | undefined>(time: T): T => (time === undefined ? time : ((time - ms) as T));
  const { learned, window } = item;
  const tally = <T extends { first: number | undefined; last: number | undefined }>(one: T): T => ({
    ...one,
    first: back(one.first),
    last: back(one.last),
  });
  return {
    ...item,
    openedAt: item.openedAt - ms,
    closedAt: back(item.closedAt),
    facets: item.facets.map(tally),
    others: tally(item.others),
    firstSeen: back(item.firstSeen),
    lastSeen: back(item.lastSeen),
    hidden: item.hidden.map(tally),
    hiddenSince: back(item.hiddenSince),
    window: { ...window, since: back(window.since), dueAt: window.dueAt - ms },
    learned: {
      ...learned,
      at: back(learned.at),
      readAt: back(learned.readAt),
      deletionDate: back(learned.deletionDate),
    },
    rescue: item.rescue && rescueAgedBy(item.rescue, back),
    outbox: item.outbox.map((claim) => ({
      ...claim,
      at: claim.at - ms,
      firstSeen: back(claim.firstSeen),
      lastSeen: back(claim.lastSeen),
      since: back(claim.since),
    })),
  };
}

/** Deletion dates stay: by them a waiting period is known again. */
function rescueAgedBy(rescue: Rescue, back: <T extends number | undefined>(time: T) => T): Rescue {
  const { last, intent, cancelled } = rescue;
  return {
    ...rescue,
    dueAt: back(rescue.dueAt),
    last: last && { ...last, at: back(last.at), actAt: back(last.actAt) },
    intent: intent && { ...intent, at: back(intent.at), cancelledAt: back(intent.cancelledAt) },
    cancelled: cancelled && { ...cancelled, at: back(cancelled.at) },
    wouldSince: back(rescue.wouldSince),
  };
}
