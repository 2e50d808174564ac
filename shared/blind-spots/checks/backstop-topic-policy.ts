import { type Check, fail, pass, unknown, type Verdict } from '../check.ts';
import type { Facts, TopicFacts } from '../facts.ts';
import { byAws } from '../fixes.ts';
import { judgePolicy } from '../policy/judge-policy.ts';
import { parsePolicy, type Statement } from '../policy/policy.ts';
import { alarmsThatPublish, cloudWatch, functionsOfBackstop, who } from '../topic/publishers.ts';
import { listed, unread, whereThere } from '../verdicts.ts';

/** Source: SNS Developer Guide, "Allow Amazon CloudWatch alarms to publish to a topic". */
export const backstopTopicPolicy: Check = {
  id: 'backstop-topic-policy',
  title: 'The backstop topic lets CloudWatch publish',
  meaning: 'Alarms are dropped without a word: should the function fail, nobody hears of it, nor of the use of a key.',
  concerns: 'telling',
  changedBy: ['SetTopicAttributes', 'AddPermission', 'RemovePermission'],
  judge,
};

function judge(facts: Facts): Verdict {
  const its = whereThere(facts.backstopTopic, 'the backstop topic', 'backstop-readers');
  if (!its.there) return its.verdict;
  if (!facts.stack.resources.known) return unread(facts.stack.resources, 'which alarms publish');
  const { policy } = its.value;
  if (policy === undefined) return unknown('AWS gives no policy of the backstop topic');
  const statements = parsePolicy(policy);
  if (statements === undefined) return unknown('the policy of the backstop topic cannot be read');
  return verdictFor(statements, its.value, facts);
}

function verdictFor(statements: readonly Statement[], { arn }: TopicFacts, facts: Facts): Verdict {
  const ask = (asks: Pick<Parameters<typeof judgePolicy>[1], 'principal' | 'context'>) =>
    judgePolicy(statements, { action: 'sns:Publish', resource: arn, ...asks });
  const known = alarmsThatPublish(facts);
  const alarms = known.length > 0 ? known : [cloudWatch(facts)];
  const functions = functionsOfBackstop(facts);
  const mute = [...who(alarms, 'denied', ask), ...who(alarms, 'silent', ask)];
  const refused = [...(mute.length === alarms.length ? ['CloudWatch'] : mute), ...who(functions, 'denied', ask)];
  if (refused.length > 0) {
    return fail(
      `the policy of the backstop topic does not let ${listed(refused)} publish`,
      byAws('see its policy', 'sns', 'get-topic-attributes', facts.region, { '--topic-arn': arn }),
      allowAlarms(arn, facts),
    );
  }
  const unclear = [...who(alarms, 'unclear', ask), ...who(functions, 'unclear', ask)];
  return unclear.length > 0
    ? unknown(`the policy of the backstop topic has conditions on ${listed(unclear)} that cannot be judged from here`)
    : pass('its policy lets the alarms of this account publish');
}

/** The policy that the stack deploys. See infra/constructs/guard-topic.ts. */
const allowAlarms = (arn: string, { region, accountId }: Facts) =>
  byAws(
    'put it as it was deployed, which takes the place of all that is there',
    'sns',
    'set-topic-attributes',
    region,
    {
      '--topic-arn': arn,
      '--attribute-name': 'Policy',
      '--attribute-value': JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'AllowPublishThroughSSLOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: arn,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Sid: 'AllowAlarmsOfThisAccount',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: arn,
            Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
          },
        ],
      }),
    },
  );
