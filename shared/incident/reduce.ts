import { graver, type Severity, severityOfUses } from '../finding/severity.ts';
import { timeLeftUntil } from '../kms/time-left.ts';
import { claimCount, claimDryRun, claimHidden, claimNew, startOver } from './claim.ts';
import { countHidden, countIn } from './count-in.ts';
import type { Counted, SharedCall } from './counter.ts';
import type { HiddenBy } from './hidden.ts';
import { digest } from './incident.ts';
import {
  type Claim,
  type FacetTally,
  type IncidentItem,
  MOST_BATCHES,
  openIncident,
  type Policy,
  pendingOf,
  pendingTimes,
} from './item.ts';
import { hasUse, isOver, marksPassedAt, remindersAt } from './lifetime.ts';
import { isNews, newsOf, STILL_PENDING_MS, wasRescued, withEvidence, withoutEvidence } from './rescue.ts';
import { spreadOf } from './telling.ts';

/** What happens to an incident: a batch brought findings, or time passed. */
export type Input =
  | {
      readonly kind: 'batch';
      readonly id: string;
      /** What is told, in one part or several. */
      readonly visible: readonly Counted[];
      readonly hidden: readonly { readonly hiddenBy: HiddenBy; readonly counted: Counted }[];
      readonly sharedCalls: readonly SharedCall[];
    }
  | { readonly kind: 'tick' };

/** What follows: what must be remembered, and which alerts must go out once that is written. */
export interface Reduced {
  /** The very item that was given where nothing changes. */
  readonly next: IncidentItem;
  readonly send: readonly Claim[];
  /** The batch is in the counts already. */
  readonly seenBefore: boolean;
}

/** How long whoever claimed an alert has to send it: longer than an invocation lasts. */
const CLAIM_LASTS_MS = 90_000;

/**
 * Counts a batch or looks at the time, and claims the alerts that follow. Pure: the same item, input and time, the same outcome.
 * An alert that was claimed for this very batch, and given back or left behind, is sent again with it.
 */
export function reduce(item: IncidentItem, input: Input, now: number, policy: Policy): Reduced {
  switch (input.kind) {
    case 'batch': {
      if (item.batches.includes(input.id)) {
        return { next: item, send: unsent(item, now).filter(({ batch }) => batch === input.id), seenBefore: true };
      }
      const counted = countBatch(reopened(item, input, now), input, now);
      return { ...claimed(claimNew(rated(counted, now, policy), input.id, now, policy), item), seenBefore: false };
    }
    case 'tick':
      return { ...tick(item, now, policy), seenBefore: false };
  }
}

function countBatch(item: IncidentItem, input: Extract<Input, { kind: 'batch' }>, now: number): IncidentItem {
  const visible = input.visible.reduce(countIn, item);
  const all = input.hidden.reduce((next, { hiddenBy, counted }) => countHidden(next, hiddenBy, counted, now), visible);
  const calls = input.sharedCalls.map(rememberedCall).filter((call) => !all.sharedCalls.includes(call));
  const [evidence] = input.visible.flatMap((counted) => counted.evidence ?? []);
  return {
    ...all,
    rescue: evidence === undefined ? all.rescue : withEvidence(all.rescue, evidence, now),
    batches: [...all.batches, input.id].slice(-MOST_BATCHES),
    sharedCalls: [...all.sharedCalls, ...calls].slice(-MOST_BATCHES),
  };
}

/** Whether another batch has counted a call across accounts, by a copy that names the caller at least as well. */
export function isCountedElsewhere({ sharedCalls }: IncidentItem, call: SharedCall): boolean {
  const remembered = rememberedCall(call);
  return sharedCalls.includes(remembered) || (!call.named && sharedCalls.includes(`${remembered}+`));
}

const rememberedCall = ({ id, named }: SharedCall): string => `${digest(id, 12)}${named ? '+' : ''}`;

/** A deletion that was cancelled and scheduled again, or an incident that has outlived itself: what comes now is new. */
function reopened(item: IncidentItem, input: Extract<Input, { kind: 'batch' }>, now: number): IncidentItem {
  const { closedAt } = item;
  const all = [...input.visible, ...input.hidden.map(({ counted }) => counted)];
  const slack = wasRescued(item.rescue) ? STILL_PENDING_MS : 0;
  const isLater = (at: number) =>
    all.some(({ incident: { lastSeen } }) => lastSeen === undefined || lastSeen.getTime() > at + slack);
  // A batch of which everything was counted before, in another account's copy, begins nothing, and neither does what is refused
  // because the guard's own cancel left the key Disabled.
  if (all.length === 0 || all.every(({ incident: { lead } }) => lead.keyState === 'Disabled')) return item;
  if (!isOver(item, now) && (closedAt === undefined || !isLater(closedAt))) return item;
  // What is still to be told goes on into the new incident; nothing else does.
  const isWanted = ({ id, pending }: FacetTally) =>
    pending > 0 || item.outbox.some(({ counts }) => counts.some(({ facet }) => facet === id));
  const facets = item.facets.filter(isWanted);
  return {
    ...openIncident(item.id, item.key, now, item.drill),
    version: item.version,
    lead: facets.length > 0 || item.others.pending > 0 ? item.lead : undefined,
    freshLead: item.freshLead,
    facets: facets.map((facet) => ({ ...facet, count: facet.pending, told: false })),
    others: { ...item.others, count: item.others.pending },
    count: pendingOf(item),
    firstSeen: pendingTimes(item).first,
    lastSeen: pendingTimes(item).last,
    data: facets.length > 0 ? item.data : [],
    recipients: item.recipients,
    hidden: item.hidden.filter(({ pending }) => pending > 0).map((tally) => ({ ...tally, count: tally.pending })),
    hiddenSince: item.hiddenSince,
    batches: item.batches,
    sharedCalls: item.sharedCalls,
    outbox: item.outbox,
    rescue: item.rescue && withoutEvidence(item.rescue),
  };
}

