import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import type { Fact } from '../../blind-spots/fact.ts';
import type { QueueFacts, SubscribedQueueFacts, TableFacts } from '../../blind-spots/facts.ts';
import type { GuardClients } from '../guard-clients.ts';
import { askUnless, whenThere } from './ask.ts';

/** A queue by its URL. What somebody holds to redrive it is in it still. Source: SQS API Reference, GetQueueAttributes. */
export async function readQueue(
  clients: Pick<GuardClients, 'sqs'>,
  url: string,
  budget: AbortSignal,
): Promise<Fact<QueueFacts | 'missing'>> {
  const attributes = await readAttributes(clients, url, HELD, budget);
  return whenThere(attributes, async (its) => queueOf(its));
}

/** The same, with the policy by which a topic may send to it. */
export async function readSubscribedQueue(
  clients: Pick<GuardClients, 'sqs'>,
  url: string,
  budget: AbortSignal,
): Promise<Fact<SubscribedQueueFacts | 'missing'>> {
  const attributes = await readAttributes(clients, url, [...HELD, 'Policy'], budget);
  return whenThere(attributes, async (its) => ({ ...queueOf(its), policy: its.Policy || undefined }));
}

type Attributes = Readonly<Partial<Record<QueueAttributeName, string>>>;

const HELD: readonly QueueAttributeName[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'KmsMasterKeyId',
];

const readAttributes = (
  { sqs }: Pick<GuardClients, 'sqs'>,
  url: string,
  names: readonly QueueAttributeName[],
  abortSignal: AbortSignal,
): Promise<Fact<Attributes | 'missing'>> =>
  askUnless<Attributes, 'missing'>(
    /^(QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
    'missing',
    'sqs:GetQueueAttributes',
    abortSignal,
    async () => {
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] });
      return (await sqs.send(command, { abortSignal })).Attributes ?? {};
    },
  );

function queueOf(attributes: Attributes): QueueFacts {
  const { ApproximateNumberOfMessages: waiting = 0, ApproximateNumberOfMessagesNotVisible: held = 0 } = attributes;
  return { messages: Number(waiting) + Number(held), keyId: attributes.KmsMasterKeyId || undefined };
}

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
