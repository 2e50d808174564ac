import { REMEDIATION_MODES } from '../../shared/contract/remediation.ts';
import { DECISIONS, NO_RESCUE, OUTCOMES, type Rescue, type RescueStep } from '../../shared/incident/rescue.ts';

const AT = Date.parse('2026-11-22T03:12:00Z');

/** A decision that was made on Sun 22 Nov 2026 03:12 UTC. */
export const step = (changes: Partial<RescueStep> = {}): RescueStep => ({
  ...{
    at: AT,
    mode: 'cancel',
    decision: 'skip',
    cause: 'tags-unread',
    reason: 'the tags of the key could not be read',
  },
  ...{ outcome: 'nothing-done', actAt: undefined, write: undefined },
  ...changes,
});

/** What an incident may remember of saving its key: every decision with every outcome, and a write on its way. */
export const RESCUES: readonly Rescue[] = [
  ...DECISIONS.flatMap((decision) =>
    OUTCOMES.map((outcome) => ({
      ...NO_RESCUE,
      attempts: 1,
      last: step({ decision, outcome, actAt: AT + 86_400_000 }),
    })),
  ),
  {
    ...NO_RESCUE,
    intent: {
      ...{ id: 'a1', at: AT, mode: 'cancel-and-enable', period: AT, reason: 'role evil\u001b[31m', enable: true },
      ...{ cancelledAt: undefined, before: { state: 'Enabled', reason: 'CloudTrail says so' } },
    },
    cancelled: { at: AT - 86_400_000, period: undefined },
  },
  ...REMEDIATION_MODES.map((mode) => ({ ...NO_RESCUE, last: step({ mode }) })),
  NO_RESCUE,
];
