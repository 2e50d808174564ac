import type { Finding } from '../finding/finding.ts';
import { bothUses, type DrillUse, drillUseIn, drillUseOf, NO_USE } from '../incident/drill-use.ts';
import type { IncidentItem } from '../incident/item.ts';
import {
  MOST_CALLERS,
  NO_REFUSALS,
  NONE,
  plus,
  type Refusals,
  type Refused,
  type RefusedCaller,
  type Sourced,
} from './refusals.ts';

/** Counts findings by the ARN of their key, each call once. */
export interface RefusalTally {
  add(finding: Finding): void;
  /** What was counted of a key. */
  of(arn: string): Refusals;
}

interface Counting {
  use: Refused;
  management: Refused;
  unconfirmed: Refused;
  before: Refused;
  drillUse: DrillUse;
  readonly callers: Map<string, { readonly caller: string; readonly operation: string; count: number }>;
}

/** Names are the callers' own: so many different ones are kept of a key, and no more. */
const MOST_NAMES = 1000;

/**
 * A tally of findings since the deletion of their key was scheduled; use that was refused before stands apart. A finding that names no key
 * by its ARN counts for none.
 * @param since when the deletion of a key was scheduled, as far as is known
 */
export function createRefusalTally(since: (arn: string) => Date | undefined): RefusalTally {
  const seen = new Set<string>();
  const keys = new Map<string, Counting>();
  return {
    add(finding) {
      const { id, key, event, own } = finding;
      if (key.kind !== 'arn' || own) return;
      // The two copies of a call across accounts have one sharedEventID.
      const call = event.sharedEventId ?? id;
      if (seen.has(call)) return;
      seen.add(call);
      const counting = keys.get(key.key.arn) ?? { ...NO_REFUSALS, callers: new Map() };
      keys.set(key.key.arn, counting);
      count(counting, finding, isBefore(event.time, since(key.key.arn)));
    },
    of(arn) {
      const counting = keys.get(arn);
      return counting === undefined ? NO_REFUSALS : { ...counting, callers: mostOften([...counting.callers.values()]) };
    },
  };
}

function count(counting: Counting, finding: Finding, isEarlier: boolean): void {
  const { operation, event, caller } = finding;
  const one: Refused = { count: 1, first: event.time, last: event.time };
  const kind = kindOf(operation);
  if (kind !== 'management') counting.drillUse = bothUses(counting.drillUse, drillUseOf(finding));
  if (isEarlier) {
    if (kind === 'use') counting.before = plus(counting.before, one);
    return;
  }
  counting[kind] = plus(counting[kind], one);
  if (kind !== 'use') return;
  const name = `${caller.facet}\n${operation.name}`;
  const entry = counting.callers.get(name) ?? { caller: caller.name, operation: operation.name, count: 0 };
  if (counting.callers.size < MOST_NAMES) counting.callers.set(name, entry);
  entry.count += 1;
}

const kindOf = (operation: Finding['operation']): 'use' | 'management' | 'unconfirmed' => {
  if (!operation.confirmed) return 'unconfirmed';
  return operation.class === 'management' ? 'management' : 'use';
};

const mostOften = (callers: readonly RefusedCaller[]): readonly RefusedCaller[] =>
  callers.toSorted((one, other) => other.count - one.count).slice(0, MOST_CALLERS);

const isBefore = (time: Date | undefined, since: Date | undefined): boolean =>
  time !== undefined && since !== undefined && time < since;

/**
 * What the table of incidents remembers of a key. What a silence or a setting hides counts as well; of that the table does not remember
 * whether KMS confirmed it, so that it is taken for confirmed: better one warning too many. The guard's own calls do not count.
 * @param since when the deletion was scheduled; use that was over before that stands apart
 */
export function refusalsInTable(item: IncidentItem | undefined, since: Date | undefined): Sourced {
  const sourced = (refusals: Refusals): Sourced => ({ refusals, source: 'incident table', atLeast: false });
  if (item === undefined || item.drill) return sourced(NO_REFUSALS);
  const hidden = item.hidden
    .filter(({ hiddenBy }) => hiddenBy.kind !== 'own')
    .map(({ hiddenBy, count: times, first, last }) => ({
      management: hiddenBy.class === 'management',
      refused: { count: times, first: dateOf(first), last: dateOf(last) },
    }));
  const sumOf = (management: boolean, earlier: boolean) =>
    hidden
      .filter((one) => one.management === management && isBefore(one.refused.last, since) === earlier)
      .reduce((sum, { refused }) => plus(sum, refused), NONE);
  const all = toldIn(item);
  const told = isBefore(dateOf(item.lastSeen), since) ? { ...NO_REFUSALS, before: all.use } : all;
  return sourced({
    ...told,
    use: plus(told.use, sumOf(false, false)),
    management: plus(told.management, sumOf(true, false)),
    before: plus(told.before, sumOf(false, true)),
    drillUse: drillUseOfItem(item),
  });
}

/** Of what is hidden, or beyond the callers that are remembered, nobody knows what it was. */
function drillUseOfItem(item: IncidentItem): DrillUse {
  const isHidden = item.hidden.some(({ hiddenBy }) => hiddenBy.kind !== 'own' && hiddenBy.class !== 'management');
  if (isHidden || item.others.count > 0) return { kind: 'unlike-drill' };
  const facets = item.facets.filter(({ operation }) => kindOf(operation) !== 'management');
  return facets.length === 0 ? NO_USE : drillUseIn({ ...item, facets });
}

/** What nothing hides. The table has the times of the incident only, not of each caller. */
function toldIn({ facets, others, firstSeen, lastSeen }: IncidentItem): Refusals {
  const times = { first: dateOf(firstSeen), last: dateOf(lastSeen) };
  const refused = (amount: number): Refused => (amount === 0 ? NONE : { count: amount, ...times });
  const sumOf = (kind: string) =>
    facets.filter(({ operation }) => kindOf(operation) === kind).reduce((sum, { count: amount }) => sum + amount, 0);
  return {
    use: refused(sumOf('use')),
    management: refused(sumOf('management')),
    // Callers beyond those that are remembered one by one: nobody knows of what class.
    unconfirmed: refused(sumOf('unconfirmed') + others.count),
    before: NONE,
    drillUse: NO_USE,
    callers: mostOften(
      facets
        .filter(({ operation }) => kindOf(operation) === 'use')
        .map(({ caller, operation, count: amount }) => ({
          caller: caller.name,
          operation: operation.name,
          count: amount,
        })),
    ),
  };
}

const dateOf = (time: number | undefined): Date | undefined => (time === undefined ? undefined : new Date(time));
