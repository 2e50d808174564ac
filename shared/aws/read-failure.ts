import type { ReadFailure, ReadFailureKind } from '../enrichment/key-reads.ts';

// Names of AWS errors. Source: Common Error Types of the KMS and CloudTrail API References; the SDK's own for time-outs.
const KINDS: Readonly<Record<string, ReadFailureKind>> = {
  AccessDeniedException: 'no-right',
  AccessDenied: 'no-right',
  NotFoundException: 'not-found',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  LimitExceededException: 'throttled',
  TimeoutError: 'timed-out',
  AbortError: 'timed-out',
  UnknownOperationException: 'no-such-operation',
  InvalidAction: 'no-such-operation',
};

/** What an AWS SDK call threw, as the failure that it means. */
export function readFailure(thrown: unknown, action: string): ReadFailure {
  const error = thrown instanceof Error ? thrown.name : 'unknown';
  return { failure: Object.hasOwn(KINDS, error) ? (KINDS[error] ?? 'failed') : 'failed', action, error };
}
