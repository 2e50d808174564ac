/** Stable names of the failures that people and metrics see; the text beside them is free to change. */
export type GuardErrorCode =
  | 'payload-not-a-subscription'
  | 'payload-not-base64-gzip'
  | 'payload-too-large'
  | 'payload-not-json'
  | 'payload-bad-envelope'
  | 'keys-file-unreadable'
  | 'keys-file-invalid'
  | 'input-unreadable'
  | 'input-invalid'
  | 'incident-unreadable'
  | 'incidents-busy'
  | 'no-region'
  | 'no-credentials'
  | 'no-right'
  | 'no-answer'
  | 'silences-unreachable'
  | 'silence-name-taken'
  | 'silence-not-found'
  | 'event-not-found'
  | 'events-unreachable'
  | 'queue-unreachable'
  | 'incidents-unreachable'
  | 'function-unreachable'
  | 'stack-unreachable'
  | 'stack-not-found'
  | 'kms-unreachable'
  | 'key-not-found'
  | 'key-unread'
  | 'logs-unreachable'
  | 'alarms-unreachable'
  | 'alarm-not-ready'
  | 'drill-key-unknown'
  | 'drill-key-enabled'
  | 'drill-key-disabled'
  | 'drill-window-denied'
  | 'drill-not-refused'
  | 'stack-not-ours'
  | 'preview-unwritable';

/**
 * A failure whose text a person reads: what was got, what was wanted, what to do; lower case, no full stop.
 * `code` is what metrics and tests key on, `cause` is the failure beneath it.
 */
export class GuardError extends Error {
  readonly code: GuardErrorCode;

  constructor(code: GuardErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GuardError';
    this.code = code;
  }
}

/** The message of whatever was thrown, without assuming that it was an Error. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/**
 * Where JSON.parse stopped, as " at position 12", or nothing. Its message quotes the text, which may be anybody's secret and would end
 * in a log line.
 */
export const positionIn = (thrown: unknown): string => /(?: at position \d+)/.exec(messageOf(thrown))?.[0] ?? '';
