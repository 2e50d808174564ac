import type { KeyDetails } from '../kms/key-details.ts';
import { remindersAt } from './lifetime.ts';
import { isCancelled } from './settle.ts';

/** Whether the last chance is one, now that the key was read: it is still pending deletion, and its end has not been put off. */
export function reminderHolds(details: KeyDetails, now: Date): boolean {
  if (isCancelled(details)) return false;
  const { metadata } = details;
  return (
    metadata.status === 'unavailable' || remindersAt(metadata.value.deletionDate?.getTime(), now.getTime()).length > 0
  );
}
