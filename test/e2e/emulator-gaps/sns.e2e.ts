import { randomUUID } from 'node:crypto';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, PublishCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, it } from '@jest/globals';
import { openInbox } from '../inbox.ts';

// What ministack 1.5.33 does otherwise than AWS, where it matters here: what the other scenarios cannot prove, or go around. A test
// that fails here after an upgrade is good news: the scenario that went around it can be made stricter.

const cloudWatch = new CloudWatchClient();
const sns = new SNSClient();

describe('SNS in the emulator', () => {
  const aTopic = async () => {
    const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: `gaps-${randomUUID()}` }));
    return topicArn;
  };

  it('takes subjects that AWS refuses', async () => {
    const TopicArn = await aTopic();
    for (const Subject of ['x'.repeat(101), 'two\nlines', 'Schlüssel'])
      await sns.send(new PublishCommand({ TopicArn, Subject, Message: 'x' }));
  });

  it('takes JSON messages without `default`, which AWS refuses', async () => {
    const Message = JSON.stringify({ email: 'x' });
    await sns.send(new PublishCommand({ TopicArn: await aTopic(), MessageStructure: 'json', Message }));
  });

  it('lets an alarm publish to a topic whose policy forbids it', async () => {
    const topicArn = await aTopic();
    const inbox = await openInbox(topicArn);
    const AlarmName = `gaps-${randomUUID()}`;
    const deny = { Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: topicArn };
    const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await sns.send(new SetTopicAttributesCommand({ TopicArn: topicArn, AttributeName: 'Policy', AttributeValue }));
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: AlarmName,
        MetricName: 'Lines',
        Statistic: 'Sum',
        Period: 300,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        AlarmActions: [topicArn],
      }),
    );
    try {
      await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'test/e2e' }));
      await inbox.receive('the alarm', ({ message }) => message.includes(AlarmName));
    } finally {
      await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
    }
  });
});
