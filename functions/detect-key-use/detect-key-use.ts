import { count } from '../../shared/alert/time.ts';
import { DRILL_MARKER, SWEEP_FIELD } from '../../shared/contract/names.ts';
import { alsoInChat } from '../../shared/pipeline/also-in-chat.ts';
import { type DataOutcome, processLogBatch } from '../../shared/pipeline/process-log-batch.ts';
import { messagesIn } from './log-fields.ts';
import { sweepNow } from './sweep-now.ts';
import { CHAT_WITHIN_MS, portsOf, settingsOf, type Tools } from './tools.ts';

/** What the function answers, for who invokes it by hand. */
export type Answer =
  | { readonly kind: 'control' }
  | { readonly kind: 'swept' }
  | {
      readonly kind: 'data';
      readonly recordsIn: number;
      readonly findings: number;
      readonly sent: number;
      readonly duplicate: number;
      /** The table of incidents was there. */
      readonly tracked: boolean;
    };

/** Handles one invocation: a log subscription payload, or the clock that asks for a sweep. What is told goes to the chat as well. */
export async function detectKeyUse(event: unknown, tools: Tools): Promise<Answer> {
  const chat = alsoInChat(tools.chat, tools.now, tools.now().getTime() + CHAT_WITHIN_MS);
  const telling = { ...tools, publish: chat.beside(tools.publish) };
  try {
    return await (has(event, SWEEP_FIELD) ? sweepNow(telling) : detectInBatch(event, telling));
  } finally {
    await chat.finish(tools.log);
  }
}

/**
 * Every alert is tried, one line is logged, and then what failed is thrown, short, so that Lambda's retry and the failure queue get
 * it. A payload that cannot be decoded is thrown as well.
 */
async function detectInBatch(event: unknown, tools: Tools): Promise<Answer> {
  const { now, log } = tools;
  const started = now().getTime();
  const rejections: string[] = [];
  const ports = {
    ...portsOf(tools),
    rejected: ({ path, reason }: { path: string; reason: string }) => rejections.push(`${path || 'record'}: ${reason}`),
  };
  const result = await processLogBatch(event, ports, settingsOf(tools, has(event, DRILL_MARKER)));
  if (!result.ok) {
    log('payload refused', { level: 'error', code: result.error.code, reason: result.error.message });
    throw result.error;
  }
  if (result.value.kind === 'control') {
    log('control message', { level: 'info' });
    return result.value;
  }
  const outcome = result.value;
  logBatch(outcome, rejections, started, tools);
  const { fate, messages, recordsIn, findings, untracked } = outcome;
  if (fate.failed > 0 || messages.failed.length > 0) {
    const findings = fate.failed > 0 ? [count(fate.failed, 'finding')] : [];
    const alerts = messages.failed.length > 0 ? [count(messages.failed.length, 'alert')] : [];
    throw new Error(`${[...findings, ...alerts].join(' and ')} failed; see the log line of this request`);
  }
  const { sent, sentBefore } = messages;
  const tracked = untracked === undefined;
  return { kind: 'data', recordsIn, findings, sent: sent + sentBefore, duplicate: fate.duplicate, tracked };
}

const has = (event: unknown, field: string): boolean => typeof event === 'object' && event !== null && field in event;

function logBatch(outcome: DataOutcome, rejections: readonly string[], started: number, { now, log }: Tools): void {
  for (const { id, findings } of outcome.keys) log('key', { level: 'info', keyArn: id, findings });
  const { recordsIn, fromKms, notFinding, rejected, deliveryLagMs, fate, messages, untracked } = outcome;
  const { silencesUnread, silencesMalformed } = outcome;
  const isFault =
    fate.failed + messages.failed.length > 0 ||
    fate.unaccounted > 0 ||
    untracked !== undefined ||
    silencesUnread !== undefined;
  log(
    'batch',
    {
      level: isFault || messages.unsettled > 0 ? 'error' : 'info',
      recordsIn,
      fromKms,
      notFinding,
      rejected,
      ...fate,
      ...messagesIn(messages),
      untracked,
      silencesUnread,
      silencesMalformed,
      rejections,
      ms: now().getTime() - started,
    },
    {
      recordsIn,
      notFinding,
      rejected,
      ...fate,
      messagesSent: messages.sent,
      publishLatency: messages.lastSentAt === undefined ? undefined : messages.lastSentAt - started,
      deliveryLag: deliveryLagMs,
    },
  );
}
