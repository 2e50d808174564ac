import { type CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { parseRecordText } from '../cloudtrail/parse-record.ts';
import type { KeyArn } from '../kms/key-arn.ts';
import { known, type Part, unavailable } from '../kms/key-details.ts';
import { STATE_CALLS, type StateCall, type StateHistory } from '../remediation/was-enabled.ts';
import type { Clients } from './clients.ts';
import { readFailure } from './read-failure.ts';

// CloudTrail's event history goes back 90 days. Source: CloudTrail User Guide, "Working with CloudTrail event history".
const WINDOW_MS = 90 * 24 * 3_600_000;
const MOST_PAGES = 3;
const LIMIT_MS = 8000;

type Call = StateHistory['calls'][number];

/**
 * The calls that changed the state of a key, from the event history of its Region, each by its event name, since by key a hot one has
 * thousands of newer events. LookupEvents allows 2 requests a second, so they are asked for one after the other. Where there are more
 * than three pages of one, the history begins with the oldest that was read. Does not reject. Source: CloudTrail API Reference, LookupEvents.
 */
export function stateHistory({ cloudTrail }: Clients, now: () => Date): (key: KeyArn) => Promise<Part<StateHistory>> {
  return async (key) => {
    const budget = AbortSignal.timeout(LIMIT_MS);
    const from = new Date(now().getTime() - WINDOW_MS);
    let since = from;
    const calls: Call[] = [];
    try {
      for (const name of STATE_CALLS) {
        const read = await callsOf(cloudTrail(key.region), name, key, { from, to: now() }, budget);
        calls.push(...read.calls);
        if (read.since > since) since = read.since;
      }
      return known({ since, calls });
    } catch (thrown) {
      const { failure, error } = readFailure(thrown, 'cloudtrail:LookupEvents');
      return unavailable(
        failure === 'failed' ? `cloudtrail:LookupEvents: ${error}` : `cloudtrail:LookupEvents: ${failure}`,
      );
    }
  };
}

async function callsOf(
  client: CloudTrailClient,
  name: StateCall,
  key: KeyArn,
  { from, to }: { readonly from: Date; readonly to: Date },
  abortSignal: AbortSignal,
): Promise<StateHistory> {
  const calls: Call[] = [];
  let oldest = to;
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }],
        StartTime: from,
        EndTime: to,
        MaxResults: 50,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
      { abortSignal },
    );
    const events = page.Events ?? [];
    calls.push(...events.flatMap(({ CloudTrailEvent: text = '' }) => callOf(text, name, key) ?? []));
    oldest = new Date(Math.min(oldest.getTime(), ...events.map(({ EventTime: time = oldest }) => time.getTime())));
    token = page.NextToken;
    if (token === undefined) return { since: from, calls };
  }
  return { since: oldest, calls };
}

/** The call, if it is one of this key that succeeded. Throws for one that cannot be read, as it may be. */
function callOf(text: string, name: StateCall, key: KeyArn): Call | undefined {
  const record = parseRecordText(text);
  if (!record.ok) throw new Error(`an event ${name} cannot be read`);
  const { eventName, errorCode, eventTime, resources, requestParameters } = record.value;
  if (eventName !== name || errorCode !== undefined) return undefined;
  const keys = [...resources.map(({ ARN: arn }) => arn), requestParameters.keyId];
  return keys.includes(key.arn) || keys.includes(key.keyId) ? { name, time: eventTime } : undefined;
}
