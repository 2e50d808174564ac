import { isPendingState } from '../kms/key-state.ts';
import type { SummaryAlert, SummaryKey } from './alert.ts';
import { EMAIL, type Medium } from './medium.ts';
import { AUTOMATIC_CANCEL_OFF } from './rescue-line.ts';
import { dayAndTime } from './time.ts';

/** What the guard did, would have done, or does not do about one key of many, in one clause; undefined where it does nothing by itself. */
export function summaryRescue(
  { remediation: done, state }: SummaryKey,
  now: Date,
  { text, time }: Medium = EMAIL,
): string | undefined {
  if (done === undefined) return undefined;
  const at = done.cancelledAt ?? done.write?.time ?? done.decidedAt;
  const when = at === undefined ? '' : ` ${time(new Date(at), now)}`;
  const again = done.triedAgain ? ', decided again within minutes' : '';
  switch (done.outcome) {
    case 'cancelled':
    case 'answer-lost':
    case 'restored':
      return `its deletion was cancelled by the guard${when}${stateSince(state)}`;
    case 'refused':
      return `NOT SAVED: the guard's cancel failed (${text(done.reason, 100)})${again}`;
    case 'unclear':
      return 'LOOK NOW: whether the guard cancelled its deletion is not known';
    case 'in-progress':
      return 'the guard is cancelling its deletion just now; a message of its own tells what came of it';
    case 'not-pending':
      return 'not pending any more when the guard came: CloudTrail says who cancelled';
    case 'would-cancel':
      return `DRY RUN: it would have been cancelled${when}, for ${text(done.reason, 100)}; nothing was done`;
    case 'nothing-done':
      return done.decision === 'wait' && done.actAt !== undefined
        ? `the guard waits until ${dayAndTime(new Date(done.actAt))} (${text(done.reason, 100)})${done.modeOfKey === 'dry-run' ? ', a dry run' : ''}`
        : `not cancelled by the guard: ${text(done.reason, 100)}${again}`;
  }
}

function stateSince(state: string | undefined): string {
  if (isPendingState(state)) return ', but the key is shown as pending: scheduled again, or shown late';
  return state === 'Disabled' ? ', callers keep failing until it is enabled' : '';
}

/** Whether the guard acts by itself on the keys of a summary; undefined where that needs no saying. */
export function summaryAutomatic({ reason, keys }: SummaryAlert): string | undefined {
  switch (reason) {
    case 'weekly':
      return undefined;
    case 'dry-run':
      return 'DRY RUN: nothing was done, and nothing happens unless you act.';
    case 'many-due':
      return keys.every(({ remediation }) => remediation === undefined)
        ? AUTOMATIC_CANCEL_OFF
        : 'What the guard does by itself stands with each key; else nothing happens unless you act.';
  }
}
