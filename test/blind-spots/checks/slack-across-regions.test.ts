import { describe, expect, it } from '@jest/globals';
import { fact } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { judgeQueue } from '../../../shared/blind-spots/slack/queues.ts';
import { healthyAccount, SLACK_NAMES, withSlack } from '../../builders/account.ts';
import { withOutput, withSlackParts } from '../breaking.ts';

const QUEUE = SLACK_NAMES.queueArn.split(':').at(-1);
const GLOBAL = 'sns.amazonaws.com';

/** An account in a Region whose alert topic is in another, and what SNS must be called there to be let in. */
function between(from: string, to: string, partition = 'aws') {
  const topicArn = `arn:${partition}:sns:${from}:111122223333:alerts`;
  const backstopArn = `arn:${partition}:sns:${to}:111122223333:backstop`;
  const allow = (sender: string, arn: string) => ({
    Effect: 'Allow',
    Principal: { Service: sender },
    Action: 'sqs:SendMessage',
    Resource: `arn:${partition}:sqs:${to}:111122223333:${QUEUE}`,
    Condition: { ArnEquals: { 'aws:SourceArn': arn } },
  });
  return {
    judged: (policy: string) => {
      const facts = withOutput(withSlack(healthyAccount()), 'AlertTopicArn', topicArn);
      return judged({ ...withOutput(facts, 'BackstopTopicArn', backstopArn), region: to, partition }, policy);
    },
    lettingIn: (sender: string) => JSON.stringify({ Statement: [allow(GLOBAL, backstopArn), allow(sender, topicArn)] }),
  };
}

function judged(facts: Facts, policy: string) {
  const { slack } = withSlackParts(facts, () => ({ queue: fact({ messages: 0, keyId: undefined, policy }) }));
  if (slack === undefined) throw new Error('wanted an account with a way to Slack');
  return judgeQueue(slack, facts);
}

/** The policy that a command gives the queue. */
function policyIn(command: string | undefined): string {
  const [, attributes = '{}'] = command?.match(/--attributes '(.*)'$/) ?? [];
  return JSON.parse(attributes).Policy;
}

// SNS Developer Guide, "Sending Amazon SNS messages to an Amazon SQS queue or AWS Lambda function in a different Region": the table of
// cross-Region delivery to Amazon SQS.
describe('the policy of the Slack queue', () => {
  it.each([
    ['ap-east-1', 'us-east-1', 'sns.ap-east-1.amazonaws.com'],
    ['us-east-1', 'af-south-1', 'sns.af-south-1.amazonaws.com'],
    ['ap-east-1', 'af-south-1', 'sns.af-south-1.amazonaws.com'],
    ['eu-west-1', 'us-east-1', GLOBAL],
    ['ap-east-1', 'ap-east-1', GLOBAL],
  ])('lets a topic of %s send to %s by the name %s alone, and the fix makes it do so', (from, to, sender) => {
    const account = between(from, to);
    expect(account.judged(account.lettingIn(sender))).toMatchObject({ state: 'pass' });

    const verdict = account.judged(account.lettingIn(sender === GLOBAL ? `sns.${from}.amazonaws.com` : GLOBAL));
    expect(verdict).toMatchObject({ state: 'fail', found: expect.stringMatching(/from the alert topic$/) });
    const [fix] = 'fixes' in verdict ? verdict.fixes : [];
    expect(account.judged(policyIn(fix?.command))).toMatchObject({ state: 'pass' });
  });

  it.each([
    ['cn-north-1', 'cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'us-gov-west-1', 'aws-us-gov'],
  ])('has one name for SNS between %s and %s', (from, to, partition) => {
    const account = between(from, to, partition);
    expect(account.judged(account.lettingIn(GLOBAL))).toMatchObject({ state: 'pass' });
  });
});
