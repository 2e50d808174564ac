import type { RecordRejection } from '../cloudtrail/record.ts';
import type { OperationClass } from '../kms/operation-class.ts';
import type { Caller } from './caller.ts';
import type { DataItem } from './data.ts';
import type { KeyRef } from './key.ts';

/** One record that counts: somebody was refused the use of a key because it is pending deletion. */
export interface Finding {
  /** What makes two copies of the record the same finding: eventID, else CloudWatch Logs' id, else a digest of the text. */
  readonly id: string;
  readonly key: KeyRef;
  readonly operation: {
    readonly name: string;
    readonly class: OperationClass;
    readonly eventSource: string | undefined;
    /** KMS said it, word for word. False: the message only contains the words, or the record could not be read. */
    readonly confirmed: boolean;
  };
  readonly caller: Caller;
  /** Asked for by an AWS service, on its own account or for the caller. */
  readonly byService: boolean;
  /** The guard's own call: counted and labelled, never told by itself. */
  readonly own: boolean;
  /**
   * The state that the message names; undefined when it leaves two open or cannot be trusted. `Disabled`: the call was refused after a
   * deletion was cancelled, which counts for keys only that the guard itself saved.
   */
  readonly keyState: 'PendingDeletion' | 'PendingReplicaDeletion' | 'Disabled' | undefined;
  readonly error: { readonly code: string | undefined; readonly message: string | undefined };
  readonly data: readonly DataItem[];
  readonly event: {
    readonly id: string | undefined;
    readonly time: Date | undefined;
    readonly region: string | undefined;
    readonly requestId: string | undefined;
    readonly recipientAccountId: string | undefined;
    readonly sharedEventId: string | undefined;
  };
  /** Present when the record could not be read whole and is told by what could be read of it. */
  readonly rejection: RecordRejection | undefined;
}
