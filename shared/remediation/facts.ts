import type { RemediationMode } from '../contract/remediation.ts';
import type { Finding } from '../finding/finding.ts';
import type { Cancelled } from '../incident/rescue.ts';
import type { KeyMetadata, Part } from '../kms/key-details.ts';
import type { RemediationPolicy } from './policy.ts';

/** All that a decision rests on. What could not be read is there as such, with the reason. */
export interface DecisionFacts {
  readonly now: Date;
  readonly policy: RemediationPolicy;
  /** The mode that the kill switch allows; undefined in it: it is not set. */
  readonly killSwitch: Part<RemediationMode | undefined>;
  /** The list of keys that are left alone from now on. */
  readonly neverNow: Part<readonly string[]>;
  /** Account of the deployment. */
  readonly ownAccount: string | undefined;
  /** The refused use that the key would be saved for. */
  readonly evidence: Finding;
  /** What hides that use by now: a silence, a setting; undefined in it: nothing. */
  readonly hiddenBy: Part<string | undefined>;
  /** The key, read just now. */
  readonly metadata: Part<KeyMetadata>;
  readonly aliases: Part<readonly string[]>;
  readonly tags: Part<Readonly<Record<string, string>>>;
  /** When its deletion was scheduled, where that is known; it need not be. */
  readonly scheduledAt: Date | undefined;
  /** Deletion date of the waiting period that the evidence is of, in milliseconds since 1970, where it was read. */
  readonly period: number | undefined;
  /** The guard's own earlier cancel. */
  readonly cancelled: Cancelled | undefined;
}

/** Why nothing is done, by a stable name. */
export type Cause =
  /** Policy. */
  | 'mode-off'
  | 'kill-switch'
  | 'never-listed'
  | 'tag-never'
  | 'not-tagged'
  | 'silenced'
  | 'daily-limit'
  | 'too-early'
  /** The refused use. */
  | 'no-evidence'
  | 'evidence-outdated'
  /** The key. */
  | 'other-account'
  | 'not-a-customer-key'
  | 'not-pending'
  | 'drill-key'
  | 'scheduled-again'
  /** Something that must be known is not. */
  | 'kill-switch-unread'
  | 'never-list-unread'
  | 'silences-unread'
  | 'own-account-unknown'
  | 'key-unread'
  | 'tags-unread'
  | 'tag-unclear'
  | 'aliases-unread'
  | 'date-unknown'
  | 'period-unclear'
  | 'limit-unread'
  | 'not-remembered'
  | 'no-time'
  | 'unexpected'
  /** A write was made, or would have been. */
  | 'in-use';

/** What is decided. The reason is one clause in plain words. */
export type Decision =
  | {
      readonly kind: 'cancel';
      /** The mode that holds for this key. */
      readonly mode: Exclude<RemediationMode, 'off'>;
      readonly reason: string;
    }
  | {
      readonly kind: 'wait';
      readonly mode: RemediationMode;
      readonly cause: Cause;
      readonly reason: string;
      readonly actAt: Date;
    }
  | {
      readonly kind: 'skip';
      readonly mode: RemediationMode;
      readonly cause: Cause;
      readonly reason: string;
      /** Something that must be known is not: worth another look soon. */
      readonly unknown: boolean;
    };
