import { isPendingState } from '../kms/key-state.ts';
import type { AlertOfKey, AutomaticRemediation } from './alert.ts';

/** How a key stands whose deletion the guard itself cancelled. */
export type Standing =
  /** Whatever needs it keeps failing. */
  | 'disabled'
  | 'works'
  /** It cannot be used, and enabling it does not help: its imported material or its key store is gone. */
  | 'other-state'
  /** KMS answered that it is cancelled, and shows it as pending all the same: it is eventually consistent. */
  | 'still-shown-pending'
  | 'unread';

/** Whether the last thing that the guard did about a key was to cancel its deletion. */
const hasCancelled = ({ outcome }: AutomaticRemediation): boolean =>
  outcome === 'cancelled' || outcome === 'answer-lost' || outcome === 'restored';

/** What the guard is allowed to do and has done by itself; undefined where the deployment does nothing by itself. */
export const automaticOf = ({ remediation }: Pick<AlertOfKey, 'remediation'>): AutomaticRemediation | undefined =>
  remediation.mode === 'off' ? undefined : remediation;

/** Whether the state of the key was read for this alert; else it is the one that the record names, or an older one. */
export const isStateRead = ({ key, unavailable }: AlertOfKey): boolean =>
  key.state !== undefined &&
  !unavailable.some(({ part }) => part === 'key' || part === 'key.state' || part === 'key.deletionDate');

/** Judged from the alert alone. Undefined where the guard has not cancelled, or its cancel is not what holds any more. */
export function standingOf(alert: AlertOfKey): Standing | undefined {
  const done = automaticOf(alert);
  const time = done === undefined ? undefined : timeOfCancel(alert, done);
  if (done === undefined || time === undefined) return undefined;
  const isRead = isStateRead(alert);
  const state = isRead ? alert.key.state : done.write?.readBack.state;
  if (state === undefined) return alert.key.state === 'Disabled' ? 'disabled' : 'unread';
  if (isPendingState(state)) return isRead && isScheduledSince(alert, time) ? undefined : 'still-shown-pending';
  if (state === 'Disabled') return 'disabled';
  return state === 'Enabled' ? 'works' : 'other-state';
}

/**
 * When the guard cancelled what is cancelled now. It may have been decided again since, with nothing to do; not, where people
 * scheduled the deletion anew after the cancel.
 */
function timeOfCancel(alert: AlertOfKey, done: AutomaticRemediation): number | undefined {
  const { cancelledAt, write, cause, outcome } = done;
  if (hasCancelled(done)) return Date.parse(cancelledAt ?? write?.time ?? done.decidedAt ?? '') || 0;
  if (cancelledAt === undefined || outcome !== 'nothing-done' || cause === 'scheduled-again') return undefined;
  const time = Date.parse(cancelledAt);
  const isNotPending = isStateRead(alert) ? !isPendingState(alert.key.state) : alert.key.state === 'Disabled';
  return isNotPending && !isScheduledSince(alert, time) ? time : undefined;
}

/** Whether people scheduled the deletion again after the guard had cancelled it. */
function isScheduledSince({ key, remediation }: AlertOfKey, cancelledAt: number): boolean {
  if (key.scheduledBy !== undefined && Date.parse(key.scheduledBy.time) > cancelledAt) return true;
  if (!isPendingState(key.state) || remediation.mode === 'off') return false;
  // CloudTrail may not show the call yet. Read as cancelled once, or with another end, it is pending anew.
  const { state, deletionDate } = remediation.write?.readBack ?? {};
  return state !== undefined && (!isPendingState(state) || deletionDate !== key.deletionDate);
}

/** Whether a call was refused after the guard's cancel, so that people know of the cancel, and now of who still fails. */
export function isRefusedSince(alert: AlertOfKey): boolean {
  const time = automaticOf(alert)?.cancelledAt;
  const last = alert.occurrences.lastSeen ?? alert.event.time;
  return time !== undefined && last !== undefined && alert.occurrences.count > 0 && last > time;
}
