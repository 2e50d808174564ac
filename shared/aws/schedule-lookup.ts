import {
  type CloudTrailClient,
  type Event,
  LookupEventsCommand,
  type LookupEventsCommandOutput,
} from '@aws-sdk/client-cloudtrail';
import { parseRecordText } from '../cloudtrail/parse-record.ts';
import type { KeyReads } from '../enrichment/key-reads.ts';
import type { ScheduledBy } from '../kms/key-details.ts';
import type { Clients } from './clients.ts';
import { reading } from './key-reads.ts';
import { principalOf } from './principal.ts';

// A waiting period is 30 days at most and ends up to a day late.
const WINDOW_MS = 31 * 24 * 3_600_000;
const MOST_PAGES = 2;
const REMEMBERED_MS = 10 * 60_000;
const AGAIN_AFTER_MS = 60_000;

/** The latest scheduling of each key of a Region, by key ARN. */
type Schedulings = ReadonlyMap<string, ScheduledBy>;

/**
 * Who scheduled the deletion of a key, from the event history of its Region. Asked for by event name, since by key a hot one has
 * thousands of newer events; two pages of 50 at most, newest first. LookupEvents allows 2 requests a second for the whole account
 * and Region, so one look serves all keys of a Region for ten minutes, and one that failed or missed a key is repeated after one.
 * Source: CloudTrail API Reference, LookupEvents.
 */
export function scheduleLookup({ cloudTrail }: Clients, now: () => Date): KeyReads['scheduledBy'] {
  const looks = new Map<string, { at: number; schedulings: Promise<Schedulings> }>();
  const lookAt = (region: string, budget: AbortSignal) => {
    const look = { at: now().getTime(), schedulings: latestSchedulings(cloudTrail(region), now(), budget) };
    look.schedulings.catch(() => undefined);
    looks.set(region, look);
    return look;
  };
  return reading('cloudtrail:LookupEvents', async (key, budget) => {
    let look = looks.get(key.region) ?? lookAt(key.region, budget);
    const age = now().getTime() - look.at;
    // A failed look, and one that did not find the key, may have been too early: worth another after a minute.
    const found = await look.schedulings.then(
      (schedulings) => schedulings.has(key.arn),
      () => false,
    );
    if (age > (found ? REMEMBERED_MS : AGAIN_AFTER_MS))
      look = looks.get(key.region) === look ? lookAt(key.region, budget) : (looks.get(key.region) ?? look);
    return (await look.schedulings).get(key.arn) ?? 'not-found-in-window';
  });
}

async function latestSchedulings(client: CloudTrailClient, now: Date, abortSignal: AbortSignal): Promise<Schedulings> {
  const found = new Map<string, ScheduledBy>();
  const pageAfter = (NextToken: string | undefined) =>
    client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'ScheduleKeyDeletion' }],
        StartTime: new Date(now.getTime() - WINDOW_MS),
        EndTime: now,
        MaxResults: 50,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
      { abortSignal },
    );
  let page: LookupEventsCommandOutput | undefined = await pageAfter(undefined);
  for (let pages = 1; page !== undefined; pages += 1) {
    for (const [arn, scheduled] of (page.Events ?? []).flatMap(schedulingOf)) {
      if (!found.has(arn)) found.set(arn, scheduled);
    }
    if (page.NextToken === undefined || pages === MOST_PAGES) break;
    // What the first page told is not lost by a second one that is throttled.
    page = await pageAfter(page.NextToken).catch(() => undefined);
  }
  return found;
}

/** The scheduling that an event tells of, by the ARN of its key, if it succeeded. */
function schedulingOf({ CloudTrailEvent: text = '' }: Event): (readonly [arn: string, ScheduledBy])[] {
  const record = parseRecordText(text);
  if (!record.ok || record.value.eventName !== 'ScheduleKeyDeletion' || record.value.errorCode !== undefined) return [];
  const scheduled = { principal: principalOf(record.value), time: record.value.eventTime };
  return record.value.resources.flatMap(({ ARN: arn }) => (arn === undefined ? [] : [[arn, scheduled] as const]));
}
