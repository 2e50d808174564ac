import type { CloudTrailRecord } from '../cloudtrail/record.ts';

/** Which filter patterns of shared/contract let a record through. */
export interface Filters {
  /** AWS's documented one: what its alarm sees. */
  readonly documented: boolean;
  /** The wide one: what the guard is sent. */
  readonly wide: boolean;
}

/** What the two patterns come to, in words; held equal to the patterns themselves by a test. */
export function filtersOf({
  eventSource,
  errorMessage,
}: Pick<CloudTrailRecord, 'eventSource' | 'errorMessage'>): Filters {
  const message = errorMessage ?? '';
  return {
    documented: eventSource.startsWith('kms') && message.endsWith(' is pending deletion.'),
    wide: message.includes('is pending deletion') || message.includes('is pending replica deletion'),
  };
}
