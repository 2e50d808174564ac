import type { Cancelled, Intent, ReadBack, RescueOutcome, Write } from '../incident/rescue.ts';
import { isPendingState } from '../kms/key-state.ts';

/** What KMS answered to a write. */
export type Answer =
  | { readonly kind: 'done'; readonly requestId: string | undefined }
  | {
      /** KMS refused it: nothing was changed by it. */
      readonly kind: 'refused';
      readonly requestId: string | undefined;
      /** In words. */
      readonly reason: string;
      /** Worth another try in a moment: throttled, or the key was not yet in the state. */
      readonly again: boolean;
    }
  /** No answer came, so that it may have been done. */
  | { readonly kind: 'no-answer'; readonly reason: string };

/** What came of a cancel: by KMS's answer and by what the key was read as after it. Told as it is, never better. */
export function outcomeOfCancel(answer: Answer, readBack: ReadBack, period: number | undefined): RescueOutcome {
  const state = readBack.kind === 'read' ? readBack.state : undefined;
  switch (answer.kind) {
    case 'done':
      return 'cancelled';
    case 'refused':
      return state !== undefined && !isPendingState(state) ? 'not-pending' : 'refused';
    case 'no-answer':
      if (readBack.kind === 'unread') return 'unclear';
      if (isPendingState(state)) return readBack.deletionDate === period ? 'refused' : 'unclear';
      // Enabled: a person was at it, so that the cancel may have been theirs as well.
      return state === 'Enabled' ? 'not-pending' : 'answer-lost';
  }
}

/** What must be remembered so that the guard never cancels a deletion again that people scheduled after it had. */
export function cancelledBy(outcome: RescueOutcome, answer: Answer, intent: Intent): Cancelled | undefined {
  const cancelled = { at: intent.at, period: intent.period };
  switch (outcome) {
    case 'cancelled':
    case 'answer-lost':
    case 'restored':
      return cancelled;
    case 'not-pending':
    case 'unclear':
      // It may have been the guard: then what is scheduled since is people's answer to it.
      return answer.kind === 'no-answer' ? cancelled : undefined;
    case 'refused':
    case 'nothing-done':
    case 'would-cancel':
      return undefined;
  }
}

/** Whether the key may be enabled now: KMS answered that the guard cancelled, and the key was read as Disabled since. */
export const mayEnable = (intent: Intent, outcome: RescueOutcome, readBack: ReadBack): boolean =>
  intent.enable && outcome === 'cancelled' && readBack.kind === 'read' && readBack.state === 'Disabled';

/** `restored` only when Enabled was read. */
export const isRestored = (write: Write): boolean =>
  write.enable?.outcome === 'enabled' && write.readBack.kind === 'read' && write.readBack.state === 'Enabled';
