import type { Verdict } from '../check.ts';
import type { UnknownFact } from '../fact.ts';
import type { Facts, TrailFacts } from '../facts.ts';
import { see, unread, withoutLogGroup } from '../verdicts.ts';
import { deliveryOf } from './delivery.ts';
import { feedingTrails } from './feeding.ts';
import { type Recorded, recordedBy } from './selectors.ts';

/** A trail that feeds the log group, with what it records. */
export interface Recording {
  readonly trail: TrailFacts;
  readonly recorded: Recorded;
}

/** What the trails whose records reach the log group record; `unread` holds one of which that is not known. */
export interface Recordings {
  readonly recordings: readonly Recording[];
  readonly unread: Verdict | undefined;
}

/** Of what can be known; a verdict when none feeds the log group, which is for another check to find. */
export function recordingsOf(facts: Facts): Recordings | Verdict {
  const without = withoutLogGroup(facts);
  if (without !== undefined) return without;
  if (!facts.trails.known) return unread(facts.trails);
  // What a trail records and cannot deliver covers nothing.
  const delivering = feedingTrails(facts, facts.trails.value).filter(
    (trail) => deliveryOf(trail, facts).state !== 'fail',
  );
  if (delivering.length === 0) return see('no trail delivers to the log group', 'trail-delivers');
  const read = delivering.map((trail) => ({ trail, recorded: recordedIn(trail) }));
  const unclear = read.find(({ recorded }) => 'known' in recorded);
  return {
    recordings: read.flatMap(({ trail, recorded }) => ('known' in recorded ? [] : [{ trail, recorded }])),
    unread:
      unclear && 'known' in unclear.recorded ? unread(unclear.recorded, `trail ${unclear.trail.name}`) : undefined,
  };
}

const recordedIn = ({ selectors }: TrailFacts): Recorded | UnknownFact =>
  selectors.known
    ? (recordedBy(selectors.value) ?? { known: false, reason: 'CloudTrail names no selectors of it' })
    : selectors;
