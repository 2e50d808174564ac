import type { Finding } from '../finding/finding.ts';
import { shownCaller } from '../silence/caller-glob.ts';
import { bounded, boundedFinding } from './bounded.ts';
import { type Counted, dataLeadFirst, type FacetSeen, tellFirst, weightOf } from './counter.ts';
import { type HiddenBy, hiddenLabel } from './hidden.ts';
import type { Facet } from './incident.ts';
import { earliest, type FacetTally, type HiddenTally, type IncidentItem, latest, MOST_FACETS } from './item.ts';

const MOST_RECIPIENTS = 20;
const MOST_HIDDEN = 40;

/** Adds what was counted of one batch to what is remembered of the key. Pure: the item is left as it was. */
export function countIn(item: IncidentItem, { incident, seen }: Counted): IncidentItem {
  const facets = [...item.facets];
  let others = { ...item.others };
  let newOthers = 0;
  let freshLead = item.freshLead;
  for (const facet of incident.facets) {
    const when = seen.get(facet.id);
    const at = placeFor(facet, facets, item);
    if (at === undefined) {
      others = { ...others, ...sumOf(others, facet, when) };
      newOthers += 1;
      continue;
    }
    const there = facets[at];
    const isOwn = there?.id === facet.id;
    if (there !== undefined && !isOwn) {
      others = { ...others, count: others.count + there.count };
      newOthers += 1;
    }
    const tally = isOwn ? { ...there, ...sumOf(there, facet, when) } : newFacet(facet, when);
    facets[at] = tally;
    if (!tally.told) freshLead = graverOf(freshLead, when?.lead);
  }
  const lead = isHidden(item) ? incident.lead : (graverOf(item.lead, incident.lead) ?? incident.lead);
  return {
    ...item,
    lead: boundedFinding(lead),
    freshLead: freshLead && boundedFinding(freshLead),
    facets,
    others: { ...others, atLeast: Math.max(others.atLeast, newOthers) },
    count: item.count + incident.count,
    firstSeen: earliest(item.firstSeen, incident.firstSeen?.getTime()),
    lastSeen: latest(item.lastSeen, incident.lastSeen?.getTime()),
    data: bounded(dataLeadFirst(lead, [...item.data, ...incident.data])),
    recipients: recipientsOf(item, incident.recipients),
  };
}

/** Whether something hides all that was found: then it leads no alert that tells of others. */
const isHidden = ({ facets, others }: IncidentItem): boolean => facets.length === 0 && others.count === 0;

const graverOf = (one: Finding | undefined, other: Finding | undefined): Finding | undefined =>
  one === undefined || (other !== undefined && tellFirst(other, one) < 0) ? other : one;

/** Where a facet is counted: its own place, a free one, that of a lesser one; undefined: among the others. */
function placeFor(facet: Facet, facets: readonly FacetTally[], item: IncidentItem): number | undefined {
  const own = facets.findIndex(({ id }) => id === facet.id);
  if (own >= 0) return own;
  return isRemembered(facet, facets) ? facets.length : lesserThan(facet, facets, item);
}

/** The first of its kind of use is remembered in any case, so that what is summed is never graver than what is named. */
const isRemembered = (facet: Facet, facets: readonly FacetTally[]): boolean =>
  facets.length < MOST_FACETS || !facets.some((known) => isOfKind(known, facet));

const isOfKind = (one: Pick<Facet, 'use' | 'operation'>, other: Pick<Facet, 'use' | 'operation'>): boolean =>
  one.use === other.use && one.operation.class === other.operation.class;

/** The place of a facet that a graver one may take: told, with nothing to tell, not the last of its kind, the least grave of these. */
function lesserThan({ use }: Facet, facets: readonly FacetTally[], { outbox }: IncidentItem): number | undefined {
  const isFree = (facet: FacetTally) =>
    facet.told &&
    facet.pending === 0 &&
    weightOf(facet.use) < weightOf(use) &&
    facets.some((other) => other !== facet && isOfKind(other, facet)) &&
    !outbox.some(({ counts }) => counts.some((counted) => counted.facet === facet.id));
  const [least] = facets
    .map((facet, at) => ({ facet, at }))
    .filter(({ facet }) => isFree(facet))
    .sort((one, other) => weightOf(one.facet.use) - weightOf(other.facet.use));
  return least?.at;
}

type Sum = Pick<FacetTally, 'count' | 'pending' | 'first' | 'last'>;

const sumOf = (sum: Sum, { count }: Facet, seen: FacetSeen | undefined): Sum => ({
  count: sum.count + count,
  pending: sum.pending + count,
  first: earliest(sum.first, seen?.first),
  last: latest(sum.last, seen?.last),
});

const NOTHING: Sum = { count: 0, pending: 0, first: undefined, last: undefined };

const newFacet = (facet: Facet, seen: FacetSeen | undefined): FacetTally => {
  const { id, caller, operation, use } = facet;
  const { name, facet: sameAs } = caller;
  const shown = seen && shownCaller(seen.lead.caller);
  return {
    ...bounded({ id, caller: { name, facet: sameAs, shown }, operation, use }),
    ...sumOf(NOTHING, facet, seen),
    told: false,
  };
};

function standIn(hidden: readonly HiddenTally[], by: HiddenBy): HiddenTally | undefined {
  if (by.kind !== 'silence') return undefined;
  return hidden.find(
    ({ hiddenBy: one }) => one.kind === 'silence' && one.class === by.class && (by.untilDeletion || !one.untilDeletion),
  );
}

const recipientsOf = ({ recipients }: IncidentItem, more: readonly string[]): readonly string[] =>
  bounded([...new Set([...recipients, ...more])].sort().slice(0, MOST_RECIPIENTS));

/** The same for findings that something hides: a number by what hides them, and when. */
export function countHidden(item: IncidentItem, hiddenBy: HiddenBy, { incident }: Counted, now: number): IncidentItem {
  const label = hiddenLabel(hiddenBy);
  const same = item.hidden.find((tally) => hiddenLabel(tally.hiddenBy) === label);
  // More silences than anybody has: one of the same class, that works no longer than this one, stands for the rest.
  const known = same ?? (item.hidden.length >= MOST_HIDDEN ? standIn(item.hidden, hiddenBy) : undefined);
  const tally: HiddenTally = {
    hiddenBy: known?.hiddenBy ?? hiddenBy,
    count: (known?.count ?? 0) + incident.count,
    pending: (known?.pending ?? 0) + incident.count,
    first: earliest(known?.first, incident.firstSeen?.getTime()),
    last: latest(known?.last, incident.lastSeen?.getTime()),
  };
  const hidden =
    known === undefined ? [...item.hidden, tally] : item.hidden.map((one) => (one === known ? tally : one));
  return {
    ...item,
    hidden,
    hiddenSince: item.hiddenSince ?? now,
    // The last chance of a key of which everything is hidden is told by a hidden finding.
    lead: item.lead ?? boundedFinding(incident.lead),
    recipients: recipientsOf(item, incident.recipients),
  };
}
