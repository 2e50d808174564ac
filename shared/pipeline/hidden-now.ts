import type { Finding } from '../finding/finding.ts';
import { type KeyDetails, known, type Part, unavailable } from '../kms/key-details.ts';
import { couldBeHiddenBy, stillHides, subjectOf } from '../silence/hiding.ts';
import type { PipelineSettings, SilencesRead } from './ports.ts';

/**
 * What hides a refused use by now: somebody may have decided about it since it was found. A silence that cannot be read may be the one
 * that says so.
 */
export function hiddenNow(
  finding: Finding,
  { silences, malformed, unread }: SilencesRead,
  { metadata }: KeyDetails,
  settings: PipelineSettings,
  now: Date,
): Part<string | undefined> {
  const hiding = couldBeHiddenBy(subjectOf(finding), silences, settings, now);
  const end = metadata.status === 'known' ? metadata.value.deletionDate : undefined;
  if (hiding?.kind === 'ignored') return known(`the setting ${hiding.by}`);
  if (hiding !== undefined && stillHides(hiding, end, now)) return known(`silence ${hiding.by}`);
  if (unread !== undefined) return unavailable(unread);
  const [first] = malformed;
  return first === undefined ? known(undefined) : unavailable(`silence ${first.name} is malformed`);
}
