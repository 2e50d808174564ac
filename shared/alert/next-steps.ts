import { type KeyArn, parseKeyArn } from '../kms/key-arn.ts';
import type { Alert, NextStep } from './alert.ts';
import { situationOf } from './situation.ts';

/** What to do, in order. Commands are made of a parsed ARN only, so that nothing of a record can act in a shell. */
export function nextStepsFor(alert: Alert): NextStep[] {
  const key = parseKeyArn(alert.key.arn);
  if (key === undefined)
    return [{ title: 'Find out which key it is from the record, then read its state with describe-key' }];
  const describe = { title: 'See what state the key is in', command: kmsCommand('describe-key', key) };
  const cancel = {
    title: 'Stop the deletion (the key becomes Disabled)',
    command: kmsCommand('cancel-key-deletion', key),
  };
  const enable = { title: 'Restore service', command: kmsCommand('enable-key', key) };
  switch (situationOf(alert)) {
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
      return [cancel, enable];
  }
}

const kmsCommand = (command: 'describe-key' | 'cancel-key-deletion' | 'enable-key', key: KeyArn): string =>
  `aws kms ${command} --region ${key.region} --key-id ${key.arn}`;
