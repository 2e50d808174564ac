import type { RemediationMode } from '../contract/remediation.ts';
import type { ReadBack, RescueStep } from '../incident/rescue.ts';
import type { KeyArn } from '../kms/key-arn.ts';
import type { Part } from '../kms/key-details.ts';
import type { Allowance } from '../remediation/allowance.ts';
import type { StateHistory } from '../remediation/was-enabled.ts';
import type { Answer } from '../remediation/write.ts';

/** What saving keys needs from outside. None of these rejects for a failure that is expected. */
export interface RemediationPorts {
  /** The mode that the kill switch allows; undefined in it: it is not set. Read at each decision. */
  readonly killSwitch: () => Promise<Part<RemediationMode | undefined>>;
  /** The list of what is left alone from now on. */
  readonly neverNow: () => Promise<Part<readonly string[]>>;
  /** Calls that changed the state of a key. */
  readonly stateHistory: (key: KeyArn) => Promise<Part<StateHistory>>;
  /**
   * Takes one of the day's cancels, the same one for the same id, so that a try that is repeated costs no second one.
   * @param purpose dry runs are counted apart
   */
  readonly allow: (purpose: 'cancel' | 'dry-run', id: string, now: Date, limit: number) => Promise<Part<Allowance>>;
  /** Cancels the deletion, in one try. `id` stands in the user agent that CloudTrail records. */
  readonly cancel: (key: KeyArn, id: string) => Promise<Answer>;
  /** Enables the key, in one try. */
  readonly enable: (key: KeyArn, id: string) => Promise<Answer>;
  /** The state of the key, read now. */
  readonly readState: (key: KeyArn) => Promise<ReadBack>;
  /** Told of each decision and each write, as it is made. */
  readonly noted: (note: RemediationNote) => void;
}

/** A decision or a write, for the log. */
export type RemediationNote =
  | { readonly kind: 'decision'; readonly keyArn: string; readonly step: RescueStep }
  | {
      readonly kind: 'write';
      readonly keyArn: string;
      readonly action: 'CancelKeyDeletion' | 'EnableKey';
      readonly id: string;
      readonly answer: Answer;
      readonly readBack: ReadBack;
    };
