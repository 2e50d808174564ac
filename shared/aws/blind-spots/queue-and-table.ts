import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Fact } from '../../blind-spots/fact.ts';
import type { QueueFacts, TableFacts } from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { askUnless } from './ask.ts';

/** A queue by its URL. What somebody holds to redrive it is in it still. Source: SQS API Reference, GetQueueAttributes. */
export const readQueue = (
  { sqs }: Pick<GuardClients, 'sqs'>,
  url: string,
  abortSignal: AbortSignal,
): Promise<Fact<QueueFacts | 'missing'>> =>
  askUnless<QueueFacts, 'missing'>(
    /^(QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
    'missing',
    'sqs:GetQueueAttributes',
    abortSignal,
    async () => {
      const command = new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'KmsMasterKeyId'],
      });
      const { Attributes: attributes = {} } = await sqs.send(command, { abortSignal });
      const { ApproximateNumberOfMessages: waiting = 0, ApproximateNumberOfMessagesNotVisible: held = 0 } = attributes;
      return { messages: Number(waiting) + Number(held), keyId: attributes.KmsMasterKeyId || undefined };
    },
  );

/** A table by its name. Source: DynamoDB API Reference, DescribeTable. */
export const readTable = (
  { dynamoDb }: Pick<GuardClients, 'dynamoDb'>,
  name: string,
  abortSignal: AbortSignal,
): Promise<Fact<TableFacts | 'missing'>> =>
  askUnless<TableFacts, 'missing'>(
    /^ResourceNotFoundException$/,
    'missing',
    'dynamodb:DescribeTable',
    abortSignal,
    async () => {
      const { Table: table } = await dynamoDb.send(new DescribeTableCommand({ TableName: name }), { abortSignal });
      return { status: table?.TableStatus ?? '', keyId: table?.SSEDescription?.KMSMasterKeyArn };
    },
  );
