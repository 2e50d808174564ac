import { ArnFormat, Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { isOptIn, REGIONS_BY_DEFAULT, SNS, snsOf } from '../../shared/contract/sns-sender.ts';

/**
 * Lets a topic of a given Region send to a queue by the name that SNS has between the two Regions. SqsSubscription does so where it knows
 * both, and the stack's is not known before it is deployed. Where the two are one, the statement of SqsSubscription is the one that counts.
 */
export function letInFromAfar(queue: Queue, topics: readonly ITopic[]): void {
  for (const topic of topics) {
    if (Token.isUnresolved(topic.topicArn)) continue;
    const { region = '', partition } = Stack.of(queue).splitArn(topic.topicArn, ArnFormat.NO_RESOURCE_NAME);
    if (partition !== 'aws') continue;
    queue.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        // The first is that of SqsSubscription: the two statements become one.
        principals: [SNS, senderFrom(region, queue)].map((name) =>
          ServicePrincipal.fromStaticServicePrincipleName(name),
        ),
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
      }),
    );
  }
}

/** Besides the name that it has everywhere. As snsSender of shared/contract/sns-sender.ts says it, in a template. */
function senderFrom(topicRegion: string, queue: Queue): string {
  const isByDefault = Fn.conditionOr(...REGIONS_BY_DEFAULT.map((region) => Fn.conditionEquals(Aws.REGION, region)));
  const optIn = new CfnCondition(queue, 'InOptInRegion', { expression: Fn.conditionNot(isByDefault) });
  const otherwise = isOptIn(topicRegion, 'aws') ? snsOf(topicRegion) : Aws.NO_VALUE;
  return Token.asString(Fn.conditionIf(optIn.logicalId, snsOf(Aws.REGION), otherwise));
}
