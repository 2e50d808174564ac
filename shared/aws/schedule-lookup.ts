import { type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { parseRecordText } from '../cloudtrail/parse-record.ts';
import type { KeyReads } from '../enrichment/key-reads.ts';
import { callerOf } from '../finding/caller.ts';
import type { ScheduledBy } from '../kms/key-details.ts';
import type { Clients } from './clients.ts';
import { reading } from './key-reads.ts';

// A waiting period is 30 days at most and ends up to a day late.
const WINDOW_MS = 31 * 24 * 3_600_000;
const MOST_PAGES = 2;
const REMEMBERED_MS = 3_600_000;
const MOST_REMEMBERED = 500;

type Answer = ScheduledBy | 'not-found-in-window';

/**
 * Who scheduled the deletion of a key, from the event history of its Region. Asked for by event name, since by key a hot one has
 * thousands of newer events; at most two pages of 50, newest first. LookupEvents allows 2 requests a second for the whole account
 * and Region, so each answer is remembered for an hour. Source: CloudTrail API Reference, LookupEvents.
 */
export function scheduleLookup({ cloudTrail }: Clients, now: () => Date): KeyReads['scheduledBy'] {
  const remembered = new Map<string, { answer: Answer; at: number }>();
  return reading('cloudtrail:LookupEvents', async (key, abortSignal) => {
    const known = remembered.get(key.arn);
    if (known !== undefined && now().getTime() - known.at < REMEMBERED_MS) return known.answer;
    const answer = await lookUp(key.arn, async (NextToken) =>
      cloudTrail(key.region).send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'ScheduleKeyDeletion' }],
          StartTime: new Date(now().getTime() - WINDOW_MS),
          EndTime: now(),
          MaxResults: 50,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
        { abortSignal },
      ),
    );
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(key.arn, { answer, at: now().getTime() });
    return answer;
  });
}

interface Page {
  readonly Events?: readonly Event[] | undefined;
  readonly NextToken?: string | undefined;
}

async function lookUp(keyArn: string, page: (token: string | undefined) => Promise<Page>): Promise<Answer> {
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { Events: events = [], NextToken: next } = await page(token);
    for (const event of events) {
      const scheduled = schedulingOf(event, keyArn);
      if (scheduled !== undefined) return scheduled;
    }
    if (next === undefined) break;
    token = next;
  }
  return 'not-found-in-window';
}

/** The scheduling that an event tells of, if it was of this key and succeeded. */
function schedulingOf(event: Event, keyArn: string): ScheduledBy | undefined {
  const record = parseRecordText(event.CloudTrailEvent ?? '');
  if (!record.ok || record.value.eventName !== 'ScheduleKeyDeletion') return undefined;
  if (record.value.errorCode !== undefined) return undefined;
  if (!record.value.resources.some(({ ARN }) => ARN === keyArn)) return undefined;
  const { name, session } = callerOf(record.value);
  return {
    principal: session === undefined || session === name ? name : `${name} (${session})`,
    time: record.value.eventTime,
  };
}
