import { describe, expect, it } from '@jest/globals';
import { type KeyMetadata, known, unavailable } from '../../shared/kms/key-details.ts';
import { timeLeft } from '../../shared/kms/time-left.ts';
import { NOW } from '../builders/alert.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const keyState = (state: string, deletionDate?: Date): KeyMetadata => ({
  state,
  deletionDate,
  pendingWindowInDays: undefined,
  createdAt: undefined,
  description: undefined,
  manager: undefined,
});
const endsIn = (ms: number) => known(keyState('PendingDeletion', new Date(NOW.getTime() + ms)));

// design, "Severity": > 7 days left | 7 days .. 72 h | <= 72 h or overdue | date unknown
describe('the time left', () => {
  it.each([
    ['30 days', 30 * DAY, 'more-than-7-days'],
    ['7 days and a millisecond', 7 * DAY + 1, 'more-than-7-days'],
    ['exactly 7 days', 7 * DAY, 'up-to-7-days'],
    ['a millisecond less than 7 days', 7 * DAY - 1, 'up-to-7-days'],
    ['72 hours and a millisecond', 72 * HOUR + 1, 'up-to-7-days'],
    ['exactly 72 hours', 72 * HOUR, 'up-to-72-hours'],
    ['a millisecond', 1, 'up-to-72-hours'],
    ['nothing', 0, 'up-to-72-hours'],
    ['less than nothing: overdue', -DAY, 'up-to-72-hours'],
  ])('%s', (_, ms, expected) => {
    expect(timeLeft(endsIn(ms), 'PendingDeletion', NOW)).toBe(expected);
  });

  it('is unknown when the key could not be read', () => {
    expect(timeLeft(unavailable('access denied'), 'PendingDeletion', NOW)).toBe('unknown');
    expect(timeLeft(unavailable('access denied'), undefined, NOW)).toBe('unknown');
  });

  it('is unknown when KMS names no date', () => {
    expect(timeLeft(known(keyState('PendingDeletion')), undefined, NOW)).toBe('unknown');
    expect(timeLeft(known(keyState('Disabled')), 'PendingDeletion', NOW)).toBe('unknown');
  });

  it('of a multi-Region primary key has not begun to run: as more than 7 days', () => {
    expect(timeLeft(known(keyState('PendingReplicaDeletion')), undefined, NOW)).toBe('more-than-7-days');
    expect(timeLeft(unavailable('access denied'), 'PendingReplicaDeletion', NOW)).toBe('more-than-7-days');
  });

  it('runs once the last replica is gone, whatever the older record said', () => {
    expect(timeLeft(endsIn(HOUR), 'PendingReplicaDeletion', NOW)).toBe('up-to-72-hours');
  });
});
