import type { DataItem } from '../finding/data.ts';
import { evidenceOf } from '../finding/evidence.ts';
import type { Finding } from '../finding/finding.ts';
import { rank, SEVERITY_TABLE, type Use, useOf } from '../finding/severity.ts';
import { facetIdOf, facetKeyOf, type Incident, incidentIdOf, MOST_DATA } from './incident.ts';

/** A call across accounts, of which CloudTrail writes two records. */
export interface SharedCall {
  readonly id: string;
  /** The copy that is kept names the caller. */
  readonly named: boolean;
}

/** A facet's earliest finding, to tell it by, and when it was first and last seen, in milliseconds since 1970. */
export interface FacetSeen {
  readonly lead: Finding;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** What was counted of one key, as a whole and by facet. */
export interface Counted {
  readonly incident: Incident;
  readonly seen: ReadonlyMap<string, FacetSeen>;
  /** The earliest finding that the key would be saved for without a person; undefined: there is none. */
  readonly evidence: Finding | undefined;
}

/** Counts the findings of one incident, each once, in any order. */
export interface IncidentCounter {
  /** Counts a finding; false if it had been counted already. */
  add(finding: Finding): boolean;
  /** The calls across accounts among them. */
  sharedCalls(): readonly SharedCall[];
  /** The incident as counted so far, without the shared calls that were counted elsewhere; undefined when nothing is left. */
  counted(elsewhere?: (call: SharedCall) => boolean): Counted | undefined;
}

interface FacetCount {
  lead: Finding;
  count: number;
  first: number;
  last: number;
}

interface Tally {
  facets: Map<string, FacetCount>;
  data: Map<string, DataItem>;
  recipients: Set<string>;
  count: number;
  unconfirmed: number;
  first: number;
  last: number;
  evidence: Finding | undefined;
}

/**
 * A counter of one incident. The same eventID counts once (CloudWatch Logs may deliver a record more than once), and so does
 * the same sharedEventID: CloudTrail writes a call across accounts into both accounts, and an organization's trail brings both
 * copies into one log group. Of two copies the one that names the caller better is kept, whichever comes first.
 */
export function createIncidentCounter(): IncidentCounter {
  const ids = new Set<string>();
  // Findings with a sharedEventID are kept whole until the counting ends, since a better copy may still come.
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
    sharedCalls: () => [...copies].map(([id, finding]) => ({ id, named: namesCaller(finding) })),
    counted(elsewhere = () => false) {
      const whole: Tally = {
        ...tally,
        facets: new Map([...tally.facets].map(([facet, entry]) => [facet, { ...entry }])),
        data: new Map(tally.data),
      };
      for (const [id, finding] of copies) {
        if (!elsewhere({ id, named: namesCaller(finding) })) count(whole, finding);
      }
      return counted(whole);
    },
  };
}

const NEVER = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
const timeOrNone = (time: number): number | undefined => (Number.isFinite(time) ? time : undefined);

const emptyTally = (): Tally => ({
  facets: new Map(),
  data: new Map(),
  recipients: new Set(),
  count: 0,
  unconfirmed: 0,
  ...NEVER,
  evidence: undefined,
});

