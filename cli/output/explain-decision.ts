import { dayAndTime } from '../../shared/alert/time.ts';
import type { ExplainedDecision, ExplainedRule } from '../reports/explain.ts';
import { labelled, paragraph } from './layout.ts';
import { shown } from './shown.ts';

/** What a deployment would decide about saving the key, and what every rule says. */
export const decisionText = (decision: ExplainedDecision): string =>
  [
    '\n',
    paragraph(`${headOf(decision)} Nothing was done to the key.`),
    ...decision.rules.map(ruleText),
    ...decision.notLookedAt.map((what) => labelled('?', `not looked at: ${shown(what)}`, 8)),
  ].join('');

function headOf({ mode, modeOfKey, decision, reason, actAt }: ExplainedDecision): string {
  const lowered = modeOfKey === mode ? '' : ` (for this key ${modeOfKey})`;
  const inMode = `A guard in mode ${mode}${lowered}`;
  switch (decision) {
    case 'cancel':
      return modeOfKey === 'dry-run'
        ? `${inMode} would TELL that it would have cancelled the deletion, for ${shown(reason)}.`
        : `${inMode} would CANCEL the deletion, for ${shown(reason)}.`;
    case 'wait':
      return `${inMode} would WAIT${actAt === undefined ? '' : ` until ${dayAndTime(new Date(actAt))}`}: ${shown(reason)}.`;
    case 'skip':
      return `${inMode} would NOT cancel the deletion: ${shown(reason)}.`;
  }
}

const MARKS: Readonly<Record<ExplainedRule['verdict'], string>> = { yes: 'yes', no: 'NO', unknown: 'UNKNOWN' };

const ruleText = ({ rule, verdict, reason }: ExplainedRule): string =>
  labelled(MARKS[verdict], `${rule}${reason === undefined ? '' : `: ${shown(reason)}`}`, 8);
