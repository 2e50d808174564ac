import { outputOf } from '../deployed-names.ts';
import { deployedSettings, isSetTo, settingOf } from '../deployed-settings.ts';
import type { DependencyKey, Facts, TopicFacts } from '../facts.ts';
import type { Answer } from '../policy/condition.ts';
import { judgePolicy } from '../policy/judge-policy.ts';
import type { Statement } from '../policy/policy.ts';
import type { Publisher } from './publishers.ts';
import { regionOfTopic } from './region.ts';

/**
 * Whether a publisher gets both operations that SNS asks for; a role also needs the right in IAM where the policy names the account alone, which the
 * setting topicKeyArn gives. Source: SNS Developer Guide, "Managing Amazon SNS encryption keys and costs".
 */
export function mayUse(
  statements: readonly Statement[],
  key: DependencyKey,
  topic: TopicFacts,
  publisher: Publisher,
  facts: Facts,
): Answer {
  const context = {
    ...publisher.context,
    'kms:encryptioncontext:aws:sns:topicarn': topic.arn,
    ...(publisher.principal.kind === 'role' && {
      'kms:viaservice': `sns.${regionOfTopic(topic.arn, facts)}.amazonaws.com`,
    }),
  };
  const answers = ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) =>
    judgePolicy(statements, { action, resource: key.arn, principal: publisher.principal, context }),
  );
  if (answers.some((answer) => answer === 'denied' || answer === 'silent')) return 'no';
  if (answers.includes('unclear')) return 'maybe';
  return publisher.principal.kind === 'service' ||
    namesRole(statements, publisher.principal.arn) ||
    hasRight(key, topic, facts)
    ? 'yes'
    : 'no';
}

const namesRole = (statements: readonly Statement[], arn: string): boolean =>
  statements.some(
    ({ effect, principal }) =>
      effect === 'Allow' &&
      (principal === '*' ||
        (principal !== undefined &&
          Object.hasOwn(principal, 'AWS') &&
          (principal.AWS ?? []).some((name) => name === arn || name === '*'))),
  );

/** Whether the deployment gave the functions' roles the right. What cannot be read is not held against it. */
function hasRight(key: DependencyKey, topic: TopicFacts, { stack }: Facts): boolean {
  const settings = deployedSettings(stack);
  if (!settings.known) return true;
  const given = settingOf(settings.value, 'topicKeyArn');
  return given !== undefined && isSetTo(given, key.arn) && topic.arn === outputOf(stack, 'alertTopicArn');
}
