import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Config } from '../../functions/detect-key-use/config.ts';
import { isAboutKey } from '../../shared/alert/about-key.ts';
import type { Alert, AlertOfKey } from '../../shared/alert/alert.ts';
import { alertTopic } from '../../shared/aws/alert-topic.ts';
import { chatTopic } from '../../shared/aws/chat-topic.ts';
import { createClients, type Patience } from '../../shared/aws/clients.ts';
import { incidentTable } from '../../shared/aws/incident-table.ts';
import { kmsReads } from '../../shared/aws/key-reads.ts';
import { messagePace } from '../../shared/aws/message-pace.ts';
import { scheduleLookup } from '../../shared/aws/schedule-lookup.ts';
import { rememberedSilences, silenceParameters } from '../../shared/aws/silences.ts';
import { createKeyReader } from '../../shared/enrichment/read-key.ts';
import { createOwnPace } from '../../shared/incident/own-pace.ts';
import { NOW } from '../builders/alert.ts';
import type { Answer, FakeAws } from '../fakes/aws.ts';
import { aConfig, type Invocation, invoked, ROLE, TOPIC } from './tools.ts';

/** The patience of the deployed function, shortened so that a test can wait for it. */
export const ONCE: Patience = { maxAttempts: 1, connectionTimeout: 200, requestTimeout: 5000 };
export const TWICE: Patience = { maxAttempts: 2, connectionTimeout: 200, requestTimeout: 400 };
/** More than a stand-in on a busy machine takes: what is not confirmed in time is published again. */
const PUBLISH: Patience = { ...TWICE, requestTimeout: 1000 };
const CHAT: Patience = { ...TWICE, requestTimeout: 250 };
const CHAT_MS = 600;
export const BUDGET_MS = 400;
export const SILENCES_MS = 300;

/** The function over its real adapters, for as long as a container lives. */
export interface Container {
  invoke(
    event: unknown,
  ): Promise<Invocation & { readonly published: readonly Alert[]; readonly told: readonly AlertOfKey[] }>;
}

/** Where it finds its table, and what else differs from one that was deployed just now. */
export interface ContainerOptions {
  readonly config?: Partial<Config>;
  /** Where the table is; without it, wherever the stand-in for AWS is. */
  readonly dynamoDb?: DynamoDBClient;
  readonly now?: () => Date;
}

/** Starts one whose AWS is the stand-in. */
export function aContainer(aws: Pick<FakeAws, 'requests'>, options: ContainerOptions = {}): Container {
  const { now = () => NOW } = options;
  const config = aConfig(options.config);
  const clients = createClients(ONCE, PUBLISH, {}, TWICE);
  const table = options.dynamoDb ?? clients.dynamoDb(config.region);
  const reads = { ...kmsReads(clients), scheduledBy: scheduleLookup(clients, now) };
  const chatOf = ({ chatTopicArn }: Config) =>
    chatTopicArn === undefined
      ? undefined
      : chatTopic(createClients(ONCE, CHAT).sns(config.region), chatTopicArn, now, CHAT_MS);
  const tools = {
    config,
    version: '0.0.0-test',
    readerOfInvocation: () =>
      createKeyReader(reads, {
        startBudget: () => AbortSignal.timeout(BUDGET_MS),
        budgetMs: BUDGET_MS,
        ownRoleArn: ROLE,
      }),
    store: incidentTable(table, config.tableName),
    pace: messagePace(table, config.tableName),
    ownPace: createOwnPace(),
    silences: rememberedSilences(silenceParameters(clients.ssm(config.region)).list, now, undefined, SILENCES_MS),
    ...alertTopic(clients.sns(config.region), TOPIC, now),
    chat: chatOf(config),
    now,
    wait: async () => undefined,
    random: Math.random,
  };
  return {
    async invoke(event) {
      const before = aws.requests.length;
      const invocation = await invoked(event, tools);
      const published = publishedIn(aws.requests.slice(before));
      return { ...invocation, published, told: published.filter(isAboutKey) };
    },
  };
}

const publishedIn = (requests: FakeAws['requests']): Alert[] =>
  requests
    .filter(({ operation, parameters }) => operation === 'Publish' && parameters.MessageStructure === 'json')
    .map(({ parameters }) => JSON.parse(JSON.parse(String(parameters.Message)).default));

/** A JSON service with these answers to a batch that is counted: an empty table that takes what is written to it. */
export function answerTable(aws: Pick<FakeAws, 'answer'>): void {
  const json = (body: unknown): Answer => ({
    status: 200,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/x-amz-json-1.0' },
  });
  aws.answer('GetItem', json({}));
  aws.answer('PutItem', json({}));
  aws.answer('Scan', json({ Items: [], Count: 0 }));
  aws.answer('UpdateItem', ({ parameters }) => {
    const values = parameters.ExpressionAttributeValues as Record<string, { N: string }>;
    return json({ Attributes: { nextAt: values[':after'] ?? { N: String(NOW.getTime() + 1000) } } });
  });
}
