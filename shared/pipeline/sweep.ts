import { messageOf } from '../errors.ts';
import { rank } from '../finding/severity.ts';
import { inSummaries } from '../incident/claim.ts';
import { CLAIM_KINDS, type Claim, type IncidentItem } from '../incident/item.ts';
import { isOver, shouldBeRead } from '../incident/lifetime.ts';
import { type Reduced, reduce } from '../incident/reduce.ts';
import { isRescueDue } from '../incident/rescue.ts';
import { breaker, paceBreaker } from './breaker.ts';
import type { Due } from './messages.ts';
import type { PipelinePorts, PipelineSettings } from './ports.ts';
import { REMEDIATE_WITHIN_MS, remediate } from './remediate.ts';
import { settleClaims } from './settle-claims.ts';
import { readOnce, type Told, tell } from './tell.ts';
import { backoff } from './track.ts';

/** What a sweep found and did. */
export interface SweepOutcome {
  readonly incidents: number;
  /** Messages that were due, a summary being as many as it replaces. */
  readonly due: number;
  /** Keys that were read though nothing of them was due. */
  readonly read: number;
  /** Items of the table that cannot be read: nothing of them can be told. */
  readonly unreadable: number;
  /** Incidents of which something is due that the next sweep must claim, as there was no time. */
  readonly left: number;
  /** Why what was due of incidents could not be claimed; the next sweep tries again. */
  readonly unclaimed: readonly string[];
  readonly messages: Told;
}

/** More messages than this at once become one. */
export const MOST_MESSAGES = 20;
/** Keys that a summary names; the rest go in another one. */
export const MOST_SUMMARY_KEYS = 50;
/** So long a sweep claims what is due, the gravest first; then it sends. */
const CLAIM_WITHIN_MS = 15_000;
/** And so long in any case, however long saving keys took. */
const CLAIM_AT_LEAST_MS = 5_000;
const MOST_TRIES = 12;
/** Keys that a sweep reads for their end alone; the rest is read by the next. */
const MOST_READS = 20;

interface Found {
  readonly item: IncidentItem;
  readonly reduced: Reduced;
}

/**
 * Tells what is due: counts, last chances, alerts that somebody left behind, the week's hidden findings. Rejects when the store cannot
 * be reached.
 */
export async function sweep(bare: PipelinePorts, settings: PipelineSettings): Promise<SweepOutcome> {
  const ports = { ...bare, store: breaker(bare.store, bare.now), pace: paceBreaker(bare.pace) };
  const now = ports.now().getTime();
  const { items: all, unreadable } = await ports.store.all();
  const items = await rescueDue(all, now, ports, settings);
  const found = items.map((item) => ({ item, reduced: tick(item, now, settings) })).sort(mostUrgentFirst);
  const due = found.reduce(
    (sum, { item, reduced }) => sum + reduced.send.filter((claim) => standsAlone(item, claim)).length,
    0,
  );

  const claimed: Due[] = [];
  const unclaimed: string[] = [];
  const claimUntil = Math.max(now + CLAIM_WITHIN_MS, ports.now().getTime() + CLAIM_AT_LEAST_MS);
  let left = 0;
  for (const [at, one] of found.filter(isDue).entries()) {
    if (ports.now().getTime() >= claimUntil) {
      left += 1;
      continue;
    }
    const written = await claim(one, summariesOf(at, due > MOST_MESSAGES, now), now, ports, settings);
    if (typeof written === 'string') unclaimed.push(written);
    else claimed.push(written);
  }
  // Read before anything is sent: all reads of an invocation share one budget, which begins with the first.
  const detailsOf = readOnce(ports.readKey);
  const told = new Set(claimed.filter(({ send }) => send.length > 0).map(({ item }) => item.id));
  const unread = items
    .filter((item) => !told.has(item.id) && shouldBeRead(item, now))
    .sort((one, other) => (one.learned.at ?? 0) - (other.learned.at ?? 0))
    .slice(0, MOST_READS);
  for (const item of unread) void detailsOf(item);

  const messages = await tell(claimed, detailsOf, ports, settings);
  for (const item of unread) {
    await settleClaims(item, { sent: [], released: [], details: await detailsOf(item), isTold: false }, ports);
  }
  const incidents = items.filter((item) => !isOver(item, now)).length;
  return { incidents, due, left, read: unread.length, unreadable, unclaimed, messages };
}

