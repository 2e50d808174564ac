import { type Severity, type Spread, severityOfUses, type Use } from '../finding/severity.ts';
import type { KeyDetails } from '../kms/key-details.ts';
import { timeLeft } from '../kms/time-left.ts';

/** The gravest of some uses of a key, with what the incident as a whole adds, as the key is now. */
export function severityNow(
  uses: readonly Use[],
  spread: Spread,
  stateInRecord: string | undefined,
  { metadata }: KeyDetails,
  now: Date,
): Severity {
  // Read as Enabled since: the deletion is cancelled and the callers work again.
  if (metadata.status === 'known' && metadata.value.state === 'Enabled') return 'low';
  return severityOfUses(uses, timeLeft(metadata, stateInRecord, now), spread);
}
