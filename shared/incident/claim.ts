import { digest } from './incident.ts';
import {
  type Claim,
  type ClaimKind,
  earliest,
  type FacetTally,
  type IncidentItem,
  latest,
  MOST_CLAIMS,
  type Policy,
  pendingOf,
  pendingTimes,
} from './item.ts';

const alertIdOf = (...identity: readonly string[]): string => digest(JSON.stringify(identity), 24);

/**
 * Identity of the alert of a batch: the same for the same counts, whether the batch could be remembered or not, and another for others,
 * so that what was told once is never taken for more than it said.
 */
function alertIdOfBatch(incidentId: string, batch: string, { counts, othersCount }: Claim): string {
  const told = counts.map(({ facet, count }) => `${facet} ${count}`).sort();
  return alertIdOf(incidentId, 'batch', batch, ...told, String(othersCount));
}

/**
 * Claims one alert for all facets that no alert has named, if there are any and there is room; the first one of an incident claims
 * whatever has been counted. What finds no room waits for the next tick.
 */
export function claimNew(item: IncidentItem, batch: string | undefined, now: number, policy: Policy): IncidentItem {
  const fresh = item.facets.filter(isNew);
  if (fresh.length === 0 || item.outbox.length >= MOST_CLAIMS) return item;
  const named = (claim: Claim): Claim => ({
    ...claim,
    id:
      batch === undefined
        ? alertIdOf(item.id, String(item.openedAt), 'new', String(item.version))
        : alertIdOfBatch(item.id, batch, claim),
  });
  const base = { ...emptyClaim('', now, item), batch, lead: item.freshLead };
  if (item.window.since === undefined) {
    const step = firstStep(item, policy);
    const window = { step, since: now, dueAt: now + intervalAt(step, policy) };
    return { ...claimAll(item, { ...base, kind: 'first' }, named), window };
  }
  const claim = named({
    ...base,
    kind: 'facet',
    since: item.window.since,
    counts: fresh.map(({ id: facet, pending }) => ({ facet, count: pending, isNew: true })),
    count: fresh.reduce((sum, { pending }) => sum + pending, 0),
    firstSeen: earliest(...fresh.map(({ first }) => first)),
    lastSeen: latest(...fresh.map(({ last }) => last)),
  });
  const facets = item.facets.map((facet) => (isNew(facet) ? claimedFacet(facet) : facet));
  return startOver({ ...item, facets, freshLead: undefined, outbox: [...item.outbox, claim] }, now, policy);
}

const isNew = ({ told, pending }: FacetTally): boolean => !told && pending > 0;

/**
 * Claims a count of all that is pending: a digest, and the next one later; or a reminder or what the guard did about the key, and short
 * intervals again.
 */
export function claimCount(
  item: IncidentItem,
  kind: 'digest' | 'reminder' | 'rescue',
  which: string,
  now: number,
  policy: Policy,
): IncidentItem {
  // A digest is late, never lost; a last chance that finds no room would be.
  if (kind === 'digest' && item.outbox.length >= MOST_CLAIMS) return item;
  const id = alertIdOf(item.id, String(item.openedAt), kind, which);
  const next = claimAll(item, { ...emptyClaim(id, now, item), kind, since: item.window.since });
  const last = policy.intervals.length - 1;
  const step = kind === 'digest' ? Math.min(item.window.step + 1, last) : firstStep(item, policy);
  return { ...next, window: { step, since: now, dueAt: now + intervalAt(step, policy) } };
}

function claimAll(item: IncidentItem, base: Claim, named = (claim: Claim): Claim => claim): IncidentItem {
  const counted = item.facets.filter(({ pending }) => pending > 0);
  const { first: firstSeen, last: lastSeen } = pendingTimes(item);
  const claim = named({
    ...base,
    counts: counted.map((facet) => ({ facet: facet.id, count: facet.pending, isNew: !facet.told })),
    othersCount: item.others.pending,
    count: pendingOf(item),
    firstSeen,
    lastSeen,
  });
  return {
    ...item,
    freshLead: undefined,
    facets: item.facets.map((facet) => (facet.pending > 0 ? claimedFacet(facet) : facet)),
    others: { ...item.others, pending: 0, first: undefined, last: undefined },
    outbox: [...item.outbox, claim],
  };
}

