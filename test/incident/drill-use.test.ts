import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bothUses, type DrillUse, drillUseIn, drillUseOf, isDrill, NO_USE } from '../../shared/incident/drill-use.ts';
import { known, unavailable } from '../../shared/kms/key-details.ts';
import { incidentOfFindings, NOW } from '../builders/alert.ts';
import { aFinding } from '../builders/finding.ts';
import { roleIdentity } from '../builders/record.ts';

const DAY = 86_400_000;
/** A key that a drill can have made. */
const YOUNG = {
  metadata: known({
    ...{ state: 'PendingDeletion', createdAt: new Date(NOW.getTime() - 3000), pendingWindowInDays: undefined },
    ...{ deletionDate: new Date(NOW.getTime() + 7 * DAY), description: undefined, manager: 'CUSTOMER' },
  }),
  tags: known({ 'kms-deletion-guard:drill': 'true' }),
};
const scheduledBy = (principal: string) => ({ ...YOUNG, scheduledBy: known({ principal, time: NOW }) });
const LIKE: DrillUse = { kind: 'like-drill', principal: 'role billing-batch (i-0abc123def4567890)' };
const UNLIKE: DrillUse = { kind: 'unlike-drill' };

describe('use that may have been a drill', () => {
  it('is Decrypt alone, of nothing, by one caller', () => {
    expect(drillUseOf(aFinding())).toEqual(LIKE);
    expect(drillUseIn(incidentOfFindings(aFinding(0), aFinding(1)))).toEqual(LIKE);
    const encrypted = { requestParameters: { encryptionContext: { 'aws:ebs:id': 'vol-1' } } };
    expect(drillUseOf(aFinding(0, encrypted))).toEqual(UNLIKE);
    expect(drillUseOf(aFinding(0, { eventSource: 's3.amazonaws.com' }))).toEqual(UNLIKE);
    for (const other of [{ eventName: 'Encrypt' }, encrypted, { userIdentity: roleIdentity('report-api') }])
      expect(drillUseIn(incidentOfFindings(aFinding(0), aFinding(1, other)))).toEqual(UNLIKE);
  });

  const someUse = () => fc.constantFrom<DrillUse>(NO_USE, LIKE, { ...LIKE, principal: 'user Alice' }, UNLIKE);

  it('is put together in any order, and what is not a drill is never made one by more of it', () => {
    fc.assert(
      fc.property(someUse(), someUse(), someUse(), (one, two, three) => {
        expect(bothUses(one, two)).toEqual(bothUses(two, one));
        expect(bothUses(bothUses(one, two), three)).toEqual(bothUses(one, bothUses(two, three)));
        if (one.kind === 'unlike-drill') expect(bothUses(one, two)).toEqual(UNLIKE);
      }),
    );
  });

  it('was one on a key that was made for it, by who scheduled its deletion', () => {
    expect(isDrill(scheduledBy(LIKE.principal), LIKE)).toBe(true);
    expect(isDrill(scheduledBy('user Alice'), LIKE)).toBe(false);
    expect(isDrill({ ...YOUNG, scheduledBy: unavailable('too early') }, LIKE)).toBe(true);
    expect(isDrill(scheduledBy('user Alice'), NO_USE)).toBe(true);
    expect(isDrill(scheduledBy(LIKE.principal), UNLIKE)).toBe(false);
    expect(isDrill({ ...scheduledBy(LIKE.principal), tags: known({}) }, LIKE)).toBe(false);
  });
});
