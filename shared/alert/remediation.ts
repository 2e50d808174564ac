import { evidenceOf } from '../finding/evidence.ts';
import type { Finding } from '../finding/finding.ts';
import type { Intent, Rescue, RescueStep, Write } from '../incident/rescue.ts';
import type { AutomaticRemediation, Remediation, RemediationWrite } from './alert.ts';
import { forJson } from './inert.ts';
import { knownTexts } from './optional.ts';
import type { AlertSettings } from './settings.ts';

/** What was decided and done about a key without a person, as an alert tells it. */
export function remediationOf(
  rescue: Rescue | undefined,
  lead: Finding | undefined,
  settings: AlertSettings,
): Remediation {
  const mode = settings.remediationMode ?? 'off';
  if (mode === 'off') return { mode, decision: 'none', reason: 'automatic cancel is off', outcome: 'nothing-done' };
  return automatic(rescue, lead, mode);
}

function automatic(
  rescue: Rescue | undefined,
  lead: Finding | undefined,
  mode: AutomaticRemediation['mode'],
): AutomaticRemediation {
  const earlier = knownTexts({ cancelledAt: timeOf(rescue?.cancelled?.at) });
  if (rescue?.intent !== undefined && !isToldByLast(rescue, rescue.intent))
    return {
      mode,
      modeOfKey: rescue.intent.mode,
      decision: rescue.intent.enable ? 'cancel-and-enable' : 'cancel',
      cause: 'in-use',
      reason: forJson(rescue.intent.reason),
      outcome: 'in-progress',
      triedAgain: false,
      ...earlier,
    };
  if (rescue?.last !== undefined) return { ...ofStep(rescue.last, mode), triedAgain: rescue.attempts > 0, ...earlier };
  const judged = lead === undefined ? undefined : evidenceOf(lead);
  return {
    mode,
    decision: 'none',
    ...knownTexts({ cause: judged?.kind === 'none' ? judged.cause : undefined }),
    reason:
      judged?.kind === 'none' ? judged.reason : 'it could not be decided, as the incident could not be remembered',
    outcome: 'nothing-done',
    triedAgain: false,
    ...earlier,
  };
}

/** Whether what is known of a write that is not finished has been remembered: before that, somebody is at it. */
const isToldByLast = ({ last }: Rescue, { id }: Intent): boolean =>
  last?.write?.id === id && (last.outcome === 'unclear' || last.outcome === 'cancelled');

const ofStep = (step: RescueStep, mode: AutomaticRemediation['mode']): Omit<AutomaticRemediation, 'triedAgain'> => ({
  mode,
  modeOfKey: step.mode,
  decision: step.decision,
  cause: step.cause,
  reason: forJson(step.reason),
  outcome: step.outcome,
  ...knownTexts({ decidedAt: timeOf(step.at), actAt: timeOf(step.actAt) }),
  ...(step.write === undefined ? {} : { write: writeOf(step.write) }),
});

const writeOf = ({ id, at, requestId, before, enable, readBack }: Write): RemediationWrite => ({
  id,
  time: new Date(at).toISOString(),
  ...knownTexts({ requestId }),
  before: { state: before.state, reason: forJson(before.reason) },
  ...(enable === undefined ? {} : { enable: { outcome: enable.outcome, reason: forJson(enable.reason) } }),
  readBack:
    readBack.kind === 'unread'
      ? { unread: forJson(readBack.reason) }
      : knownTexts({
          time: timeOf(readBack.at),
          state: readBack.state,
          deletionDate: timeOf(readBack.deletionDate),
        }),
});

const timeOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();
