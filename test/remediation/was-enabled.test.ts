import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { known, unavailable } from '../../shared/kms/key-details.ts';
import { STATE_CALLS, type StateCall, type StateFacts, wasEnabled } from '../../shared/remediation/was-enabled.ts';

const NOW = new Date('2026-11-22T03:15:00.000Z');
const HOUR = 3_600_000;
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * HOUR);
const SCHEDULED = 37;

const aCall = (name: StateCall, hours: number) => ({ name, time: hoursAgo(hours) });
const facts = (overrides: Partial<StateFacts> = {}, ...calls: ReturnType<typeof aCall>[]): StateFacts => ({
  now: NOW,
  scheduledBy: known({ principal: 'role terraform-deploy', time: hoursAgo(SCHEDULED) }),
  lastUsage: known({ used: true, operation: 'Decrypt', time: hoursAgo(SCHEDULED + 1), eventId: undefined }),
  history: known({ since: hoursAgo(90 * 24), calls }),
  ...overrides,
});

describe('whether a key was Enabled when its deletion was scheduled', () => {
  it.each([
    ['no call, and used since', [], 'Enabled'],
    ['EnableKey', [aCall('EnableKey', 100)], 'Enabled'],
    ['DisableKey', [aCall('DisableKey', 100)], 'Disabled'],
    ['DisableKey, then EnableKey', [aCall('DisableKey', 100), aCall('EnableKey', 99)], 'Enabled'],
    ['EnableKey, then DisableKey', [aCall('EnableKey', 100), aCall('DisableKey', 99)], 'Disabled'],
    [
      'a cancel before, which leaves a key Disabled',
      [aCall('EnableKey', 101), aCall('CancelKeyDeletion', 100)],
      'Disabled',
    ],
    ['a cancel before, and EnableKey after it', [aCall('CancelKeyDeletion', 100), aCall('EnableKey', 99)], 'Enabled'],
    ['two different calls in one second', [aCall('DisableKey', 100), aCall('EnableKey', 100)], 'unknown'],
    [
      'a call after it, so that it was scheduled more than once',
      [aCall('EnableKey', 99), aCall('CancelKeyDeletion', 3)],
      'unknown',
    ],
  ] as const)('%s', (_, calls, state) => expect(wasEnabled(facts({}, ...calls)).state).toBe(state));

  it.each([
    ['its scheduling is not known', { scheduledBy: unavailable('no right cloudtrail:LookupEvents') }],
    ['it was scheduled a moment ago', { scheduledBy: known({ principal: 'x', time: hoursAgo(0.2) }) }],
    ['the history could not be read', { history: unavailable('throttled') }],
    ['nobody called, and its last use could not be read', { lastUsage: unavailable('no right kms:GetKeyLastUsage') }],
    ['nobody called, and it was never used', { lastUsage: known({ used: false as const, trackedSince: undefined }) }],
    ['its last use is older than what was read', { history: known({ since: hoursAgo(SCHEDULED + 0.5), calls: [] }) }],
  ])('is unknown when %s, and says why', (_, overrides) => {
    const before = wasEnabled(facts(overrides));
    expect(before.state).toBe('unknown');
    expect(before.reason).not.toBe('');
  });

  it('is not shown by a call that is older than what was read of the others: one may have followed it', () => {
    const cut = (hours: number) => ({
      history: known({ since: hoursAgo(hours), calls: [aCall('EnableKey', 20 * 24)] }),
    });
    const unused = { lastUsage: known({ used: false as const, trackedSince: undefined }) };
    expect(wasEnabled(facts({ ...cut(30 * 24), ...unused })).state).toBe('Enabled');
    expect(wasEnabled(facts({ ...cut(5 * 24), ...unused })).state).toBe('unknown');
  });

  it('does not hang on the order in which the history comes', () => {
    const calls = fc.array(
      fc.record({ name: fc.constantFrom(...STATE_CALLS), time: fc.integer({ min: 38, max: 60 }).map(hoursAgo) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(calls, fc.nat(), (some, seed) => {
        const shuffled = [...some].sort(
          (one, other) => ((one.time.getTime() + seed) % 7) - ((other.time.getTime() + seed) % 7),
        );
        expect(wasEnabled(facts({}, ...shuffled))).toEqual(wasEnabled(facts({}, ...some)));
      }),
    );
  });

  it('is never Enabled when the last call left it Disabled', () => {
    const calls = fc.array(
      fc.record({ name: fc.constantFrom(...STATE_CALLS), time: fc.integer({ min: 40, max: 60 }).map(hoursAgo) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(calls, fc.constantFrom('DisableKey' as const, 'CancelKeyDeletion' as const), (some, last) => {
        expect(wasEnabled(facts({}, ...some, aCall(last, 38))).state).toBe('Disabled');
      }),
    );
  });
});