function tick(item: IncidentItem, now: number, policy: Policy): Omit<Reduced, 'seenBefore'> {
  if (item.drill) return { next: item, send: unsent(item, now) };
  const over = isOver(item, now);
  let next = over || item.closedAt !== undefined ? item : rated(atMarks(item, now, policy), now, policy);
  next = claimNew(next, undefined, now, policy);
  const reminders =
    over || next.closedAt !== undefined || !hasUse(next) ? [] : remindersAt(next.learned.deletionDate, now);
  const due = reminders.filter((hours) => !next.reminded.includes(hours)).at(-1);
  if (due !== undefined) {
    next = claimCount({ ...next, reminded: reminders }, 'reminder', `${due} ${next.learned.deletionDate}`, now, policy);
  } else if (pendingOf(next) > 0 && (over || now >= next.window.dueAt)) {
    next = claimCount(next, 'digest', String(next.version), now, policy);
  }
  // Whatever is on its way about this key tells it as well.
  const isTold = next.outbox.some(({ kind }) => kind !== 'hidden' && kind !== 'dry-run');
  if (!isTold && isNews(next.rescue)) next = claimCount(next, 'rescue', newsOf(next.rescue) ?? '', now, policy);
  if (isHiddenDue(next, now) || over) next = claimHidden(next, now);
  if (isMonthOver(next.rescue?.wouldSince, now)) next = claimDryRun(next, now);
  return claimed(next, item, unsent(item, now));
}

const claimed = (
  next: IncidentItem,
  item: IncidentItem,
  again: readonly Claim[] = [],
): Omit<Reduced, 'seenBefore'> => ({
  next,
  send: [...again, ...next.outbox.filter(({ id }) => !item.outbox.some((claim) => claim.id === id))],
});

/** Alerts that were claimed and not sent: given back, or by somebody who has had the time to. */
const unsent = ({ outbox }: IncidentItem, now: number): readonly Claim[] =>
  outbox.filter(({ released, at }) => released || now - at >= CLAIM_LASTS_MS);

/** Short intervals again as the end comes nearer. */
function atMarks(item: IncidentItem, now: number, policy: Policy): IncidentItem {
  const marksPassed = marksPassedAt(item.learned.deletionDate, now);
  return marksPassed > item.marksPassed ? { ...startOver(item, now, policy), marksPassed } : item;
}

/** Remembers how grave it is, and counts in short intervals again when it has become graver by itself. */
function rated(item: IncidentItem, now: number, policy: Policy): IncidentItem {
  const severity = severityOfItem(item, now);
  if (severity === undefined || severity === item.severity) return item;
  if (item.severity !== undefined && graver(item.severity, severity) === item.severity) return item;
  const next = { ...item, severity };
  return item.severity === undefined ? next : startOver(next, now, policy);
}

/** How grave an incident is by all that is remembered of it; undefined while all of it is hidden. */
export function severityOfItem(item: IncidentItem, now: number): Severity | undefined {
  const { facets, learned, lead } = item;
  if (facets.length === 0) return undefined;
  const left = timeLeftUntil(learned.deletionDate, learned.state ?? lead?.keyState, now);
  const uses = facets.map(({ use }) => use);
  return severityOfUses(uses, left, spreadOf(item));
}

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
/** Mondays, 08:00 UTC: the first one after 1970 in milliseconds. */
const FIRST_MONDAY = Date.UTC(1970, 0, 5, 8);

/** The week of a moment, as the weekly summaries count them. */
export const weekOf = (time: number): number => Math.floor((time - FIRST_MONDAY) / WEEK);

/** Whether a month, UTC, has ended since: then its dry runs are summed up, from 08:00 UTC of the first on. */
export const isMonthOver = (since: number | undefined, now: number): boolean =>
  since !== undefined && monthOf(now - 8 * HOUR) > monthOf(since);

const monthOf = (time: number): number => {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** Hidden findings are summed up once a week, those of all keys at the same time. */
const isHiddenDue = ({ hiddenSince }: IncidentItem, now: number): boolean =>
  hiddenSince !== undefined && weekOf(now) > weekOf(hiddenSince);
