import { AccountClient } from '@aws-sdk/client-account';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { type Patience, perRegion } from './clients.ts';
import { clientOptions, type Place } from './deployed-stack.ts';

/** Clients for looking at a deployment and what it depends on, all of one account, and of one Region but for KMS and SNS. */
export interface GuardClients {
  readonly account: AccountClient;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudTrail: CloudTrailClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamoDb: DynamoDBClient;
  /** One for all Regions, as IAM is. */
  readonly iam: IAMClient;
  /** By Region; undefined is that of the others. */
  readonly kms: (region?: string) => KMSClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  /** By Region; undefined is that of the others. */
  readonly sns: (region?: string) => SNSClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
}

/** Makes them; nothing is called yet. */
export function guardClients(place: Pick<Place, 'region' | 'profile'>, patience: Patience = LOOK): GuardClients {
  const options = clientOptions(place, patience);
  const kmsIn = perRegion((region) => new KMSClient({ ...options, region }));
  const kmsHere = new KMSClient(options);
  const snsIn = perRegion((region) => new SNSClient({ ...options, region }));
  const snsHere = new SNSClient(options);
  return {
    account: new AccountClient(options),
    cloudFormation: new CloudFormationClient(options),
    cloudTrail: new CloudTrailClient(options),
    cloudWatch: new CloudWatchClient(options),
    dynamoDb: new DynamoDBClient(options),
    iam: new IAMClient(options),
    kms: (region) => (region === undefined ? kmsHere : kmsIn(region)),
    lambda: new LambdaClient(options),
    logs: new CloudWatchLogsClient(options),
    // A trail's bucket may lie in any Region.
    s3: new S3Client({ ...options, followRegionRedirects: true }),
    sns: (region) => (region === undefined ? snsHere : snsIn(region)),
    sqs: new SQSClient(options),
    ssm: new SSMClient(options),
  };
}

/** Dozens of reads at once, each worth a few tries: services answer with throttling long before they fail. */
const LOOK: Patience = { maxAttempts: 5, connectionTimeout: 3000, requestTimeout: 8000 };
