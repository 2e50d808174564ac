import { setTimeout as sleep } from 'node:timers/promises';
import { alertTopic } from '../../shared/aws/alert-topic.ts';
import { CHAT_PATIENCE, chatTopic } from '../../shared/aws/chat-topic.ts';
import { createClients } from '../../shared/aws/clients.ts';
import { incidentTable } from '../../shared/aws/incident-table.ts';
import { kmsReads } from '../../shared/aws/key-reads.ts';
import { messagePace } from '../../shared/aws/message-pace.ts';
import { scheduleLookup } from '../../shared/aws/schedule-lookup.ts';
import { rememberedSilences, silenceParameters } from '../../shared/aws/silences.ts';
import { createKeyReader } from '../../shared/enrichment/read-key.ts';
import { createOwnPace } from '../../shared/incident/own-pace.ts';
import { createLog } from '../../shared/log.ts';
import { readConfig } from './config.ts';
import { detectKeyUse } from './detect-key-use.ts';
import { remediationCalls } from './remediation-calls.ts';
import type { Tools } from './tools.ts';

declare const GUARD_VERSION: string;

// Made at import, so that a wrong deployment fails in the first second and a container pays once.
const config = readConfig(process.env);
const clients = createClients();
const now = () => new Date();
const reads = { ...kmsReads(clients), scheduledBy: scheduleLookup(clients, now) };
const table = clients.dynamoDb(config.region);

const ENRICHMENT_BUDGET_MS = 3000;
const regionOfArn = (arn: string) => arn.split(':')[3];

const chatOn = (arn: string) => chatTopic(createClients(undefined, CHAT_PATIENCE).sns(regionOfArn(arn)), arn, now);

const tools: Tools = {
  config,
  version: GUARD_VERSION,
  readerOfInvocation: () =>
    createKeyReader(reads, {
      startBudget: () => AbortSignal.timeout(ENRICHMENT_BUDGET_MS),
      budgetMs: ENRICHMENT_BUDGET_MS,
      ownRoleArn: config.ownRoleArn,
    }),
  store: incidentTable(table, config.tableName),
  pace: messagePace(table, config.tableName),
  ownPace: createOwnPace(),
  silences: rememberedSilences(silenceParameters(clients.ssm(config.region)).list, now),
  ...alertTopic(clients.sns(regionOfArn(config.topicArn)), config.topicArn, now),
  chat: config.chatTopicArn === undefined ? undefined : chatOn(config.chatTopicArn),
  remediation: remediationCalls({ config, version: GUARD_VERSION }, clients, table, now),
  now,
  wait: (ms) => sleep(ms),
  random: Math.random,
  log: createLog((line) => void process.stdout.write(line), config.stackName, now),
};

/** Invoked by the log subscription and by the clock, asynchronously: a throw is a retry, and after that the failure queue. */
export const handler = (event: unknown) => detectKeyUse(event, tools);
