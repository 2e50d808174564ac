import { parseStrictKeyArn } from '../kms/key-arn.ts';
import type { AlertOfKey, NextStep } from './alert.ts';
import { kmsCommand } from './kms-command.ts';
import { automaticOf } from './rescue-standing.ts';
import { stepsAfterRescue } from './rescue-steps.ts';
import { situationOf } from './situation.ts';

/** What to do, in order. Commands are made of an ARN of the strict grammar only, so that nothing of a record can act in a shell. */
export function nextStepsFor(alert: AlertOfKey): NextStep[] {
  const key = parseStrictKeyArn(alert.key.arn);
  if (key === undefined) return [{ title: alert.key.arn === undefined ? KEY_NOT_NAMED : KEY_OF_NO_KNOWN_FORM }];
  const describe = { title: 'See what state the key is in', command: kmsCommand('describe-key', key) };
  const cancel = {
    title: 'Stop the deletion (the key becomes Disabled)',
    command: kmsCommand('cancel-key-deletion', key),
  };
  const enable = { title: 'Restore service', command: kmsCommand('enable-key', key) };
  switch (situationOf(alert)) {
    case 'rescued':
      return stepsAfterRescue(alert, key);
    case 'unreadable':
    case 'unconfirmed':
      return [
        describe,
        { ...cancel, title: `If it is pending deletion and needed: stop the deletion (the key becomes Disabled)` },
        enable,
      ];
    case 'not-pending':
      return alert.key.state === 'Disabled'
        ? [{ ...enable, title: 'If it is needed: enable it, it is Disabled' }]
        : [describe];
    case 'other-account':
      return [
        {
          title: `Tell the owner, account ${key.accountId}: only they can save the key, with this command`,
          command: cancel.command,
        },
        { title: 'List what you hold under this key, and copy what you must keep to a key of your own' },
      ];
    case 'enable-refused':
      return [
        { ...cancel, title: 'Cancel first (the key becomes Disabled)' },
        { ...enable, title: 'Then enable' },
      ];
    case 'management':
      return [
        { title: 'Remove the key from the state of whatever still manages it' },
        { ...cancel, title: 'Or, if the key is meant to live: cancel the deletion (the key becomes Disabled)' },
      ];
    case 'delegation':
    case 'inventory':
    case 'use':
      // More than a day late: it may be gone, and then the other commands only fail.
      return (alert.key.daysLeft ?? 0) < -1 || isToBeLookedAt(alert) ? [describe, cancel, enable] : [cancel, enable];
  }
}

/** The guard may have cancelled it a moment ago, or is about to: then the other commands may only fail. */
function isToBeLookedAt(alert: AlertOfKey): boolean {
  const outcome = automaticOf(alert)?.outcome;
  return outcome === 'unclear' || outcome === 'in-progress';
}

const KEY_NOT_NAMED = 'Find out from the record which key it is, then read its state with describe-key';
const KEY_OF_NO_KNOWN_FORM =
  'Look the key up in the KMS console: its ID has none of the forms that are known, so no command is offered';
