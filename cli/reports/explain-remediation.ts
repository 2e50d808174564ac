import { forJson } from '../../shared/alert/inert.ts';
import { knownTexts } from '../../shared/alert/optional.ts';
import type { Fact } from '../../shared/blind-spots/fact.ts';
import type { CountsBecause } from '../../shared/finding/explain.ts';
import { type KeyDetails, known, type Part } from '../../shared/kms/key-details.ts';
import type { RemediationPolicy } from '../../shared/remediation/policy.ts';
import { type Rehearsal, rehearse } from '../../shared/remediation/rehearse.ts';
import { couldBeHiddenBy, stillHides, subjectOf } from '../../shared/silence/hiding.ts';
import type { Silence } from '../../shared/silence/silence.ts';
import type { ExplainedDecision, ExplainedRule } from './explain.ts';

interface Around {
  readonly details: KeyDetails;
  readonly silences: Fact<readonly Silence[]>;
  readonly now: Date;
  readonly policy: RemediationPolicy | undefined;
}

/** What would be decided about the key of a record that counts; undefined: it is not asked for. */
export const rehearsalOf = ({ finding }: CountsBecause, around: Around): Rehearsal | undefined =>
  around.policy && rehearse(finding, around.details, around.policy, around.now, hiddenBy(finding, around));

/** Silences that nobody read are left out here, and named among what was not looked at. */
function hiddenBy(finding: CountsBecause['finding'], { silences, details, now }: Around): Part<string | undefined> {
  if (!silences.known) return known(undefined);
  const hiding = couldBeHiddenBy(subjectOf(finding), silences.value, NO_SETTINGS, now);
  const end = details.metadata.status === 'known' ? details.metadata.value.deletionDate : undefined;
  return known(hiding !== undefined && stillHides(hiding, end, now) ? `silence ${hiding.by}` : undefined);
}

const NO_SETTINGS = { ignoreCallers: [], managementCalls: 'notify' } as const;

/** As it is printed. */
export function explainedDecision(
  { decision, verdicts }: Rehearsal,
  { policy, silences }: Around,
): ExplainedDecision | undefined {
  if (policy === undefined || policy.mode === 'off') return undefined;
  return {
    mode: policy.mode,
    modeOfKey: decision.mode,
    decision: decision.kind,
    cause: decision.kind === 'cancel' ? 'in-use' : decision.cause,
    reason: forJson(decision.reason),
    ...knownTexts({ actAt: decision.kind === 'wait' ? decision.actAt.toISOString() : undefined }),
    rules: verdicts.map(ruleOf),
    notLookedAt: [
      'the kill switch and the list of what is left alone (SSM parameters)',
      "the day's limit, and what the guard cancelled before",
      ...(silences.known ? [] : ['silences']),
      ...(decision.kind === 'cancel' && decision.mode === 'cancel-and-enable'
        ? ['whether the key was Enabled before: without that evidence it stays Disabled']
        : []),
    ],
  };
}

const ruleOf = ({ rule, verdict }: Rehearsal['verdicts'][number]): ExplainedRule =>
  verdict.kind === 'fine'
    ? { rule, verdict: 'yes' }
    : { rule, verdict: verdict.kind, cause: verdict.cause, reason: forJson(verdict.reason) };
