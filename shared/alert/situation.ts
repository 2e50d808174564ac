import { isPendingState } from '../kms/key-state.ts';
import type { AlertOfKey } from './alert.ts';

/** What an alert is about, as far as its words depend on it. */
export type Situation =
  /** The record could not be read whole. */
  | 'unreadable'
  /** The message only contains the words. */
  | 'unconfirmed'
  /** The key has been read since, in a state that is no longer pending. */
  | 'not-pending'
  /** A key that is not ours to save. */
  | 'other-account'
  /** EnableKey refused: somebody saves the key in the wrong order. */
  | 'enable-refused'
  | 'management'
  /** A grant, a replica, the public key. */
  | 'delegation'
  /** Only software that reads every resource has met the key. */
  | 'inventory'
  | 'use';

/** Judges the situation from the alert alone, so that a stored alert reads the same when it is sent later. */
export function situationOf(alert: AlertOfKey): Situation {
  const { key, operation, caller } = alert;
  if (alert.unavailable.some(({ part }) => part === 'record')) return 'unreadable';
  if (!operation.confirmed) return 'unconfirmed';
  if (key.state !== undefined && !isPendingState(key.state)) return 'not-pending';
  if (key.otherAccount) return 'other-account';
  switch (operation.class) {
    case 'management':
      return operation.name === 'EnableKey' ? 'enable-refused' : 'management';
    case 'delegation':
      return 'delegation';
    case 'cryptographic':
      return caller.kind === 'inventory' ? 'inventory' : 'use';
  }
}

/** Whether somebody still needs the key, so that saving it is the first thing to think of. */
export const isToBeSaved = (situation: Situation): boolean =>
  situation === 'use' || situation === 'inventory' || situation === 'delegation';
