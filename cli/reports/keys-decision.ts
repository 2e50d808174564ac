import { forJson } from '../../shared/alert/inert.ts';
import { knownTexts } from '../../shared/alert/optional.ts';
import type { Rescue } from '../../shared/incident/rescue.ts';
import type { ReportedDecision } from './keys.ts';

/** What the guard decided last about a key, as its incident remembers it; undefined: nothing. */
export function reportedDecision(rescue: Rescue | undefined): ReportedDecision | undefined {
  if (rescue === undefined) return undefined;
  const { last, intent, attempts, cancelled } = rescue;
  const earlier = knownTexts({ cancelledAt: timeOf(cancelled?.at) });
  // As an alert has it: while its answer is awaited, what was decided before says nothing.
  if (intent !== undefined && intent.cancelledAt === undefined && last?.outcome !== 'unclear')
    return {
      mode: intent.mode,
      decision: intent.enable ? 'cancel-and-enable' : 'cancel',
      cause: 'in-use',
      reason: forJson(intent.reason),
      outcome: 'in-progress',
      triedAgain: false,
      ...earlier,
    };
  return (
    last && {
      ...knownTexts({ decidedAt: timeOf(last.at), actAt: timeOf(last.actAt) }),
      mode: last.mode,
      decision: last.decision,
      cause: forJson(last.cause),
      reason: forJson(last.reason),
      outcome: last.outcome,
      triedAgain: attempts > 0,
      ...earlier,
    }
  );
}

const timeOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();
