/**
 * The Regions of partition `aws` that every account has. The list is closed: those launched after March 20, 2019 have to be opted into.
 * Sources: Account Management Reference Guide, "Enable or disable AWS Regions in your account"; SNS Developer Guide, as below.
 */
export const REGIONS_BY_DEFAULT: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
];

/** Whether a Region of that partition, `aws` or another, has to be opted into. */
export const isOptIn = (region: string, partition: string): boolean =>
  partition === 'aws' && !REGIONS_BY_DEFAULT.includes(region);

/** The name by which SNS sends within a Region, and between Regions that every account has. */
export const SNS = 'sns.amazonaws.com';

/** Its name where it is told apart by the Region: `sns.ap-east-1.amazonaws.com`. */
export const snsOf = (region: string): string => `sns.${region}.amazonaws.com`;

/**
 * The principal by which SNS sends a topic's messages to a queue: of the queue's Region where that has to be opted into, else of the
 * topic's. Source: SNS Developer Guide, "Sending Amazon SNS messages to an Amazon SQS queue or AWS Lambda function in a different Region".
 */
export function snsSender(topicRegion: string, queueRegion: string, partition: string): string {
  if (topicRegion === queueRegion) return SNS;
  if (isOptIn(queueRegion, partition)) return snsOf(queueRegion);
  return isOptIn(topicRegion, partition) ? snsOf(topicRegion) : SNS;
}
