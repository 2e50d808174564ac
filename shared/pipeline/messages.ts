import type { Alert, AlertOfKey, Unavailable } from '../alert/alert.ts';
import { buildAlert } from '../alert/build-alert.ts';
import { buildSummary } from '../alert/build-summary.ts';
import { forJson } from '../alert/inert.ts';
import { messageOf } from '../errors.ts';
import { rank } from '../finding/severity.ts';
import { CLAIM_KINDS, type Claim, type IncidentItem } from '../incident/item.ts';
import { reminderHolds } from '../incident/reminder.ts';
import { type Telling, tellingOf, withLearned } from '../incident/telling.ts';
import { type KeyDetails, nothingKnown } from '../kms/key-details.ts';
import type { PipelineSettings } from './ports.ts';

/** Claims of one incident that must go out, and whether they stand in the store. */
export interface Due {
  readonly item: IncidentItem;
  readonly send: readonly Claim[];
  /** Why the store does not know of them; undefined: it does. */
  readonly untracked?: string | undefined;
}

/** The claims of one incident that a message tells. */
export interface Part {
  readonly due: Due;
  readonly claims: readonly Claim[];
}

/** One message: claims of one incident or, in a summary, of many. */
export interface Message {
  readonly first: Claim;
  readonly parts: readonly Part[];
  /** The summary that it is; undefined: it tells one claim. */
  readonly summary: string | undefined;
}

/**
 * The messages that claims make, the most urgent first. Those that the store does not know of go in an order of chance, so that tries
 * that all run out of time do not all tell the same ones.
 * @param random at least 0, less than 1
 */
export function messagesOf(all: readonly Due[], random: () => number): readonly Message[] {
  const messages = [...singles(all), ...summaries(all)];
  const chance = new Map(messages.map((message) => [message, isUntracked(message) ? random() : 0]));
  return messages.sort(
    (one, other) => mostUrgentFirst(one, other) || (chance.get(one) ?? 0) - (chance.get(other) ?? 0),
  );
}

const singles = (all: readonly Due[]): readonly Message[] =>
  all.flatMap((due) =>
    due.send
      .filter(({ summary }) => summary === undefined)
      .map((claim) => ({ first: claim, parts: [{ due, claims: [claim] }], summary: undefined })),
  );

function summaries(all: readonly Due[]): readonly Message[] {
  const groups = new Map<string, Part[]>();
  for (const due of all) {
    for (const summary of new Set(due.send.map((claim) => claim.summary))) {
      if (summary === undefined) continue;
      const claims = due.send.filter((claim) => claim.summary === summary);
      groups.set(summary, [...(groups.get(summary) ?? []), { due, claims }]);
    }
  }
  return [...groups].flatMap(([summary, parts]) => {
    const [first] = parts.flatMap(({ claims }) => claims).sort((one, other) => placeOf(one) - placeOf(other));
    return first === undefined ? [] : [{ first, parts, summary }];
  });
}

/** Whether the store does not know of a message. */
export const isUntracked = ({ parts }: Message): boolean => parts.some(({ due }) => due.untracked !== undefined);

/** A new key before a last chance before a new caller before a count; of the same kind the gravest, then the oldest. */
function mostUrgentFirst(one: Message, other: Message): number {
  const place = placeOf(one.first) - placeOf(other.first);
  if (place !== 0 || isUntracked(one)) return place;
  return weightOf(other) - weightOf(one) || one.first.at - other.first.at;
}

const placeOf = ({ kind }: Claim): number => CLAIM_KINDS.indexOf(kind);

const weightOf = ({ parts }: Message): number =>
  Math.max(...parts.map(({ due: { item } }) => (item.severity === undefined ? 0 : rank(item.severity))));

/** The alert of a message; undefined when there is nothing left to say: a reminder of a key that is saved, and quiet. */
export function alertOf(
  { first, parts, summary }: Message,
  details: ReadonlyMap<string, KeyDetails>,
  now: Date,
  settings: PipelineSettings,
  notes: readonly Unavailable[],
): Alert | undefined {
  const detailsOf = (item: IncidentItem) => withLearned(details.get(item.id) ?? nothingKnown('not read'), item);
  if (summary !== undefined) {
    const entries = parts
      .map(({ due: { item }, claims }) => {
        const known = detailsOf(item);
        return { item, details: known, claims: claims.flatMap((claim) => whatHolds(claim, known, now) ?? []) };
      })
      .filter(({ claims }) => claims.length > 0);
    const reason = first.kind === 'hidden' ? 'weekly' : first.kind === 'dry-run' ? 'dry-run' : 'many-due';
    return entries.length === 0 ? undefined : buildSummary(reason, entries, settings.alert, now);
  }
  const due = parts[0]?.due;
  return due && alertOfClaim(due, first, detailsOf(due.item), now, settings, notes);
}

function alertOfClaim(
  { item, untracked }: Due,
  claim: Claim,
  details: KeyDetails,
  now: Date,
  settings: PipelineSettings,
  notes: readonly Unavailable[],
): AlertOfKey | undefined {
  const holding = whatHolds(claim, details, now);
  if (holding === undefined) return undefined;
  const telling = tellingOf(item, holding, settings.policy);
  if (telling === undefined) throw new Error(`claim ${claim.id} has nothing to tell`);
  if (untracked === undefined) return withNotes(madeOf(telling, details, now, settings, item.drill), notes);
  return withNotes(madeOf({ ...telling, ...UNCOUNTED }, details, now, settings, item.drill), [
    ...notes,
    notCounted(untracked),
  ]);
}

/** A last chance that is none any more is a count, if it counts anything. */
function whatHolds(claim: Claim, details: KeyDetails, now: Date): Claim | undefined {
  if (claim.kind !== 'reminder' || reminderHolds(details, now)) return claim;
  return claim.count === 0 ? undefined : { ...claim, kind: 'digest' };
}

const withNotes = (alert: AlertOfKey, notes: readonly Unavailable[]): AlertOfKey => ({
  ...alert,
  unavailable: [...alert.unavailable, ...notes.map(({ part, reason }) => ({ part, reason: forJson(reason) }))],
});

const UNCOUNTED: Pick<Telling, 'total' | 'totalSince' | 'totalLast' | 'nextCounts'> = {
  total: undefined,
  totalSince: undefined,
  totalLast: undefined,
  nextCounts: [],
};

const notCounted = (reason: string): Unavailable => ({
  part: 'occurrences.total',
  reason: `the table of incidents cannot be reached, so repeats cannot be counted (${reason.slice(0, 100)})`,
});

/** Nothing that was read about a key can hold an alert back, not even an answer that makes no sense. */
function madeOf(
  telling: Telling,
  details: KeyDetails,
  now: Date,
  { alert }: PipelineSettings,
  drill: boolean,
): AlertOfKey {
  try {
    return buildAlert(telling, details, alert, now, drill);
  } catch (thrown) {
    const reason = `what was read of the key could not be used (${messageOf(thrown)})`;
    return buildAlert(telling, nothingKnown(reason), alert, now, drill);
  }
}
