/** A part of what is known about a key: its value, or why we do not have it, in words that a person can act on. */
export type Part<T> = { readonly status: 'known'; readonly value: T } | Unavailable;

/** `fix` is what would make it available, such as a statement of the key policy, for whom wants to know. */
export interface Unavailable {
  readonly status: 'unavailable';
  readonly reason: string;
  readonly fix?: string;
}

/** A part that is known. */
export const known = <T>(value: T): Part<T> => ({ status: 'known', value });

/** A part that is not, and why. */
export const unavailable = (reason: string, fix?: string): Unavailable =>
  fix === undefined ? { status: 'unavailable', reason } : { status: 'unavailable', reason, fix };

/** As DescribeKey says it. Source: KMS API Reference, KeyMetadata. */
export interface KeyMetadata {
  /** `PendingDeletion`, `PendingReplicaDeletion`, `Disabled`, `Enabled` ... ; open, since KMS adds states. */
  readonly state: string;
  /** Only in state PendingDeletion: the earliest moment of destruction; the real one is up to 24 hours later. */
  readonly deletionDate: Date | undefined;
  /** Only in state PendingReplicaDeletion: days that start to count when the last replica is gone. */
  readonly pendingWindowInDays: number | undefined;
  /** When the key was made. */
  readonly createdAt: Date | undefined;
  readonly description: string | undefined;
  /** `CUSTOMER` or `AWS`. */
  readonly manager: string | undefined;
  /** `AWS_KMS`, `EXTERNAL` (imported key material), `AWS_CLOUDHSM`, `EXTERNAL_KEY_STORE`; absent where nobody asked. */
  readonly origin?: string | undefined;
  /** When imported key material expires. */
  readonly validTo?: Date | undefined;
  /** `PRIMARY` or `REPLICA` of a multi-Region key. */
  readonly multiRegionType?: string | undefined;
}

/** As GetKeyLastUsage says it: successful cryptographic operations only. */
export type LastUsage =
  | { readonly used: true; readonly operation: string; readonly time: Date; readonly eventId: string | undefined }
  | { readonly used: false; readonly trackedSince: Date | undefined };

/** Who asked for the deletion, as CloudTrail's ScheduleKeyDeletion record says. */
export interface ScheduledBy {
  readonly principal: string;
  readonly time: Date;
}

/** All that could be learned about a key when its alert was made. */
export interface KeyDetails {
  readonly metadata: Part<KeyMetadata>;
  readonly aliases: Part<readonly string[]>;
  readonly tags: Part<Readonly<Record<string, string>>>;
  readonly lastUsage: Part<LastUsage>;
  readonly scheduledBy: Part<ScheduledBy>;
  /** Present when state and date were read earlier, since they could not be read now, and why. */
  readonly asOf?: { readonly time: Date; readonly reason: string };
}

/** Details of which nothing is known, for one reason. */
export function nothingKnown(reason: string): KeyDetails {
  const part = unavailable(reason);
  return { metadata: part, aliases: part, tags: part, lastUsage: part, scheduledBy: part };
}
