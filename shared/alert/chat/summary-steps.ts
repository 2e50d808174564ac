import type { NextStep, SummaryAlert, SummaryKey } from '../alert.ts';
import { type Saving, savingOf, silencesAdvice, summaryKeyShort } from '../summary-words.ts';
import { CHAT } from './medium.ts';

/** What to do about many keys: for each that is still to be saved, a step of its own. `stepOf` shows one with a command of ours. */
export function summarySteps(alert: SummaryAlert, stepOf: (step: NextStep) => string): string[] {
  if (alert.reason === 'weekly') {
    const { text, command } = silencesAdvice(alert);
    return [stepOf({ title: text.replace(/:$/, ''), command })];
  }
  const ofKeys = alert.keys.flatMap((key) => {
    const saving = savingOf(key);
    return saving === undefined ? [] : [savingStep(key, saving)];
  });
  return [...alert.nextSteps.map(stepOf), ...ofKeys];
}

function savingStep(key: SummaryKey, saving: Saving): string {
  const name = summaryKeyShort(key, CHAT);
  switch (saving.kind) {
    case 'command':
      return `${key.confirmed ? `Stop the deletion of ${name}` : `See what state ${name} is in`}: \`${saving.command}\``;
    case 'enable':
      return `Enable ${name}, it is Disabled since the guard's cancel: \`${saving.command}\``;
    case 'tell-owner':
      return `Tell account ${CHAT.text(saving.accountId)}, only they can cancel the deletion of ${name}: \`${saving.arn}\``;
    case 'look-up':
      return `Look ${name} up in the KMS console, its ID has no known form: ${CHAT.text(saving.arn, 256)}`;
  }
}
