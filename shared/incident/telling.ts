import type { Caller } from '../finding/caller.ts';
import type { Finding } from '../finding/finding.ts';
import { type Spread, useOf } from '../finding/severity.ts';
import { type KeyDetails, known } from '../kms/key-details.ts';
import { dataLeadFirst, weightOf } from './counter.ts';
import { digest, type Facet, facetIdOf, facetKeyOf, type Incident } from './incident.ts';
import { type Claim, type ClaimKind, type FacetTally, type IncidentItem, type Policy, REMINDERS } from './item.ts';
import { hasUse } from './lifetime.ts';
import type { Rescue } from './rescue.ts';

/** An alert that is about to be made: what it tells, and how that stands to what was told before. */
export interface Telling {
  /** Identity of the alert: the same when it is told again. */
  readonly id: string;
  readonly kind: Exclude<ClaimKind, 'hidden' | 'dry-run'>;
  readonly incident: Incident;
  /** Findings since the incident began; undefined where nobody has counted before. */
  readonly total: number | undefined;
  /** When the incident's first finding was seen, and the last. */
  readonly totalSince: Date | undefined;
  readonly totalLast: Date | undefined;
  /** Since when those of this alert were counted; undefined in the first alert. */
  readonly since: Date | undefined;
  /** Findings of callers and operations that are not listed, and how many of those there are at the least. */
  readonly notListed: { readonly calls: number; readonly atLeast: number };
  /** What was decided about saving the key without a person; undefined: nothing was. */
  readonly rescue: Rescue | undefined;
  /** Findings since the incident began that are told in the weekly summary only, and the guard's own. */
  readonly hidden: { readonly silenced: number; readonly ignored: number; readonly own: number };
  /** Intervals after which repeats are told, from here on, in milliseconds; none where nobody counts. */
  readonly nextCounts: readonly number[];
  /** Hours before the end at which a reminder comes, if the end is known by then. */
  readonly remindersAt: readonly number[];
}

/** What a claim tells, out of the incident's item. Undefined for a sum over weeks or months, which no alert of a key tells. */
export function tellingOf(item: IncidentItem, claim: Claim, policy?: Policy): Telling | undefined {
  const known = claim.lead ?? item.lead;
  if (claim.kind === 'hidden' || claim.kind === 'dry-run' || known === undefined) return undefined;
  // The last chance, and what was done about the key, name everybody who was ever refused, the others those whom they count.
  const shown =
    claim.kind === 'reminder' || claim.kind === 'rescue'
      ? item.facets
      : item.facets.filter(({ id }) => countOf(claim, id) > 0);
  const facets = shown.map((facet) => facetOf(facet, claim)).sort(byGravity(facetIdOf(facetKeyOf(known))));
  const lead = claim.kind === 'digest' ? leadFor(known, facets[0]) : known;
  return {
    id: claim.id,
    kind: claim.kind,
    incident: {
      id: item.id,
      key: item.key,
      lead,
      facets: facets.length > 0 ? facets : [notListed(known)],
      count: claim.count,
      unconfirmed: facets.reduce((sum, { operation, count }) => sum + (operation.confirmed ? 0 : count), 0),
      firstSeen: dateOf(claim.firstSeen),
      lastSeen: dateOf(claim.lastSeen),
      // A new caller's alert names its own data: what others called for was told with them.
      data: claim.kind === 'facet' ? lead.data : dataLeadFirst(lead, item.data),
      recipients: item.recipients,
      spread: spreadOf(item),
    },
    total: claim.total,
    totalSince: dateOf(claim.totalSince),
    totalLast: dateOf(claim.totalLast),
    since: dateOf(claim.since),
    notListed: notListedOf(item, claim),
    rescue: item.rescue,
    hidden: hiddenOf(item),
    nextCounts: policy?.intervals.slice(item.window.step) ?? [],
    remindersAt: hasUse(item) ? REMINDERS : [],
  };
}

/** A last chance counts all callers that are not remembered, the others those whom they tell. */
function notListedOf({ others }: IncidentItem, { kind, othersCount }: Claim): Telling['notListed'] {
  const calls = kind === 'reminder' || kind === 'rescue' ? others.count : othersCount;
  return { calls, atLeast: calls > 0 ? others.atLeast : 0 };
}

/** A count is about those whom it counts. Of a facet that was told long ago only its caller and operation are remembered. */
function leadFor(known: Finding, first: Facet | undefined): Finding {
  if (first === undefined || first.id === facetIdOf(facetKeyOf(known))) return known;
  const { caller, operation, use } = first;
  return {
    ...known,
    operation,
    caller: { ...NOBODY, kind: kindOf(use), name: caller.name, facet: caller.facet },
    error: { code: undefined, message: undefined },
    data: [],
    event: { ...known.event, id: undefined, time: undefined, requestId: undefined, sharedEventId: undefined },
    rejection: undefined,
  };
}

