import { parseStrictKeyArn } from '../../kms/key-arn.ts';
import { type Check, pass, type Verdict } from '../check.ts';
import type { DependencyKey, Facts, TopicFacts } from '../facts.ts';
import { type Fault, grave, verdictOn } from '../findings.ts';
import { byAws } from '../fixes.ts';
import { isUsable, keyFact } from '../key-facts.ts';
import { parsePolicy } from '../policy/policy.ts';
import { mayUse } from '../topic/key-access.ts';
import {
  alarmsThatPublish,
  cloudWatch,
  functionsOfBackstop,
  functionsThatPublish,
  type Publisher,
} from '../topic/publishers.ts';
import { regionOfTopic } from '../topic/region.ts';
import { listed, see, unread } from '../verdicts.ts';

/** Source: SNS Developer Guide, "Managing Amazon SNS encryption keys and costs": what a publisher to an encrypted topic needs. */
export const topicKeys: Check = {
  id: 'topic-keys',
  title: 'Who publishes may use the keys of the topics',
  meaning: 'Messages are refused for want of the key: alerts or alarms reach nobody.',
  concerns: 'telling',
  changedBy: ['PutKeyPolicy', 'SetTopicAttributes'],
  alertsMayNotArrive: true,
  judge,
};

/** A fault, or why it cannot be judged; undefined: all well. */
type Finding = Fault | Verdict | undefined;

function judge(facts: Facts): Verdict {
  const findings = [
    topicFinding(facts, 'alert topic', facts.alertTopic, functionsThatPublish(facts), 'alert-readers'),
    topicFinding(
      facts,
      'backstop topic',
      facts.backstopTopic,
      [...alarmsOf(facts), ...functionsOfBackstop(facts)],
      'backstop-readers',
    ),
  ];
  const faults = findings.flatMap((finding) => (finding !== undefined && 'grave' in finding ? [finding] : []));
  if (faults.length > 0) return verdictOn(faults, '');
  const unclear = findings.find((finding) => finding !== undefined && 'state' in finding);
  if (unclear !== undefined && 'state' in unclear) return unclear;
  return pass('no topic is encrypted under a key that its publishers may not use');
}

function topicFinding(
  facts: Facts,
  name: string,
  topic: Facts['alertTopic'],
  publishers: readonly Publisher[],
  id: string,
): Finding {
  if (!topic.known) return unread(topic);
  if (topic.value === 'missing') return see(`the ${name} is gone`, id);
  const { keyId } = topic.value;
  if (keyId === undefined || keyId === '') return undefined;
  const key = keyFact(facts, keyId);
  if (!key.known)
    return isAwsManaged(keyId)
      ? byAwsManagedKey(name, topic.value, publishers, facts)
      : unread(key, `the key of the ${name}`);
  if (key.value === 'missing' || !isUsable(key.value.state))
    return see(`the key of the ${name} cannot be used`, 'own-keys');
  if (isAwsManaged(keyId) || key.value.manager === 'AWS') return byAwsManagedKey(name, topic.value, publishers, facts);
  return byCustomerKey(facts, name, topic.value, key.value, publishers);
}

/** Each, since a key policy may let in some of them by their ARN; where they are not known, CloudWatch as it comes. */
const alarmsOf = (facts: Facts): readonly Publisher[] => {
  const known = alarmsThatPublish(facts);
  return known.length > 0 ? known : [cloudWatch(facts)];
};

/** "CloudWatch", where all alarms are among them. */
function namesOf(among: readonly Publisher[], all: readonly Publisher[]): string {
  const services = (publishers: readonly Publisher[]) =>
    publishers.filter(({ principal }) => principal.kind === 'service');
  const others = among.filter(({ principal }) => principal.kind !== 'service').map(({ name }) => name);
  const named = services(among).map(({ name }) => name);
  const isAll = named.length > 0 && named.length === services(all).length;
  return listed([...(isAll ? ['CloudWatch'] : named), ...others]);
}

const isAwsManaged = (keyId: string): boolean => /(?:^|:)alias\/aws\//.test(keyId);

/** Its policy cannot be changed, and lets in no service. Source: AWS re:Post, "cloudwatch-configure-alarm-sns". */
function byAwsManagedKey(name: string, { arn }: TopicFacts, publishers: readonly Publisher[], facts: Facts): Finding {
  if (!publishers.some(({ principal }) => principal.kind === 'service')) return undefined;
  return grave(
    `the ${name} is encrypted under the key that AWS manages for SNS, which CloudWatch may not use`,
    byAws('take the encryption away', 'sns', 'set-topic-attributes', regionOfTopic(arn, facts), {
      '--topic-arn': arn,
      '--attribute-name': 'KmsMasterKeyId',
      '--attribute-value': '',
    }),
  );
}

function byCustomerKey(
  facts: Facts,
  name: string,
  topic: TopicFacts,
  key: DependencyKey,
  publishers: readonly Publisher[],
): Finding {
  if (key.policy === undefined)
    return { state: 'unknown', reason: `the policy of the key of the ${name} was not read` };
  if (!key.policy.known) return unread(key.policy, `the policy of the key of the ${name}`);
  const statements = parsePolicy(key.policy.value);
  if (statements === undefined)
    return { state: 'unknown', reason: `the policy of the key of the ${name} cannot be read` };
  const answers = publishers.map((publisher) => ({
    publisher,
    answer: mayUse(statements, key, topic, publisher, facts),
  }));
  const refused = answers.filter(({ answer }) => answer === 'no').map(({ publisher }) => publisher);
  if (refused.length > 0)
    return grave(`the key of the ${name}, ${key.arn}, does not let ${namesOf(refused, publishers)} use it`, letIn(key));
  const unclear = answers.filter(({ answer }) => answer === 'maybe').map(({ publisher }) => publisher);
  return unclear.length === 0
    ? undefined
    : {
        state: 'unknown',
        reason: `whether the key of the ${name} lets ${namesOf(unclear, publishers)} use it turns on conditions that cannot be judged from here`,
      };
}

const letIn = ({ arn }: DependencyKey) => {
  const key = parseStrictKeyArn(arn);
  const title =
    'let cloudwatch.amazonaws.com and the roles of the functions use it for kms:Decrypt and kms:GenerateDataKey*; for an alert topic of your own, deploy with topicKeyArn';
  return key === undefined
    ? { title }
    : byAws(title, 'kms', 'get-key-policy', key.region, {
        '--key-id': key.arn,
        '--query': 'Policy',
        '--output': 'text',
      });
};
