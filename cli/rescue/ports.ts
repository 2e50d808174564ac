import type { ReadBack, StateBefore } from '../../shared/incident/rescue.ts';
import type { KeyArn } from '../../shared/kms/key-arn.ts';
import type { KeyDetails } from '../../shared/kms/key-details.ts';
import type { Answer } from '../../shared/remediation/write.ts';

/** A key with what is known of it. */
export interface KeyToRescue {
  readonly key: KeyArn;
  readonly details: KeyDetails;
  readonly before: StateBefore;
}

/** What `rescue` needs from outside. The writes and the read after them never reject. */
export interface RescuePorts {
  /** Rejects with a GuardError where there is no such key, or it cannot be asked for. */
  readonly find: () => Promise<KeyToRescue>;
  readonly cancel: (key: KeyArn) => Promise<Answer>;
  readonly enable: (key: KeyArn) => Promise<Answer>;
  readonly readState: (key: KeyArn) => Promise<ReadBack>;
  /** Stands in the user agent of the writes. */
  readonly id: string;
  readonly wait: (ms: number) => Promise<void>;
  readonly confirm: () => Promise<boolean>;
  /** Does work that Ctrl-C must not cut off: the signal says that it came. */
  readonly uncut: <T>(work: (interrupted: AbortSignal) => Promise<T>) => Promise<T>;
}
