import { type Check, fail, pass, unknown, type Verdict } from '../check.ts';
import { logGroupArnOf } from '../deployed-names.ts';
import type { Facts, FunctionFacts } from '../facts.ts';
import { byAws } from '../fixes.ts';
import { judgePolicy } from '../policy/judge-policy.ts';
import { parsePolicy } from '../policy/policy.ts';
import { unread, whereThere } from '../verdicts.ts';

/** Source: CloudWatch Logs User Guide, "Subscription filters with AWS Lambda". */
export const invokePermission: Check = {
  id: 'invoke-permission',
  title: 'The log group may invoke the function',
  meaning: 'Records are refused at the function and lost: no alert names key, caller or time left.',
  concerns: 'seeing',
  changedBy: ['RemovePermission20150331v2', 'AddPermission20150331v2'],
  judge,
};

function judge(facts: Facts): Verdict {
  const its = whereThere(facts.detectKeyUse, 'the function', 'function-runs');
  if (!its.there) return its.verdict;
  const group = logGroupArnOf(facts);
  if (group === undefined) return unknown('the stack does not say which log group it reads');
  const { policy, name } = its.value;
  if (!policy.known) return unread(policy);
  if (policy.value === undefined)
    return fail(`function ${name} has no resource policy`, permit(its.value, group, facts));
  const statements = parsePolicy(policy.value);
  if (statements === undefined) return unknown(`the resource policy of function ${name} cannot be read`);
  const answer = judgePolicy(statements, {
    action: 'lambda:InvokeFunction',
    resource: its.value.arn,
    principal: { kind: 'service', name: 'logs.amazonaws.com' },
    context: { 'aws:sourcearn': `${group}:*`, 'aws:sourceaccount': facts.accountId },
  });
  switch (answer) {
    case 'allowed':
      return pass('its resource policy lets logs.amazonaws.com in for this log group');
    case 'unclear':
      return unknown(`the resource policy of function ${name} has conditions that cannot be judged from here`);
    case 'denied':
      return fail(`the resource policy of function ${name} denies logs.amazonaws.com`, SEE_POLICY(its.value, facts));
    case 'silent':
      return fail(
        `the resource policy of function ${name} does not let logs.amazonaws.com in for ${group}:*`,
        permit(its.value, group, facts),
      );
  }
}

const permit = ({ name }: FunctionFacts, group: string, { region, accountId }: Facts) =>
  byAws('give the permission', 'lambda', 'add-permission', region, {
    '--function-name': name,
    '--statement-id': 'InvokeByTrailLogs',
    '--action': 'lambda:InvokeFunction',
    '--principal': 'logs.amazonaws.com',
    '--source-arn': `${group}:*`,
    '--source-account': accountId,
  });

const SEE_POLICY = ({ name }: FunctionFacts, { region }: Facts) =>
  byAws('see the policy, and take the Deny out', 'lambda', 'get-policy', region, { '--function-name': name });
