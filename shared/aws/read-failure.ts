import type { ReadFailure, ReadFailureKind } from '../enrichment/key-reads.ts';

// Names of AWS errors. Source: Common Error Types and the errors of the operations in each service's API Reference; the SDK's own
// for time-outs.
const KINDS: Readonly<Record<string, ReadFailureKind>> = {
  AccessDeniedException: 'no-right',
  AccessDenied: 'no-right',
  AuthorizationError: 'no-right',
  AuthorizationErrorException: 'no-right',
  NotFoundException: 'not-found',
  ResourceNotFoundException: 'not-found',
  NoSuchBucket: 'not-found',
  TrailNotFoundException: 'not-found',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  ThrottledException: 'throttled',
  RequestThrottled: 'throttled',
  SlowDown: 'throttled',
  ProvisionedThroughputExceededException: 'throttled',
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
