import { fail, pass, unknown, type Verdict } from '../check.ts';
import { queueArnOf } from '../deployed-names.ts';
import type { Facts } from '../facts.ts';
import { byAws } from '../fixes.ts';
import { isSlack, type TopicOfPeople } from '../topic/readers.ts';
import { regionOfTopic } from '../topic/region.ts';
import { unread, whereThere } from '../verdicts.ts';

/** A topic, and the check that finds it gone. */
export type TopicToSlack = TopicOfPeople & { readonly seenBy: string };

/** Whether the Slack queue gets what a topic sends. Sources as for readers.ts. */
export function judgeSubscription({ name, topic, hearing, seenBy }: TopicToSlack, facts: Facts): Verdict {
  const queueArn = queueArnOf(facts, 'slackQueueUrl');
  if (queueArn === undefined) return unknown('the stack does not say which queue Slack is served from');
  const its = whereThere(topic, `the ${name}`, seenBy);
  if (!its.there) return its.verdict;
  const { arn, subscriptions } = its.value;
  if (!subscriptions.known) return unread(subscriptions);
  const own = subscriptions.value.find((each) => each.state === 'confirmed' && isSlack(each, facts));
  if (own === undefined)
    return fail(
      `the Slack queue is not subscribed to the ${name}`,
      byAws('subscribe it', 'sns', 'subscribe', regionOfTopic(arn, facts), {
        '--topic-arn': arn,
        '--protocol': 'sqs',
        '--notification-endpoint': queueArn,
      }),
    );
  if (!own.filterPolicy.known) return unread(own.filterPolicy, 'whether a filter policy drops messages to Slack');
  const heard = hearing(own);
  return heard.hears === 'nothing'
    ? fail(`the subscription of Slack to the ${name} ${heard.why}`, heard.fix)
    : pass(`the Slack queue is subscribed to the ${name}`);
}
