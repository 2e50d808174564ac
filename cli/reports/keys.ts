/**
 * What `keys --format json` prints: the customer managed keys of an account that are pending deletion. Times are ISO 8601 in UTC. Texts
 * hold names as AWS and callers gave them, bounded and without control characters, but otherwise anybody's words: escape them before you
 * show them anywhere.
 */
export interface KeysReport {
  readonly schemaVersion: '0.1';
  /** When it was looked. */
  readonly at: string;
  /** 12 digits; not there where nothing names the account. */
  readonly accountId?: string;
  /** Regions that were looked at whole. */
  readonly regions: readonly string[];
  /** The one that goes first, first; those that wait for their replicas, last. */
  readonly keys: readonly ReportedKey[];
  /** What could not be looked at. */
  readonly notSeen: readonly NotSeen[];
  /** Rights that would tell more, such as `kms:ListKeys`; sorted. */
  readonly missingRights: readonly string[];
  /** The exit code that this comes to. */
  readonly exit: KeysExit;
}

/**
 * 20: a key is in use that was not made for a drill; 21: none is known to be, but not all could be looked at, or of one that was not made
 * for a drill it cannot be told; 0: none is.
 */
export type KeysExit = 0 | 20 | 21;

/** A Region, or keys of it, that could not be looked at. */
export interface NotSeen {
  readonly what: string;
  readonly reason: string;
  /** The right that is missing, where that is why. */
  readonly right?: string;
  /** The Region that it is, or is in; not there where nobody knows which Regions they are. */
  readonly region?: string;
  /** How many keys of the Region; not there: all of it. */
  readonly keys?: number;
}

/** One key pending deletion. A field that is not there was not learned, or there is nothing to it. */
export interface ReportedKey {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly aliases?: readonly string[];
  readonly description?: string;
  /** `PendingDeletion` or `PendingReplicaDeletion`. */
  readonly state: string;
  /** The earliest moment of destruction. */
  readonly deletionDate?: string;
  /** Whole days until then, rounded down. */
  readonly daysLeft?: number;
  /** In state PendingReplicaDeletion: days that start to count when the last replica is gone. */
  readonly pendingWindowInDays?: number;
  readonly createdAt?: string;
  readonly keySpec?: string;
  readonly keyUsage?: string;
  readonly origin?: string;
  /** Its public half may be used outside KMS, where nobody sees it. */
  readonly hasPublicKey: boolean;
  readonly multiRegion?: MultiRegion;
  /** Made by `drill --real`, and used by nothing else that is known of: it does not count for the exit code. */
  readonly drill: boolean;
  /** Who scheduled its deletion. */
  readonly scheduledBy?: { readonly principal: string; readonly time: string };
  /** The last good use, as KMS remembers it. */
  readonly lastUsed?: GoodUse;
  /** Calls refused since, by where they were found. */
  readonly refusals: ReportedRefusals;
  /** What the guard decided last about saving it by itself, as its incident remembers; not there: nothing, or nobody could read it. */
  readonly remediation?: ReportedDecision;
  readonly verdict: ReportedVerdict;
  /** What else to think of, in words. */
  readonly notes: readonly string[];
  /** What could not be learned of it, and why. */
  readonly notKnown: readonly { readonly part: string; readonly reason: string }[];
  /** For a shell: stops the deletion. Only for a key that is in use. */
  readonly cancelCommand?: string;
}

/** Of a key of several Regions. */
export interface MultiRegion {
  readonly role: 'PRIMARY' | 'REPLICA';
  /** Its other copies; `listed`: it is among the keys of this report. The others may be in use, and nobody looked. */
  readonly others: readonly { readonly arn: string; readonly listed: boolean }[];
}

/** A good use; or none since AWS keeps track, which is not never. */
export type GoodUse =
  | { readonly used: true; readonly operation: string; readonly time: string; readonly eventId?: string }
  | { readonly used: false; readonly trackedSince?: string };

/** A decision of the guard, and what came of it. */
export interface ReportedDecision {
  /** Not there while a write is on its way, and nobody knows what comes of it. */
  readonly decidedAt?: string;
  /** The mode that held for this key then, lowered by kill switch and tag. */
  readonly mode: 'off' | 'dry-run' | 'cancel' | 'cancel-and-enable';
  readonly decision: 'skip' | 'wait' | 'cancel' | 'cancel-and-enable';
  /** Stable name of the reason. */
  readonly cause: string;
  readonly reason: string;
  /** As in the alert contract, `remediation.outcome`. */
  readonly outcome:
    | 'nothing-done'
    | 'would-cancel'
    | 'in-progress'
    | 'cancelled'
    | 'answer-lost'
    | 'restored'
    | 'not-pending'
    | 'refused'
    | 'unclear';
  /** In `wait`: when it is decided to act, if it is still so then. */
  readonly actAt?: string;
  /** The next sweep decides again. */
  readonly triedAgain: boolean;
  /** When the guard cancelled a deletion of this key, an earlier one where it is pending deletion. */
  readonly cancelledAt?: string;
}

/** Both places in which refusals are found, and the one that says more. */
export interface ReportedRefusals {
  readonly logGroup: RefusalColumn;
  readonly incidentTable: RefusalColumn;
  /** The one that the verdict rests on; not there where neither says anything. */
  readonly told?: 'log group' | 'incident table';
}

/** What one place says. */
export type RefusalColumn = KnownRefusals | UnknownRefusals;

export interface KnownRefusals {
  readonly known: true;
  /** Cryptographic use and delegation that KMS refused. */
  readonly use: number;
  /** Administration that KMS refused. */
  readonly management: number;
  /** What KMS does not confirm. */
  readonly unconfirmed: number;
  /** Use that KMS refused before the deletion was scheduled this time, as far as the place still has it. */
  readonly before: number;
  /** The first and the last refused use. */
  readonly first?: string;
  readonly last?: string;
  /** Who was refused use, and what; the three most frequent. */
  readonly callers: readonly { readonly caller: string; readonly operation: string; readonly count: number }[];
  /** It was not looked at to its end: there may be more. */
  readonly atLeast: boolean;
  /** The place holds nothing from before this moment, though it would matter; not there: it is not known to lack any. */
  readonly since?: string;
}

export interface UnknownRefusals {
  readonly known: false;
  readonly reason: string;
  /** The right that is missing, where that is why. */
  readonly right?: string;
}

/** One verdict, in words. */
export interface ReportedVerdict {
  /** `in-use`: KMS has refused use of it. `used-lately`: it was used shortly before it was scheduled, or refused before. */
  readonly kind: 'in-use' | 'used-lately' | 'no-sign' | 'cannot-tell';
  readonly words: string;
}
