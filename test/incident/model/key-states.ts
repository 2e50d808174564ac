import { type KeyDetails, nothingKnown } from '../../../shared/kms/key-details.ts';
import { DAY, pendingUntil, readAs } from '../../builders/incident.ts';
import { arnOf, UNNAMED } from './calls.ts';

/** How it stands with the deletion of a key. */
export interface Schedule {
  readonly since: number;
  readonly end: number;
  readonly cancelledAt: number | undefined;
}

/** The keys as KMS knows them. */
export interface KeyStates {
  /** Undefined for those of which nobody tells us. */
  scheduleOf(arn: string): Schedule | undefined;
  cancel(key: 'ledger' | 'archive', now: number): void;
  schedule(key: 'ledger' | 'archive', now: number, days: number): void;
  read(arn: string, now: number): KeyDetails;
}

export function createKeyStates(start: number, ends: Readonly<Record<'ledger' | 'archive', number>>): KeyStates {
  const schedules = {
    ledger: first(start, start + ends.ledger),
    archive: first(start, start + ends.archive),
  };
  // The crowd ends with the first key.
  const nameOf = (arn: string) => (arn === arnOf('archive') ? 'archive' : 'ledger');
  const scheduleOf = (arn: string) =>
    arn === UNNAMED || arn === arnOf('foreign') ? undefined : schedules[nameOf(arn)];
  return {
    scheduleOf,
    cancel(key, now) {
      const schedule = schedules[key];
      if (schedule.cancelledAt === undefined && now < schedule.end) schedules[key] = { ...schedule, cancelledAt: now };
    },
    schedule(key, now, days) {
      if (schedules[key].cancelledAt === undefined) return;
      schedules[key] = { since: now, end: now + days * DAY, cancelledAt: undefined };
    },
    read(arn, now) {
      const schedule = scheduleOf(arn);
      if (schedule === undefined) return nothingKnown('access denied');
      if (schedule.cancelledAt !== undefined) return readAs('Disabled');
      // The end is the earliest moment; a day later the key is gone for certain.
      return now > schedule.end + DAY ? nothingKnown('not found') : pendingUntil(schedule.end);
    },
  };
}

const first = (start: number, end: number): Schedule => ({ since: start - DAY, end, cancelledAt: undefined });
