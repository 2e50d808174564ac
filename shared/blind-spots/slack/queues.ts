import { count } from '../../alert/time.ts';
import { SNS, snsSender } from '../../contract/sns-sender.ts';
import { fail, pass, unknown, type Verdict } from '../check.ts';
import { outputOf, queueArnOf } from '../deployed-names.ts';
import type { Facts, SlackFacts } from '../facts.ts';
import { byAws, restoreByHand } from '../fixes.ts';
import { judgePolicy } from '../policy/judge-policy.ts';
import { parsePolicy, type Statement } from '../policy/policy.ts';
import { regionOfTopic } from '../topic/region.ts';
import { listed, unread } from '../verdicts.ts';

/** Whether the queue is there and lets SNS in for both topics. Without a policy, a queue takes messages of its own account's callers alone. */
export function judgeQueue({ queue }: SlackFacts, facts: Facts): Verdict {
  if (!queue.known) return unread(queue, 'the Slack queue');
  if (queue.value === 'missing') return fail('the Slack queue is gone', restoreByHand('the Slack queue'));
  const statements = parsePolicy(queue.value.policy ?? '{"Statement":[]}');
  if (statements === undefined) return unknown('the policy of the Slack queue cannot be read');
  return judgeStatements(statements, facts);
}

/** Source: SNS Developer Guide, "Subscribing an Amazon SQS queue to an Amazon SNS topic". */
function judgeStatements(statements: readonly Statement[], facts: Facts): Verdict {
  const resource = queueArnOf(facts, 'slackQueueUrl') ?? '';
  const answers = topicsOf(facts).map(({ name, arn, sender }) => ({
    name,
    answer: judgePolicy(statements, {
      action: 'sqs:SendMessage',
      resource,
      principal: { kind: 'service', name: sender },
      context: {
        'aws:securetransport': 'true',
        'aws:sourcearn': arn,
        'aws:sourceaccount': arn.split(':')[4] ?? '',
        'aws:principalisawsservice': 'true',
      },
    }),
  }));
  const shutOut = answers.filter(({ answer }) => answer === 'denied' || answer === 'silent').map(({ name }) => name);
  if (shutOut.length > 0)
    return fail(
      `the policy of the Slack queue does not let SNS send what comes from the ${listed(shutOut)}`,
      letIn(resource, facts),
    );
  return answers.some(({ answer }) => answer === 'unclear')
    ? unknown('the policy of the Slack queue has conditions that cannot be judged from here')
    : pass('the Slack queue lets both topics in');
}

interface Topic {
  readonly name: string;
  readonly arn: string;
  /** By which name SNS sends its messages. */
  readonly sender: string;
}

const topicsOf = (facts: Facts): readonly Topic[] =>
  (
    [
      ['alert topic', outputOf(facts.stack, 'alertTopicArn')],
      ['backstop topic', outputOf(facts.stack, 'backstopTopicArn')],
    ] as const
  ).flatMap(([name, arn]) =>
    arn === undefined
      ? []
      : [{ name, arn, sender: snsSender(regionOfTopic(arn, facts), facts.region, facts.partition) }],
  );

/** The policy as NotifySlack deploys it. */
function letIn(queueArn: string, facts: Facts) {
  const topics = topicsOf(facts);
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: queueArn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      allow(SNS, queueArn, topics),
      ...topics.filter(({ sender }) => sender !== SNS).map((topic) => allow(topic.sender, queueArn, [topic])),
    ],
  };
  return byAws('give the queue its policy', 'sqs', 'set-queue-attributes', facts.region, {
    '--queue-url': outputOf(facts.stack, 'slackQueueUrl') ?? '',
    '--attributes': JSON.stringify({ Policy: JSON.stringify(policy) }),
  });
}

const allow = (sender: string, queueArn: string, topics: readonly Topic[]) => ({
  Effect: 'Allow',
  Principal: { Service: sender },
  Action: 'sqs:SendMessage',
  Resource: queueArn,
  Condition: { ArnEquals: { 'aws:SourceArn': topics.map(({ arn }) => arn) } },
});

/** What Slack would not take was told by an alarm, and stands in nobody's channel. */
export function judgeFailureQueue({ failureQueue }: SlackFacts, facts: Facts): Verdict {
  if (!failureQueue.known) return unread(failureQueue, 'the failure queue of Slack');
  if (failureQueue.value === 'missing')
    return fail('the failure queue of Slack is gone', restoreByHand('the failure queue of Slack'));
  const { messages } = failureQueue.value;
  if (messages === 0) return pass('the failure queue of Slack is empty');
  return fail(
    `${count(messages, 'message')} that Slack did not take ${messages === 1 ? 'waits' : 'wait'} in its failure queue`,
    byAws('see the reasons', 'sqs', 'receive-message', facts.region, {
      '--queue-url': outputOf(facts.stack, 'slackFailureQueueUrl') ?? '',
      '--message-attribute-names': 'reason',
      '--max-number-of-messages': '10',
      '--visibility-timeout': '0',
    }),
    // A message that the function put there has no queue to go back to unless it is named.
    byAws('when that is mended, send them again', 'sqs', 'start-message-move-task', facts.region, {
      '--source-arn': queueArnOf(facts, 'slackFailureQueueUrl') ?? '',
      '--destination-arn': queueArnOf(facts, 'slackQueueUrl') ?? '',
    }),
  );
}
