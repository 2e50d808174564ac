import { isPendingState } from '../kms/key-state.ts';
import type { AlertOfKey } from './alert.ts';
import { fateInTitle } from './fate.ts';
import { automaticOf } from './rescue-standing.ts';
import { dayAndTime } from './time.ts';

/**
 * The title where the guard failed to save a key, or where its decision is what the alert is about; undefined where what was refused goes
 * first. Of a deletion that it cancelled, `rescue-words.ts` has the title.
 */
export function titleOfRemediation(name: string, alert: AlertOfKey, now: Date): string | undefined {
  const done = automaticOf(alert);
  if (done === undefined || alert.key.otherAccount || !mayBePending(alert)) return undefined;
  const isOwn = alert.kind === 'remediation';
  if (!isOwn && alert.kind !== 'key-use') return undefined;
  const goes = fateInTitle(alert.key, now);
  switch (done.outcome) {
    case 'refused':
      return `NOT SAVED: the guard's cancel failed: ${name}, ${goes}`;
    case 'unclear':
      return `LOOK NOW: not known whether the guard saved ${name}, ${goes}`;
    case 'would-cancel':
      return isOwn ? `dry run: the guard would have saved ${name}, ${goes}` : undefined;
    case 'in-progress':
      return isOwn ? `the guard is cancelling just now: ${name}, ${goes}` : undefined;
    case 'cancelled':
    case 'answer-lost':
    case 'restored':
      return isOwn ? `scheduled again, NOT saved again: ${name}, ${goes}` : undefined;
    case 'not-pending':
    case 'nothing-done':
      return isOwn ? notActed(name, goes, done) : undefined;
  }
}

function notActed(name: string, goes: string, done: NonNullable<ReturnType<typeof automaticOf>>): string {
  if (done.cause === 'scheduled-again') return `scheduled again, NOT saved again: ${name}, ${goes}`;
  const isReal = done.modeOfKey !== 'dry-run' && done.mode !== 'dry-run';
  return done.decision === 'wait' && done.actAt !== undefined && isReal
    ? `NOT SAVED before ${dayAndTime(new Date(done.actAt)).replace(/ \d{4}/, '')}: ${name}, ${goes}`
    : `NOT SAVED by the guard: ${name}, ${goes}`;
}

const mayBePending = ({ key }: AlertOfKey): boolean => key.state === undefined || isPendingState(key.state);
