import { parseKeyArn } from '../../kms/key-arn.ts';
import type { UnknownFact } from '../fact.ts';
import type { KeyToSave } from '../facts.ts';
import { parsePolicy } from '../policy/policy.ts';
import { callsNeeded } from './calls-needed.ts';
import type { DeployedPolicy } from './deployed-policy.ts';
import { byKeyPolicy, mayCall, type Refuser } from './may-call.ts';

/** One call that would be refused. */
export interface Refused {
  readonly call: string;
  readonly by: Refuser;
}

/** Whether the guard can save a key. */
export type KeyVerdict =
  | { readonly kind: 'left-alone' | 'probably' }
  | { readonly kind: 'refused'; readonly refusals: readonly Refused[]; readonly calls: readonly string[] }
  | ({ readonly kind: 'unclear' } & Omit<UnknownFact, 'known'>);

/** Who would save it, and by which policy. */
export interface Saver {
  readonly roleArn: string;
  readonly policy: DeployedPolicy;
  /** Entries of the parameter, besides those of the policy. */
  readonly neverNow: readonly string[];
}

/** Judges every call that the key would need, as far as its tags, its policy and IAM's simulation are known. */
export function judgeKey(key: KeyToSave, saver: Saver): KeyVerdict {
  if (!key.tags.known) return { ...key.tags, kind: 'unclear', reason: `its tags: ${key.tags.reason}` };
  const { calls, maybe } = callsNeeded(key, key.tags.value, saver.policy, saver.neverNow);
  if (calls.length === 0) return { kind: 'left-alone' };
  const tags = key.tags.value;
  const verdicts = calls.map((call) => ({ call, verdict: judgeCall(call, key, tags, saver) }));
  const refusals = verdicts.flatMap(({ call, verdict }) =>
    verdict.kind === 'refused' ? [{ call, by: verdict.by }] : [],
  );
  if (refusals.length > 0)
    return maybe
      ? { kind: 'unclear', reason: 'aliases are on the list of what is left alone, and those of the key are not read' }
      : { kind: 'refused', refusals, calls };
  const unclear = verdicts.map(({ verdict }) => verdict).find(({ kind }) => kind === 'unclear');
  if (unclear?.kind !== 'unclear') return { kind: 'probably' };
  const unread = [key.policy, key.simulated].find((one) => !one.known);
  return unread === undefined || unread.known ? unclear : { ...unread, kind: 'unclear' };
}

function judgeCall(call: string, key: KeyToSave, tags: Readonly<Record<string, string>>, { roleArn }: Saver) {
  const statements = key.policy.known ? parsePolicy(key.policy.value) : undefined;
  const policy = statements === undefined ? 'unclear' : byKeyPolicy(statements, requestOf(call, key, tags, roleArn));
  const simulated = key.simulated.known ? key.simulated.value.find(({ action }) => action === call) : undefined;
  return mayCall(policy, simulated);
}

/**
 * What KMS would know of the call: one that a role makes itself over TLS. Source: IAM User Guide, "AWS global condition context keys";
 * KMS Developer Guide, "AWS KMS condition keys".
 */
function requestOf(action: string, { arn }: KeyToSave, tags: Readonly<Record<string, string>>, roleArn: string) {
  const accountId = roleArn.split(':')[4] ?? '';
  const region = parseKeyArn(arn)?.region;
  const ofTags = Object.entries(tags).map(([name, value]) => [`aws:resourcetag/${name.toLowerCase()}`, value]);
  const context: Record<string, string> = {
    ...Object.fromEntries(ofTags),
    'aws:securetransport': 'true',
    'aws:principalarn': roleArn,
    'aws:principalaccount': accountId,
    'aws:principalisawsservice': 'false',
    'aws:viaawsservice': 'false',
    'aws:principaltype': 'AssumedRole',
    'aws:resourceaccount': accountId,
    'kms:calleraccount': accountId,
    ...(region !== undefined && { 'aws:requestedregion': region }),
  };
  return { action, resource: arn, principal: { kind: 'role' as const, arn: roleArn, accountId }, context };
}
