import { describe, expect, it } from '@jest/globals';
import { KEY } from '../builders/record.ts';
import { drillIn } from './drill-world.ts';

const COMMAND = `aws kms schedule-key-deletion --region eu-west-1 --key-id ${KEY} --pending-window-in-days 7`;
const ALL_DENIED = { schedule: true, 'schedule for long': true, disable: true } as const;

describe('a key of a drill whose deletion cannot be scheduled as it should', () => {
  it('waits for 30 days and is not used where 7 are denied, since its alerts would be real ones', async () => {
    const { exitCode, fault, keyState, lines, calls } = await drillIn({ failing: { schedule: true } });
    expect([exitCode, keyState, fault?.code]).toEqual([1, 'pending', 'drill-window-denied']);
    expect(lines.slice(-3)).toEqual([
      'What is left is this key, pending deletion and not used since; it goes not',
      'before Tue 22 Dec 2026 03:16 UTC:',
      KEY,
    ]);
    expect(fault?.message).toMatch(/got it denied in 7 days and allowed in 30, wanted 7; .*alerts would be real ones/);
    expect(calls.slice(-2)).toEqual(['schedule', 'schedule for long']);
  });

  it('is disabled where its deletion cannot be scheduled at all, and named with the exact command', async () => {
    const failing = { ...ALL_DENIED, disable: 0 };
    const { exitCode, fault, keyState, lines, calls } = await drillIn({ failing });
    expect([exitCode, keyState, fault?.code]).toEqual([1, 'disabled', 'drill-key-disabled']);
    expect(lines.slice(-2)).toEqual([
      'A DISABLED KEY IS LEFT BEHIND. It protects nothing; schedule its deletion:',
      COMMAND,
    ]);
    expect(fault?.message).toBe(
      'the deletion of the new key could not be scheduled; schedule: got a fault, wanted none',
    );
    expect(calls.slice(-3)).toEqual(['schedule', 'schedule for long', 'disable']);
  });

  it('is disabled, and no longer waiting period is tried, where it is not denied but fails', async () => {
    const { keyState, calls } = await drillIn({ failing: { schedule: true }, fault: 'no-answer' });
    expect([keyState, calls.includes('schedule for long')]).toEqual(['disabled', false]);
  });

  it('is said to be enabled where nothing could be done about it', async () => {
    const { fault, keyState, lines, calls } = await drillIn({ failing: ALL_DENIED });
    expect([keyState, fault?.code]).toEqual(['enabled', 'drill-key-enabled']);
    expect(lines.slice(-2)).toEqual([
      'AN ENABLED KEY IS LEFT BEHIND. It protects nothing; schedule its deletion:',
      COMMAND,
    ]);
    expect(fault?.message).toBe(
      'the deletion of the new key could not be scheduled; schedule: got a fault, wanted none; nor could it be disabled; disable: got a fault, wanted none',
    );
    expect(calls).not.toContain('decrypt');
  });

  it('is named without a command where its ARN has no form that is known', async () => {
    const { lines } = await drillIn({ failing: ALL_DENIED, keyArn: `${KEY}$(reboot)` });
    expect(lines.at(-1)).toBe(`${KEY}$(reboot)`);
  });

  it('is left with its command where KMS does not know it for a minute', async () => {
    const { keyState, lines } = await drillIn({ unknownFor: 3_600_000 });
    expect([keyState, lines.at(-1)]).toEqual(['disabled', COMMAND]);
  });
});
