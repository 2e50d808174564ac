import type { Fact } from './fact.ts';
import type { NotSeen } from './pending-key.ts';

/** What the guard goes by when it decides about a key, and what it would need to save one; of a deployment that may act by itself. */
export interface RemediationFacts {
  /** The kill switch, as it stands in Parameter Store. */
  readonly killSwitch: Fact<ParameterText | 'missing'>;
  /** The list of what is left alone from now on. */
  readonly neverList: Fact<ParameterText | 'missing'>;
  /** The keys that might have to be saved; undefined where nothing is written (`dry-run`), so that no right to do so is asked about. */
  readonly pending: PendingRescues | undefined;
}

/** Source: Systems Manager API Reference, Parameter. */
export interface ParameterText {
  /** `String`, `StringList`, `SecureString`. */
  readonly type: string | undefined;
  /** Empty for a SecureString, which nobody here decrypts. */
  readonly value: string;
  readonly changedAt: Date | undefined;
}

/** The keys of the account that are pending deletion, and what could not be looked at. */
export interface PendingRescues {
  readonly keys: readonly KeyToSave[];
  readonly notSeen: readonly NotSeen[];
}

/** A customer managed key of this account that is pending deletion. */
export interface KeyToSave {
  readonly arn: string;
  readonly createdAt: Date | undefined;
  readonly deletionDate: Date | undefined;
  readonly tags: Fact<Readonly<Record<string, string>>>;
  /** The key policy as text. */
  readonly policy: Fact<string>;
  /** What IAM says of the role of detect-key-use on this key, one entry for each call that the mode may need. */
  readonly simulated: Fact<readonly SimulatedCall[]>;
}

/**
 * One call in IAM's simulation, which sees the policies and the boundary of a role and the service control policies of its organization,
 * and neither the key policy nor resource control policies. Source: IAM API Reference, SimulatePrincipalPolicy and EvaluationResult.
 */
export interface SimulatedCall {
  /** `kms:CancelKeyDeletion` */
  readonly action: string;
  /** `allowed`, `explicitDeny`, `implicitDeny`. */
  readonly decision: string;
  /** Undefined: the role has no boundary, the account no organization. */
  readonly allowedByBoundary: boolean | undefined;
  readonly allowedByOrganization: boolean | undefined;
  /** Context keys that a policy asks for and that were not given. */
  readonly missingContext: readonly string[];
}
