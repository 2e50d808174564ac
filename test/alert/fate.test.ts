import { describe, expect, it } from '@jest/globals';
import type { BlindSpotAlert } from '../../shared/alert/alert.ts';
import { keysAtRisk } from '../../shared/alert/blind-spot-words.ts';
import { goesWhen } from '../../shared/alert/fate.ts';
import { managementSentences } from '../../shared/alert/management-words.ts';
import { goesAndThen } from '../../shared/alert/opening.ts';
import { alertOf, knownDetails, NOW } from '../builders/alert.ts';
import { aRefusal } from '../builders/record.ts';
import { BLIND_SPOTS } from './blind-spots.ts';

const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000).toISOString();
const endedAgo = (hours: number) => ({ state: 'PendingDeletion', deletionDate: hoursAgo(hours) });

// A key is deleted up to 24 hours after its deletion date: KMS Developer Guide, "Deleting AWS KMS keys".
describe('a key whose waiting period is over', () => {
  it('may go at any moment, for 24 hours', () => {
    expect(goesWhen(endedAgo(23), NOW)).toBe('at any moment: its waiting period ended Sat 21 Nov 2026 04:15 UTC');
  });

  it('should be gone after these, in every text', async () => {
    expect(goesWhen(endedAgo(24), NOW)).toMatch(
      /^should be gone by now .*still there.*ended Sat 21 Nov 2026 03:15 UTC$/,
    );
    const call = alertOf([aRefusal({ eventName: 'TagResource' })], knownDetails());
    const late = { ...call, key: { ...call.key, ...endedAgo(25) } };
    expect(managementSentences(late, NOW)).toMatch(/its waiting period is over: it should be gone by now/);
    expect(goesAndThen(late.key, NOW)).toMatch(/^should be gone by now .*\. After that nobody, AWS included, can read/);
    const spot = (await BLIND_SPOTS['blind-spot']?.()) as BlindSpotAlert;
    const [first] = keysAtRisk({ ...spot, atRisk: spot.atRisk.map((key) => ({ ...key, ...endedAgo(25) })) }, NOW);
    expect(first).toMatch(/the first should be gone by now$/);
  });
});
