import type { Decision, DecisionFacts } from './facts.ts';
import { modeFor, RULES, type Verdict } from './rules.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Decides whether the deletion of a key is cancelled. Pure and closed: it is, only when every rule is known to allow it. A rule that
 * says no goes before one that cannot tell, since no is final, and what is not known may be known in a moment.
 */
export function decide(facts: DecisionFacts): Decision {
  const mode = modeFor(facts);
  const verdicts = RULES.map((rule) => rule(facts));
  const against = verdicts.find(({ kind }) => kind === 'no') ?? verdicts.find(({ kind }) => kind === 'unknown');
  if (against !== undefined && against.kind !== 'fine') return skip(mode, against);
  // No rule is against it, so that no part of the mode says off.
  if (mode === 'off') return skip(mode, { kind: 'no', cause: 'mode-off', reason: 'automatic cancel is off' });
  return inTime(facts, mode);
}

const skip = (mode: Decision['mode'], { kind, cause, reason }: Exclude<Verdict, { kind: 'fine' }>): Decision => ({
  kind: 'skip',
  mode,
  cause,
  reason,
  unknown: kind === 'unknown',
});

/** At once, or when few days are left. */
function inTime(facts: DecisionFacts, mode: Exclude<Decision['mode'], 'off'>): Decision {
  const { policy, metadata, now } = facts;
  const go: Decision = { kind: 'cancel', mode, reason: reasonOf(facts) };
  if (policy.withinDays === undefined || metadata.status === 'unavailable') return go;
  const { state, deletionDate } = metadata.value;
  const within = `${policy.withinDays} ${policy.withinDays === 1 ? 'day is' : 'days are'} left`;
  if (deletionDate === undefined) {
    return state === 'PendingReplicaDeletion'
      ? skip(mode, {
          kind: 'no',
          cause: 'too-early',
          reason: `it acts when ${within}, and the waiting period has not started`,
        })
      : skip(mode, {
          kind: 'unknown',
          cause: 'date-unknown',
          reason: `it acts when ${within}, and when the key goes is not known`,
        });
  }
  const actAt = new Date(deletionDate.getTime() - policy.withinDays * DAY_MS);
  if (actAt <= now) return go;
  return { kind: 'wait', mode, cause: 'too-early', reason: `it acts when ${within}`, actAt };
}

/** "role billing-batch, Decrypt". */
const reasonOf = ({ evidence: { caller, operation } }: DecisionFacts): string => `${caller.name}, ${operation.name}`;
