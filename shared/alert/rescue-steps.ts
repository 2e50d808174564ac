import type { KeyArn } from '../kms/key-arn.ts';
import type { AlertOfKey, NextStep } from './alert.ts';
import { kmsCommand } from './kms-command.ts';
import { automaticOf, isStateRead, standingOf } from './rescue-standing.ts';

/** What to do about a key whose deletion the guard cancelled: never to cancel what is cancelled. */
export function stepsAfterRescue(alert: AlertOfKey, key: KeyArn): NextStep[] {
  const describe = { title: 'See what state the key is in', command: kmsCommand('describe-key', key) };
  const enable = { title: 'Restore service: enable the key', command: kmsCommand('enable-key', key) };
  const again = { title: SCHEDULE_AGAIN, command: kmsCommand('schedule-key-deletion', key) };
  switch (standingOf(alert)) {
    case undefined:
    case 'disabled':
      return [wasDisabled(alert) ? { ...enable, title: ENABLE_IF_MEANT } : enable, again];
    case 'works':
      return [{ title: 'Nothing to restore: see that whatever needs it works again' }, again];
    case 'other-state':
      return [{ title: mendFirst(alert) }, { ...describe, title: 'Then see what state the key is in' }, again];
    case 'still-shown-pending':
      return [
        describe,
        {
          title: 'If it is still pending deletion: stop the deletion (the key becomes Disabled)',
          command: kmsCommand('cancel-key-deletion', key),
        },
        { ...enable, title: 'Restore service' },
      ];
    case 'unread':
      return [describe, { ...enable, title: 'If it is Disabled: enable it' }, again];
  }
}

const SCHEDULE_AGAIN = 'Meant to go? Schedule it again; the guard will not cancel that again';
const ENABLE_IF_MEANT = 'It was Disabled before its deletion was scheduled. If it may be used: enable it';

const wasDisabled = (alert: AlertOfKey): boolean => automaticOf(alert)?.write?.before.state === 'Disabled';

function mendFirst(alert: AlertOfKey): string {
  const state = isStateRead(alert) ? alert.key.state : automaticOf(alert)?.write?.readBack.state;
  if (state === 'PendingImport') return 'Import the same key material into it again, in the KMS console';
  if (state === 'Unavailable') return 'See in the KMS console, Custom key stores, why its key store is not connected';
  return 'Look the key up in the KMS console';
}
