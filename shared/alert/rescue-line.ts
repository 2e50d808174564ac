import { REMEDIATION_TAG } from '../contract/remediation.ts';
import type { AlertOfKey, AutomaticRemediation } from './alert.ts';
import { EMAIL, type Medium } from './medium.ts';
import { auditOf } from './rescue-facts.ts';
import { automaticOf, standingOf } from './rescue-standing.ts';
import type { Situation } from './situation.ts';
import { dayAndTime } from './time.ts';

/** The guard does nothing by itself: said in every alert that asks for a decision. */
export const AUTOMATIC_CANCEL_OFF = 'Automatic cancel is OFF: nothing happens unless you act.';

const NOTHING_UNLESS_YOU = 'Nothing happens unless you act.';

/** What of it stands right below the first words; undefined where it stands below the steps, or nothing of it does. */
export function rescueAbove(
  alert: AlertOfKey,
  situation: Situation,
  now: Date,
  medium: Medium = EMAIL,
): string | undefined {
  if (automaticOf(alert) === undefined || !isOnItsWay(situation)) return undefined;
  return isRescueFirst(alert) ? rescueLine(alert, now, medium) : undefined;
}

/** What of it stands below the steps: what the guard does about a deletion that goes on; else by which its own call is found. */
export function rescueBelow(
  alert: AlertOfKey,
  situation: Situation,
  now: Date,
  medium: Medium = EMAIL,
): string | undefined {
  if (situation === 'other-account') return undefined;
  const isSaidAbove = rescueAbove(alert, situation, now, medium) !== undefined;
  return isOnItsWay(situation) && !isSaidAbove ? rescueLine(alert, now, medium) : auditOf(alert, medium);
}

/** Whether the deletion of a key of ours may go on. */
const isOnItsWay = (situation: Situation): boolean =>
  situation !== 'rescued' && situation !== 'not-pending' && situation !== 'other-account';

/** Whether what the guard did or failed to do is to be read before everything but the first words. */
function isRescueFirst({ kind, remediation: { outcome } }: AlertOfKey): boolean {
  switch (outcome) {
    case 'refused':
    case 'unclear':
    case 'in-progress':
      return true;
    default:
      return kind === 'remediation';
  }
}

/**
 * What the guard does about a deletion that goes on, and what it did not do and why; inert. Of a deletion that it cancelled, other words
 * tell: see `rescue-words.ts`.
 */
function rescueLine(alert: AlertOfKey, now: Date, medium: Medium = EMAIL): string {
  const done = automaticOf(alert);
  if (done === undefined) return AUTOMATIC_CANCEL_OFF;
  switch (done.outcome) {
    case 'would-cancel':
      return dryRun(alert, done, now, medium);
    case 'in-progress':
      return `The guard is cancelling this deletion just now (mode ${done.modeOfKey ?? done.mode}). A message within minutes tells what came of it; until then count on nothing.`;
    case 'refused':
      return `NOT SAVED: the guard tried to cancel this deletion${when(done.write?.time, now, medium)}, and it FAILED: ${medium.text(done.reason, 160)}. THE DELETION GOES ON.${afterFailure(done)}`;
    case 'unclear':
      return `LOOK NOW: whether the guard cancelled this deletion is not known. It tried${when(done.write?.time, now, medium)}: ${medium.text(done.reason, 160)}.${done.triedAgain ? ' It looks again within minutes; do not wait for it.' : ' It does not look again.'}`;
    case 'cancelled':
    case 'answer-lost':
    case 'restored':
      return standingOf(alert) === undefined
        ? scheduledAgain(done, now, medium)
        : `The guard cancelled the deletion of this key${when(done.cancelledAt ?? done.write?.time, now, medium)}.`;
    case 'not-pending':
      return `When the guard came${when(done.write?.time ?? done.decidedAt, now, medium)}, the key was not pending deletion. It acts on this deletion only if it is decided again.`;
    case 'nothing-done':
      return nothingDone(alert, done, now, medium);
  }
}

function nothingDone(alert: AlertOfKey, done: AutomaticRemediation, now: Date, medium: Medium): string {
  const reason = medium.text(done.reason, 220);
  switch (done.decision) {
    case 'wait':
      return waits(alert, done, reason);
    case 'none':
      return `Automatic cancel does not act on this: ${reason}. ${NOTHING_UNLESS_YOU}`;
    case 'skip':
    case 'cancel':
    case 'cancel-and-enable':
      if (done.cause === 'scheduled-again') return scheduledAgain(done, now, medium);
      return `Not cancelled by the guard: ${reason}.${
        done.triedAgain ? ' It is decided again within minutes; do not wait for it.' : ` ${NOTHING_UNLESS_YOU}`
      }`;
  }
}

const when = (time: string | undefined, now: Date, medium: Medium): string =>
  time === undefined ? '' : ` ${medium.time(new Date(time), now)}`;

const afterFailure = ({ triedAgain }: AutomaticRemediation): string =>
  triedAgain
    ? ' It is tried again within minutes; do not wait for it.'
    : ' Save the key yourself: do not count on another try.';

const scheduledAgain = ({ cancelledAt, write }: AutomaticRemediation, now: Date, medium: Medium): string =>
  `SCHEDULED AGAIN: the guard had cancelled a deletion of this key${when(cancelledAt ?? write?.time, now, medium)}, and it was scheduled again since. The guard respects that and does NOT cancel it again. ${NOTHING_UNLESS_YOU}`;

function dryRun(alert: AlertOfKey, done: AutomaticRemediation, now: Date, medium: Medium): string {
  const { mode, decidedAt, reason } = done;
  const would = mode === 'dry-run' ? 'in mode cancel' : `in its mode ${mode}`;
  return `DRY RUN${lowered(alert, done)}: ${would} the guard would have cancelled this deletion${when(decidedAt, now, medium)}, for ${medium.text(reason, 120)}. NOTHING WAS DONE, and nothing happens unless you act.`;
}

/** Which part lowered the mode for this key, as far as that can be told. */
function lowered({ key }: AlertOfKey, { mode, modeOfKey }: AutomaticRemediation): string {
  if (modeOfKey === undefined || modeOfKey === mode) return '';
  const { tags } = key;
  const tag = tags !== undefined && Object.hasOwn(tags, REMEDIATION_TAG) ? tags[REMEDIATION_TAG]?.trim() : undefined;
  if (tags === undefined) return ' (by the tag of the key or by the kill switch)';
  return tag === modeOfKey ? ' (by the tag of the key)' : ' (by the kill switch)';
}

function waits(alert: AlertOfKey, done: AutomaticRemediation, reason: string): string {
  const { actAt, modeOfKey, mode } = done;
  const time = actAt === undefined ? 'later' : dayAndTime(new Date(actAt));
  return (modeOfKey ?? mode) === 'dry-run'
    ? `DRY RUN${lowered(alert, done)}: nothing is cancelled. A mode that acts would wait until ${time}: ${reason}. ${NOTHING_UNLESS_YOU}`
    : `Automatic cancel waits: ${reason}. The guard decides ${actAt === undefined ? time : `soon after ${time}`}, and acts if nothing speaks against it then. Need the key? Save it now yourself.`;
}
