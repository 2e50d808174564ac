import { isPendingState } from '../kms/key-state.ts';
import { isCount } from './about-key.ts';
import type { AlertOfKey } from './alert.ts';
import { standingOf } from './rescue-standing.ts';

/** What an alert is about, as far as its words depend on it. */
export type Situation =
  /** The guard itself cancelled the deletion, and that holds: what is to be told is how the key stands since. */
  | 'rescued'
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
  const doubt = doubtOf(alert);
  // A count is about the incident, of which another record may have shown that the key is needed.
  if (doubt !== undefined && !isCount(alert)) return doubt;
  if (standingOf(alert) !== undefined) return 'rescued';
  if (doubt !== undefined) return doubt;
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

/** Why the told record is not taken for KMS's own word; undefined where it is. */
export function doubtOf({ unavailable, operation }: AlertOfKey): 'unreadable' | 'unconfirmed' | undefined {
  if (unavailable.some(({ part }) => part === 'record')) return 'unreadable';
  return operation.confirmed ? undefined : 'unconfirmed';
}

/** Whether somebody still needs the key, so that saving it is the first thing to think of. */
export const isToBeSaved = (situation: Situation): boolean =>
  situation === 'use' || situation === 'inventory' || situation === 'delegation';
