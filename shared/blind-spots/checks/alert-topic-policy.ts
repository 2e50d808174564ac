import { type Check, fail, pass, unknown, type Verdict, warn } from '../check.ts';
import type { Facts, TopicFacts } from '../facts.ts';
import { byAws } from '../fixes.ts';
import { judgePolicy } from '../policy/judge-policy.ts';
import { parsePolicy, type Statement } from '../policy/policy.ts';
import { functionsThatPublish, type Publisher, who } from '../topic/publishers.ts';
import { regionOfTopic } from '../topic/region.ts';
import { listed, see, unread, whereThere } from '../verdicts.ts';

/**
 * The functions' roles have the right to publish, which is enough within an account unless the topic's policy denies it; a topic of
 * another account must allow it as well. Source: IAM User Guide, "Policy evaluation logic".
 */
export const alertTopicPolicy: Check = {
  id: 'alert-topic-policy',
  title: 'The alert topic lets the functions publish',
  meaning: 'Alerts are refused: use of a key is seen, and not told.',
  concerns: 'telling',
  changedBy: ['SetTopicAttributes', 'AddPermission', 'RemovePermission'],
  alertsMayNotArrive: true,
  judge,
};

function judge(facts: Facts): Verdict {
  const its = whereThere(facts.alertTopic, 'the alert topic', 'alert-readers');
  if (!its.there) return its.verdict;
  if (!facts.detectKeyUse.known) return unread(facts.detectKeyUse);
  const publishers = functionsThatPublish(facts);
  if (publishers.length === 0) return see('the function, or its role, is gone', 'function-runs');
  const { policy, arn } = its.value;
  if (policy === undefined) return unknown('AWS gives no policy of the alert topic');
  const statements = parsePolicy(policy);
  if (statements === undefined) return unknown('the policy of the alert topic cannot be read');
  return verdictFor(statements, its.value, publishers, arn.split(':')[4] !== facts.accountId, facts);
}

function verdictFor(
  statements: readonly Statement[],
  { arn }: TopicFacts,
  publishers: readonly Publisher[],
  otherAccount: boolean,
  facts: Facts,
): Verdict {
  const ask = (publisher: Pick<Publisher, 'principal' | 'context'>) =>
    judgePolicy(statements, { action: 'sns:Publish', resource: arn, ...publisher });
  const look = byAws('see its policy, and change it', 'sns', 'get-topic-attributes', regionOfTopic(arn, facts), {
    '--topic-arn': arn,
  });
  const denied = who(publishers, 'denied', ask);
  if (denied.length > 0) return fail(`the policy of the alert topic denies sns:Publish to ${listed(denied)}`, look);
  const notAllowed = otherAccount ? who(publishers, 'silent', ask) : [];
  if (notAllowed.length > 0) {
    return fail(
      `the alert topic is of another account, and its policy does not let ${listed(notAllowed)} publish`,
      look,
    );
  }
  const unclear = who(publishers, 'unclear', ask);
  if (unclear.length > 0)
    return unknown(
      `the policy of the alert topic has conditions on ${listed(unclear)} that cannot be judged from here`,
    );
  if (ask(STRANGER) === 'allowed') return warn('anybody, in any account, may publish to the alert topic', look);
  return pass('its policy does not stand in the way of the functions');
}

/** Somebody of whom the policy knows nothing. */
const STRANGER: Pick<Publisher, 'principal' | 'context'> = {
  principal: { kind: 'role', arn: 'arn:aws:iam::000000000000:role/stranger', accountId: '000000000000' },
  context: { 'aws:securetransport': 'true', 'aws:sourceowner': '000000000000', 'aws:sourceaccount': '000000000000' },
};
