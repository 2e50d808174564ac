import { setTimeout as sleep } from 'node:timers/promises';
import { type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as v from 'valibot';
import type { Change, WhoChangedQuestion } from '../blind-spots/changed-by.ts';
import { type Fact, fact } from '../blind-spots/fact.ts';
import { parseRecordText } from '../cloudtrail/parse-record.ts';
import { ask } from './blind-spots/ask.ts';
import type { GuardClients } from './guard-clients.ts';
import { principalOf } from './principal.ts';

/** The question, and how long there is for the answer. Six events at most are asked for. */
export interface ChangeAsked extends WhoChangedQuestion {
  readonly budget: AbortSignal;
}

const MOST_EVENTS = 6;
/** LookupEvents allows 2 requests a second for the whole account and Region. Source: CloudTrail API Reference, LookupEvents. */
const PAUSE_MS = 500;

/**
 * The newest successful call of these names in the event history of the Region that names what was changed; of each name the newest
 * 50 are looked at. Not known as soon as one look fails: what it would have shown may be newer. Never rejects.
 */
export async function whoChanged(
  { cloudTrail }: Pick<GuardClients, 'cloudTrail'>,
  { events, names, from, to, budget }: ChangeAsked,
  pauseMs: number = PAUSE_MS,
): Promise<Fact<Change | 'not-found'>> {
  const found: Change[] = [];
  for (const [at, event] of events.slice(0, MOST_EVENTS).entries()) {
    const look = await ask('cloudtrail:LookupEvents', budget, async () => {
      if (at > 0) await sleep(pauseMs, undefined, { signal: budget });
      const command = new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: event }],
        StartTime: from,
        EndTime: to,
        MaxResults: 50,
      });
      return (await cloudTrail.send(command, { abortSignal: budget })).Events ?? [];
    });
    if (!look.known) return look;
    found.push(...look.value.flatMap((told) => changeOf(told, event, names)));
  }
  const [newest] = found.sort((one, other) => other.time.getTime() - one.time.getTime());
  return fact(newest ?? 'not-found');
}

/** The change that an event tells of, if it is one of ours and succeeded. */
function changeOf({ CloudTrailEvent: text = '' }: Event, event: string, names: readonly string[]): Change[] {
  const record = parseRecordText(text);
  if (!record.ok || record.value.eventName !== event || record.value.errorCode !== undefined) return [];
  if (!names.some((name) => isNamedIn(name, whatItConcerns(text)))) return [];
  const { eventID: eventId, eventTime: time } = record.value;
  return [{ principal: principalOf(record.value), event, time, ...(eventId === undefined ? {} : { eventId }) }];
}

// Not the whole record: its user agent is whatever the caller wrote, and its identity names roles. Most records have no resources.
// Source: CloudTrail User Guide, "CloudTrail record contents".
const Part = v.optional(v.unknown());
const Concerned = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ requestParameters: Part, responseElements: Part, resources: Part }),
);

function whatItConcerns(text: string): string {
  const parts = v.safeParse(Concerned, text);
  return parts.success ? JSON.stringify(parts.output) : '';
}

/** As a whole name, so that `my-trail` is not found in `my-trail-2`. */
function isNamedIn(name: string, text: string): boolean {
  if (name === '') return false;
  const literal = JSON.stringify(name)
    .slice(1, -1)
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9_-])${literal}(?![A-Za-z0-9_-])`).test(text);
}
