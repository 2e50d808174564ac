import { setTimeout as sleep } from 'node:timers/promises';
import { alertTopic } from '../../shared/aws/alert-topic.ts';
import { createClients } from '../../shared/aws/clients.ts';
import { kmsReads } from '../../shared/aws/key-reads.ts';
import { createPacer } from '../../shared/aws/pacer.ts';
import { scheduleLookup } from '../../shared/aws/schedule-lookup.ts';
import { createKeyReader } from '../../shared/enrichment/read-key.ts';
import { createLog } from '../../shared/log.ts';
import { readConfig } from './config.ts';
import { detectKeyUse, type Tools } from './detect-key-use.ts';

declare const GUARD_VERSION: string;

// Made at import, so that a wrong deployment fails in the first second and a container pays once.
const config = readConfig(process.env);
const clients = createClients();
const now = () => new Date();
const reads = { ...kmsReads(clients), scheduledBy: scheduleLookup(clients, now) };
const pacer = createPacer({ now: () => performance.now(), sleep: (ms) => sleep(ms) });

const ENRICHMENT_BUDGET_MS = 3000;
const regionOfArn = (arn: string) => arn.split(':')[3];

const tools: Tools = {
  config,
  version: GUARD_VERSION,
  readerOfInvocation: () =>
    createKeyReader(reads, {
      startBudget: () => AbortSignal.timeout(ENRICHMENT_BUDGET_MS),
      budgetMs: ENRICHMENT_BUDGET_MS,
      ownRoleArn: config.ownRoleArn,
    }),
  publish: alertTopic(clients.sns(regionOfArn(config.topicArn)), config.topicArn, pacer, now),
  now,
  log: createLog((line) => void process.stdout.write(line)),
};

/** Invoked by the log subscription, asynchronously: a throw is a retry, and after that the failure queue. */
export const handler = (event: unknown) => detectKeyUse(event, tools);
