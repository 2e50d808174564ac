import type { KeyArn } from '../kms/key-arn.ts';
import type { KeyMetadata, LastUsage, ScheduledBy } from '../kms/key-details.ts';

/** Why a read gave nothing. Adapters translate what AWS answers into one of these. */
export type ReadFailureKind =
  /** Neither the role nor the key policy allows it. */
  | 'no-right'
  /** KMS does not know the key: it may be gone. */
  | 'not-found'
  | 'throttled'
  | 'timed-out'
  /** The Region or partition does not have the operation. */
  | 'no-such-operation'
  | 'failed';

/** A read that failed in an expected way, as a value. */
export interface ReadFailure {
  readonly failure: ReadFailureKind;
  /** IAM action of the read, such as `kms:DescribeKey`. */
  readonly action: string;
  /** Name of AWS's error, for those who look closer. */
  readonly error: string;
}

/** One read of one part. Rejects only when the code is wrong. */
export type Read<T> = (key: KeyArn, budget: AbortSignal) => Promise<T | ReadFailure>;

/** The reads that a key reader is made of, each in the key's own Region. */
export interface KeyReads {
  readonly metadata: Read<KeyMetadata>;
  readonly aliases: Read<readonly string[]>;
  readonly tags: Read<Readonly<Record<string, string>>>;
  readonly lastUsage: Read<LastUsage>;
  readonly scheduledBy: Read<ScheduledBy | 'not-found-in-window'>;
}