function count(tally: Tally, finding: Finding): void {
  tally.count += 1;
  if (!finding.operation.confirmed) tally.unconfirmed += 1;
  if (
    evidenceOf(finding).kind === 'evidence' &&
    (tally.evidence === undefined || comesFirst(finding, tally.evidence) < 0)
  )
    tally.evidence = finding;
  const facet = facetKeyOf(finding);
  const time = finding.event.time?.getTime();
  const entry = tally.facets.get(facet) ?? { lead: finding, count: 0, ...NEVER };
  tally.facets.set(facet, entry);
  entry.count += 1;
  if (comesFirst(finding, entry.lead) < 0) entry.lead = finding;
  for (const item of finding.data) keepData(tally.data, item);
  if (finding.event.recipientAccountId !== undefined) tally.recipients.add(finding.event.recipientAccountId);
  if (time === undefined) return;
  for (const seen of [tally, entry]) {
    seen.first = Math.min(seen.first, time);
    seen.last = Math.max(seen.last, time);
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

function counted(tally: Tally): Counted | undefined {
  const entries = [...tally.facets]
    .map(([facet, entry]) => [facetIdOf(facet), entry] as const)
    .sort(([, a], [, b]) => graverFirst(a.lead, b.lead) || b.count - a.count || comesFirst(a.lead, b.lead));
  const lead = entries[0]?.[1].lead;
  if (lead === undefined) return undefined;
  const incident = {
    id: incidentIdOf(lead),
    key: lead.key,
    lead,
    facets: entries.map(([id, { lead: finding, count: times }]) => ({
      id,
      caller: finding.caller,
      operation: finding.operation,
      use: useOf(finding),
      count: times,
      total: times,
      isNew: true,
    })),
    count: tally.count,
    unconfirmed: tally.unconfirmed,
    firstSeen: Number.isFinite(tally.first) ? new Date(tally.first) : undefined,
    lastSeen: Number.isFinite(tally.last) ? new Date(tally.last) : undefined,
    data: dataLeadFirst(lead, [...tally.data.values()]),
    recipients: [...tally.recipients].sort(),
    spread: {
      callers: new Set(entries.map(([, entry]) => entry.lead.caller.facet)).size,
      lastsMs: Number.isFinite(tally.first) ? tally.last - tally.first : 0,
    },
  };
  const seen = entries.map(([id, { lead: earliest, first, last }]) => {
    return [id, { lead: earliest, first: timeOrNone(first), last: timeOrNone(last) }] as const;
  });
  return { incident, seen: new Map(seen), evidence: tally.evidence };
}

/** The lead's own data, then the rest by name, so that the order in which findings came makes no difference. */
export function dataLeadFirst(lead: Finding, data: readonly DataItem[]): readonly DataItem[] {
  const named = (item: DataItem) => `${item.type} ${item.id}`;
  const others = data.filter((item) => !lead.data.some((own) => named(own) === named(item)));
  others.sort((one, other) => compare(named(one), named(other)));
  return [...lead.data, ...others].slice(0, MOST_DATA);
}

/** The order in which findings deserve to be told: more than administration, gravest, use of data, earliest. */
export const tellFirst = (one: Finding, other: Finding): number => graverFirst(one, other) || comesFirst(one, other);

function graverFirst(one: Finding, other: Finding): number {
  return (
    Number(one.operation.class === 'management') - Number(other.operation.class === 'management') ||
    weightOf(useOf(other)) - weightOf(useOf(one)) ||
    Number(one.operation.class === 'delegation') - Number(other.operation.class === 'delegation')
  );
}

/** The earlier one first; without a time, last. */
function comesFirst(one: Finding, other: Finding): number {
  const [time, otherTime] = [one.event.time?.getTime(), other.event.time?.getTime()];
  if (time !== otherTime) return (time ?? Number.MAX_VALUE) - (otherTime ?? Number.MAX_VALUE);
  return compare(one.id, other.id);
}

/** How grave a use is, whatever time is left. */
export function weightOf(use: Use): number {
  const row = SEVERITY_TABLE[use];
  return rank(row['up-to-72-hours']) * 10 + rank(row['more-than-7-days']);
}

/** CloudTrail gives the owner of the key a copy that names the calling account only. */
export function betterCopy(one: Finding, other: Finding): Finding {
  const [oneNames, otherNames] = [namesCaller(one), namesCaller(other)];
  if (oneNames !== otherNames) return oneNames ? one : other;
  return compare(one.id, other.id) <= 0 ? one : other;
}

const namesCaller = ({ caller }: Finding): boolean => caller.type !== 'AWSAccount' && caller.type !== 'Unknown';

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));