function kindOf(use: Facet['use']): Caller['kind'] {
  if (use === 'cryptographic by an inventory reader') return 'inventory';
  return use === 'cryptographic by a person (SSO, IAM user, root)' ? 'person' : 'unknown';
}

const NOBODY: Omit<Caller, 'kind' | 'name' | 'facet'> = {
  type: 'Unknown',
  arn: undefined,
  accountId: undefined,
  session: undefined,
  invokedBy: undefined,
  sourceIp: undefined,
  userAgent: undefined,
  accessKeyId: undefined,
  via: undefined,
};

/** What nobody has counted before, or could count: one alert of one incident, and nothing after it. */
export const tellingOnce = (incident: Incident, id: string = idOf(incident)): Telling => ({
  id,
  kind: 'first',
  incident,
  total: undefined,
  totalSince: undefined,
  totalLast: undefined,
  since: undefined,
  notListed: { calls: 0, atLeast: 0 },
  rescue: undefined,
  hidden: { silenced: 0, ignored: 0, own: 0 },
  nextCounts: [],
  remindersAt: [],
});

/** The same for the same findings, whatever order or how many times they came. */
function idOf({ id, lead, count, firstSeen, lastSeen }: Incident): string {
  return digest(JSON.stringify([id, lead.id, count, firstSeen?.toISOString(), lastSeen?.toISOString()]), 24);
}

/** How far the use of a key spreads over the whole incident. */
export function spreadOf({ facets, firstSeen, lastSeen }: IncidentItem): Spread {
  return {
    callers: new Set(facets.map(({ caller }) => caller.facet)).size,
    lastsMs: firstSeen === undefined || lastSeen === undefined ? 0 : lastSeen - firstSeen,
  };
}

function facetOf({ id, caller, operation, use, count: total }: FacetTally, claim: Claim): Facet {
  const isNew = claim.counts.some((counted) => counted.facet === id && counted.isNew);
  return { id, caller, operation, use, count: countOf(claim, id), total, isNew };
}

/** Where nobody is listed, as all is hidden or beyond what is remembered: the one that leads, with no count. */
const notListed = (lead: Finding): Facet => ({
  id: facetIdOf(facetKeyOf(lead)),
  caller: lead.caller,
  operation: lead.operation,
  use: useOf(lead),
  count: 0,
  total: 0,
  isNew: false,
});

const countOf = ({ counts }: Claim, id: string): number => counts.find(({ facet }) => facet === id)?.count ?? 0;

/** The one that is told in full first, then the gravest, then who calls most. */
const byGravity =
  (leadFacet: string) =>
  (one: Facet, other: Facet): number =>
    Number(other.id === leadFacet) - Number(one.id === leadFacet) ||
    weightOf(other.use) - weightOf(one.use) ||
    other.count - one.count ||
    other.total - one.total;

const dateOf = (time: number | undefined): Date | undefined => (time === undefined ? undefined : new Date(time));

/** Findings of an incident that are hidden, by what hides them. */
export function hiddenOf({ hidden }: IncidentItem): Telling['hidden'] {
  const sum = { silenced: 0, ignored: 0, own: 0 };
  for (const { hiddenBy, count } of hidden) {
    switch (hiddenBy.kind) {
      case 'silence':
        sum.silenced += count;
        break;
      case 'ignored':
        sum.ignored += count;
        break;
      case 'own':
        sum.own += count;
        break;
    }
  }
  return sum;
}

/** What was read of the key before, for what could not be read now, which it says. */
export function withLearned(details: KeyDetails, { learned }: IncidentItem): KeyDetails {
  const { state, deletionDate, readAt, alias, scheduledBy } = learned;
  const metadata =
    details.metadata.status === 'unavailable' && state !== undefined && readAt !== undefined
      ? known({
          state,
          deletionDate: dateOf(deletionDate),
          pendingWindowInDays: undefined,
          createdAt: undefined,
          description: undefined,
          manager: undefined,
        })
      : details.metadata;
  return {
    ...details,
    metadata,
    aliases: details.aliases.status === 'unavailable' && alias !== undefined ? known([alias]) : details.aliases,
    scheduledBy:
      details.scheduledBy.status === 'unavailable' && scheduledBy !== undefined
        ? known({ principal: scheduledBy.principal, time: new Date(scheduledBy.time) })
        : details.scheduledBy,
    ...(metadata === details.metadata || readAt === undefined || details.metadata.status === 'known'
      ? {}
      : { asOf: { time: new Date(readAt), reason: details.metadata.reason } }),
  };
}
