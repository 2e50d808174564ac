import { isClassKnown, isKms } from '../kms/operation-class.ts';
import type { Finding } from './finding.ts';

/** Why a refused call is no reason to save its key without a person. */
export type NoEvidence =
  | 'unconfirmed'
  | 'key-not-named'
  | 'time-unknown'
  | 'own-call'
  | 'not-by-kms'
  | 'operation-unknown'
  | 'not-a-use'
  | 'inventory'
  | 'other-account-caller'
  | 'caller-account-unknown';

/** Whether a refused call shows that somebody of the key's own account needs the key for data. */
export type Evidence =
  | { readonly kind: 'evidence' }
  | { readonly kind: 'none'; readonly cause: NoEvidence; readonly reason: string };

const EVIDENCE: Evidence = { kind: 'evidence' };
const none = (cause: NoEvidence, reason: string): Evidence => ({ kind: 'none', cause, reason });

/**
 * Judges it on the record alone. Closed: what is not shown to be such a use is none, since services echo input and other accounts may
 * have a reason of their own to keep a key alive.
 */
export function evidenceOf(finding: Finding): Evidence {
  const { key, operation, caller, error } = finding;
  if (finding.own) return none('own-call', "the call was the guard's own");
  if (!operation.confirmed || finding.rejection !== undefined || finding.keyState === 'Disabled')
    return none('unconfirmed', "no record holds KMS's own words that the key is pending deletion");
  if (key.kind !== 'arn') return none('key-not-named', 'the record does not name the key by its ARN');
  if (finding.event.time === undefined) return none('time-unknown', 'the record does not say when the call was made');
  // Another service passes KMS's refusal on with its error code prefixed. Source: S3 data events, as in shared/finding/message.ts.
  if (!isKms(operation.eventSource) && !error.code?.startsWith('KMS.'))
    return none('not-by-kms', 'the refusal came neither from KMS nor with an error code of KMS');
  // For an alert such an operation counts as use; a key is not saved on a guess.
  if (!isClassKnown(operation.eventSource, operation.name))
    return none('operation-unknown', 'the operation is not in the table of those that this version knows');
  if (operation.class === 'management')
    return none('not-a-use', 'the call only administers the key; no data was touched');
  if (operation.class === 'delegation' && !(operation.name === 'CreateGrant' && finding.byService))
    return none('not-a-use', 'the call prepares a use, and no data was touched');
  if (caller.kind === 'inventory')
    return none('inventory', 'the caller reads an inventory of resources and needs no data');
  const account = accountOfCall(finding);
  if (account === undefined)
    return none('caller-account-unknown', 'the record does not say which account the call was made for');
  return account === key.key.accountId
    ? EVIDENCE
    : none('other-account-caller', 'the caller belongs to another account than the key');
}

/**
 * A service that calls on its own account names none. Then it is the account that the record was delivered to, as long as that is the
 * only one. Source: CloudTrail User Guide, "shared event ID": it is there when more than one account is involved. An Identity Center
 * user's is that of the instance, whichever account was signed in to (userIdentity element).
 */
function accountOfCall({ caller, event }: Finding): string | undefined {
  if (caller.type === 'IdentityCenterUser') return undefined;
  if (caller.type === 'AWSService' && event.sharedEventId === undefined)
    return caller.accountId ?? event.recipientAccountId;
  return caller.accountId;
}
