import type { DataItem } from '../finding/data.ts';
import type { Finding } from '../finding/finding.ts';
import { rank, SEVERITY_TABLE, useOf } from '../finding/severity.ts';
import { type Incident, incidentIdOf, MOST_DATA } from './incident.ts';

/** Counts the findings of one incident, each once, in any order. */
export interface IncidentCounter {
  /** Counts a finding; false if it had been counted already. */
  add(finding: Finding): boolean;
  /** The incident as counted so far; undefined before the first finding. */
  incident(): Incident | undefined;
}

interface Tally {
  facets: Map<string, { lead: Finding; count: number }>;
  data: Map<string, DataItem>;
  recipients: Set<string>;
  count: number;
  unconfirmed: number;
  ownCalls: number;
  first: number;
  last: number;
}

/**
 * A counter of one incident. The same eventID counts once (CloudWatch Logs may deliver a record more than once), and so does
 * the same sharedEventID: CloudTrail writes a call across accounts into both accounts, and an organization's trail brings both
 * copies into one log group. Of two copies the one that names the caller better is kept, whichever comes first.
 */
export function createIncidentCounter(): IncidentCounter {
  const ids = new Set<string>();
  // Findings with a sharedEventID are kept whole until the incident is told, since a better copy may still come.
  const copies = new Map<string, Finding>();
  const tally = emptyTally();

  return {
    add(finding) {
      if (ids.has(finding.id)) return false;
      ids.add(finding.id);
      const { sharedEventId } = finding.event;
      if (sharedEventId === undefined) {
        count(tally, finding);
        return true;
      }
      const earlier = copies.get(sharedEventId);
      copies.set(sharedEventId, earlier === undefined ? finding : betterCopy(earlier, finding));
      if (finding.event.recipientAccountId !== undefined) tally.recipients.add(finding.event.recipientAccountId);
      return earlier === undefined;
    },
    incident() {
      const whole: Tally = {
        ...tally,
        facets: new Map([...tally.facets].map(([facet, entry]) => [facet, { ...entry }])),
        data: new Map(tally.data),
      };
      for (const finding of copies.values()) count(whole, finding);
      return told(whole);
    },
  };
}

const emptyTally = (): Tally => ({
  facets: new Map(),
  data: new Map(),
  recipients: new Set(),
  count: 0,
  unconfirmed: 0,
  ownCalls: 0,
  first: Number.POSITIVE_INFINITY,
  last: Number.NEGATIVE_INFINITY,
});

function count(tally: Tally, finding: Finding): void {
  tally.count += 1;
  if (finding.own) tally.ownCalls += 1;
  if (!finding.operation.confirmed) tally.unconfirmed += 1;
  const facet = `${finding.caller.facet}\n${finding.operation.eventSource}\n${finding.operation.name}\n${useOf(finding)}`;
  const entry = tally.facets.get(facet);
  if (entry === undefined) tally.facets.set(facet, { lead: finding, count: 1 });
  else {
    entry.count += 1;
    if (comesFirst(finding, entry.lead) < 0) entry.lead = finding;
  }
  for (const item of finding.data) keepData(tally.data, item);
  if (finding.event.recipientAccountId !== undefined) tally.recipients.add(finding.event.recipientAccountId);
  const time = finding.event.time?.getTime();
  if (time !== undefined) {
    tally.first = Math.min(tally.first, time);
    tally.last = Math.max(tally.last, time);
  }
}

/** Keeps the first pieces of data in the order of their names, so that the order of the findings makes no difference. */
function keepData(data: Map<string, DataItem>, item: DataItem): void {
  const id = `${item.type} ${item.id}`;
  const known = data.get(id);
  if (known !== undefined && compare(known.from, item.from) <= 0) return;
  data.set(id, item);
  if (data.size <= MOST_DATA * 4) return;
  for (const beyond of [...data.keys()].sort(compare).slice(MOST_DATA)) data.delete(beyond);
}

function told(tally: Tally): Incident | undefined {
  const entries = [...tally.facets.values()].sort(
    (a, b) => graverFirst(a.lead, b.lead) || b.count - a.count || comesFirst(a.lead, b.lead),
  );
  const lead = entries[0]?.lead;
  if (lead === undefined) return undefined;
  return {
    id: incidentIdOf(lead),
    key: lead.key,
    lead,
    facets: entries.map(({ lead: { caller, operation }, lead: finding, count: times }) => ({
      caller,
      operation,
      use: useOf(finding),
      count: times,
    })),
    count: tally.count,
    unconfirmed: tally.unconfirmed,
    ownCalls: tally.ownCalls,
    firstSeen: Number.isFinite(tally.first) ? new Date(tally.first) : undefined,
    lastSeen: Number.isFinite(tally.last) ? new Date(tally.last) : undefined,
    data: dataLeadFirst(lead, tally.data),
    recipients: [...tally.recipients].sort(),
  };
}

function dataLeadFirst(lead: Finding, data: ReadonlyMap<string, DataItem>): readonly DataItem[] {
  const others = [...data].filter(([id]) => !lead.data.some((item) => `${item.type} ${item.id}` === id));
  others.sort(([one], [other]) => compare(one, other));
  return [...lead.data, ...others.map(([, item]) => item)].slice(0, MOST_DATA);
}

/** The order in which findings deserve to be told: not the guard's own, more than administration, gravest, use of data, earliest. */
export const tellFirst = (one: Finding, other: Finding): number => graverFirst(one, other) || comesFirst(one, other);

function graverFirst(one: Finding, other: Finding): number {
  return (
    Number(one.own) - Number(other.own) ||
    Number(one.operation.class === 'management') - Number(other.operation.class === 'management') ||
    weight(other) - weight(one) ||
    Number(one.operation.class === 'delegation') - Number(other.operation.class === 'delegation')
  );
}

/** The earlier one first; without a time, last. */
function comesFirst(one: Finding, other: Finding): number {
  const [time, otherTime] = [one.event.time?.getTime(), other.event.time?.getTime()];
  if (time !== otherTime) return (time ?? Number.MAX_VALUE) - (otherTime ?? Number.MAX_VALUE);
  return compare(one.id, other.id);
}

function weight(finding: Finding): number {
  const row = SEVERITY_TABLE[useOf(finding)];
  return rank(row['up-to-72-hours']) * 10 + rank(row['more-than-7-days']);
}

/** CloudTrail gives the owner of the key a copy that names the calling account only. */
function betterCopy(one: Finding, other: Finding): Finding {
  const [oneNames, otherNames] = [one, other].map(
    (finding) => finding.caller.type !== 'AWSAccount' && finding.caller.type !== 'Unknown',
  );
  if (oneNames !== otherNames) return oneNames ? one : other;
  return compare(one.id, other.id) <= 0 ? one : other;
}

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));
