import { Stack } from 'aws-cdk-lib';
import { Effect, Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { MODE_PARAMETER, NEVER_PARAMETER, REMEDIATION_TAG } from '../../shared/contract/remediation.ts';
import type { RemediationSettings } from '../remediation-settings.ts';

export interface RemediationProps extends Pick<RemediationSettings, 'mode' | 'scope'> {
  /** The role of the function that decides. */
  readonly role: Role;
}

const CANCEL = 'kms:CancelKeyDeletion';
const ENABLE = 'kms:EnableKey';
const TAG = `aws:ResourceTag/${REMEDIATION_TAG}`;

/**
 * The rights to save a key, beside those to tell about it: none of them where automatic cancel is off. Tags are held by IAM a second
 * time; a change of tags takes up to five minutes to act there. Source: KMS Developer Guide, "Use tags to control access to KMS keys".
 */
export class Remediation extends Construct {
  constructor(scope: Construct, id: string, props: RemediationProps) {
    super(scope, id);
    new Policy(this, 'Rights', { roles: [props.role], statements: [this.readParameters(), ...this.writes(props)] });
  }

  private readParameters(): PolicyStatement {
    const parameter = (name: string) =>
      Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) });
    return new PolicyStatement({
      sid: 'ReadRemediationParameters',
      actions: ['ssm:GetParameter'],
      resources: [MODE_PARAMETER, NEVER_PARAMETER].map(parameter),
    });
  }

  private writes({ mode, scope }: RemediationProps): readonly PolicyStatement[] {
    if (mode === 'dry-run') return [];
    // Any Region: a multi-Region trail brings the records of all Regions into one log group. Neither call works across accounts.
    const keys = Stack.of(this).formatArn({ service: 'kms', region: '*', resource: 'key', resourceName: '*' });
    const allow = (sid: string, action: string, tags: readonly string[]) =>
      new PolicyStatement({
        sid,
        actions: [action],
        resources: [keys],
        ...(scope === 'tagged' && { conditions: { StringEquals: { [TAG]: tags } } }),
      });
    const deny = (sid: string, action: string, tags: readonly string[]) =>
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        actions: [action],
        resources: [keys],
        conditions: { StringEquals: { [TAG]: tags } },
      });
    const cancel = [
      allow('CancelDeletions', CANCEL, ['cancel', 'cancel-and-enable']),
      deny('LeaveAlone', CANCEL, ['never', 'dry-run']),
    ];
    if (mode === 'cancel') return cancel;
    return [
      ...cancel,
      allow('EnableKeys', ENABLE, ['cancel-and-enable']),
      deny('LeaveDisabled', ENABLE, ['never', 'dry-run', 'cancel']),
    ];
  }
}
