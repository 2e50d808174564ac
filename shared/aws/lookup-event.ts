import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GuardError } from '../errors.ts';
import { callFailure } from './call-failure.ts';
import type { Patience } from './clients.ts';
import { ASK, clientOptions, type Place } from './deployed-stack.ts';

/**
 * The record of an event, as JSON text, from the event history of a Region: management events of the last 90 days. Rejects with a
 * GuardError `event-not-found` where it holds none of that id. Source: CloudTrail API Reference, LookupEvents.
 */
export async function lookupEvent(
  eventId: string,
  place: Pick<Place, 'region' | 'profile'>,
  patience: Patience = ASK,
): Promise<string> {
  const client = new CloudTrailClient(clientOptions(place, patience));
  try {
    const { Events: events = [] } = await client.send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: eventId }] }),
    );
    const text = events.find((event) => event.EventId === eventId)?.CloudTrailEvent ?? events[0]?.CloudTrailEvent;
    if (text !== undefined) return text;
    throw new GuardError(
      'event-not-found',
      `event ${eventId}: got none of that id in the event history of ${await client.config.region()}, wanted a management event of the last 90 days; give its Region by --region, or a file with the record`,
    );
  } catch (thrown) {
    const asked = { what: `event ${eventId}`, right: 'cloudtrail:LookupEvents', profile: place.profile };
    throw callFailure(thrown, { ...asked, otherwise: 'events-unreachable' });
  }
}
