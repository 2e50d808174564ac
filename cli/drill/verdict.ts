import { forTerminal } from '../../shared/alert/inert.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { paragraph } from '../output/layout.ts';
import { EFFECTS, type Effect, type Followed } from './follow.ts';
import { seconds } from './step-log.ts';
import { inWords } from './timeout.ts';

/** How a drill ends: its last words, without what it leaves behind, and its exit code. */
export interface Verdict {
  readonly text: string;
  readonly code: ExitCode;
}

/** Checks of `doctor`, by the effect that does not come when they fail; the likeliest first. */
export const CHECKS_OF: Readonly<Record<Effect, readonly string[]>> = {
  record: ['trail-delivers', 'trail-records-kms', 'log-group'],
  alarm: ['metric-filters', 'alarms', 'patterns'],
  alert: ['subscription-filter', 'invoke-permission', 'function-runs', 'function-errors', 'alert-topic-policy'],
};

/** After the wait: each effect that did not come with where to look, and last how long the others took. */
export function verdictOf({ came, missing }: Followed, timeoutMs: number): Verdict {
  const faults = EFFECTS.filter((effect) => missing.has(effect)).map((effect) => faultOf(effect, missing, timeoutMs));
  const times = EFFECTS.flatMap((effect) => {
    const ms = came.get(effect);
    return ms === undefined ? [] : [`${effect} ${seconds(ms)}`];
  });
  const advice = faults.length === 0 ? paragraph(LOOK) : faults.join('');
  const last = times.length === 0 ? '' : paragraph(`From the refusal until it was seen: ${times.join(', ')}.`);
  return { text: `${advice}${last}`, code: faults.length === 0 ? EXIT.done.code : EXIT.checkFailed.code };
}

const LOOK =
  'Now look for two mails: "[TEST] drill: ..." and that of the alarm. Whether they reach anybody, only their readers know.';

function faultOf(effect: Effect, missing: Followed['missing'], timeoutMs: number): string {
  const why = missing.get(effect) ?? '';
  const known = why === '' ? '' : ` (${forTerminal(why, 300)})`;
  // Alarm and alert are made of the record: without it, nothing need be wrong with them.
  const look =
    effect !== 'record' && missing.has('record') && why === ''
      ? 'it is made of the record, so look for that first'
      : `see ${CHECKS_OF[effect].join(', ')} in \`doctor\``;
  return paragraph(`FAILED: no ${effect} within ${inWords(timeoutMs)}${known}; ${look}.`);
}

/** Somebody pressed Ctrl-C; what was refused goes its way all the same. */
export const interrupted = (refused: boolean): Verdict => ({
  text: refused ? 'Interrupted. Alarm and alert may still come.\n' : 'Interrupted.\n',
  code: EXIT.interrupted.code,
});
