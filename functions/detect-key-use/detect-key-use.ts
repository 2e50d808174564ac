import type { AlertPublisher } from '../../shared/alert/publisher.ts';
import { DRILL_MARKER } from '../../shared/contract/names.ts';
import type { KeyReader } from '../../shared/enrichment/key-reader.ts';
import { createMemoryStore } from '../../shared/incident/memory-store.ts';
import type { Log } from '../../shared/log.ts';
import { type BatchOutcome, processLogBatch } from '../../shared/pipeline/process-log-batch.ts';
import type { Config } from './config.ts';

/** What one invocation is given; made once a container, but for the reader, whose budget is that of the invocation. */
export interface Tools {
  readonly config: Config;
  readonly version: string;
  readonly readerOfInvocation: () => KeyReader;
  readonly publish: AlertPublisher;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Handles one invocation: every alert is tried, one line is logged, and then what failed is thrown, short, so that Lambda's retry
 * and the failure queue get it. A payload that cannot be decoded is thrown as well. The answer is for who invokes it by hand.
 */
export async function detectKeyUse(event: unknown, tools: Tools): Promise<BatchOutcome> {
  const { config, now, log } = tools;
  const started = now().getTime();
  const rejections: string[] = [];
  const result = await processLogBatch(
    event,
    {
      store: createMemoryStore(),
      readKey: tools.readerOfInvocation(),
      publish: (alert) => (now().getTime() - started < PUBLISH_WITHIN_MS ? tools.publish(alert) : noTimeLeft()),
      now,
      rejected: ({ path, reason }) => rejections.push(`${path || 'record'}: ${reason}`),
    },
    {
      alert: {
        guard: { version: tools.version, stack: config.stackName },
        accountNames: config.accountNames,
        consoleLinkTemplate: config.consoleLinkTemplate,
        runbookUrl: config.runbookUrl,
        ownerTag: config.ownerTag,
      },
      ownRoleArn: config.ownRoleArn,
      managementCalls: config.managementCalls,
      drill: isDrill(event),
    },
  );
  if (!result.ok) {
    log('payload refused', { level: 'error', code: result.error.code, reason: result.error.message });
    throw result.error;
  }
  if (result.value.kind === 'control') {
    log('control message', { level: 'info' });
    return result.value;
  }
  const { kind: _, failed, ...counts } = result.value;
  const outcome = {
    ...counts,
    failed: failed.length,
    rejections,
    failures: failed.map(({ alertId, reason }) => `${alertId}: ${reason}`),
  };
  log('batch', { level: failed.length > 0 ? 'error' : 'info', ...outcome, ms: now().getTime() - started });
  if (failed.length > 0)
    throw new Error(
      `${failed.length} of ${failed.length + counts.sent + counts.sentBefore} alerts were not sent; see the log line of this request`,
    );
  return result.value;
}

// The function has 60 s. A topic that hangs takes up to 20 s an alert, and what is not tried in time must be told as failed.
const PUBLISH_WITHIN_MS = 38_000;
const noTimeLeft = () => Promise.reject(new Error('no time left in this invocation'));

const isDrill = (event: unknown): boolean => typeof event === 'object' && event !== null && DRILL_MARKER in event;
