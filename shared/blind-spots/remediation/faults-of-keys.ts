import { count } from '../../alert/time.ts';
import type { KeyToSave } from '../facts.ts';
import { type Fault, grave } from '../findings.ts';
import { listed } from '../verdicts.ts';
import { fixesOfKey } from './fixes-of-key.ts';
import type { KeyVerdict, Refused } from './judge-key.ts';
import type { Refuser } from './may-call.ts';

/** A key pending deletion, and whether the guard can save it. */
export interface JudgedKey {
  readonly key: KeyToSave;
  readonly verdict: KeyVerdict;
}

/** Keys that are named; more would push the first out of sight. */
export const MOST_NAMED = 3;

/** The keys on which the role would be refused, each with what mends it. */
export function faultsOfKeys(keys: readonly JudgedKey[], roleArn: string): readonly Fault[] {
  const faults = keys.flatMap(({ key, verdict }) => (verdict.kind === 'refused' ? [{ key, verdict }] : []));
  const named = faults
    .slice(0, MOST_NAMED)
    .map(({ key: { arn }, verdict: { refusals, calls } }) =>
      grave(
        `the guard could not save key ${arn}: ${reasonsOf(refusals).join('; ')}`,
        ...fixesOfKey(arn, calls, refusals, roleArn),
      ),
    );
  const rest = faults.length - named.length;
  return rest === 0 ? named : [...named, grave(`${count(rest, 'more key')} like that`)];
}

/** Each refuser once, with the calls that it refuses to the role of detect-key-use. */
function reasonsOf(refusals: readonly Refused[]): readonly string[] {
  const refusers = [...new Set(refusals.map(({ by }) => by))];
  return refusers.map((by) => {
    const calls = refusals.filter((refusal) => refusal.by === by).map(({ call }) => call);
    return `${WORDS[by]} ${listed(calls)}`;
  });
}

const WORDS: Readonly<Record<Refuser, string>> = {
  'key-policy': 'its key policy lets neither the account nor the role of detect-key-use call',
  'key-policy-deny': 'its key policy denies the role of detect-key-use',
  iam: 'the policies of the role of detect-key-use do not allow',
  boundary: 'the permissions boundary of the role of detect-key-use does not allow',
  organization: 'the organization does not allow the role of detect-key-use',
};

/** The keys of which it cannot be told. */
export const unclearKeys = (keys: readonly JudgedKey[]) =>
  keys.flatMap(({ key: { arn }, verdict }) => (verdict.kind === 'unclear' ? [{ arn, why: verdict }] : []));

/** "Probably" is the most that can be said: KMS has no DryRun for these calls. */
export function wellWith(keys: readonly JudgedKey[]): string {
  const toSave = keys.filter(({ verdict }) => verdict.kind === 'probably').length;
  const left = keys.length - toSave;
  const beside = left === 0 ? '' : `; ${count(left, 'key')} pending deletion ${left === 1 ? 'is' : 'are'} left alone`;
  return toSave === 0
    ? `no key pending deletion is to be saved${beside}`
    : `${count(toSave, 'key')} pending deletion: probably, by key policy and IAM's simulation; KMS offers no trial of it${beside}`;
}
