import { describe, expect, it } from '@jest/globals';
import { parseRetryAfter } from '../../shared/slack/retry-after.ts';

// RFC 9110, 10.2.3 and 5.6.7.
const NOW = new Date('2026-11-22T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['1', 1000],
    [' 30 ', 30_000],
    ['1.5', 1500],
    ['86400', 86_400_000],
    ['-5', 0],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 11:59:30 GMT', 0],
  ])('%j is a wait of %d ms', (header, ms) => {
    expect(parseRetryAfter(header, NOW)).toBe(ms);
  });

  // Of some of these, Date.parse makes a date.
  it.each([
    null,
    '',
    'soon',
    'in 5',
    'garbage 5',
    '2026-11-22T12:00:30Z',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    '9'.repeat(400),
  ])('%j says nothing', (header) => {
    expect(parseRetryAfter(header, NOW)).toBeUndefined();
  });

  it.each(['Sun, 99 Nov 2026 12:00:30 GMT', 'Xxx, 22 Xxx 2026 12:00:30 GMT'])('%j is no date', (header) => {
    expect(parseRetryAfter(header, NOW)).toBeUndefined();
  });
});
