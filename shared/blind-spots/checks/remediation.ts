import { isCancelling } from '../../remediation/policy.ts';
import { type Check, pass, unknown, type Verdict } from '../check.ts';
import type { Facts, RemediationFacts } from '../facts.ts';
import { type Fault, slight, verdictOn } from '../findings.ts';
import { type DeployedPolicy, deployedPolicy } from '../remediation/deployed-policy.ts';
import { faultsOfKeys, type JudgedKey, MOST_NAMED, unclearKeys, wellWith } from '../remediation/faults-of-keys.ts';
import { judgeKey } from '../remediation/judge-key.ts';
import { entriesOf, faultsOfKillSwitch, faultsOfNeverList } from '../remediation/parameters.ts';
import { listed, unread, whereThere } from '../verdicts.ts';

/** Whether the guard may do what the settings say that it does. Nothing is tried: a trial of these calls would be the deed. */
export const remediation: Check = {
  id: 'remediation',
  title: 'The guard may cancel the deletions that it is to cancel',
  meaning: 'Use of keys is seen and told; a deletion that the guard is to cancel goes on.',
  concerns: 'acting',
  // KMS, IAM and Systems Manager API References.
  changedBy: [
    'PutKeyPolicy',
    'PutParameter',
    'PutRolePolicy',
    'DeleteRolePolicy',
    'AttachRolePolicy',
    'PutRolePermissionsBoundary',
  ],
  judge,
};

function judge(facts: Facts): Verdict {
  const policy = deployedPolicy(facts);
  if (!policy.known) return unread(policy);
  if (policy.value.mode === 'off') return pass('nothing is cancelled, as remediation is off');
  const its = facts.remediation;
  if (its === undefined) return unknown('what automatic cancel goes by was not read');
  const ofParameters = faultsOfParameters(its, policy.value, facts);
  return isCancelling(policy.value.mode)
    ? judgeRights(its, policy.value, ofParameters, facts)
    : together(ofParameters, unreadParameter(its), 'nothing is written, as remediation is dry-run');
}

function judgeRights(
  its: RemediationFacts,
  policy: DeployedPolicy,
  ofParameters: readonly Fault[],
  facts: Facts,
): Verdict {
  const role = whereThere(facts.detectKeyUse, 'the function', 'function-runs');
  const roleArn = role.there ? role.value.roleArn : undefined;
  if (roleArn === undefined)
    return together(ofParameters, role.there ? unknown('the role of detect-key-use is not known') : role.verdict, '');
  const saver = { roleArn, policy, neverNow: neverNowOf(its) };
  const keys = (its.pending?.keys ?? []).map((key) => ({ key, verdict: judgeKey(key, saver) }));
  return together(
    [...ofParameters, ...faultsOfKeys(keys, roleArn)],
    unreadParameter(its) ?? unjudged(its, keys),
    wellWith(keys),
  );
}

/** All faults, and beside those that lose nothing what is not known; else that alone. */
function together(faults: readonly Fault[], unclear: Verdict | undefined, otherwise: string): Verdict {
  const worstFirst = faults.toSorted((one, other) => Number(other.grave) - Number(one.grave));
  if (faults.some(({ grave }) => grave) || unclear?.state !== 'unknown') return verdictOn(worstFirst, otherwise);
  return faults.length === 0 ? unclear : verdictOn([...faults, slight(`besides, not known: ${unclear.reason}`)], '');
}

const faultsOfParameters = (
  { killSwitch, neverList }: RemediationFacts,
  { mode }: DeployedPolicy,
  facts: Facts,
): readonly Fault[] => [
  ...(killSwitch.known ? faultsOfKillSwitch(killSwitch.value, mode, facts) : []),
  ...(neverList.known ? faultsOfNeverList(neverList.value, facts) : []),
];

function unreadParameter({ killSwitch, neverList }: RemediationFacts): Verdict | undefined {
  if (!killSwitch.known) return unread(killSwitch, 'the kill switch');
  return neverList.known ? undefined : unread(neverList, 'the list of what is left alone');
}

/** A list that cannot be read leaves everything alone, which is a fault of its own. */
function neverNowOf({ neverList }: RemediationFacts): readonly string[] {
  const entries = neverList.known ? entriesOf(neverList.value) : undefined;
  return entries?.ok ? entries.value : [];
}

function unjudged({ pending }: RemediationFacts, keys: readonly JudgedKey[]): Verdict | undefined {
  if (pending === undefined) return unknown('the keys pending deletion were not read');
  const [first, ...others] = unclearKeys(keys);
  if (first !== undefined) {
    const beside = others.length === 0 ? '' : `, as ${others.length} more`;
    return unknown(`key ${first.arn}${beside}: ${first.why.reason}`, first.why.right);
  }
  const [unseen] = pending.notSeen;
  if (unseen === undefined) return undefined;
  const what = listed(pending.notSeen.slice(0, MOST_NAMED).map((one) => one.what));
  return unknown(`${what}: ${unseen.reason}`, unseen.right);
}
