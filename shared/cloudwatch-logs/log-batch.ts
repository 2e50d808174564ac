/** One line of a log subscription payload: for us, the text of one CloudTrail record. */
export interface LogEvent {
  /** Place in `logEvents`, from 0. */
  readonly index: number;
  /** CloudWatch Logs' own id of the line. */
  readonly id: string | undefined;
  /** When CloudTrail delivered the line, not when the call was made (that is the record's eventTime). */
  readonly timestamp: Date | undefined;
  readonly text: string;
}

/** A line of the payload that holds no text. It costs none of the others. */
export interface BrokenLogEvent {
  readonly index: number;
  readonly path: string;
  readonly reason: string;
  /** What stood there, as JSON, so that a line about a key pending deletion can still be told. */
  readonly text: string;
}

/**
 * What CloudWatch Logs hands to a subscribed function, decoded.
 * Source: CloudWatch Logs User Guide, "Log group-level subscription filters".
 */
export type LogBatch =
  | {
      readonly kind: 'data';
      readonly owner: string;
      readonly logGroup: string;
      readonly logStream: string;
      readonly logEvents: readonly LogEvent[];
      readonly broken: readonly BrokenLogEvent[];
    }
  | {
      /** A reachability check by CloudWatch Logs: answered, never read as records. */
      readonly kind: 'control';
    };
