import { setTimeout as sleep } from 'node:timers/promises';
import { alertTopic } from '../../shared/aws/alert-topic.ts';
import { CHAT_PATIENCE, chatTopic } from '../../shared/aws/chat-topic.ts';
import { createClients } from '../../shared/aws/clients.ts';
import { guardClients } from '../../shared/aws/guard-clients.ts';
import { watchTable } from '../../shared/aws/watch-store.ts';
import { createOwnPace } from '../../shared/incident/own-pace.ts';
import { createLog } from '../../shared/log.ts';
import { checkForBlindSpots, type Tools } from './check-blind-spots.ts';
import { readConfig } from './config.ts';
import { portsOfInvocation } from './ports.ts';

declare const GUARD_VERSION: string;

// Made at import, so that a wrong deployment fails in the first second and a container pays once.
const config = readConfig(process.env);
const clients = createClients();
const now = () => new Date();
const regionOfArn = (arn: string) => arn.split(':')[3];
const topic = (arn: string) => alertTopic(clients.sns(regionOfArn(arn)), arn, now).publish;

const chatOn = (arn: string) => chatTopic(createClients(undefined, CHAT_PATIENCE).sns(regionOfArn(arn)), arn, now);

const lasting = {
  store: watchTable(clients.dynamoDb(config.region), config.tableName),
  publish: topic(config.topicArn),
  publishBackstop: topic(config.backstopTopicArn),
  pace: createOwnPace(),
  now,
  wait: (ms: number) => sleep(ms),
};
const looking = guardClients({ region: config.region, profile: undefined });

const tools: Tools = {
  config,
  version: GUARD_VERSION,
  portsOfInvocation: () => portsOfInvocation(looking, { stack: config.stackName, version: GUARD_VERSION }, lasting),
  chat: config.chatTopicArn === undefined ? undefined : chatOn(config.chatTopicArn),
  now,
  log: createLog((line) => void process.stdout.write(line), config.stackName, now),
};

/** Invoked by the clock, and by changes of the stack, asynchronously: a throw is a retry. */
export const handler = (event: unknown) => checkForBlindSpots(event, tools);
