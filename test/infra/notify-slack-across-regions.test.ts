import { describe, expect, it } from '@jest/globals';
import { asDeployed } from './as-deployed.ts';
import { templateOf, VARIANTS } from './guard-app.ts';

const GLOBAL = 'sns.amazonaws.com';

/** The names by which SNS may send what comes from this topic to the Slack queue of a stack in this Region. */
function namesOf(topicArn: string, region: string): readonly unknown[] {
  const template = templateOf({ ...VARIANTS['Slack and Amazon Q Developer'], topicArn });
  const queue = template.in('NotifySlackQueue', 'AWS::SQS::Queue');
  const statements = template
    .policyOf('AWS::SQS::QueuePolicy', queue)
    .filter(({ Condition }) => JSON.stringify(Condition)?.includes(topicArn));
  return statements.flatMap(({ Effect, Action, Resource, Condition, Principal }) => {
    expect({ Effect, Action, Resource, Condition }).toEqual({
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: { 'Fn::GetAtt': [queue.id, 'Arn'] },
      Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
    });
    return asDeployed(Object(Principal).Service, template, region);
  });
}

// SNS Developer Guide, "Sending Amazon SNS messages to an Amazon SQS queue or AWS Lambda function in a different Region": the table of
// cross-Region delivery to Amazon SQS.
describe('SNS may send to the Slack queue', () => {
  it.each([
    ['ap-east-1', 'us-east-1', [GLOBAL, 'sns.ap-east-1.amazonaws.com']],
    ['us-east-1', 'af-south-1', [GLOBAL, 'sns.af-south-1.amazonaws.com']],
    ['ap-east-1', 'af-south-1', [GLOBAL, 'sns.af-south-1.amazonaws.com']],
    ['eu-west-1', 'us-east-1', [GLOBAL]],
    ['eu-west-1', 'eu-west-1', [GLOBAL]],
  ])('from a topic of %s to a stack in %s as %j', (from, to, names) => {
    expect(namesOf(`arn:aws:sns:${from}:111122223333:alerts`, to)).toEqual(names);
  });

  it('from a topic of the Region of the stack by the one name that it has there', () => {
    expect(namesOf('arn:aws:sns:ap-east-1:111122223333:alerts', 'ap-east-1')).toContain(GLOBAL);
  });

  it('by the one name that it has in China, where no Region has to be opted into', () => {
    const names = namesOf('arn:aws-cn:sns:cn-north-1:111122223333:alerts', 'cn-northwest-1');
    expect(names).toEqual([GLOBAL]);
  });
});
