import { dayAndTime, timeSeenFrom } from '../../shared/alert/time.ts';
import type { ReportedDecision } from '../reports/keys.ts';
import { shown } from './shown.ts';

/** What the guard decided last about a key that is pending deletion, and what came of it, in one line. */
export function decisionText(decision: ReportedDecision, now: Date): string {
  const { outcome, decidedAt, cancelledAt, mode, triedAgain } = decision;
  const seen = (time: string) => timeSeenFrom(new Date(time), now);
  const when = decidedAt === undefined ? '' : ` (decided ${seen(decidedAt)}, mode ${mode})`;
  const again = triedAgain ? '; decided again by the next sweep' : '';
  const isEarlier = cancelledAt !== undefined && !SAVED.has(outcome);
  return `${whatOf(decision)}${when}${again}${isEarlier ? `; it cancelled a deletion of this key ${seen(cancelledAt)}` : ''}`;
}

const SAVED: ReadonlySet<ReportedDecision['outcome']> = new Set(['cancelled', 'answer-lost', 'restored']);

function whatOf({ outcome, decision, reason, actAt }: ReportedDecision): string {
  const why = shown(reason, 160);
  switch (outcome) {
    case 'would-cancel':
      return `DRY RUN: it would have cancelled the deletion, for ${why}; nothing was done`;
    case 'in-progress':
      return `it is about to cancel the deletion, or did, for ${why}; what came of it is not known yet`;
    case 'refused':
      return `it tried to cancel the deletion and FAILED: ${why}`;
    case 'unclear':
      return `it tried to cancel the deletion, and whether that was done is not known: ${why}`;
    // The key is pending deletion all the same: scheduled again, or KMS shows it late.
    case 'cancelled':
    case 'answer-lost':
    case 'restored':
      return `it cancelled the deletion, for ${why}, and the key is pending deletion again`;
    case 'not-pending':
      return 'it came when the key was not pending deletion; it has decided nothing since';
    case 'nothing-done':
      return decision === 'wait'
        ? `it waits${actAt === undefined ? '' : ` until ${dayAndTime(new Date(actAt))}`}: ${why}`
        : `it does not cancel the deletion: ${why}`;
  }
}
