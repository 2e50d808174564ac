import { DescribeAccountPoliciesCommand, type PolicyType } from '@aws-sdk/client-cloudwatch-logs';
import type { GuardClients } from '../guard-clients.ts';
import { allPages } from './pages.ts';

/**
 * Names of the account's policies of a type, for all log groups or some. It takes the right to see what they set as well. Source:
 * CloudWatch Logs API Reference, DescribeAccountPolicies.
 */
export async function accountPolicies(
  { logs }: Pick<GuardClients, 'logs'>,
  policyType: PolicyType,
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const policies = await allPages(async (token) => {
    const command = new DescribeAccountPoliciesCommand({ policyType, ...(token && { nextToken: token }) });
    const { accountPolicies: items, nextToken: next } = await logs.send(command, { abortSignal });
    return { items, next };
  });
  return policies.map(({ policyName }) => policyName ?? '');
}
