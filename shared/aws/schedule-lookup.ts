import { type CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { parseRecordText } from '../cloudtrail/parse-record.ts';
import type { KeyReads } from '../enrichment/key-reads.ts';
import { callerOf } from '../finding/caller.ts';
import type { ScheduledBy } from '../kms/key-details.ts';
import type { Clients } from './clients.ts';
import { reading } from './key-reads.ts';

// A waiting period is 30 days at most and ends up to a day late.
const WINDOW_MS = 31 * 24 * 3_600_000;
const MOST_PAGES = 2;
const REMEMBERED_MS = 10 * 60_000;
const FAILURE_REMEMBERED_MS = 60_000;

/** The latest scheduling of each key of a Region, by key ARN. */
type Schedulings = ReadonlyMap<string, ScheduledBy>;

/**
 * Who scheduled the deletion of a key, from the event history of its Region. Asked for by event name, since by key a hot one has
 * thousands of newer events; two pages of 50 at most, newest first. LookupEvents allows 2 requests a second for the whole account
 * and Region, so one look serves all keys of a Region for ten minutes, and a failed one is not tried again for one.
 * Source: CloudTrail API Reference, LookupEvents.
 */
export function scheduleLookup({ cloudTrail }: Clients, now: () => Date): KeyReads['scheduledBy'] {
  const looks = new Map<string, { schedulings: Promise<Schedulings>; until: number }>();
  const lookAt = (region: string, budget: AbortSignal): Promise<Schedulings> => {
    const remembered = looks.get(region);
    if (remembered !== undefined && now().getTime() < remembered.until) return remembered.schedulings;
    const look = {
      schedulings: latestSchedulings(cloudTrail(region), now(), budget),
      until: now().getTime() + REMEMBERED_MS,
    };
    looks.set(region, look);
    look.schedulings.catch(() => {
      look.until = now().getTime() + FAILURE_REMEMBERED_MS;
    });
    return look.schedulings;
  };
  return reading('cloudtrail:LookupEvents', async (key, budget) => {
    return (await lookAt(key.region, budget)).get(key.arn) ?? 'not-found-in-window';
  });
}

async function latestSchedulings(client: CloudTrailClient, now: Date, abortSignal: AbortSignal): Promise<Schedulings> {
  const found = new Map<string, ScheduledBy>();
  let NextToken: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'ScheduleKeyDeletion' }],
        StartTime: new Date(now.getTime() - WINDOW_MS),
        EndTime: now,
        MaxResults: 50,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
      { abortSignal },
    );
    for (const [arn, scheduled] of (page.Events ?? []).flatMap(schedulingOf)) {
      if (!found.has(arn)) found.set(arn, scheduled);
    }
    NextToken = page.NextToken;
    if (NextToken === undefined) break;
  }
  return found;
}

/** The scheduling that an event tells of, by the ARN of its key, if it succeeded. */
function schedulingOf({ CloudTrailEvent: text = '' }: Event): (readonly [arn: string, ScheduledBy])[] {
  const record = parseRecordText(text);
  if (!record.ok || record.value.eventName !== 'ScheduleKeyDeletion' || record.value.errorCode !== undefined) return [];
  const { name, session } = callerOf(record.value);
  const principal = session === undefined || session === name ? name : `${name} (${session})`;
  const scheduled = { principal, time: record.value.eventTime };
  return record.value.resources.flatMap(({ ARN: arn }) => (arn === undefined ? [] : [[arn, scheduled] as const]));
}
