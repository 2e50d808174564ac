import type { Fact } from './fact.ts';

/** A customer managed key that is pending deletion. Source: KMS API Reference, KeyMetadata. */
export interface PendingKey {
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  /** `PendingDeletion` or `PendingReplicaDeletion`. */
  readonly state: string;
  readonly deletionDate: Date | undefined;
  /** In state PendingReplicaDeletion: days that start to count when the last replica is gone. */
  readonly pendingWindowInDays: number | undefined;
  readonly createdAt: Date | undefined;
  readonly description: string | undefined;
  /** `SYMMETRIC_DEFAULT`, `RSA_2048` ... */
  readonly keySpec: string | undefined;
  /** `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, `GENERATE_VERIFY_MAC`, `KEY_AGREEMENT`. */
  readonly keyUsage: string | undefined;
  /** Of a multi-Region key: its role, and the ARNs of primary and replicas. */
  readonly multiRegion: { readonly role: 'PRIMARY' | 'REPLICA'; readonly others: readonly string[] } | undefined;
  /** `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM`, `EXTERNAL_KEY_STORE`. */
  readonly origin: string | undefined;
}

/** The keys of an account that are pending deletion, and what of it could not be seen. */
export interface PendingKeys {
  /** Soonest end first; one without a date last. */
  readonly keys: readonly PendingKey[];
  /** Regions that were looked at whole. */
  readonly regions: readonly string[];
  /** What could not be looked at: a Region, or a key of it. */
  readonly notSeen: readonly NotSeen[];
}

/** What could not be looked at, in words, and why. */
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

/** Reads them, in all enabled Regions or in those given. Never rejects for what AWS refuses: that is named in `notSeen`. */
export type ReadPendingKeys = (regions?: readonly string[]) => Promise<PendingKeys>;

/** Whether the tags of a key say that it was made for a drill; false where they cannot be read. */
export type IsDrill = (key: PendingKey) => Promise<boolean>;

/** The names of the keys at risk, for who tells of them. */
export type Aliases = (key: PendingKey) => Promise<Fact<readonly string[]>>;
