import { type ContextEntry, type EvaluationResult, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { type Fact, notKnown } from '../../blind-spots/fact.ts';
import type { SimulatedCall } from '../../blind-spots/facts.ts';
import { parseKeyArn } from '../../kms/key-arn.ts';
import type { GuardClients } from '../guard-clients.ts';
import { ask } from './ask.ts';
import { allPages } from './pages.ts';

/** Whose calls on which key, and the tags of that key. */
export interface Simulation {
  /** Undefined: the function is gone, or Lambda does not say. */
  readonly roleArn: string | undefined;
  /** Of the key. */
  readonly arn: string;
  readonly calls: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What IAM says of calls by a role on a key, without making them. What a policy might ask about the key and the caller is given along.
 * Source: IAM API Reference, SimulatePrincipalPolicy.
 */
export async function simulateCalls(
  { iam }: Pick<GuardClients, 'iam'>,
  { roleArn, arn, calls, tags }: Simulation,
  abortSignal: AbortSignal,
): Promise<Fact<readonly SimulatedCall[]>> {
  if (roleArn === undefined) return notKnown('the role of detect-key-use is not known');
  return ask('iam:SimulatePrincipalPolicy', abortSignal, async () => {
    const results = await allPages(async (token) => {
      const command = new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: [...calls],
        ResourceArns: [arn],
        ContextEntries: contextOf(roleArn, arn, tags),
        ...(token && { Marker: token }),
      });
      const { EvaluationResults: items, IsTruncated: more, Marker: next } = await iam.send(command, { abortSignal });
      return { items, next: more === true ? next : undefined };
    });
    return results.map(simulatedCall);
  });
}

function contextOf(roleArn: string, arn: string, tags: Simulation['tags']): ContextEntry[] {
  const region = parseKeyArn(arn)?.region;
  const texts = {
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value])),
    'aws:PrincipalArn': roleArn,
    ...(region !== undefined && { 'aws:RequestedRegion': region }),
  };
  return Object.entries(texts).map(([name, value]) => ({
    ContextKeyName: name,
    ContextKeyValues: [value],
    ContextKeyType: 'string',
  }));
}

const simulatedCall = (result: EvaluationResult): SimulatedCall => ({
  action: result.EvalActionName ?? '',
  decision: result.EvalDecision ?? '',
  allowedByBoundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
  allowedByOrganization: result.OrganizationsDecisionDetail?.AllowedByOrganizations,
  missingContext: result.MissingContextValues ?? [],
});
