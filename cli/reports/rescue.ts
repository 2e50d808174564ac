/**
 * What `rescue --format json` prints: what is known of a key, and what came of saving it. Times are ISO 8601 in UTC. Texts hold names as
 * AWS and callers gave them, bounded and without control characters, but otherwise anybody's words: escape them before you show them
 * anywhere.
 */
export interface RescueReport {
  readonly schemaVersion: '0.1';
  readonly at: string;
  readonly key: RescuedKey;
  /**
   * - `nothing-done`: it was not asked for, or the person said no;
   * - `not-pending`: the key was not pending deletion, or somebody else was faster;
   * - `cancelled`: KMS answered that the deletion is cancelled;
   * - `answer-lost`: KMS's answer did not come, and the key was read in a state that shows that it was cancelled;
   * - `refused`: KMS refused it or could not be asked; the deletion goes on as far as that was read;
   * - `unclear`: nobody knows.
   */
  readonly cancel: 'nothing-done' | 'not-pending' | 'cancelled' | 'answer-lost' | 'refused' | 'unclear';
  /** What became of EnableKey; not there: it was not asked for. `enabled`: KMS answered so, or the key was read as Enabled. */
  readonly enable?: 'enabled' | 'refused' | 'not-tried';
  /** Why it is no better, in words; empty: there is nothing to it. */
  readonly reason: string;
  /** Part of the user agent of the writes in CloudTrail: `rescue/<id>`. Not there: nothing was written. */
  readonly writeId?: string;
  /** What the key was read as at last; `unread`: why it could not be. Not there: nothing was written. */
  readonly readBack?: {
    readonly time?: string;
    readonly state?: string;
    readonly deletionDate?: string;
    readonly unread?: string;
  };
  /** The exit code that this comes to. */
  readonly exit: 0 | 1 | 130;
}

/** The key as it was read before anything was done. A field that is not there was not learned, or there is nothing to it. */
export interface RescuedKey {
  readonly arn: string;
  readonly state: string;
  readonly deletionDate?: string;
  readonly pendingWindowInDays?: number;
  readonly description?: string;
  readonly aliases?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly scheduledBy?: { readonly principal: string; readonly time: string };
  readonly lastUsed?: { readonly used: boolean; readonly operation?: string; readonly time?: string };
  /** Whether it was Enabled when its deletion was scheduled, and how that is known, or why not. */
  readonly before: { readonly state: 'Enabled' | 'Disabled' | 'unknown'; readonly reason: string };
  readonly notKnown: readonly { readonly part: string; readonly reason: string }[];
}