const claimedFacet = (facet: FacetTally): FacetTally => ({
  ...facet,
  pending: 0,
  first: undefined,
  last: undefined,
  told: true,
});

/** Claims the sum of what was hidden, for the weekly summary. */
export function claimHidden(item: IncidentItem, now: number): IncidentItem {
  const pending = item.hidden.filter((tally) => tally.pending > 0);
  // One sum at a time: what was hidden since waits until it is out.
  if (pending.length === 0 || item.outbox.some(({ kind }) => kind === 'hidden')) return item;
  const claim: Claim = {
    ...emptyClaim(alertIdOf(item.id, String(item.openedAt), 'hidden', String(item.version)), now, item),
    kind: 'hidden',
    since: item.hiddenSince,
    hidden: pending.map(({ hiddenBy, pending: count }) => ({ hiddenBy, count })),
    count: pending.reduce((sum, tally) => sum + tally.pending, 0),
    firstSeen: earliest(...pending.map(({ first }) => first)),
    lastSeen: latest(...pending.map(({ last }) => last)),
  };
  return {
    ...item,
    hidden: item.hidden.map((tally) => ({ ...tally, pending: 0, first: undefined, last: undefined })),
    hiddenSince: undefined,
    outbox: [...item.outbox, claim],
  };
}

/** Claims the place of a key in the month's summary of dry runs. */
export function claimDryRun(item: IncidentItem, now: number): IncidentItem {
  const { rescue } = item;
  if (rescue === undefined || item.outbox.some(({ kind }) => kind === 'dry-run')) return item;
  const id = alertIdOf(item.id, String(item.openedAt), 'dry-run', String(rescue.wouldSince));
  const claim: Claim = { ...emptyClaim(id, now, item), kind: 'dry-run', since: rescue.wouldSince };
  return { ...item, rescue: { ...rescue, wouldSince: undefined }, outbox: [...item.outbox, claim] };
}

/**
 * Has claims told in messages with those of other keys, by the summary that is theirs; those that are part of one already stay in it,
 * so that a summary that is sent again holds nothing that it did not hold before.
 */
export function inSummaries(item: IncidentItem, summaryOf: (claim: Claim) => string | undefined): IncidentItem {
  const outbox = item.outbox.map((claim) => {
    const summary = claim.summary ?? summaryOf(claim);
    return summary === claim.summary ? claim : { ...claim, summary };
  });
  return outbox.every((claim, at) => claim === item.outbox[at]) ? item : { ...item, outbox };
}

/** Short intervals again. What was due sooner stays due sooner. */
export function startOver(item: IncidentItem, now: number, policy: Policy): IncidentItem {
  const step = firstStep(item, policy);
  const dueAt = Math.min(item.window.dueAt, now + intervalAt(step, policy));
  return { ...item, window: { ...item.window, step, dueAt } };
}

/** Administration never wakes anybody: its counts come once a day from the start. */
const firstStep = ({ facets }: IncidentItem, { intervals }: Policy): number =>
  facets.every(({ use }) => use === 'other management') ? intervals.length - 1 : 0;

const intervalAt = (step: number, { intervals }: Policy): number => intervals[step] ?? intervals[0];

const emptyClaim = (id: string, at: number, { count, firstSeen, lastSeen }: IncidentItem): Claim => ({
  id,
  kind: 'digest' satisfies ClaimKind,
  at,
  released: false,
  batch: undefined,
  summary: undefined,
  lead: undefined,
  counts: [],
  othersCount: 0,
  count: 0,
  firstSeen: undefined,
  lastSeen: undefined,
  since: undefined,
  total: count,
  totalSince: firstSeen,
  totalLast: lastSeen,
  hidden: [],
});
