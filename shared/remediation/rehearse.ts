import type { Finding } from '../finding/finding.ts';
import { NO_RESCUE, type Rescue } from '../incident/rescue.ts';
import { type KeyDetails, known, type Part } from '../kms/key-details.ts';
import { decide } from './decide.ts';
import type { Decision, DecisionFacts } from './facts.ts';
import type { RemediationPolicy } from './policy.ts';
import { RULES_BY_NAME, type Verdict } from './rules.ts';
import { afterDecision, afterDryRun } from './steps.ts';

/** What would be decided about a refused use, where nothing can be done about it. */
export interface Rehearsal {
  readonly decision: Decision;
  /** What each rule says, in the order in which they count. */
  readonly verdicts: readonly { readonly rule: string; readonly verdict: Verdict }[];
  /** As an alert tells it; its outcome is never that a key was changed. */
  readonly rescue: Rescue;
}

/**
 * Decides as a deployment with that policy would, from what is known of the key, and does nothing. What only a deployment knows is left
 * out: kill switch and list of the parameters count as not set, its account is the one that the record was delivered to, nothing was
 * cancelled before, and the day's limit is not counted.
 * @param hiddenBy what hides the use, where somebody looked
 */
export function rehearse(
  evidence: Finding,
  details: KeyDetails,
  policy: RemediationPolicy,
  now: Date,
  hiddenBy: Part<string | undefined> = known(undefined),
): Rehearsal {
  const { metadata, aliases, tags, scheduledBy } = details;
  const facts: DecisionFacts = {
    ...{ now, policy, evidence, hiddenBy, metadata, aliases, tags },
    killSwitch: known(undefined),
    neverNow: known([]),
    ownAccount: evidence.event.recipientAccountId,
    scheduledAt: scheduledBy.status === 'known' ? scheduledBy.value.time : undefined,
    period: undefined,
    cancelled: undefined,
  };
  const decision = decide(facts);
  return {
    decision,
    verdicts: Object.entries(RULES_BY_NAME).map(([rule, judge]) => ({ rule, verdict: judge(facts) })),
    rescue: rescueOf(decision, { ...NO_RESCUE, evidence }, now),
  };
}

/** Nobody looks again afterwards, so that nothing is said to be tried again. */
function rescueOf(decision: Decision, rescue: Rescue, now: Date): Rescue {
  const at = now.getTime();
  if (decision.kind !== 'cancel')
    return { ...afterDecision(rescue, decision, undefined, at), attempts: 0, dueAt: undefined };
  const dry = afterDryRun(rescue, decision.reason, undefined, at);
  if (dry.last === undefined || decision.mode === 'dry-run') return dry;
  // It enables a key by CloudTrail's event history alone, which nobody has read here.
  return { ...dry, last: { ...dry.last, mode: decision.mode } };
}
