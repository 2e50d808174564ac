import type { SimulatedCall } from '../facts.ts';
import { judgePolicy, type PolicyRequest } from '../policy/judge-policy.ts';
import type { Statement } from '../policy/policy.ts';

/** Who refuses a call, for certain. */
export type Refuser = 'key-policy-deny' | 'key-policy' | 'iam' | 'boundary' | 'organization';

/**
 * Whether a call would go through, as far as can be told without making it. `probably` is the best there is: KMS has no DryRun for these
 * calls, and resource control policies and the policies of VPC endpoints are not seen.
 */
export type CallVerdict =
  | { readonly kind: 'probably' }
  | { readonly kind: 'refused'; readonly by: Refuser }
  | { readonly kind: 'unclear'; readonly reason: string };

/** What the key policy says; `by-role`: to the role itself, so that IAM need not allow it; `by-account`: IAM decides. */
export type ByKeyPolicy = 'denied' | 'silent' | 'unclear' | 'by-role' | 'by-account';

/** Asks the key policy. Source: KMS Developer Guide, "Default key policy" (a policy that names the account lets IAM decide). */
export function byKeyPolicy(statements: readonly Statement[], request: PolicyRequest): ByKeyPolicy {
  const answer = judgePolicy(statements, request);
  if (answer !== 'allowed') return answer;
  const direct = judgePolicy(statements.map(withoutAccounts), request);
  return direct === 'allowed' ? 'by-role' : 'by-account';
}

/** What it says to the role and to everybody, and not to the account. */
function withoutAccounts(statement: Statement): Statement {
  const { principal } = statement;
  if (principal === undefined || principal === '*') return statement;
  const names = Object.hasOwn(principal, 'AWS') ? (principal.AWS ?? []) : [];
  return { ...statement, principal: { ...principal, AWS: names.filter((name) => name === '*' || isRole(name)) } };
}

const isRole = (name: string): boolean => /^arn:[^:]+:(iam|sts):/.test(name) && !name.endsWith(':root');

/** Puts together what the key policy and IAM say of one call. Only what is certain refuses. */
export function mayCall(policy: ByKeyPolicy, simulated: SimulatedCall | undefined): CallVerdict {
  if (policy === 'denied') return refused('key-policy-deny');
  if (policy === 'silent') return refused('key-policy');
  const byIam = byRole(policy, simulated);
  if (byIam.kind === 'refused' || policy !== 'unclear') return byIam;
  return unclear('its key policy turns on conditions that cannot be judged from here');
}

function byRole(policy: ByKeyPolicy, simulated: SimulatedCall | undefined): CallVerdict {
  if (simulated === undefined) return unclear('IAM says nothing of it');
  const { decision, allowedByBoundary, allowedByOrganization } = simulated;
  if (decision === 'allowed') return { kind: 'probably' };
  const [missing] = simulated.missingContext.filter((name) => !isTagOfKey(name));
  if (missing !== undefined) return unclear(`IAM's simulation wants to know ${missing}`);
  if (allowedByOrganization === false) return refused('organization');
  if (allowedByBoundary === false) return refused('boundary');
  if (decision === 'explicitDeny') return refused('iam');
  if (decision !== 'implicitDeny') return unclear('what IAM says of it cannot be read');
  switch (policy) {
    case 'by-role':
      return { kind: 'probably' };
    case 'by-account':
      return refused('iam');
    default:
      return unclear('the role has no right of its own, and the key policy turns on conditions');
  }
}

/** All tags of the key were given, so one that is missing is one that it does not have. */
const isTagOfKey = (name: string): boolean => /^aws:resourcetag\//i.test(name);

const refused = (by: Refuser): CallVerdict => ({ kind: 'refused', by });
const unclear = (reason: string): CallVerdict => ({ kind: 'unclear', reason });