/**
 * Decides about the keys that are to be saved, where that is due, those that go first first; one after the other, so that the limit of
 * the day goes to these.
 */
async function rescueDue(
  items: readonly IncidentItem[],
  now: number,
  ports: PipelinePorts,
  settings: PipelineSettings,
): Promise<readonly IncidentItem[]> {
  if (ports.remediation === undefined) return items;
  const endOf = ({ learned }: IncidentItem) => learned.deletionDate ?? Number.POSITIVE_INFINITY;
  const due = items.filter(({ rescue }) => isRescueDue(rescue, now)).sort((one, other) => endOf(one) - endOf(other));
  const decided = new Map<string, IncidentItem>();
  for (const item of due) {
    if (ports.now().getTime() >= now + REMEDIATE_WITHIN_MS) break;
    decided.set(item.id, await remediate(item, ports, settings, now + REMEDIATE_WITHIN_MS));
  }
  return items.map((item) => decided.get(item.id) ?? item);
}

const tick = (item: IncidentItem, now: number, { policy }: PipelineSettings): Reduced =>
  reduce(item, { kind: 'tick' }, now, policy);

const isDue = ({ item, reduced }: Found): boolean => reduced.next !== item || reduced.send.length > 0;

/** Whether a claim would be a message of its own. Hidden findings and dry runs are told together in any case. */
const standsAlone = ({ drill }: IncidentItem, { kind, summary }: Claim): boolean =>
  !drill && kind !== 'hidden' && kind !== 'dry-run' && summary === undefined;

/** The summaries of the incident at this place: hidden findings always have one, the rest when there are too many. */
const summariesOf =
  (at: number, tooMany: boolean, now: number) =>
  (item: IncidentItem, claim: Claim): string | undefined => {
    const slice = Math.floor(at / MOST_SUMMARY_KEYS);
    if (claim.kind === 'hidden' || claim.kind === 'dry-run') return `${claim.kind} ${now} ${slice}`;
    return tooMany && standsAlone(item, claim) ? `due ${now} ${slice}` : undefined;
  };

/** The gravest first, then by what is to be told: what invented keys are called for must not hold up a last chance. */
function mostUrgentFirst(one: Found, other: Found): number {
  const place = ({ reduced }: Found) =>
    Math.min(CLAIM_KINDS.length, ...reduced.send.map(({ kind }) => CLAIM_KINDS.indexOf(kind)));
  const weight = ({ reduced: { next } }: Found) => (next.severity === undefined ? -1 : rank(next.severity));
  return weight(other) - weight(one) || place(one) - place(other);
}

/** Writes what a tick makes of an item, again where others wrote meanwhile; a text when that does not succeed. */
async function claim(
  { item: first, reduced: reducedFirst }: Found,
  summaryOf: (item: IncidentItem, claim: Claim) => string | undefined,
  now: number,
  ports: PipelinePorts,
  settings: PipelineSettings,
): Promise<Due | string> {
  let item: IncidentItem | undefined = first;
  let reduced = reducedFirst;
  try {
    for (let tries = 0; tries < MOST_TRIES && ports.now().getTime() < settings.sendBefore; tries += 1) {
      const sent = new Set(reduced.send.map(({ id }) => id));
      const { next: bare } = reduced;
      const next = inSummaries(bare, (one) => (sent.has(one.id) ? summaryOf(bare, one) : undefined));
      const send = next.outbox.filter(({ id }) => sent.has(id));
      if (next === item) return { item, send };
      if ((await ports.store.save(next, now)) === 'saved')
        return { item: { ...next, version: next.version + 1 }, send };
      await ports.wait(backoff(tries, ports.random()));
      item = await ports.store.load(first.id);
      if (item === undefined) return { item: first, send: [] };
      reduced = tick(item, now, settings);
    }
  } catch (thrown) {
    return messageOf(thrown);
  }
  return 'others wrote at the same time, or time was up';
}
