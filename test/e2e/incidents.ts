import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { incidentTable } from '../../shared/aws/incident-table.ts';
import type { IncidentItem } from '../../shared/incident/item.ts';
import { eventually } from './eventually.ts';

/** The key that an incident is about. */
type OfKey = { readonly arn: string };

/** What the deployed guard remembers. */
export interface Incidents {
  /** Rejects when nothing is remembered of a key. */
  readonly of: (key: OfKey) => Promise<IncidentItem>;
  /** The clock of one incident goes on, and nothing else. */
  readonly waits: (key: OfKey, ms: number) => Promise<unknown>;
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
  const back = (time: number | undefined): number | undefined => (time === undefined ? undefined : time - ms);
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
    outbox: item.outbox.map((claim) => ({
      ...claim,
      at: claim.at - ms,
      firstSeen: back(claim.firstSeen),
      lastSeen: back(claim.lastSeen),
      since: back(claim.since),
    })),
  };
}
