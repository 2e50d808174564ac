import type { EncryptionContext, RecordParts } from '../cloudtrail/record.ts';

/** A piece of data that a record names as standing under the key: what people must know to judge the loss. */
export interface DataItem {
  /** In words: "S3 object", "EBS volume". */
  readonly type: string;
  /** As the record names it: the caller's own text, never more than a hint. */
  readonly id: string;
  /** Which part of the record said so: the name in the encryption context, or the request parameter. */
  readonly from: string;
}

/** At most so many are kept of one record: an encryption context may hold thousands of pairs. */
const MOST = 8;

type Reader = (value: string) => Omit<DataItem, 'from'>;
const as =
  (type: string): Reader =>
  (value) => ({ type, id: value });
const arnTail =
  (type: string, prefix: string): Reader =>
  (value) => ({ type, id: value.startsWith('arn:') ? tailOf(value, prefix) : value });

// Names of encryption contexts that AWS services write. Source of each: KMS Developer Guide, "How AWS services use AWS KMS",
// the service's page, unless another source stands behind it.
const CONTEXTS: Readonly<Record<string, Reader>> = {
  'aws:s3:arn': (value) => {
    const path = tailOf(value, '');
    return { type: path.includes('/') ? 'S3 object' : 'S3 bucket', id: path };
  },
  'aws:ebs:id': (value) => ({ type: value.startsWith('snap-') ? 'EBS snapshot' : 'EBS volume', id: value }),
  'aws:rds:db-id': as('RDS database'),
  'aws:dynamodb:tableName': as('DynamoDB table'), // DynamoDB Developer Guide, "Encryption at rest: usage notes"
  SecretARN: arnTail('Secrets Manager secret', 'secret:'),
  PARAMETER_ARN: arnTail('SSM parameter', 'parameter'),
  'aws:cloudtrail:arn': arnTail('CloudTrail trail', 'trail/'),
  'aws:redshift:arn': arnTail('Redshift cluster', 'cluster:'),
  'aws:ses:rule-name': as('SES receipt rule'),
  'aws:ses:message-id': as('SES message'),
  'aws:workmail:arn': arnTail('WorkMail organization', 'organization/'),
  'aws:workspaces:sid-directoryid': as('WorkSpaces desktop'),
  'aws:lambda:FunctionArn': arnTail('Lambda function', 'function:'), // seen in CloudTrail records
  'aws:sqs:arn': arnTail('SQS queue', ''), // SQS Developer Guide, "Key management"
  'aws:sns:topicArn': arnTail('SNS topic', ''), // SNS Developer Guide, "Key management"
  'aws:logs:arn': arnTail('CloudWatch log group', 'log-group:'), // CloudWatch Logs User Guide, "Encrypt log data"
  'aws:elasticfilesystem:filesystem:id': as('EFS file system'), // EFS User Guide, "Using encryption"
  'aws:events:event-bus:arn': arnTail('EventBridge bus', 'event-bus/'), // EventBridge User Guide, "Encryption"
};
// Companions of the names above that add nothing for a reader.
const COMPANIONS = new Set([
  'aws:dynamodb:subscriberId',
  'SecretVersionId',
  'aws:redshift:createtime',
  'aws:ses:source-account',
]);

/**
 * The data that a record names, from its encryption contexts and, for a wrapped S3 call, its bucket and object. What a service
 * wrote comes before what a caller made up, however many pairs the caller put first.
 */
export function dataOf({ requestParameters: request }: RecordParts): readonly DataItem[] {
  const items: DataItem[] = [];
  const contexts = [
    request.encryptionContext,
    request.sourceEncryptionContext,
    request.destinationEncryptionContext,
    request.constraints.encryptionContextSubset,
    request.constraints.encryptionContextEquals,
  ].filter((context) => context.length > 0);
  for (const context of contexts) addItems(items, context, true);
  if (request.bucketName !== undefined) items.push(bucketItem(request.bucketName, request.key));
  for (const context of contexts) addItems(items, context, false);
  if (items.length < 2) return items;
  return [...new Map(items.map((item) => [`${item.type} ${item.id}`, item])).values()].slice(0, MOST);
}

function addItems(items: DataItem[], context: EncryptionContext, ofServices: boolean): void {
  for (const [name, value] of context) {
    if (items.length >= MOST) return;
    const reader = Object.hasOwn(CONTEXTS, name) ? CONTEXTS[name] : undefined;
    if (ofServices !== (reader !== undefined) || COMPANIONS.has(name)) continue;
    const { type, id } = reader?.(value) ?? { type: 'encryption context', id: `${name}=${value}` };
    items.push({ type, id, from: name });
  }
}

const bucketItem = (bucket: string, object: string | undefined): DataItem =>
  object === undefined
    ? { type: 'S3 bucket', id: bucket, from: 'bucketName' }
    : { type: 'S3 object', id: `${bucket}/${object}`, from: 'bucketName, key' };

/** What stands behind the fifth colon of an ARN, less a prefix; the whole text if it is no ARN. */
function tailOf(arn: string, prefix: string): string {
  const tail = /^arn:(?:[^:]*:){4}(.+)$/s.exec(arn)?.[1] ?? arn;
  return tail.startsWith(prefix) ? tail.slice(prefix.length) || tail : tail;
}
