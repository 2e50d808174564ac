import { count, dayAndTime, span } from './time.ts';

/** What of a key tells when it goes. */
export interface KeyWithEnd {
  readonly state?: string;
  readonly deletionDate?: string;
}

/** When a key that is pending deletion goes. */
export type Fate =
  /** A multi-Region primary key: its waiting period starts when the last replica key is gone. */
  | { readonly kind: 'waits-for-replicas' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ahead'; readonly date: Date; readonly left: number }
  /** Its waiting period is over; AWS may take up to 24 hours more. */
  | { readonly kind: 'due'; readonly date: Date; readonly ago: number }
  /** These are over as well. */
  | { readonly kind: 'past'; readonly date: Date; readonly ago: number };

const DAY = 24 * 3_600_000;

export function fateOf({ state, deletionDate }: KeyWithEnd, now: Date): Fate {
  if (state === 'PendingReplicaDeletion') return { kind: 'waits-for-replicas' };
  if (deletionDate === undefined) return { kind: 'unknown' };
  const date = new Date(deletionDate);
  const left = date.getTime() - now.getTime();
  if (left > 0) return { kind: 'ahead', date, left };
  return { kind: left <= -DAY ? 'past' : 'due', date, ago: -left };
}

/** When it goes, for a label "Goes": "in 6 days, not before Sat 28 Nov 2026 14:02 UTC". */
export function goesWhen(key: KeyWithEnd, now: Date): string {
  const fate = fateOf(key, now);
  switch (fate.kind) {
    case 'waits-for-replicas':
      return 'waits for its replicas to be deleted';
    case 'unknown':
      return 'when is not known';
    case 'ahead':
      return `in ${span(fate.left)}, not before ${dayAndTime(fate.date)}`;
    case 'past':
      return `should be gone by now (see whether it is still there): its waiting period ended ${dayAndTime(fate.date)}`;
    case 'due':
      return `at any moment: its waiting period ended ${dayAndTime(fate.date)}`;
  }
}

/** When the key goes, for a title: "destroyed in 6 days". */
export function fateInTitle(key: KeyWithEnd, now: Date): string {
  const when = fateOf(key, now);
  switch (when.kind) {
    case 'waits-for-replicas':
      return 'pending replica deletion';
    case 'unknown':
      return 'pending deletion';
    case 'ahead':
      return `destroyed in ${span(when.left)}`;
    case 'due':
    case 'past':
      return 'its destruction is due';
  }
}

/** " of 14 days", where it is known how long the waiting period will be. */
export const ofDays = (days: number | undefined): string => (days === undefined ? '' : ` of ${count(days, 'day')}`);
